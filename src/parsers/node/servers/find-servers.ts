// Finds the servers a file makes: by creation, by `listen` on something imported, and by the shapes that need neither.
import type { ServerOrigin } from '../../../model/facts.js';
import { type CallNode, is, isCall, isFunction, keyOf, methodCall, type Node, type NodeOf } from '../ast.js';
import type { SourceFile } from '../file.js';
import { type Framework, frameworkOfProduct, nodeServer } from '../frameworks.js';
import { ownersOf } from '../owners.js';
import type { Thing } from '../things.js';
import { exportsOf } from '../values/exports.js';
import { referenceOf } from '../values/references.js';
import { describedServersIn, exportedFunctions, special } from './described-servers.js';

export interface FoundServer {
  readonly thing: Thing;
  readonly framework: Framework;
  /** The creation. */
  readonly node: Node;
  /** The calls that make it listen; the creation itself where that listens. */
  readonly starts: readonly CallNode[];
  /** Where another module makes it. */
  readonly from?: ServerOrigin;
  readonly startedBy?: string;
  /** A framework object that lends this server its name and options: a serverFactory's owner, a Nest application. */
  readonly under: readonly Thing[];
  readonly plugin?: boolean;
  /** Only where the runtime serves what the entry exports. */
  readonly perhaps?: boolean;
}

export function findServers(file: SourceFile): FoundServer[] {
  const made = madeServers(file);
  const found = settle(file, made);
  return [
    ...found,
    ...importedServers(file),
    ...describedServersIn(file),
    ...defaultExports(file),
    ...pluginServers(file),
  ].sort((a, b) => a.node.range[0] - b.node.range[0]);
}

function madeServers(file: SourceFile): FoundServer[] {
  const starts = new Map<Node, CallNode[]>();
  const things = new Map<Node, Thing>();
  for (const node of file.source.calls) {
    for (const { thing } of file.things.facesOf(node)) {
      if (thing.kind === 'server' && thing.node === node) things.set(node, thing);
    }
    const method = methodCall(node) ?? takenMethod(file, node);
    if (method === undefined) continue;
    for (const { thing, raw } of file.things.facesOf(method.object)) {
      const names = raw ? nodeServer.start : thing.framework.start;
      if (names?.includes(method.method) && thing.kind === 'server')
        starts.set(thing.node, [...(starts.get(thing.node) ?? []), node]);
    }
  }
  return [...things.values()].map((thing) => ({
    thing,
    framework: thing.framework,
    node: thing.node,
    starts: startsOf(thing, starts.get(thing.node) ?? []),
    under: [],
  }));
}

/** `const { server, listen } = createHTTPServer(…); listen(3000);` */
function takenMethod(file: SourceFile, node: CallNode): { readonly object: Node; readonly method: string } | undefined {
  const binding = is(node.callee, 'Identifier') ? file.source.resolve(node.callee) : undefined;
  const [method, ...deeper] = binding?.path ?? [];
  return binding?.init === undefined || method === undefined || deeper.length > 0
    ? undefined
    : { object: binding.init, method };
}

/** An application's `listen()` and a `serve()` are creation and start in one. */
function startsOf(thing: Thing, starts: readonly CallNode[]): readonly CallNode[] {
  const listens =
    thing.framework.form === 'listening' || (thing.framework.form === 'application' && isCall(thing.node));
  const own = listens && isCall(thing.node) ? [thing.node] : [];
  const port =
    isCall(thing.node) && (thing.framework.product === 'socket-io' || thing.framework.above === 'ws')
      ? [thing.node]
      : [];
  return [...own, ...port, ...starts.filter((start) => start !== thing.node)];
}

/** Joins a framework with the Node server it was given, and drops what is made but never used as a server. */
function settle(file: SourceFile, made: readonly FoundServer[]): FoundServer[] {
  const inner = new Map<FoundServer, FoundServer>();
  for (const server of made) {
    if (server.framework.form !== 'server') continue;
    const owner = made.find(
      (other) =>
        other !== server &&
        other.framework.form === 'framework' &&
        (contains(other.node, server.node) || isListenerOf(file, other.node, server.node)),
    );
    if (owner !== undefined) inner.set(owner, server);
    const adonis = made.find(
      (other) => other.framework.product === 'adonis' && other.starts.some((start) => contains(start, server.node)),
    );
    if (adonis !== undefined) inner.set(adonis, server);
  }
  const joined = made.flatMap((server): FoundServer[] => {
    const held = inner.get(server);
    if (held !== undefined) return [{ ...held, starts: [...server.starts, ...held.starts], under: [server.thing] }];
    return [...inner.values()].includes(server) ? [] : [server];
  });
  return joined.filter((server) => server.starts.length > 0 || leaves(file, server));
}

/** `Hapi.server({ listener })`, with the server made before. */
function isListenerOf(file: SourceFile, creation: Node, server: Node): boolean {
  if (!isCall(creation)) return false;
  return creation.arguments.some(
    (argument) =>
      is(argument, 'ObjectExpression') &&
      argument.properties.some(
        (property) =>
          is(property, 'Property') &&
          keyOf(property) === 'listener' &&
          file.things.facesOf(property.value).some(({ thing }) => thing.node === server),
      ),
  );
}

const contains = (outer: Node, inner: Node): boolean =>
  outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];

