// Shutdown libraries: what call registers the signal handler, which options say something, and which functions of ours they run.
import { factDuration, factList } from '../../../knowledge/lookup.js';
import { literal } from '../../../model/expression.js';
import type { SignalHandlerFact } from '../../../model/facts.js';
import { argumentsOf, type CallNode, is, isCall, methodCall, type Node, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import { dotted, referenceOf } from '../values/references.js';
import type { Value } from '../values/values.js';
import type { FoundStep } from './handler/course.js';
import { walkAnywhere } from './handler/walk-either.js';

export interface Helper {
  /** Knowledge product; it knows the default signals and limits. */
  readonly product: string;
  readonly makers: readonly string[];
  /** Argument index of the options; the handler function may stand beside them. */
  readonly options?: number;
  readonly handler?: number;
  /** Options that hold functions run before, and after, the server is closed. */
  readonly before?: readonly string[];
  readonly behind?: readonly string[];
  /** An option that waits before the close, and one that limits it. */
  readonly delay?: string;
  readonly limit?: string;
  /** The limit ends the whole process, not only the close. */
  readonly limitExits?: boolean;
  readonly signals?: readonly string[];
  /** An option with one more signal, which it has in any case. */
  readonly alsoSignal?: { readonly option: string; readonly otherwise: string };
  /** Signals are the first argument. */
  readonly signalsArgument?: number;
  /** An option that makes it end with an exit, or with the signal raised again. */
  readonly exits?: string;
  /** An option that makes it exit without closing anything. */
  readonly exitsAtOnce?: string;
  /** It closes the server it was given; otherwise the handler has to. */
  readonly closes: boolean;
  /** Registered as a plugin: `fastify.register(helper, options)`. */
  readonly plugin?: boolean;
  /** Only once this method was called on what the call gives, and where the file says nothing of these. */
  readonly startedBy?: string;
  readonly unlessMentioned?: RegExp;
  /** It raises the signal again when it is done. */
  readonly raises?: true;
  /** An option that makes it behave as another product, where its time of waiting goes by another name. */
  readonly mode?: { readonly option: string; readonly product: string; readonly delay: string };
  /** A method of the server that is given functions to run, all at the same time, before it is closed. */
  readonly runsFirst?: string;
  /** The handler is registered by a method of what the call gives. */
  readonly registers?: string;
}

/** Switched on by a method that only Nest's application has. */
export const applicationHooks = 'nestjs-shutdown-hooks';

const helpers: readonly Helper[] = [
  {
    product: 'godaddy-terminus',
    makers: ['@godaddy/terminus.createTerminus', '@godaddy/terminus.terminus', '@godaddy/terminus'],
    options: 1,
    before: ['beforeShutdown'],
    behind: ['onSignal', 'onShutdown'],
    limit: 'timeout',
    signals: ['signals'],
    alsoSignal: { option: 'signal', otherwise: 'SIGTERM' },
    exits: 'useExit0',
    closes: true,
  },
  {
    product: 'lightship',
    makers: ['lightship.createLightship'],
    options: 0,
    delay: 'shutdownDelay',
    limit: 'shutdownHandlerTimeout',
    signals: ['signals'],
    closes: false,
    registers: 'registerShutdownHandler',
  },
  {
    product: 'http-graceful-shutdown',
    makers: ['http-graceful-shutdown', 'http-graceful-shutdown.gracefulShutdown'],
    options: 1,
    before: ['preShutdown'],
    behind: ['onShutdown', 'finally'],
    limit: 'timeout',
    signals: ['signals'],
    closes: true,
    exitsAtOnce: 'development',
  },
  {
    product: 'graceful-server',
    makers: ['@gquittet/graceful-server', '@gquittet/graceful-server.default'],
    options: 1,
    limit: 'timeout',
    closes: true,
    // Without it, what arrives during the wait is cut; with it, answered.
    mode: { option: 'kubernetes', product: 'graceful-server-kubernetes', delay: 'timeout' },
  },
  {
    product: 'close-with-grace',
    makers: ['close-with-grace', 'close-with-grace.closeWithGrace'],
    options: 0,
    handler: 1,
    limit: 'delay',
    limitExits: true,
    closes: false,
  },
  {
    product: 'fastify-graceful-shutdown',
    makers: ['fastify-graceful-shutdown'],
    options: 1,
    limit: 'timeout',
    limitExits: true,
    closes: true,
    plugin: true,
    runsFirst: 'gracefulShutdown',
  },
  {
    product: 'express-graceful-shutdown',
    makers: ['express-graceful-shutdown'],
    options: 1,
    limit: 'forceTimeout',
    limitExits: true,
    closes: true,
  },
  {
    product: applicationHooks,
    makers: [],
    closes: true,
    signalsArgument: 0,
    options: 1,
    exits: 'useProcessExit',
  },
  {
    product: 'nestjs-terminus',
    makers: ['@nestjs/terminus.TerminusModule.forRoot'],
    options: 0,
    delay: 'gracefulShutdownTimeoutMs',
    closes: true,
  },
  {
    product: 'apollo-drain',
    makers: [
      '@apollo/server/plugin/drainHttpServer.ApolloServerPluginDrainHttpServer',
      'apollo-server-core.ApolloServerPluginDrainHttpServer',
    ],
    options: 0,
    // It drains when the server of Apollo stops, which handles the signals unless it is told not to.
    unlessMentioned: /stopOnTerminationSignals\s*:\s*false/,
    limit: 'stopGracePeriodMillis',
    closes: true,
  },
  {
    product: 'apollo-server',
    makers: ['@apollo/server.ApolloServer'],
    closes: false,
    startedBy: 'start',
    unlessMentioned: /ApolloServerPluginDrainHttpServer|startStandaloneServer|stopOnTerminationSignals/,
    raises: true,
  },
  { product: 'signal-exit', makers: ['signal-exit', 'signal-exit.onExit'], handler: 0, closes: false },
  {
    product: 'exit-hook',
    makers: ['exit-hook', 'exit-hook.asyncExitHook', 'async-exit-hook'],
    handler: 0,
    options: 1,
    limit: 'wait',
    limitExits: true,
    closes: false,
  },
  {
    product: 'effect-runtime',
    makers: ['@effect/platform-node.NodeRuntime.runMain', '@effect/platform-node/NodeRuntime.runMain'],
    closes: true,
  },
  { product: 'moleculer-broker', makers: ['moleculer.ServiceBroker'], closes: true },
  { product: 'node-graceful', makers: ['node-graceful.on', 'node-graceful.Graceful.on'], handler: 1, closes: false },
];
const helperOf: ReadonlyMap<string, Helper> = new Map(
  helpers.flatMap((helper) => helper.makers.map((maker) => [maker, helper] as const)),
);
const nest = helpers.find((helper) => helper.product === applicationHooks);

export interface RegisteredHelper {
  readonly helper: Helper;
  readonly call: CallNode;
  readonly handler: Omit<SignalHandlerFact, 'steps'>;
  readonly steps: readonly FoundStep[];
}

/** The helper a call sets up, if it is one. */
export function readHelper(file: SourceFile, call: CallNode): RegisteredHelper | undefined {
  const known = helperFor(file, call);
  if (known === undefined) return undefined;
  const options = known.options === undefined ? undefined : argumentsOf(call)[optionsIndex(known)];
  const value = options && file.reader.value(options);
  const member = (name: string | undefined): Value | undefined =>
    value === undefined || name === undefined ? undefined : file.reader.member(value, name, call);
  const helper = inItsMode(file, known, member);
  const at = file.source.at(call);
  const steps: FoundStep[] = [];
  // It catches what a function that it is given throws.
  const stepsAnywhere = (node: Node): readonly FoundStep[] =>
    walkAnywhere(file, file.tracer.functions(node), node).filter(
      ({ step }) => step.do !== 'exit' || step.missing === undefined || step.missing.at !== step.at,
    );
  const runs = (names: readonly string[] | undefined): void => {
    for (const name of names ?? []) {
      const given = member(name);
      if (given?.kind === 'node') steps.push(...stepsAnywhere(given.node));
    }
  };

  const atOnce = member(helper.exitsAtOnce);
  if (atOnce !== undefined && isTrue(file, atOnce)) {
    const named = signalsOf(file, helper, call, member);
    const usual = factList(helper.product, 'signals', undefined, at);
    const signals = named.length === 0 && usual.state === 'known' ? usual.value : named;
    return { helper, call, handler: { signals, at }, steps: [{ step: { do: 'exit', at } }] };
  }
  const delay = member(helper.delay);
  if (delay !== undefined)
    steps.push({ step: { do: 'delay', length: file.reader.expressionOf(delay), at: placeOf(file, delay, call) } });
  runs(helper.before);
  if (helper.runsFirst !== undefined) {
    const registered = functionsGiven(file, helper.runsFirst).map(stepsAnywhere);
    // They wait beside each other, so that no sum of their delays is that of all.
    const isPlain = registered.filter((each) => each.some(({ step }) => step.do === 'delay')).length < 2;
    for (const each of registered) steps.push(...each.filter(({ step }) => isPlain || step.do !== 'delay'));
  }
  const limit = member(helper.limit);
  const server = helper.closes ? servedBy(file, call) : undefined;
  if (limit !== undefined) {
    const length = file.reader.expressionOf(limit);
    steps.push(
      helper.limitExits
        ? { step: { do: 'force-exit', after: length, at } }
        : { step: { do: 'close', waits: true, at, limit: length }, ...(server && { servers: [server] }) },
    );
  }
  runs(helper.behind);
  for (const fn of ownHandlers(file, helper, call))
    steps.push(...stepsAnywhere(fn).map((found) => limitedBy(found, helper)));
  if (helper.raises === true) steps.push({ step: { do: 'reraise', at } });
  const exits = member(helper.exits);
  if (exits !== undefined) {
    const expression = file.reader.expressionOf(exits);
    if (expression.kind === 'literal') steps.push({ step: { do: expression.value === true ? 'exit' : 'reraise', at } });
  }
  return {
    helper,
    call,
    handler: { signals: signalsOf(file, helper, call, member), at, helper: helper.product },
    steps,
  };
}

/** A close that nobody waits for has the time that is left when the function is done, where the library gives any. */
function limitedBy(found: FoundStep, { product }: Helper): FoundStep {
  const { step, settles = [] } = found;
  if (step.do !== 'close' || step.limit !== undefined || settles.length > 0) return found;
  const rest = factDuration(product, 'time-after-handlers', undefined, step.at);
  if (rest.state === 'unknown' || rest.value.kind !== 'finite') return found;
  return { ...found, step: { ...step, limit: literal(rest.value.length, step.at) } };
}

function isTrue(file: SourceFile, value: Value): boolean {
  const expression = file.reader.expressionOf(value);
  return expression.kind === 'literal' && expression.value === true;
}

function inItsMode(file: SourceFile, helper: Helper, member: (name: string) => Value | undefined): Helper {
  const { mode, limit: _, ...others } = helper;
  const chosen = mode && member(mode.option);
  const expression = chosen && file.reader.expressionOf(chosen);
  return mode !== undefined && expression?.kind === 'literal' && expression.value === true
    ? { ...others, product: mode.product, delay: mode.delay }
    : helper;
}
/** Classes that are made to be extended, among what registers handlers. */
export const inheritable = /ServiceBroker/;
/** `class Broker extends ServiceBroker {}`: whoever makes one has the handlers of the class below. */
export function inheritedHelper(file: SourceFile, node: Node): Omit<SignalHandlerFact, 'steps'> | undefined {
  const parent = is(node, 'ClassDeclaration') || is(node, 'ClassExpression') ? node.superClass : null;
  const reference = parent === null ? undefined : referenceOf(file.source, parent);
  const helper = reference && helperOf.get(dotted(reference));
  return helper && { signals: [], at: file.source.at(node), helper: helper.product };
}

function helperFor(file: SourceFile, call: CallNode): Helper | undefined {
  const method = methodCall(call);
  if (method?.method === 'enableShutdownHooks') return isOfApplication(file, call, method.object) ? nest : undefined;
  const reference = referenceOf(file.source, call.callee);
  const direct = reference && helperOf.get(dotted(reference));
  if (direct !== undefined) return direct.plugin !== true && isAtWork(file, direct, call) ? direct : undefined;
  if (method?.method !== 'register') return undefined;
  const [plugin] = argumentsOf(call);
  const registered = plugin && referenceOf(file.source, plugin);
  const found = registered && helperOf.get(dotted(registered));
  return found?.plugin === true ? found : undefined;
}

/**
 * The application may come from another module. `prisma.enableShutdownHooks(app)` is a method of a service of ours, which is given the
 * application or taken out of it (`app.get(PrismaService)`).
 */
function isOfApplication(file: SourceFile, call: CallNode, object: Node): boolean {
  const isNest = (node: Node): boolean =>
    file.things.facesOf(node).some(({ thing }) => thing.framework.product.startsWith('nestjs'));
  if (isNest(object)) return true;
  const [given] = argumentsOf(call);
  if (given !== undefined && (isNest(given) || /^(?:this\.)?app$/.test(file.source.textOf(given)))) return false;
  return !file.tracer.origins(object).some((origin) => isCall(origin) && takenProvider(origin) !== undefined);
}
/** `app.get(PrismaService)`: the class that an application is asked for one of. */
export function takenProvider(call: CallNode): Node | undefined {
  const method = methodCall(call);
  const [wanted] = argumentsOf(call);
  return method !== undefined && /^(?:get|resolve)$/.test(method.method) && is(wanted, 'Identifier')
    ? wanted
    : undefined;
}

function isAtWork({ source, tracer }: SourceFile, { startedBy, unlessMentioned }: Helper, call: CallNode): boolean {
  if (unlessMentioned !== undefined && source.mentions(source.program, unlessMentioned)) return false;
  if (startedBy === undefined) return true;
  return source.calls.some((node) => {
    const method = methodCall(node);
    return method?.method === startedBy && tracer.origins(method.object).includes(call);
  });
}

const optionsIndex = (helper: Helper): number => helper.options ?? 0;

/** The server a helper was given, or whose plugin it is. */
function servedBy(file: SourceFile, call: CallNode): Node | undefined {
  const method = methodCall(call);
  const inside = argumentsOf(call).flatMap((argument): Node[] =>
    is(argument, 'ObjectExpression')
      ? argument.properties.flatMap((property) => (is(property, 'Property') ? [property.value] : []))
      : [argument],
  );
  const candidates = [...inside, ...(method === undefined ? [] : [method.object])];
  for (const candidate of candidates) {
    const found = file.things.facesOf(candidate).find(({ thing }) => thing.kind === 'server');
    if (found !== undefined) return found.thing.node;
  }
  return undefined;
}

const functionsGiven = (file: SourceFile, name: string): readonly Node[] =>
  file.source.calls.flatMap((call) => (methodCall(call)?.method === name ? argumentsOf(call).slice(0, 1) : []));

/** Functions of ours that a helper runs: an argument, or what is given to a registering method. */
function ownHandlers(file: SourceFile, helper: Helper, call: CallNode): Node[] {
  const found: Node[] = [];
  if (helper.handler !== undefined) {
    // `closeWithGrace(fn)` leaves the options out.
    for (const argument of argumentsOf(call)) if (file.tracer.functions(argument).length > 0) found.push(argument);
  }
  if (helper.registers === undefined) return found;
  for (const node of file.source.calls) {
    const method = methodCall(node);
    const [given] = argumentsOf(node);
    if (method?.method !== helper.registers || given === undefined) continue;
    if (file.tracer.origins(method.object).includes(call)) found.push(given);
  }
  return found;
}

function signalsOf(
  file: SourceFile,
  helper: Helper,
  call: CallNode,
  member: (name: string) => Value | undefined,
): readonly string[] {
  const written = helper.signalsArgument === undefined ? undefined : argumentsOf(call)[helper.signalsArgument];
  if (written !== undefined) return signalNames(file, { kind: 'node', node: written, frame: new Map() });
  const { alsoSignal } = helper;
  const also = alsoSignal && member(alsoSignal.option);
  const alone = also === undefined ? [] : signalNames(file, also);
  for (const name of helper.signals ?? []) {
    const value = member(name);
    if (value === undefined) continue;
    const others = alsoSignal !== undefined && also === undefined ? [alsoSignal.otherwise] : alone;
    return [...new Set([...signalNames(file, value), ...others])];
  }
  return alone;
}

/** `'SIGTERM'`, `'SIGINT SIGTERM'`, `['SIGTERM', ShutdownSignal.SIGINT]` */
function signalNames(file: SourceFile, value: Value): readonly string[] {
  if (value.kind === 'node') {
    const [list] = file.tracer.origins(value.node);
    if (is(list, 'ArrayExpression')) {
      return list.elements.flatMap((element) =>
        element === null || is(element, 'SpreadElement') ? [] : nameOf(file, unwrap(element)),
      );
    }
  }
  const expression = file.reader.expressionOf(value);
  return expression.kind === 'literal' ? (String(expression.value).match(/SIG[A-Z0-9]+/g) ?? []) : [];
}
function nameOf(file: SourceFile, node: Node): readonly string[] {
  const text = file.source.textOf(node).match(/SIG[A-Z0-9]+/g);
  return text ?? [];
}

const placeOf = (file: SourceFile, value: Value, call: Node) =>
  file.source.at(value.kind === 'node' ? value.node : call);
