// Finds what handles signals: `process.on`, lists of signals, shutdown libraries; and what the handlers tell the rest of the file.
import type { Expression } from '../../../model/expression.js';
import type { SignalHandlerFact } from '../../../model/facts.js';
import { argumentsOf, type CallNode, is, methodCall, type Node, stringOf, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import { listenerMethods } from '../frameworks.js';
import { dotted, isProcess, processMember, referenceOf } from '../values/references.js';
import type { FoundStep } from './handler/course.js';
import { walkEither } from './handler/walk-either.js';
import { inheritable, inheritedHelper, readHelper } from './helpers.js';
import { responsesOnceFlagged } from './responses.js';

export interface FoundHandler {
  /** What registers it: a call, or a class whose parent does. */
  readonly call: Node;
  readonly handler: Omit<SignalHandlerFact, 'steps'>;
  readonly steps: readonly FoundStep[];
}
export interface FoundHandlers {
  readonly handlers: readonly FoundHandler[];
  /** Registrations that could not be read. */
  readonly unread: readonly { readonly reason: string; readonly node: Node }[];
  /** Answers 503 to everything while stopping. */
  readonly rejecting: readonly Node[];
}

export function findHandlers(file: SourceFile): FoundHandlers {
  const handlers: FoundHandler[] = [];
  const unread: { reason: string; node: Node }[] = [];
  const rejecting: Node[] = [];
  if (file.source.mentions(file.source.program, inheritable)) {
    for (const node of file.source.nodes) {
      const handler = inheritedHelper(file, node);
      if (handler !== undefined) handlers.push({ call: node, handler, steps: [] });
    }
  }
  for (const node of file.source.calls) {
    const helper = readHelper(file, node);
    if (helper !== undefined) {
      handlers.push({ call: node, handler: helper.handler, steps: helper.steps });
      continue;
    }
    if (awaitedSignal(file, node)) {
      unread.push({ reason: `what follows ${file.source.textOf(node)} was not read`, node });
      continue;
    }
    const prisma = beforeExitOfPrisma(node);
    if (prisma !== undefined) {
      const at = file.source.at(node);
      for (const { steps, where } of readSteps(file, prisma, node)) {
        const handler = { signals: ['SIGINT', 'SIGUSR2', 'SIGTERM'], at, ...(where && { where }) };
        handlers.push({ call: node, handler, steps: [...steps, { step: { do: 'exit', at } }] });
      }
      continue;
    }
    const registration = registrationOf(file, node);
    if (registration === undefined) continue;
    const signals = signalsOf(file, registration.event);
    if (signals === undefined) {
      unread.push({
        reason: `${file.source.textOf(registration.event)} names the signal while the process runs`,
        node,
      });
      continue;
    }
    const names = [...new Set(signals.filter((signal) => signal.startsWith('SIG')))];
    if (names.length === 0) continue;
    for (const read of readSteps(file, registration.listener, node)) {
      rejecting.push(...read.rejecting);
      const library = read.steps.find((step) => step.helper !== undefined)?.helper;
      const { where } = read;
      const named = { signals: names, at: file.source.at(node), ...(library !== undefined && { helper: library }) };
      handlers.push({ call: node, handler: { ...named, ...(where && { where }) }, steps: read.steps });
    }
  }
  return { handlers, unread, rejecting };
}

/** `await once(process, 'SIGTERM')`: what follows is the handler. */
function awaitedSignal(file: SourceFile, call: CallNode): boolean {
  const [emitter, event] = argumentsOf(call);
  const reference = referenceOf(file.source, call.callee);
  return (
    reference !== undefined &&
    dotted(reference) === 'events.once' &&
    emitter !== undefined &&
    isProcess(file.source, emitter) &&
    stringOf(event)?.startsWith('SIG') === true
  );
}

/** `this.$on('beforeExit', …)`: run on a signal, too, and then the process ends (@prisma/client 4.16.2, runtime/library.js; 5.0 throws). */
function beforeExitOfPrisma(call: CallNode): Node | undefined {
  const [event, listener] = argumentsOf(call);
  return methodCall(call)?.method === '$on' && stringOf(event) === 'beforeExit' ? listener : undefined;
}

function registrationOf(file: SourceFile, call: CallNode): { event: Node; listener: Node } | undefined {
  const [event, listener] = argumentsOf(call);
  if (event === undefined || listener === undefined) return undefined;
  const method = methodCall(call);
  if (method !== undefined && listenerMethods.has(method.method))
    return isProcess(file.source, chainRoot(method.object)) || isHandedProcess(chainRoot(method.object), event)
      ? { event, listener }
      : undefined;
  // `import { once } from 'node:process'`
  if (listenerMethods.has(processMember(file.source, call.callee) ?? '')) return { event, listener };
  // Adonis: `app.listen('SIGTERM', …)`, `app.listenIf(condition, 'SIGINT', …)`.
  if (method?.method === 'listen' && stringOf(event)?.startsWith('SIG')) return { event, listener };
  if (method?.method === 'listenIf' && stringOf(listener)?.startsWith('SIG')) {
    const handler = argumentsOf(call)[2];
    return handler && { event: listener, listener: handler };
  }
  const reference = referenceOf(file.source, call.callee);
  return reference !== undefined && dotted(reference) === 'global.Deno.addSignalListener'
    ? { event, listener }
    : undefined;
}

/** `constructor(private readonly process: NodeJS.Process)`, `this.process.on(…)`: nothing but a process emits SIGTERM. */
function isHandedProcess(emitter: Node, event: Node): boolean {
  const signal = stringOf(event);
  if (signal === 'SIGTERM') return true;
  return (
    signal?.startsWith('SIG') === true &&
    is(emitter, 'MemberExpression') &&
    is(emitter.property, 'Identifier') &&
    emitter.property.name === 'process'
  );
}

/** `process.on(…).on(…)` */
function chainRoot(node: Node): Node {
  let at = unwrap(node);
  for (let method = methodCall(at); method !== undefined && listenerMethods.has(method.method); method = methodCall(at))
    at = unwrap(method.object);
  return at;
}

/** The signals an expression can be; undefined when they are not to be read. */
function signalsOf(file: SourceFile, event: Node): readonly string[] | undefined {
  const written = stringOf(event);
  if (written !== undefined) return [written];
  const listed = namesInKeys(file, event);
  if (listed !== undefined) return listed;
  const found = file.tracer.origins(event).map((origin) => signalText(file, origin));
  const known = found.filter((text) => text !== undefined);
  return known.length > 0 && known.length === found.length ? known : undefined;
}

function signalText(file: SourceFile, origin: Node): string | undefined {
  const text = stringOf(origin);
  if (text !== undefined) return text;
  const expression = file.reader.expression(origin);
  return expression.kind === 'literal' && typeof expression.value === 'string' ? expression.value : undefined;
}

/** `Object.keys(signals).forEach((signal) => …)`, `for (const [signal] of Object.entries(signals))` */
function namesInKeys(file: SourceFile, event: Node): readonly string[] | undefined {
  const binding = is(event, 'Identifier') ? file.source.resolve(event) : undefined;
  const callback = binding?.parameter?.of;
  const parent = callback && file.source.parent(callback);
  const list =
    binding?.kind === 'element'
      ? binding.init
      : parent && methodCall(parent)?.method === 'forEach'
        ? methodCall(parent)?.object
        : undefined;
  for (const origin of list === undefined ? [] : file.tracer.origins(list)) {
    if (!is(origin, 'CallExpression')) continue;
    const reference = referenceOf(file.source, origin.callee);
    const [given] = argumentsOf(origin);
    if (
      reference === undefined ||
      given === undefined ||
      !['global.Object.keys', 'global.Object.entries'].includes(dotted(reference))
    )
      continue;
    const value = file.reader.value(given);
    if (value.kind === 'object') return [...value.entries.keys()];
  }
  return undefined;
}

/** What gives back a function that does the same the first time. */
const oncers: ReadonlySet<string> = new Set([
  'lodash.once',
  'lodash/once',
  'lodash/fp.once',
  'lodash-es.once',
  'lodash-es/once',
  'underscore.once',
  'ramda.once',
  'es-toolkit.once',
  'once',
  'onetime',
]);
/** `const stop = _.once(() => …)` */
function withoutOnce(file: SourceFile, listener: Node): Node {
  const [made, another] = file.tracer.functions(listener).length === 0 ? file.tracer.origins(listener) : [];
  if (made === undefined || another !== undefined || !is(made, 'CallExpression')) return listener;
  const reference = referenceOf(file.source, made.callee);
  const [inner] = argumentsOf(made);
  return inner !== undefined && reference !== undefined && oncers.has(dotted(reference)) ? inner : listener;
}

interface ReadSteps {
  readonly steps: readonly FoundStep[];
  readonly rejecting: readonly Node[];
  readonly where?: Expression | undefined;
}
function readSteps(file: SourceFile, registered: Node, call: CallNode): readonly ReadSteps[] {
  const listener = withoutOnce(file, registered);
  const fns = file.tracer.functions(listener);
  if (fns.length === 0) {
    const inner = unwrap(listener);
    const imported = file.things.importedOf(inner);
    const reference = referenceOf(file.source, inner);
    if (reference !== undefined && dotted(reference) === 'global.process.exit')
      return [{ steps: [{ step: { do: 'exit', at: file.source.at(call) } }], rejecting: [] }];
    const reason =
      imported === undefined
        ? `${file.source.textOf(inner)} could not be followed`
        : `${file.source.textOf(inner)} comes from '${imported.specifier}', which was not followed`;
    const calls = imported && { space: `module:${imported.specifier}`, name: imported.name };
    const step = {
      do: 'unknown',
      reason,
      at: file.source.at(listener),
      matters: true,
      ...(calls && { calls }),
    } as const;
    return [{ steps: [{ step }], rejecting: [] }];
  }
  return walkEither(file, fns).map(({ steps, functions, where }) => {
    const announced = responsesOnceFlagged(file, fns, functions);
    return { steps: [...announced.steps, ...steps], rejecting: announced.rejecting, where };
  });
}