/** Whether something made is handed to others: exported, returned, kept on an object, or given to a function of another module. */
function leaves(file: SourceFile, server: FoundServer): boolean {
  const { source } = file;
  const isIt = (node: Node): boolean => file.things.facesOf(node).some(({ thing }) => thing.node === server.node);
  for (const node of source.nodes) {
    if (is(node, 'ReturnStatement') && node.argument !== null && isIt(node.argument)) return true;
    if (
      is(node, 'ArrowFunctionExpression') &&
      !is(node.body, 'BlockStatement') &&
      contains(node.body, server.node) &&
      isIt(node.body)
    )
      return true;
    if (
      is(node, 'AssignmentExpression') &&
      is(node.left, 'MemberExpression') &&
      !is(node.left.object, 'ThisExpression') &&
      isIt(node.right)
    )
      return true;
    if (is(node, 'ExportDefaultDeclaration') && isIt(node.declaration)) return true;
    if (is(node, 'ExportSpecifier') && is(node.local, 'Identifier') && isIt(node.local)) return true;
    if (
      is(node, 'ExportNamedDeclaration') &&
      node.declaration !== null &&
      contains(node.declaration, server.node) &&
      is(node.declaration, 'VariableDeclaration')
    )
      if (node.declaration.declarations.some((each) => each.init !== null && isIt(each.init))) return true;
    if (
      server.framework.form === 'server' &&
      isCall(node) &&
      node !== server.node &&
      file.things.importedOf(node.callee) !== undefined
    )
      if (node.arguments.some((argument) => !isFunction(argument) && !is(argument, 'SpreadElement') && isIt(argument)))
        return true;
  }
  return false;
}

/** `app.listen(port)` on what another module exports or hands over: a server only if `link` finds an application there. */
function importedServers(file: SourceFile): FoundServer[] {
  return file.source.calls.flatMap((node): FoundServer[] => {
    const method = methodCall(node);
    if (method === undefined) return [];
    const { object, call } = method;
    if (!importedStarts.has(method.method)) return [];
    // Everything starts; what is called a server may be one.
    if (method.method === 'start' && !serverLike.test(file.source.textOf(object))) return [];
    const faces = file.things.facesOf(object);
    if (faces.some(({ thing }) => thing.kind !== 'given')) return [];
    const from = ownersOf(file)(object);
    const given = faces[0]?.thing;
    // What a class of ours calls `listen()` is no server's; `start()` of Hapi and others takes nothing.
    if (from === undefined || (method.method !== 'start' && call.arguments.length === 0)) return [];
    const framework = given?.framework ?? nodeServer;
    const thing: Thing = { kind: 'server', node: call, framework };
    return [{ thing, framework, node: call, starts: [call], from, startedBy: method.method, under: [] }];
  });
}

const serverLike = /server|app|hapi|ignitor/i;
const importedStarts = new Set(['listen', 'listenAsync', 'start']);

/** `export default { port, fetch }` is served by Bun. Without a port it may be a worker of a platform that sets its own. */
function defaultExports(file: SourceFile): FoundServer[] {
  const bun = frameworkOfProduct.get('bun');
  const exported = file.source.nodes.find((node): node is NodeOf<'ExportDefaultDeclaration'> =>
    is(node, 'ExportDefaultDeclaration'),
  );
  if (bun === undefined || exported === undefined) return [];
  return file.tracer.origins(exported.declaration).flatMap((origin) => {
    // `export default new Hono()` is served by Bun, or by a platform, or by a server in another module.
    const made = isCall(origin) ? referenceOf(file.source, origin.callee) : undefined;
    if (made?.module === 'hono') return [{ ...special(origin, bun), perhaps: true }];
    if (!is(origin, 'ObjectExpression')) return [];
    const keys = origin.properties.map((property) => (is(property, 'Property') ? keyOf(property) : undefined));
    return keys.includes('fetch') && (keys.includes('port') || keys.includes('idleTimeout'))
      ? [special(origin, bun)]
      : [];
  });
}

/** `module.exports = async function (fastify, opts) { … }`: what fastify-cli starts, and what servers register. */
function pluginServers(file: SourceFile): FoundServer[] {
  const fastify = frameworkOfProduct.get('fastify');
  if (fastify === undefined) return [];
  return exportedFunctions(file).flatMap((fn): FoundServer[] => {
    const [first] = fn.params;
    if (!is(first, 'Identifier') || fn.params.length > 3) return [];
    const typed = file.things
      .facesOf(first)
      .some(({ thing }) => thing.kind === 'given' && thing.framework.product === 'fastify');
    const used = file.source.calls.some((node) => {
      const method = methodCall(node);
      return (
        method !== undefined &&
        pluginMethods.has(method.method) &&
        is(method.object, 'Identifier') &&
        file.source.resolve(method.object)?.declaration === first
      );
    });
    // Plugins without the marks of a root are parts of some other server.
    if (!used || (!typed && first.name !== 'fastify') || !isRootPlugin(file)) return [];
    return [{ ...special(first, fastify), thing: { kind: 'given', node: first, framework: fastify }, plugin: true }];
  });
}
/** It loads the other plugins of its folder, or exports the options that fastify-cli gives to the server. */
function isRootPlugin(file: SourceFile): boolean {
  const { exports } = exportsOf(file);
  if (exports.some(({ name }) => name === 'options')) return true;
  return file.source.nodes.some(
    (node) => is(node, 'Identifier') && referenceOf(file.source, node)?.module === '@fastify/autoload',
  );
}
const pluginMethods = new Set(['register', 'get', 'post', 'put', 'delete', 'patch', 'route', 'addHook', 'decorate']);
