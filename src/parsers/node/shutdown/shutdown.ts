// Which signal handlers of a file concern which of its servers, and where others may hide.
import { factBoolean } from '../../../knowledge/lookup.js';
import type { Condition } from '../../../model/expression.js';
import type { ShutdownFact, ShutdownModuleFact, ShutdownStep, SignalHandlerFact } from '../../../model/facts.js';
import { handledWhere } from '../../../model/handled-where.js';
import type { Location } from '../../../model/location.js';
import { argumentsOf, type CallNode, is, isCall, isFunction, keyOf, methodCall, type Node } from '../ast.js';
import { conditionalCloseHeader } from '../close-header.js';
import type { SourceFile } from '../file.js';
import { knownModules } from '../known-modules.js';
import type { FoundServer } from '../servers/find-servers.js';
import { decidedConditions } from '../servers/guarded-writes.js';
import { isNeverStarted } from '../servers/unstarted.js';
import type { createReach } from '../values/exports.js';
import { isLocal } from '../values/references.js';
import type { FoundStep } from './handler/course.js';
import { walkHandler } from './handler/walk-handler.js';
import { applicationHooks, readHelper, takenProvider } from './helpers.js';
import type { FoundHandler, FoundHandlers } from './signals.js';
import { clusterFork, handlersOfServing, isInWorker } from './workers.js';

type Reached = ReturnType<typeof createReach>;
type Follow = NonNullable<ShutdownFact['follow']>[number];

/** Handlers without what they do to other servers of the process. */
function handlerFact(
  file: SourceFile,
  { call, handler, steps }: FoundHandler,
  server?: FoundServer,
): SignalHandlerFact {
  const own = server === undefined ? [] : [server.node, ...server.under.map((thing) => thing.node)];
  const isOthers = ({ servers }: FoundStep): boolean =>
    servers !== undefined && server !== undefined && !servers.some((each) => own.includes(each));
  const kept = steps.filter((each) => !isOthers(each)).map(({ step }) => step);
  const exit = kept.find((step) => step.do === 'exit');
  // Whoever closes a server means to close one that listens.
  const idle =
    exit === undefined || kept.some((step) => step.do === 'close')
      ? undefined
      : steps.find(
          (each) =>
            each.step.do === 'close' && isOthers(each) && each.servers?.every((made) => isNeverStarted(file, made)),
        );
  return {
    ...handledWhere(handler, conditionsOf(file, call, server)),
    steps: kept.map((step) => (step === exit && idle !== undefined ? { ...step, behind: idle.step.at } : step)),
  };
}
/** What has to hold for a call to be made, where there is that server. */
function conditionsOf(file: SourceFile, call: Node, server?: FoundServer): readonly Condition[] {
  const conditions = decidedConditions(file, call);
  if (conditions.length === 0 || server === undefined) return conditions;
  const keyOf = ({ at, chosenBy }: Condition): string => JSON.stringify([at, chosenBy?.cases]);
  const own = new Set(decidedConditions(file, server.node).map(keyOf));
  return conditions.filter((each) => !own.has(keyOf(each)));
}

export function shutdownOf(
  file: SourceFile,
  server: FoundServer,
  found: FoundHandlers,
  reach: Reached,
  isLibrary: boolean,
): ShutdownFact {
  const exported = reach(server.node);
  const unheard = unheardIn(file, found);
  const handlers = handlersOfServing(file, unheard === undefined ? found.handlers : []).filter(({ call }) => {
    const reached = reach(call);
    // Both inside the same exported function or class: whoever calls it gets both.
    return reached.runs || (!exported.runs && exported.exportedAs === reached.exportedAs);
  });
  const follow = elsewhere(file, server);
  const doubt = doubtOf(file, found, follow, isLibrary, server);
  const stoppedBy = stopsItself(file, server) ? server.framework.stoppedBy : undefined;
  const at = file.source.at(server.node);
  return {
    handlers: [
      ...handlers.map((handler) => handlerFact(file, handler, server)),
      ...(stoppedBy === undefined ? [] : [{ signals: [], at, helper: stoppedBy, steps: stepsOf(stoppedBy, at) }]),
    ],
    complete: doubt === undefined,
    ...(unheard && { unheard: file.source.at(unheard) }),
    ...(doubt && { incompleteBecause: doubt }),
    ...(follow.length > 0 && { follow }),
  };
}

/** One that closes its server and waits needs no step. */
function stepsOf(helper: string, at: Location): readonly ShutdownStep[] {
  const cuts = factBoolean(helper, 'cuts-requests', undefined, at);
  return cuts.state === 'known' && cuts.value ? [{ do: 'close-all', cuts: true, at }] : [];
}

/** All that would hear the signal are workers, and the process that forks them listens to none. */
function unheardIn(file: SourceFile, found: FoundHandlers): Node | undefined {
  const [first] = found.handlers;
  if (first === undefined || found.unread.length > 0 || clusterFork(file) === undefined) return undefined;
  return found.handlers.every(({ call }) => isInWorker(file, call)) ? first.call : undefined;
}

