// What pm2 is told about the programs it starts: `module.exports = { apps: [{ script: 'server.js', kill_timeout: 30_000 }] }`.
import type { Expression } from '../../../model/expression.js';
import type { BindingsFact } from '../../../model/facts.js';
import { is, keyOf } from '../ast.js';
import type { SourceFile } from '../file.js';

/** One for each program. */
export function findProcessList(file: SourceFile): BindingsFact[] {
  const { source, reader } = file;
  if (!source.mentions(source.program, /\bapps\b/)) return [];
  const apps = source.nodes.flatMap((node) =>
    is(node, 'Property') && keyOf(node) === 'apps' && is(node.value, 'ArrayExpression') ? node.value.elements : [],
  );
  const lists = apps.flatMap((app): BindingsFact['names'][] => {
    if (app === null) return [];
    // Perhaps more of them.
    if (is(app, 'SpreadElement')) return [{ script: [reader.unknown('dynamic', source.textOf(app), app)] }];
    const value = reader.value(app);
    const members = value.kind === 'object' ? [...value.entries] : [];
    const names = members.flatMap(([name, entry]): [string, Expression[]][] => {
      if (!/^env(?:_\w+)?$/.test(name)) return [[name, [reader.expressionOf(entry.value)]]];
      const variables = entry.value.kind === 'node' ? reader.value(entry.value.node, entry.value.frame) : entry.value;
      return variables.kind !== 'object'
        ? []
        : [...variables.entries].map(([variable, each]) => [`${name}.${variable}`, [reader.expressionOf(each.value)]]);
    });
    return [Object.fromEntries(names)];
  });
  return lists.some(({ script }) => script !== undefined)
    ? lists.map((names) => ({ kind: 'bindings', space: 'process-list', owner: source.path, names }))
    : [];
}
