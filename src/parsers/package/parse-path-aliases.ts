// Reads tsconfig.json and jsconfig.json for the names they give to folders; a broken one names nothing and is no finding.
import type { FileFacts, PathAliasesFact } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { readJson } from '../kit/json.js';
import type { YamlNode } from '../kit/yaml/node.js';
import { mapAt, NodeReader, present } from '../kit/yaml/node-reader.js';
import type { Parser, SourceText } from '../parser.js';

export const parser: Parser = { parse: parsePathAliases };

export function parsePathAliases(file: SourceText): FileFacts {
  const { root } = readJson(file.text);
  const reader = new NodeReader(file.path, file.text);
  const facts = root?.kind === 'map' ? [readAliases(reader, root)] : [];
  return { file: file.path, facts, problems: [], suppressions: [] };
}

function readAliases(reader: NodeReader, root: YamlNode): PathAliasesFact {
  const single = reader.string(root, 'extends');
  const paths = mapAt(root, 'compilerOptions', 'paths');
  return {
    kind: 'path-aliases',
    file: reader.file,
    directory: folderOf(reader.file),
    ...present({ baseUrl: reader.string(root, 'compilerOptions', 'baseUrl') }),
    paths: Object.fromEntries(
      (paths?.entries ?? []).map((entry) => [entry.key.text, reader.words(entry.value) ?? []] as const),
    ),
    extends: single === undefined ? (reader.words(root, 'extends') ?? []) : [single],
  };
}
