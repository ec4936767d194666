// Settings written where nobody reads them: on an application that is no server.
import { settingsOfProperty } from '../../../knowledge/source-options.js';
import type { ServerFact, SettingMistake } from '../../../model/facts.js';
import { is, keyOf, type NodeOf, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import type { Face } from '../things.js';
import { isNeverStarted } from './unstarted.js';

/** `servers`: those of the file that start. */
export function findMistakes(file: SourceFile, servers: readonly ServerFact[]): SettingMistake[] {
  return file.source.nodes.flatMap((node): SettingMistake[] => {
    if (!is(node, 'AssignmentExpression')) return [];
    const target = unwrap(node.left);
    const key = is(target, 'MemberExpression') ? keyOf(target) : undefined;
    if (!is(target, 'MemberExpression') || key === undefined || settingsOfProperty('node-http', key).length === 0)
      return [];
    const faces = file.things.facesOf(target.object);
    const [first, ...others] = faces;
    if (first === undefined || first.thing.kind === 'given') return [];
    if (first.raw && others.length === 0) return onUnstarted(file, target, key, first, servers);
    if (faces.some(({ raw }) => raw)) return [];
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

/** `const server = createServer(app); server.keepAliveTimeout = 65_000; app.listen(3000);` */
function onUnstarted(
  file: SourceFile,
  target: NodeOf<'MemberExpression'>,
  key: string,
  { thing }: Face,
  servers: readonly ServerFact[],
): SettingMistake[] {
  const isOtherStarted = servers.some(({ listenAt, role }) => listenAt !== undefined && role !== 'side');
  if (!isOtherStarted || !isNeverStarted(file, thing.node)) return [];
  const name = file.source.textOf(target.object);
  return [
    {
      kind: 'setting-mistake',
      mistake: 'ignored',
      product: thing.framework.product,
      key: `${name}.${key}`,
      at: file.source.at(target),
      because: `is set on ${name}, which never listens, while another server of this file does`,
      help: `Keep what the other listen() returns and set ${key} there, or let ${name} listen in its place.`,
    },
  ];
}
