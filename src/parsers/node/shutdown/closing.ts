// Calls that stop a server or cut its connections, whoever's method they are.
import type { Expression } from '../../../model/expression.js';
import type { ServerOrigin } from '../../../model/facts.js';
import { argumentsOf, is, isCall, keyOf, methodCall, type Node, type NodeOf, propertiesOf, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import { socketLibraries } from '../frameworks.js';
import { originsBehind, ownersOf } from '../owners.js';
import type { Face } from '../things.js';
import { dotted, referenceOf } from '../values/references.js';
import { closeless } from './missing-close.js';

export interface Closing {
  readonly act: 'close' | 'close-idle' | 'close-all';
  /** What is closed: creations of this file; absent for a server that others hand in. */
  readonly servers?: readonly Node[];
  /** Awaiting the call waits for work in flight. */
  readonly promise: boolean;
  readonly callback?: Node;
  readonly limit?: Expression;
  /** The library whose way of closing this is. */
  readonly helper?: string;
  /** A server that callers hand in: whether its method gives a promise of the end, only they know. */
  readonly of?: { readonly of: ServerOrigin; readonly method: string };
  /** Nobody knows whose server it is, nor what its method gives. */
  readonly isAnyones?: true;
}

const cuts: ReadonlyMap<string, Closing['act']> = new Map([
  ['closeIdleConnections', 'close-idle'],
  ['closeAllConnections', 'close-all'],
]);
/** Names under which servers are handed to shutdown code whose callers are elsewhere. */
const serverLike = /server|app$|^app|listener|http|fastify|terminator/i;

export function closeOf(file: SourceFile, call: NodeOf<'CallExpression'>): Closing | undefined {
  return (
    promisified(file, call) ??
    terminator(file, call) ??
    socketServer(file, call) ??
    apolloServer(file, call) ??
    adonis(file, call) ??
    closeMethod(file, call)
  );
}

function closeMethod(file: SourceFile, call: NodeOf<'CallExpression'>): Closing | undefined {
  const method = methodCall(call);
  if (method === undefined) return disposal(file, call);
  const faces = file.things.facesOf(method.object);
  const server = target(faces);
  if (method.method === 'close' && closeless(file, method.object) !== undefined) return undefined;
  const cut = cuts.get(method.method);
  if (cut !== undefined && (faces.length > 0 || isHandedIn(file, method.object)))
    return { act: cut, promise: false, ...server };
  const [first] = argumentsOf(call);
  const wrapper = method.method === 'stop' ? stoppableOf(file, method.object) : undefined;
  const limit = limitOf(file, first) ?? wrapper?.limit;
  const helper = wrapper && { helper: 'stoppable' };
  for (const { thing, raw } of faces) {
    const closes = raw
      ? ({
          close: 'callback',
          stop: 'callback',
          shutdown: 'callback',
          destroy: 'callback',
          forceShutdown: 'callback',
        } as const)
      : thing.framework.close;
    const how = Object.entries(closes).find(([name]) => name === method.method)?.[1];
    if (how === undefined) continue;
    // `server.stop(true)` of Bun and `server.destroy()` cut what is in flight.
    if (method.method === 'forceShutdown' || method.method === 'destroy' || isTrue(first))
      return { act: 'close-all', promise: false, ...server };
    const callback = first === undefined || is(first, 'ObjectExpression') ? undefined : first;
    return {
      act: 'close',
      promise: how === 'promise' && callback === undefined,
      ...server,
      ...helper,
      ...(callback && { callback }),
      ...(limit && { limit }),
    };
  }
  if (faces.length > 0 || !['close', 'shutdown', 'stop'].includes(method.method)) return undefined;
  const started = startedFromOutside(file, method.object);
  if (started.length > 0) {
    const callback = first === undefined || is(first, 'ObjectExpression') ? undefined : first;
    return { act: 'close', promise: false, servers: started, ...(callback && { callback }) };
  }
  const owner = ownersOf(file)(method.object);
  if (!isHandedIn(file, method.object) && !(owner?.is === 'parameter' && serverLike.test(nameOf(method.object))))
    return undefined;
  const callback = first === undefined || is(first, 'ObjectExpression') ? undefined : first;
  // What another module exports is closed by its own rules.
  if (owner?.is === 'import' && file.source.calls.every((node) => !startsIt(file, node, method.object)))
    return undefined;
  return {
    act: 'close',
    promise: false,
    ...(callback && { callback }),
    ...(limit && { limit }),
    ...(owner?.is === 'parameter' && callback === undefined && { of: { of: owner, method: method.method } }),
    ...(owner === undefined && callback === undefined && { isAnyones: true as const }),
  };
}

const nameOf = (node: Node): string => {
  const inner = unwrap(node);
  return is(inner, 'MemberExpression') ? (keyOf(inner) ?? '') : is(inner, 'Identifier') ? inner.name : '';
};

/** `app.listen()` whose result is the object. */
function startsIt(file: SourceFile, node: Node, object: Node): boolean {
  return methodCall(node)?.method === 'listen' && originsBehind(file, object).includes(node);
}

/** `const server = app.listen(port)`, where those who call the function give the application. */
function startedFromOutside(file: SourceFile, object: Node): readonly Node[] {
  return file.tracer.origins(object).filter((origin) => {
    const start = methodCall(origin);
    if (start?.method !== 'listen') return false;
    const given = unwrap(start.object);
    return is(given, 'Identifier') && file.source.resolve(given)?.parameter !== undefined;
  });
}

const isTrue = (node: Node | undefined): boolean => is(node, 'Literal') && node.value === true;

const target = (faces: readonly Face[]): { servers?: readonly Node[] } => {
  const found = faces.flatMap(({ thing }) => (thing.kind === 'server' ? [thing.node] : []));
  return found.length === 0 ? {} : { servers: found };
};

/** `server.stop({ timeout: 5000 })` */
function limitOf(file: SourceFile, options: Node | undefined): Expression | undefined {
  if (!is(options, 'ObjectExpression')) return undefined;
  const timeout = file.reader.member(file.reader.value(options), 'timeout', options);
  return timeout && file.reader.expressionOf(timeout);
}

/** `stoppable(server, 10_000)` */
function stoppableOf(file: SourceFile, object: Node): { readonly limit?: Expression } | undefined {
  for (const origin of file.tracer.origins(object)) {
    const reference = is(origin, 'CallExpression') ? referenceOf(file.source, origin.callee) : undefined;
    if (!is(origin, 'CallExpression') || reference === undefined || dotted(reference) !== 'stoppable') continue;
    const grace = argumentsOf(origin)[1];
    return grace === undefined ? {} : { limit: file.reader.expression(grace) };
  }
  return undefined;
}

/** A parameter, an import or a variable that others fill, with the name of a server and no origin in this file. */
function isHandedIn(file: SourceFile, object: Node): boolean {
  const inner = unwrap(object);
  if (!is(inner, 'Identifier') || !serverLike.test(inner.name)) return false;
  const binding = file.source.resolve(inner);
  if (binding === undefined) return false;
  return file.tracer
    .origins(inner)
    .every((origin) => is(origin, 'Identifier') || file.things.importedOf(origin) !== undefined);
}

/** `await server[Symbol.asyncDispose]()` */
function disposal(file: SourceFile, call: NodeOf<'CallExpression'>): Closing | undefined {
  const callee = unwrap(call.callee);
  if (!is(callee, 'MemberExpression') || !callee.computed) return undefined;
  const reference = referenceOf(file.source, callee.property);
  const faces = file.things.facesOf(callee.object);
  if (reference === undefined || dotted(reference) !== 'global.Symbol.asyncDispose' || faces.length === 0)
    return undefined;
  return { act: 'close', promise: true, ...target(faces) };
}

/** `promisify(server.close.bind(server))()`, `promisify(server.close).call(server)`, also through a constant. */
function promisified(file: SourceFile, call: NodeOf<'CallExpression'>): Closing | undefined {
  const called = methodCall(call);
  const callee = called?.method === 'call' || called?.method === 'apply' ? called.object : call.callee;
  for (const origin of file.tracer.origins(callee)) {
    if (!is(origin, 'CallExpression')) continue;
    const reference = referenceOf(file.source, origin.callee);
    if (reference === undefined || !['util.promisify', 'pify', 'es6-promisify.promisify'].includes(dotted(reference)))
      continue;
    const [given] = argumentsOf(origin);
    if (given === undefined) continue;
    const bound = methodCall(unwrap(given));
    const method = unwrap(bound?.method === 'bind' ? bound.object : given);
    if (!is(method, 'MemberExpression') || !is(method.property, 'Identifier') || method.property.name !== 'close')
      continue;
    if (closeless(file, method.object) !== undefined) continue;
    const faces = file.things.facesOf(method.object);
    if (faces.length > 0 || isHandedIn(file, method.object)) return { act: 'close', promise: true, ...target(faces) };
  }
  return undefined;
}

/** `httpTerminator.terminate()`, `gracefulServer.shutdown()`: an object of a helper that was given the server. */
function terminator(file: SourceFile, call: NodeOf<'CallExpression'>): Closing | undefined {
  const method = methodCall(call);
  if (method === undefined || !['terminate', 'shutdown'].includes(method.method)) return undefined;
  for (const origin of file.tracer.origins(method.object)) {
    if (!is(origin, 'CallExpression')) continue;
    const reference = referenceOf(file.source, origin.callee);
    const [options] = argumentsOf(origin);
    if (reference?.module !== 'http-terminator' || options === undefined) continue;
    const value = file.reader.value(options);
    const given = is(options, 'ObjectExpression')
      ? options.properties.flatMap((property) =>
          is(property, 'Property') && is(property.key, 'Identifier') && property.key.name === 'server'
            ? [property.value]
            : [],
        )
      : [];
    const limit = file.reader.member(value, 'gracefulTerminationTimeout', options);
    const faces = given.flatMap((node) => file.things.facesOf(node));
    return {
      act: 'close',
      promise: true,
      helper: 'http-terminator',
      ...target(faces),
      ...(limit && { limit: file.reader.expressionOf(limit) }),
    };
  }
  return undefined;
}

/** `io.close()` of socket.io closes the server it was given as well. */
function socketServer(file: SourceFile, call: NodeOf<'CallExpression'>): Closing | undefined {
  const method = methodCall(call);
  if (method?.method !== 'close') return undefined;
  for (const origin of file.tracer.origins(method.object)) {
    if (!isCall(origin) || file.things.facesOf(origin).length > 0) continue;
    const reference = referenceOf(file.source, origin.callee);
    if (reference === undefined || socketLibraries.get(dotted(reference))?.product !== 'socket-io') continue;
    const servers = argumentsOf(origin).flatMap((argument) => file.things.facesOf(argument));
    const [callback] = argumentsOf(call);
    if (servers.length > 0)
      return { act: 'close', promise: callback === undefined, ...target(servers), ...(callback && { callback }) };
  }
  return undefined;
}

/** `await apollo.stop()` runs its plugins, of which one closes the server that it was given. https://www.apollographql.com/docs/apollo-server/api/plugin/drain-http-server */
function apolloServer(file: SourceFile, call: NodeOf<'CallExpression'>): Closing | undefined {
  const method = methodCall(call);
  if (method?.method !== 'stop') return undefined;
  for (const origin of file.tracer.origins(method.object)) {
    const made = isCall(origin) ? referenceOf(file.source, origin.callee) : undefined;
    if (made === undefined || !/^(?:@apollo\/server|apollo-server[\w-]*)\.ApolloServer$/.test(dotted(made))) continue;
    const servers = file.source.calls.flatMap((each) => {
      const plugin = referenceOf(file.source, each.callee);
      const [options] = argumentsOf(each);
      if (plugin?.path.at(-1) !== drainPlugin || !is(options, 'ObjectExpression')) return [];
      return propertiesOf(options, 'httpServer').flatMap((value) => file.things.facesOf(value));
    });
    if (servers.length > 0) return { act: 'close', promise: true, helper: 'apollo-drain', ...target(servers) };
  }
  return undefined;
}
const drainPlugin = 'ApolloServerPluginDrainHttpServer';

/** `app.terminate()` of Adonis waits for its HTTP server; the application comes as a parameter of `tap`. */
function adonis(file: SourceFile, call: NodeOf<'CallExpression'>): Closing | undefined {
  if (methodCall(call)?.method !== 'terminate') return undefined;
  const imports = file.source.nodes.some(
    (node) => is(node, 'ImportDeclaration') && node.source.value.startsWith('@adonisjs/core'),
  );
  return imports ? { act: 'close', promise: true } : undefined;
}