/** `new ApolloServer({ stopOnTerminationSignals: false })` leaves signals to the program. */
function stopsItself(file: SourceFile, { framework: { stoppedUnless } }: FoundServer): boolean {
  if (stoppedUnless === undefined) return true;
  return !file.source.nodes.some(
    (node) =>
      is(node, 'Property') && keyOf(node) === stoppedUnless && is(node.value, 'Literal') && node.value.value === false,
  );
}

function doubtOf(
  file: SourceFile,
  found: FoundHandlers,
  follow: readonly Follow[],
  isLibrary: boolean,
  server: FoundServer,
): ShutdownFact['incompleteBecause'] {
  const [call] = follow;
  if (call !== undefined) {
    const named = /^default\b/.test(call.name) ? `'${call.specifier}'` : `${call.name}() of '${call.specifier}'`;
    const what = call.name === '' ? `'${call.specifier}' is imported for what it does` : `${named} may handle signals`;
    return { reason: what, at: call.at };
  }
  const [unread] = found.unread;
  if (unread !== undefined) return { reason: unread.reason, at: file.source.at(unread.node), seen: true };
  if (isLibrary)
    return {
      reason: 'the server is made for other modules, which may handle signals',
      at: file.source.at(server.node),
    };
  if (server.from !== undefined)
    return {
      reason:
        server.from.is === 'import'
          ? `'${server.from.path.specifier}' makes the server and may handle signals`
          : 'the server is handed in by other modules, which may handle signals',
      at: file.source.at(server.node),
    };
  return undefined;
}

const shutdownName = /shut-?_?down|graceful|terminat|signals?(\W|$)|sigterm|on-?_?exit|exit-?_?handler|cleanup/i;

/** Functions of other modules that get the server or are named for stopping, and modules imported only to act. */
function elsewhere(file: SourceFile, server: FoundServer): Follow[] {
  const { source } = file;
  const own = new Set<Node>([server.node, ...server.under.map((thing) => thing.node)]);
  const found: Follow[] = [];
  for (const node of source.nodes) {
    if (is(node, 'ImportDeclaration') && node.specifiers.length === 0 && shutdownName.test(node.source.value)) {
      found.push({ specifier: node.source.value, name: '', at: source.at(node) });
    }
    if (!isCall(node)) continue;
    if (is(node.callee, 'Identifier') && node.callee.name === 'require') {
      const [first] = argumentsOf(node);
      const specifier = is(first, 'Literal') && typeof first.value === 'string' ? first.value : undefined;
      if (specifier !== undefined && is(source.parent(node), 'ExpressionStatement') && shutdownName.test(specifier))
        found.push(...under(file, node, server, [{ specifier, name: '', at: source.at(node) }]));
      continue;
    }
    found.push(...under(file, node, server, followed(file, node, own)));
  }
  const first = new Map<string, Follow>();
  for (const each of found) {
    const key = `${each.specifier}#${each.name}`;
    const before = first.get(key);
    if (before === undefined || (before.under !== undefined && each.under === undefined)) first.set(key, each);
  }
  return [...first.values()];
}

function under(file: SourceFile, call: Node, server: FoundServer, found: readonly Follow[]): readonly Follow[] {
  const conditions = found.length === 0 ? [] : conditionsOf(file, call, server);
  return conditions.length === 0 ? found : found.map((each) => ({ ...each, under: conditions }));
}

/** Libraries that close a server when they are told to, and handle no signal. */
const silentHelpers: ReadonlySet<string> = new Set(['http-terminator', 'stoppable', 'http-shutdown', 'killable']);

/** The function a call leads to, when it may handle signals. */
function followed(file: SourceFile, node: CallNode, own: ReadonlySet<Node>): Follow[] {
  const { source, things } = file;
  const given = argumentsOf(node);
  const holdsServer = given.some((argument) => holds(file, argument, own));
  const isPlugin = methodCall(node)?.method === 'register';
  const target = isPlugin ? given[0] : node.callee;
  const provider = providerOf(file, node);
  if (provider !== undefined && shutdownName.test(methodCall(node)?.method ?? ''))
    return [{ ...provider, at: source.at(node) }];
  const imported = target === undefined || isFunction(target) ? undefined : things.importedOf(target);
  if (imported === undefined || readHelper(file, node) !== undefined) return [];
  // What lies in a folder of plugins is registered without a word; in one of routes nobody handles signals.
  const loadsPlugins =
    /^(?:@fastify\/|fastify-)autoload$/.test(imported.specifier) && /plugin/i.test(source.textOf(node));
  if (isPlugin && loadsPlugins) return [{ specifier: imported.specifier, name: imported.name, at: source.at(node) }];
  if (!isPlugin && !knownModules.has(imported.specifier) && isToldToClose(file, node, own))
    return [{ specifier: imported.specifier, name: imported.name, at: source.at(node) }];
  const named = shutdownName.test(imported.name) || shutdownName.test(imported.specifier);
  // Packages we know are helpers; of the others only those that say what they do may handle signals.
  const plausible = isLocal(imported.specifier)
    ? !isPlugin && (holdsServer || shutdownName.test(imported.name))
    : named && (holdsServer || isPlugin) && !silentHelpers.has(imported.specifier);
  return plausible ? [{ specifier: imported.specifier, name: imported.name, at: source.at(node) }] : [];
}

