// Reads lists of programs for pm2 that are data: what is started, and how long each may take to end.
import type { BindingsFact, FileFacts } from '../../model/facts.js';
import { readJson } from '../kit/json.js';
import { NodeReader } from '../kit/yaml/node-reader.js';
import { readYaml } from '../kit/yaml/read-yaml.js';
import type { Parser, SourceText } from '../parser.js';
import { scalarPaths } from './scalar-paths.js';

export const parser: Parser = { parse: parseProcessList };

function parseProcessList(file: SourceText): FileFacts {
  const root = file.path.endsWith('.json') ? readJson(file.text).root : readYaml(file.text)[0]?.root;
  const lists = root?.kind === 'map' ? root.entries.filter(({ key }) => key.text === 'apps') : [];
  const apps = lists.flatMap(({ value }) => (value.kind === 'seq' ? value.items : [value]));
  const reader = new NodeReader(file.path, file.text);
  const facts = apps
    .map((app) => scalarPaths(reader, app, ''))
    .filter(({ script }) => script !== undefined)
    .map((names): BindingsFact => ({ kind: 'bindings', space: 'process-list', owner: file.path, names }));
  return { file: file.path, facts, problems: [], suppressions: [] };
}
