// WebSockets that a library joins to a server, and the timer by which a program pings them.
import type { Expression } from '../../model/expression.js';
import type { ServerFact, WrittenSetting } from '../../model/facts.js';
import { argumentsOf, type CallNode, is, isFunction, methodCall, type Node, stringOf } from './ast.js';
import type { SourceFile } from './file.js';
import { listenerMethods, socketLibraries } from './frameworks.js';
import type { FoundServer } from './servers/find-servers.js';
import { argumentAt, readOptions, type Written } from './servers/options.js';
import { timed } from './timers.js';
import { exportsOf } from './values/exports.js';
import { dotted, referenceOf } from './values/references.js';

type With = ServerFact['with'][number];

/** Calls that give an application WebSockets of the library ws; `closes`: and end them when the application closes. */
const plugins: readonly { readonly module: RegExp; readonly by: 'call' | 'register'; readonly closes: boolean }[] = [
  { module: /^(?:@fastify\/websocket|fastify-websocket)$/, by: 'register', closes: true },
  { module: /^@nestjs\/platform-ws\.WsAdapter$/, by: 'call', closes: true },
  { module: /^(?:express-ws|express-websockets|koa-websocket)$/, by: 'call', closes: false },
];

/** Calls that ping every client: where they are told how often. */
const pinging: readonly { readonly call: RegExp; readonly product: string; readonly interval: string }[] = [
  { call: /^graphql-ws\/(?:lib\/)?use\/ws\.useServer$/, product: 'graphql-ws', interval: '2' },
  {
    call: /^graphql-ws\/(?:lib\/)?use\/(?:@fastify\/|fastify-)websocket\.makeHandler$/,
    product: 'graphql-ws',
    interval: '1',
  },
  {
    call: /^subscriptions-transport-ws\.SubscriptionServer(?:\.create)?$/,
    product: 'subscriptions-transport-ws',
    interval: '0.keepAlive',
  },
];

/** socket.io and ws attached to this server: its upgraded connections outlive `close()`. */
export function joinedSockets(file: SourceFile, server: FoundServer, isOnly: boolean, written: Written): With[] {
  const found = [...libraries(file, server, isOnly, written), ...pluggedIn(file, isOnly, written)];
  const pingers = isOnly ? pingersIn(file, written) : [];
  if (pingers.length === 0 && found.some(({ product }) => product === 'ws')) written.settings.push(...pings(file));
  return [...found, ...pingers];
}

function pingersIn(file: SourceFile, written: Written): With[] {
  return file.source.calls.flatMap((node): With[] => {
    const reference = referenceOf(file.source, node.callee);
    const name = reference === undefined ? '' : dotted(reference);
    const pinger = pinging.find(({ call }) => call.test(name));
    if (pinger === undefined) return [];
    const interval = argumentAt(file, node, pinger.interval);
    const value = interval && file.reader.expressionOf(interval);
    // Switched off: it pings as little as the library below.
    if (value?.kind === 'literal' && value.value === 0) return [];
    const at = file.source.at(node);
    if (value !== undefined)
      written.settings.push({ name: 'stream.pingInterval', key: 'keepAlive', value, keyAt: value.at });
    written.traits.push({ name: 'webSockets', value: truth(file, node), at });
    return [{ product: pinger.product, at }];
  });
}

function libraries(file: SourceFile, server: FoundServer, isOnly: boolean, written: Written): With[] {
  return file.source.calls.flatMap((node): With[] => {
    if (node === server.node) return [];
    const reference = referenceOf(file.source, node.callee);
    const framework = reference && socketLibraries.get(dotted(reference));
    if (framework === undefined || file.things.facesOf(node).length > 0) return [];
    const given = argumentsOf(node).filter((argument) => !isFunction(argument));
    const direct = given.some((argument) =>
      file.things.facesOf(argument).some(({ thing }) => thing.node === server.node),
    );
    if (!direct && !isOnly) return [];
    for (const path of ['0', '1']) readOptions(file, argumentAt(file, node, path), framework.product, written);
    written.traits.push({ name: 'webSockets', value: truth(file, node), at: file.source.at(node) });
    return [{ product: framework.above ?? framework.product, at: file.source.at(node) }];
  });
}
function pluggedIn(file: SourceFile, isOnly: boolean, written: Written): With[] {
  if (!isOnly) return [];
  return file.source.calls.flatMap((node): With[] => {
    const isRegistered = methodCall(node)?.method === 'register';
    const named = isRegistered ? argumentsOf(node)[0] : node.callee;
    const reference = named === undefined ? undefined : referenceOf(file.source, named);
    if (reference === undefined) return [];
    const name = dotted(reference);
    const plugin = plugins.find(({ module, by }) => (by === 'register') === isRegistered && module.test(name));
    if (plugin === undefined) return [];
    const at = file.source.at(node);
    written.traits.push({ name: plugin.closes ? 'endedWebSockets' : 'webSockets', value: truth(file, node), at });
    return [{ product: 'ws', at }];
  });
}

/** `createServer()` without a handler that nothing but a library of WebSockets gets: it answers no other request. */
export function takesOnlyUpgrades(file: SourceFile, { node, from, under }: FoundServer): Node | undefined {
  if (!is(node, 'CallExpression') || from !== undefined || under.length > 0) return undefined;
  const made = referenceOf(file.source, node.callee);
  if (made === undefined || !/^https?\.createServer$/.test(dotted(made))) return undefined;
  if (node.arguments.some((argument) => !is(argument, 'ObjectExpression'))) return undefined;
  const isServer = (value: Node): boolean => file.things.facesOf(value).some(({ thing }) => thing.node === node);
  if (exportsOf(file).exports.some((each) => isServer(each.node))) return undefined;
  let upgrades: Node | undefined;
  for (const call of file.source.calls) {
    const method = methodCall(call);
    if (method !== undefined && listenerMethods.has(method.method) && isServer(method.object)) {
      const event = stringOf(argumentsOf(call)[0]);
      if (event === 'upgrade') upgrades = call;
      else if (event === undefined || !quietEvents.has(event)) return undefined;
    }
    if (!givenTo(call).some(isServer)) continue;
    const reference = referenceOf(file.source, call.callee);
    if (reference === undefined || socketLibraries.get(dotted(reference))?.above !== 'ws') return undefined;
    upgrades = call;
  }
  return upgrades;
}
const quietEvents: ReadonlySet<string> = new Set(['close', 'connection', 'error', 'listening', 'clientError', 'drop']);
/** The arguments of a call, and what their objects and lists hold. */
const givenTo = (call: CallNode): readonly Node[] =>
  argumentsOf(call).flatMap((argument): readonly Node[] => {
    if (is(argument, 'ArrayExpression')) return argument.elements.flatMap((each) => each ?? []);
    if (!is(argument, 'ObjectExpression')) return [argument];
    return argument.properties.map((each) => (is(each, 'SpreadElement') ? each.argument : each.value));
  });

/** `setInterval(() => { for (const socket of server.clients) socket.ping(); }, 30_000)`, or a function by its name. */
function pings(file: SourceFile): readonly WrittenSetting[] {
  return timed(
    file,
    file.source.calls.filter((node) => methodCall(node)?.method === 'ping'),
  );
}
const truth = (file: SourceFile, node: Node): Expression => ({
  kind: 'literal',
  value: true,
  at: file.source.at(node),
});