/** `app.get(Store).enableShutdownHooks(app)`: the class of another module whose method is called. */
function providerOf(file: SourceFile, node: CallNode): Pick<Follow, 'specifier' | 'name'> | undefined {
  const method = methodCall(node);
  if (method === undefined) return undefined;
  for (const origin of file.tracer.origins(method.object)) {
    const taken = isCall(origin) ? takenProvider(origin) : undefined;
    const imported = taken && file.things.importedOf(taken);
    if (imported !== undefined) return { specifier: imported.specifier, name: imported.name };
  }
  return undefined;
}

/** `onDeath(() => server.close())`: what closes the server is run by whoever takes it, when it thinks that the time has come. */
function isToldToClose(file: SourceFile, node: CallNode, own: ReadonlySet<Node>): boolean {
  const [event] = argumentsOf(node);
  // `db.on('error', () => server.close())` says when: no signal is meant.
  if (is(event, 'Literal') && methodCall(node) !== undefined && !shutdownName.test(String(event.value))) return false;
  return argumentsOf(node).some((argument) => {
    // A plugin hangs it on a hook of the application that it is registered with.
    const fns = file.tracer
      .functions(argument)
      .filter((fn) => file.source.mentions(fn, closingWords) && !file.source.mentions(fn, hooks));
    return (
      fns.length > 0 &&
      walkHandler(file, fns).steps.some(
        ({ step, servers }) => step.do === 'close' && servers?.some((each) => own.has(each)),
      )
    );
  });
}
const hooks = /\baddHook\b|\bonClose\b/;
const closingWords = /close|stop|shutdown|terminate|destroy/i;

/** The server itself, or an object with it inside. */
function holds(file: SourceFile, argument: Node, own: ReadonlySet<Node>): boolean {
  const isOwn = (node: Node): boolean =>
    is(node, 'ArrayExpression')
      ? node.elements.some((each) => each !== null && isOwn(each))
      : file.things.facesOf(node).some(({ thing }) => own.has(thing.node));
  if (is(argument, 'ObjectExpression'))
    return argument.properties.some((property) => is(property, 'Property') && isOwn(property.value));
  return isOwn(argument);
}

/** Handlers of a file that others import for them: registered on import, or by a function it exports. */
export function shutdownModules(
  file: SourceFile,
  found: FoundHandlers,
  reach: Reached,
  hasServers: boolean,
): ShutdownModuleFact[] {
  const groups = new Map<string | undefined, FoundHandler[]>();
  for (const handler of found.handlers) {
    const reached = reach(handler.call);
    if (reached.runs && hasServers) continue;
    // A process has one such application, so whoever is given it, in a list of steps or by hand, is given this one.
    const isOfProgram = reached.runs || handler.handler.helper === applicationHooks;
    const name = isOfProgram ? undefined : reached.exportedAs;
    if (!isOfProgram && name === undefined) continue;
    groups.set(name, [...(groups.get(name) ?? []), handler]);
  }
  const registering = [...groups].flatMap(([exportedAs, handlers]): ShutdownModuleFact[] => {
    const [first] = handlers;
    if (first === undefined) return [];
    return [
      {
        kind: 'shutdown-module',
        at: file.source.at(first.call),
        ...(exportedAs !== undefined && { exportedAs }),
        handlers: handlers.map((handler) => handlerFact(file, handler)),
      },
    ];
  });
  return [...announcing(file, found), ...registering, ...unreadIn(file, found, reach, hasServers)];
}

/** Registrations whose signal nobody can read: with them in the program, no handler is missing for certain. */
function unreadIn(file: SourceFile, found: FoundHandlers, reach: Reached, hasServers: boolean): ShutdownModuleFact[] {
  return found.unread.flatMap(({ reason, node }): ShutdownModuleFact[] => {
    const reached = reach(node);
    if (reached.runs && hasServers) return [];
    const exportedAs = reached.runs ? undefined : reached.exportedAs;
    const at = file.source.at(node);
    return [
      { kind: 'shutdown-module', at, ...(exportedAs !== undefined && { exportedAs }), unread: reason, handlers: [] },
    ];
  });
}

/** The header that a flag of another module's handler switches on. */
function announcing(file: SourceFile, found: FoundHandlers): ShutdownModuleFact[] {
  const known = found.handlers.some(({ steps }) => steps.some(({ step }) => step.do === 'announce-close'));
  const header = known ? undefined : conditionalCloseHeader(file);
  if (header === undefined) return [];
  const at = file.source.at(header);
  return [{ kind: 'shutdown-module', at, announcesClose: at, handlers: [] }];
}
