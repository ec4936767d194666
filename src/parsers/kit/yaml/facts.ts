// One YAML file to its facts: what every reader of a format in YAML does around its own part.
import type { Fact, FileFacts } from '../../../model/facts.js';
import { NodeReader } from './node-reader.js';
import { documentProblems } from './problems.js';
import { type ReadOptions, readYaml, type YamlNode } from './read-yaml.js';
import { yamlSuppressions } from './suppressions.js';

/** `read` gets the root of each document that has one. */
export function yamlFacts(
  { path, text }: { readonly path: string; readonly text: string },
  read: (root: YamlNode, reader: NodeReader) => readonly Fact[],
  options: ReadOptions = {},
): FileFacts {
  const reader = new NodeReader(path, text);
  const documents = readYaml(text, options);
  return {
    file: path,
    facts: documents.flatMap(({ root }) => (root === undefined ? [] : read(root, reader))),
    problems: documents.flatMap((document) => documentProblems(reader, document)),
    suppressions: yamlSuppressions(path, text, reader.lines),
  };
}
