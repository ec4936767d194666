// Reads `.gitlab-ci.yml`: commands that build images, install charts, create stacks and apply configurations in the scripts of its jobs, with the variables they see.
import type { BuildFact, Fact, FileFacts } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import { readComposeCommands } from '../kit/compose-commands.js';
import { readDockerBuilds, settleWith } from '../kit/docker-build.js';
import { readHelmCommands } from '../kit/helm-commands.js';
import { readKustomizeCommands } from '../kit/kustomize-commands.js';
import { readStackCommands } from '../kit/stack-commands.js';
import { readTerraformCommands } from '../kit/terraform-commands.js';
import { yamlFacts } from '../kit/yaml/facts.js';
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
  return root.entries.flatMap(({ value: job }) => {
    const environment = new Map([...common, ...Object.entries(reader.stringMap(job, 'variables'))]);
    const settle = settleWith(environment);
    let directory: string | undefined = folderOf(reader.file);
    return ['before_script', 'script'].flatMap((key) => {
      const list = get(job, key);
      return (list?.kind === 'scalar' ? [list] : items(list)).flatMap((item): Fact[] => {
        const text = presentScalar(item)?.text;
        if (text === undefined) return [];
        const builds = readDockerBuilds(text, directory, settle);
        // All lines of a job share one shell.
        const moved = /^\s*cd\s+(\S+)\s*$/.exec(text)?.[1];
        const at = reader.at(item);
        const place = { directory, settle, at: () => at, by: `pipeline ${baseNameOf(reader.file)}` };
        const given = [
          ...readHelmCommands(text, place),
          ...readKustomizeCommands(text, place),
          ...readComposeCommands(text, place),
          ...readStackCommands(text, place),
          ...readTerraformCommands(text, place, environment),
        ];
        if (moved !== undefined) directory = undefined;
        return [
          ...builds.map(
            ({ start: _start, end: _end, ...build }): BuildFact => ({ kind: 'build', by: 'pipeline', ...build, at }),
          ),
          ...given,
        ];
      });
    });
  });
}
