// Reads `.gitlab-ci.yml`: commands that build images, install charts, create stacks and apply configurations in the scripts of its jobs, with the variables they see.
import type { Fact, FileFacts } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import { settleWith } from '../kit/docker-build.js';
import { readCommands } from '../kit/shell-facts.js';
import { yamlFacts } from '../kit/yaml/facts.js';
import { oneText } from '../kit/yaml/joined-lines.js';
import { items, type NodeReader, presentScalar } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import type { Parser, SourceText } from '../parser.js';

export const parser: Parser = { parse: parsePipeline };

export function parsePipeline(file: SourceText): FileFacts {
  return yamlFacts(file, (root, reader) => readJobs(reader, root));
}

function readJobs(reader: NodeReader, root: YamlNode | undefined): Fact[] {
  if (root?.kind !== 'map') return [];
  const common = Object.entries(reader.stringMap(root, 'variables'));
  const chosen = ruleVariables(reader, get(root, 'workflow'));
  return root.entries.flatMap(({ value: job }) => {
    const environment = new Map([...common, ...Object.entries(reader.stringMap(job, 'variables'))]);
    const settle = settleWith(environment);
    // A rule that holds may set them to something else.
    const open = new Set([...chosen, ...ruleVariables(reader, job)]);
    const given = settleWith(new Map([...environment].filter(([name]) => !open.has(name))));
    const directory = folderOf(reader.file);
    // All lines of a job share one shell.
    const lines = ['before_script', 'script'].flatMap((key) => {
      const list = get(job, key);
      return (list?.kind === 'scalar' ? [list] : items(list)).flatMap((item) => presentScalar(item) ?? []);
    });
    const { text, at } = oneText(lines, reader);
    const place = { directory, settle, given, at, by: `pipeline ${baseNameOf(reader.file)}` };
    return text === '' ? [] : readCommands(text, place, 'pipeline', environment);
  });
}

/** https://docs.gitlab.com/ci/yaml/#rulesvariables */
function ruleVariables(reader: NodeReader, node: YamlNode | undefined): readonly string[] {
  return items(node, 'rules').flatMap((rule) => Object.keys(reader.stringMap(rule, 'variables')));
}
