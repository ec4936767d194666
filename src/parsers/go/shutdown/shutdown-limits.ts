// Works out how long a Shutdown call may really wait: its context's timeout, less what was slept after the clock started.
import type { Expression } from '../../../model/expression.js';
import type { ShutdownStep } from '../../../model/facts.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { constantLength } from '../values/durations.js';
import { enclosingFunction, type Flow, type Place } from '../values/flow.js';
import type { Values } from '../values/values.js';
import { contextLength } from './context-limits.js';
import { cancelsOf } from './contexts.js';
import { stopHooks } from './fx-hooks.js';

export interface ShutdownLimit {
  readonly limit?: Expression;
  /** The context has ended before Shutdown is called: it returns at once and drops what is in flight. */
  readonly expired: boolean;
  /** The context is a parameter: whoever calls the function decides. */
  readonly passedIn?: boolean;
}
const contextName = /ctx|context/i;
const noLimit = new Set(['context.Background', 'context.TODO', 'context.WithoutCancel']);

export class ShutdownLimits {
  readonly #values: Values;
  readonly #flow: Flow;
  #wait: SyntaxNode | undefined;
  /** What the signal has closed or cancelled. */
  events: ReadonlySet<Place> = new Set();

  constructor(values: Values, flow: Flow) {
    this.#values = values;
    this.#flow = flow;
  }
  /** From here on the code runs behind this wait. */
  after(wait: SyntaxNode, events: ReadonlySet<Place>): void {
    this.#wait = wait;
    this.events = events;
  }

  /** A function held here has been called: the contexts that it cancels have ended. */
  endedBy(held: SyntaxNode): void {
    const place = this.#flow.placeOf(held);
    if (place === undefined) return;
    const ended = cancelsOf(this.#values, this.#flow).filter(({ by }) => by.has(place));
    if (ended.length > 0)
      this.events = new Set([...this.events, ...this.#flow.reachedFrom(ended.map(({ context }) => context))]);
  }

  /** `isMethodElsewhere`: of a type that another package declares; what it does with its arguments is written there. */
  of(
    call: SyntaxNode,
    delays: readonly { readonly step: ShutdownStep; readonly node: SyntaxNode }[],
    isMethodElsewhere = false,
  ): ShutdownLimit {
    const { file } = this.#values.scope;
    const [argument] = file.callArguments(call);
    if (argument === undefined) return { expired: false };
    const callee = file.callee(call);
    if (callee.kind === 'method' && callee.name === 'ShutdownWithTimeout') {
      return { limit: this.#values.readLength(argument), expired: false };
    }
    const context = contextLength(this.#values, argument);
    if (context === undefined && isMethodElsewhere && !contextName.test(file.text(argument))) return { expired: false };
    if (context === undefined) return this.#withoutTimeout(argument);
    if (context.ended === true || this.#hasEnded(context.parent) || this.#startedBeforeTheSignal(context.call))
      return this.#expired(argument);
    const slept = delays.filter(
      (each) => each.node.start > context.call.start && sameFunction(each.node, context.call),
    );
    const lengths = slept.flatMap(({ step }) => (step.do === 'delay' ? [step.length] : []));
    if (lengths.length === 0) return { limit: context.length, expired: false };
    const at = file.at(context.call);
    return { limit: { kind: 'arithmetic', operator: '-', operands: [context.length, ...lengths], at }, expired: false };
  }
  #withoutTimeout(argument: SyntaxNode): ShutdownLimit {
    const { scope } = this.#values;
    const inner = skipParentheses(argument);
    if (inner !== undefined && this.#hasEnded(inner)) return this.#expired(argument);
    const root = rootOf(this.#values, inner);
    const called = root?.type === 'call_expression' ? scope.file.calledFunction(root) : undefined;
    if (called !== undefined && noLimit.has(called)) return { expired: false };
    if (inner !== undefined && this.#comesFromStopHook(inner)) return { expired: false };
    if (root !== undefined && this.#isParameter(root)) return { expired: false, passedIn: true };
    return {
      limit: this.#values.unknown(argument, 'the context of the Shutdown call comes from elsewhere').expression,
      expired: false,
    };
  }
  /** Fx gives the context of an `OnStop` hook its own limit, which its knowledge file names. */
  #comesFromStopHook(node: SyntaxNode): boolean {
    const { scope } = this.#values;
    const owner = node.type === 'identifier' ? scope.declarationOf(node)?.parameterOf?.node : undefined;
    return owner !== undefined && stopHooks(scope).includes(owner);
  }
  #isParameter(node: SyntaxNode): boolean {
    const declaration = node.type === 'identifier' ? this.#values.scope.declarationOf(node) : undefined;
    return declaration?.parameterOf !== undefined && declaration.type === 'context.Context';
  }
  /** The limit of the context among the arguments of a call that leads to another file. */
  passedOn(
    call: SyntaxNode,
    delays: readonly { readonly step: ShutdownStep; readonly node: SyntaxNode }[],
  ): Expression | undefined {
    const hasLimit = this.#values.scope.file
      .callArguments(call)
      .slice(0, 1)
      .some((each) => this.#hasEnded(each) || contextLength(this.#values, each) !== undefined);
    return hasLimit ? this.of(call, delays).limit : undefined;
  }
  #expired(node: SyntaxNode): ShutdownLimit {
    return {
      limit: constantLength(0n, this.#values.scope.file.at(node), 'a context that has already ended'),
      expired: true,
    };
  }
  /** By what the variable was given last: `ctx = context.Background()` is a new one. */
  #hasEnded(context: SyntaxNode): boolean {
    const inner = skipParentheses(context);
    const writes = inner?.type === 'identifier' ? (this.#values.scope.declarationOf(inner)?.writes ?? []) : [];
    const last = writes.findLast(({ at, conditional }) => inner !== undefined && at.end <= inner.start && !conditional);
    const place = last === undefined ? this.#flow.placeOf(inner) : this.#flow.placeOf(last.value, last.index);
    return place !== undefined && this.events.has(place);
  }
  /** Its clock runs from the start of the program. */
  #startedBeforeTheSignal(call: SyntaxNode): boolean {
    return this.#wait !== undefined && call.start < this.#wait.start && sameFunction(call, this.#wait);
  }
}
/** What a context was made of that has no other end of its own than a call of its cancel function. */
function rootOf(values: Values, node: SyntaxNode | undefined, depth = 0): SyntaxNode | undefined {
  const { scope } = values;
  const inner = skipParentheses(node);
  const writes = inner?.type === 'identifier' ? (scope.declarationOf(inner)?.writes ?? []) : [];
  const value = inner?.type === 'identifier' ? skipParentheses(writes[0]?.value) : inner;
  const called = value?.type === 'call_expression' ? scope.file.calledFunction(value) : undefined;
  if (value === undefined || called === undefined || noLimit.has(called)) return value ?? inner;
  const isDerived = derived.has(called) && writes.length < 2 && depth < deepestContext;
  return isDerived ? rootOf(values, scope.file.callArguments(value)[0], depth + 1) : value;
}
const derived = new Set(['context.WithCancel', 'context.WithCancelCause', 'context.WithValue']);
const deepestContext = 4;
function sameFunction(a: SyntaxNode, b: SyntaxNode): boolean {
  return enclosingFunction(a) === enclosingFunction(b);
}
