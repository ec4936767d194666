// Settings written where nobody reads them: on an application that is no server.
import { settingsOfProperty } from '../../../knowledge/source-options.js';
import type { SettingMistake } from '../../../model/facts.js';
import { is, keyOf, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';

export function findMistakes(file: SourceFile): SettingMistake[] {
  return file.source.nodes.flatMap((node): SettingMistake[] => {
    if (!is(node, 'AssignmentExpression')) return [];
    const target = unwrap(node.left);
    const key = is(target, 'MemberExpression') ? keyOf(target) : undefined;
    if (!is(target, 'MemberExpression') || key === undefined || settingsOfProperty('node-http', key).length === 0)
      return [];
    const faces = file.things.facesOf(target.object);
    const [first] = faces;
    if (first === undefined || first.thing.kind === 'given' || faces.some(({ raw }) => raw)) return [];
    const { framework } = first.thing;
    const server = framework.serverMembers?.[0] ?? framework.serverCalls?.map((name) => `${name}()`)[0];
    const name = file.source.textOf(target.object);
    return [
      {
        kind: 'setting-mistake',
        mistake: 'ignored',
        product: framework.product,
        key: `${name}.${key}`,
        at: file.source.at(target),
        because: `is set on ${name}, which is an application and no server`,
        help:
          server === undefined
            ? `Keep what listen() returns and set ${key} there.`
            : `Set it on the server inside: ${name}.${server}.${key}.`,
      },
    ];
  });
}
