// Reads skaffold.yaml: each artifact is an image and the folder it is built from.
import type { BuildFact, FileFacts } from '../../model/facts.js';
import { items, NodeReader, present } from '../kit/node-reader.js';
import { directoryOf, pathInside } from '../kit/paths.js';
import { readSuppressions } from '../kit/suppressions.js';
import { comments, get, readYaml, type YamlNode } from '../kit/yaml.js';
import { documentProblems } from '../kit/yaml-problems.js';
import type { Parser, SourceText } from '../parser.js';

export const parser: Parser = { parse: parseSkaffold };

export function parseSkaffold(file: SourceText): FileFacts {
  const reader = new NodeReader(file.path, file.text);
  const documents = readYaml(file.text);
  return {
    file: file.path,
    facts: documents.flatMap(({ root }) => [
      ...readArtifacts(reader, get(root, 'build')),
      ...items(root, 'profiles').flatMap((profile) => readArtifacts(reader, get(profile, 'build'))),
    ]),
    problems: documents.flatMap((document) => documentProblems(reader, document)),
    suppressions: readSuppressions(file.path, comments(file.text), reader.lines),
  };
}

function readArtifacts(reader: NodeReader, build: YamlNode | undefined): BuildFact[] {
  return items(build, 'artifacts').flatMap((node): BuildFact[] => {
    const image = reader.string(node, 'image');
    const context = pathInside(directoryOf(reader.file), reader.string(node, 'context') ?? '.');
    if (image === undefined || context === undefined) return [];
    const docker = get(node, 'docker') ?? get(node, 'kaniko');
    const dockerfile = reader.string(docker, 'dockerfile');
    const args = Object.entries(reader.stringMap(docker, 'buildArgs')).filter(([, value]) => !value.includes('{{'));
    return [
      {
        kind: 'build',
        by: 'skaffold',
        image,
        context,
        at: reader.at(node),
        ...present({
          dockerfile: dockerfile === undefined ? undefined : pathInside(context, dockerfile),
          target: reader.string(docker, 'target'),
          args: args.length === 0 ? undefined : Object.fromEntries(args),
        }),
      },
    ];
  });
}
