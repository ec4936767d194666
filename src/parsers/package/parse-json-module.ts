// Reads a JSON file that source imports: its scalars are the names of a module.
import type { BindingsFact, FileFacts } from '../../model/facts.js';
import { readJson } from '../kit/json.js';
import { NodeReader } from '../kit/yaml/node-reader.js';
import type { SourceText } from '../parser.js';
import { scalarPaths } from './scalar-paths.js';

export function parseJsonModule(file: SourceText): FileFacts {
  const { root } = readJson(file.text);
  const names = root === undefined ? {} : scalarPaths(new NodeReader(file.path, file.text), root, 'default.');
  const fact: BindingsFact = { kind: 'bindings', space: 'module', owner: file.path, names };
  return { file: file.path, facts: [fact], problems: [], suppressions: [] };
}
