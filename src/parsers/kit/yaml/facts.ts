// One YAML file to its facts: what every reader of a format in YAML does around its own part.
import type { Fact, FileFacts } from '../../../model/facts.js';
import { NodeReader } from './node-reader.js';
import { documentProblems } from './problems.js';
import { isBroken, type ReadOptions, readYaml, type YamlNode } from './read-yaml.js';
import { yamlSuppressions } from './suppressions.js';

/** `read` gets the root of each document that has one: of what no product takes nothing follows. */
export function yamlFacts(
  { path, text }: { readonly path: string; readonly text: string },
  read: (root: YamlNode, reader: NodeReader) => readonly Fact[],
  options: ReadOptions = {},
): FileFacts {
  const reader = new NodeReader(path, text);
  const documents = readYaml(text, options);
  return {
    file: path,
    facts: documents.flatMap((document) =>
      document.root === undefined || isBroken(document) ? [] : read(document.root, reader),
    ),
    problems: documents.flatMap((document) => documentProblems(reader, document)),
    suppressions: yamlSuppressions(path, text, reader.lines),
  };
}
