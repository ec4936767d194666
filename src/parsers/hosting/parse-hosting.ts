// Reads one file of a platform: its applications, each as a workload.
import type { Fact, FileFacts } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import { readJson } from '../kit/json.js';
import { readSuppressions } from '../kit/suppressions.js';
import { LineIndex } from '../kit/text.js';
import { readToml } from '../kit/toml.js';
import { yamlFacts } from '../kit/yaml/facts.js';
import { NodeReader } from '../kit/yaml/node-reader.js';
import type { YamlNode } from '../kit/yaml/read-yaml.js';
import type { Parser, SourceText } from '../parser.js';
import { appEngineServices, appRunnerServices } from './app-engine.js';
import { appPlatformServices } from './app-platform.js';
import { beanstalkEnvironments, dockerruns } from './beanstalk.js';
import { pushedApps } from './cloud-foundry.js';
import { containerApps } from './container-app.js';
import { flyApps } from './fly.js';
import { appManifests, herokuApps, procfile } from './heroku.js';
import { type HostedApp, workloadOf } from './hosted-app.js';
import { isAppSpec, isBeanstalk, isContainerApp, isFly, isPushManifest } from './names.js';
import { renderServices } from './render.js';

export const parser: Parser = { parse };

type Read = (root: YamlNode, reader: NodeReader) => readonly HostedApp[];

function parse(file: SourceText): FileFacts {
  const { path, text } = file;
  if (baseNameOf(path) === 'Procfile') return ofProcfile(file);
  const [platform, read] = formatOf(file);
  const facts = (root: YamlNode, reader: NodeReader): Fact[] =>
    read(root, reader).map((app) => workloadOf(app, platform));
  const reader = new NodeReader(path, text);
  if (path.endsWith('.toml')) {
    const { root, comments } = readToml(text);
    return {
      file: path,
      facts: facts(root, reader),
      problems: [],
      suppressions: readSuppressions(path, comments, reader.lines),
    };
  }
  if (path.endsWith('.json')) {
    const { root } = readJson(text);
    return { file: path, facts: root === undefined ? [] : facts(root, reader), problems: [], suppressions: [] };
  }
  return yamlFacts(file, facts);
}

function formatOf({ path, text }: SourceText): readonly [platform: string, read: Read] {
  const name = baseNameOf(path);
  if (isFly(path)) return ['Fly.io', flyApps];
  if (isAppSpec(path)) return ['App Platform', appPlatformServices];
  if (isBeanstalk(path)) return ['Elastic Beanstalk', beanstalkEnvironments];
  if (name === 'Dockerrun.aws.json') return ['Elastic Beanstalk', dockerruns];
  if (name === 'app.json') return ['Heroku', appManifests];
  if (name === 'heroku.yml') return ['Heroku', herokuApps];
  if (name === 'apprunner.yaml') return ['App Runner', appRunnerServices];
  if (name.startsWith('render.')) return ['Render', renderServices];
  if (isContainerApp(name)) return ['Container Apps', containerApps];
  return isPushManifest(path) && /^applications[ \t]*:/m.test(text)
    ? ['Cloud Foundry', pushedApps]
    : ['App Engine', appEngineServices];
}

function ofProcfile({ path, text }: SourceText): FileFacts {
  const lines = new LineIndex(text);
  const found = /^web[ \t]*:[^\r\n]*/m.exec(text);
  const comments = [...text.matchAll(/(?<![^\s])#[^\r\n]*/g)].map(({ 0: comment, index }) => ({
    text: comment,
    start: index,
    end: index + comment.length,
  }));
  if (found === null) return { file: path, facts: [], problems: [], suppressions: [] };
  const behind = text.slice(found.index + found[0].indexOf(':') + 1, found.index + found[0].length);
  // The shell that gets the line takes the rest for a comment.
  const comment = behind.search(/[ \t]#/);
  const command = (comment < 0 ? behind : behind.slice(0, comment)).trim();
  if (command === '') return { file: path, facts: [], problems: [], suppressions: [] };
  const start = text.indexOf(command, found.index + found[0].indexOf(':') + 1);
  const at = lines.location(path, found.index, start + command.length);
  const folder = folderOf(path);
  const name = baseNameOf(folder) || 'app';
  const line = { text: command, at: lines.location(path, start, start + command.length) };
  return {
    file: path,
    facts: [procfile({ text: name, at }, line)],
    problems: [],
    suppressions: readSuppressions(path, comments, lines),
  };
}
