// What a file does to servers of other files: settings on an import or a parameter, and servers handed to functions of other modules.
import type { HandoverFact, ModulePath, ServerFact, ServerOrigin, ServerPartFact } from '../../../model/facts.js';
import type { Location } from '../../../model/location.js';
import { isOfServersAlone } from '../../../model/server-keys.js';
import { argumentsOf, is, isFunction, keyOf, methodCall, type Node, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import { nodeServer } from '../frameworks.js';
import { madeServer, originsBehind, ownersOf, sameOrigin } from '../owners.js';
import { mayBeLocal } from '../values/references.js';
import { conditionsAround } from './guarded-writes.js';
import type { Written } from './options.js';
import { isInPatch } from './patches.js';
import { readPropertyCall, readPropertyWrite } from './properties.js';

/** `servers`: those of this file, whose settings are read already. */
export function findServerParts(file: SourceFile, servers: readonly ServerFact[]): ServerPartFact[] {
  const parts: { of: ServerOrigin; node: Node; written: Written }[] = [];
  const strays: { node: Node; written: Written }[] = [];
  const partOf = (object: Node, node: Node): Written | undefined => {
    if (isInPatch(file, node)) return undefined;
    if (file.things.facesOf(object).some(({ thing }) => thing.kind !== 'given')) return undefined;
    if (startedHere(file, servers, object) !== undefined) return undefined;
    const of = ownersOf(file)(object);
    if (of === undefined) return isNoServer(file, object) ? undefined : stray(node);
    if (servers.some(({ from }) => sameOrigin(from, of))) return undefined;
    const known = parts.find((each) => sameOrigin(each.of, of));
    if (known !== undefined) return known.written;
    const written: Written = { settings: [], traits: [] };
    parts.push({ of, node, written });
    return written;
  };
  const stray = (node: Node): Written => {
    const written: Written = { settings: [], traits: [] };
    strays.push({ node, written });
    return written;
  };
  for (const node of file.source.nodes) {
    const intoOf = (object: Node): Written | undefined => partOf(object, node);
    const target = { product: 'node-http', member: 'server', intoOf, isFilled: isServerLike };
    if (is(node, 'AssignmentExpression')) readPropertyWrite(file, node, target);
    else if (is(node, 'CallExpression')) readPropertyCall(file, node, target);
  }
  return [
    ...parts.flatMap(({ of, node, written }): ServerPartFact[] =>
      written.settings.length + written.traits.length === 0
        ? []
        : [{ kind: 'server-part', at: file.source.at(node), of, ...written }],
    ),
    ...strays.flatMap(({ node, written }): ServerPartFact[] => {
      const settings = written.settings.filter(({ key, keyAt }) => isOfServersAlone(key) && !isRead(servers, keyAt));
      return settings.length === 0 ? [] : [{ kind: 'server-part', at: file.source.at(node), settings, traits: [] }];
    }),
  ];
}

/** It is that of a server of this file, which a framework makes. */
const isRead = (servers: readonly ServerFact[], at: Location): boolean =>
  servers.some(({ settings }) => settings.some(({ keyAt }) => keyAt.line === at.line && keyAt.column === at.column));

/** An object that is written here, or one that is named for what it holds. */
function isNoServer(file: SourceFile, object: Node): boolean {
  const origins = file.tracer.origins(object);
  return (
    /config|options|opts|settings|defaults|agent|client|env/i.test(file.source.textOf(object)) ||
    origins.some((origin) => is(origin, 'ObjectExpression', 'NewExpression', 'ThisExpression'))
  );
}

/** Names under which a server travels; anything else that goes from module to module is none. */
const serverLike = /server|app$|^app|listener|http|fastify|express|koa|nest/i;
function isServerLike(node: Node): boolean {
  const inner = unwrap(node);
  return serverLike.test(
    is(inner, 'Identifier') ? inner.name : is(inner, 'MemberExpression') ? (keyOf(inner) ?? '') : '',
  );
}

export function findHandovers(file: SourceFile, servers: readonly ServerFact[]): HandoverFact[] {
  const makes = file.source.calls.some((node) => file.things.facesOf(node).length > 0);
  return file.source.calls.flatMap((node): HandoverFact[] => {
    const given = argumentsOf(node);
    if (!given.some((argument) => mayBeServer(file, argument, makes))) return [];
    const to = file.things.importedOf(node.callee);
    if (to === undefined || !mayBeLocal(to.specifier)) return [];
    return given.flatMap((argument, index) => handed(file, servers, node, to, argument, index));
  });
}

/** Cheap: most calls hand over something else. */
function mayBeServer(file: SourceFile, argument: Node, makes: boolean): boolean {
  const inner = unwrap(argument);
  if (is(inner, 'ObjectExpression'))
    return inner.properties.some((property) => is(property, 'Property') && mayBeServer(file, property.value, makes));
  if (is(inner, 'ArrayExpression'))
    return inner.elements.some((each) => each !== null && mayBeServer(file, each, makes));
  if (is(inner, 'Identifier') && serverLike.test(inner.name)) return true;
  if (is(inner, 'MemberExpression') && serverLike.test(keyOf(inner) ?? '')) return true;
  return makes && file.things.facesOf(inner).length > 0;
}

function handed(
  file: SourceFile,
  servers: readonly ServerFact[],
  call: Node,
  to: ModulePath,
  argument: Node,
  index: number,
): HandoverFact[] {
  const inner = unwrap(argument);
  if (isFunction(inner)) return [];
  const at = file.source.at(call);
  const conditions = conditionsAround(file, call, argument);
  const under = conditions.length === 0 ? {} : { under: conditions };
  if (is(inner, 'ObjectExpression')) {
    return inner.properties.flatMap((property): HandoverFact[] => {
      const key = is(property, 'Property') ? keyOf(property) : undefined;
      const what = is(property, 'Property') ? whatIs(file, servers, property.value) : undefined;
      return key === undefined || what === undefined ? [] : [{ kind: 'handover', at, to, index, key, what, ...under }];
    });
  }
  if (is(inner, 'ArrayExpression'))
    return inner.elements.flatMap((each): HandoverFact[] => {
      const what = each === null || is(each, 'SpreadElement') ? undefined : whatIs(file, servers, each);
      return what === undefined ? [] : [{ kind: 'handover', at, to, index, what, ...under }];
    });
  const what = whatIs(file, servers, inner);
  return what === undefined ? [] : [{ kind: 'handover', at, to, index, what, ...under }];
}

function whatIs(file: SourceFile, servers: readonly ServerFact[], node: Node): HandoverFact['what'] | undefined {
  const found = file.things.facesOf(node).find(({ thing }) => thing.kind !== 'given');
  if (found !== undefined) return { is: 'made', ...madeServer(file, found) };
  const started = startedHere(file, servers, node);
  if (started !== undefined)
    return { is: 'made', product: started.product, at: started.at, starts: [], closes: nodeServer.close };
  return isServerLike(methodCall(unwrap(node))?.object ?? node) ? ownersOf(file)(node) : undefined;
}

/** What `listen()` gave on an application that another module makes. */
function startedHere(file: SourceFile, servers: readonly ServerFact[], node: Node): ServerFact | undefined {
  const origins = originsBehind(file, node).map((origin) => file.source.at(origin));
  return servers.find(
    ({ from, at }) => from !== undefined && origins.some((each) => each.line === at.line && each.column === at.column),
  );
}
