// Reads statements that run after a signal as shutdown steps, following calls into functions of the same file.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { ownStarts, type ServerSite, siteOfStop, stoppedBy } from '../servers/site.js';
import type { Flow, Place } from '../values/flow.js';
import type { Declaration } from '../values/scope.js';
import type { Values } from '../values/values.js';
import { handedIn, isHandedElement, isHandedField, isHandedIn, targetOf } from './call-targets.js';
import { type FoundStep, FoundSteps } from './found-steps.js';
import { heardAt, toldBy } from './hearing.js';
import { deferredOf, runsAfter } from './order.js';
import {
  heardElsewhere,
  isExit,
  isReadinessSwitch,
  passedOnCall,
  returnedStop,
  runCalls,
  stopOfUnknownServer,
  unfollowedCall,
} from './shutdown-calls.js';
import { ShutdownLimits } from './shutdown-limits.js';
import { hearsOwnWork, isRepeated, timerLength } from './timers.js';
import { callAround, forceTimer, laterEnd, someCall, waitFor } from './wait-steps.js';

interface Manner {
  /** Under a condition, most often an error. */
  readonly conditional: boolean;
  /** In a goroutine nobody is seen to wait for. */
  readonly async: boolean;
  readonly depth: number;
}
const plain: Manner = { conditional: false, async: false, depth: 0 };
const deepest = 6;

export class StepReader {
  readonly #values: Values;
  readonly #flow: Flow;
  readonly #sites: readonly ServerSite[];
  readonly #found: FoundSteps;
  readonly #visited = new Set<SyntaxNode>();
  readonly #limits: ShutdownLimits;
  #raised: Place[] = [];
  readonly #later: ReadonlySet<Place>;
  /** The text of the wait whose repetition waits for a second signal. */
  #again: string | undefined;
  #stopped = false;

  /** `later`: channels of a second signal. */
  constructor(values: Values, flow: Flow, sites: readonly ServerSite[], later: ReadonlySet<Place> = new Set()) {
    this.#values = values;
    this.#flow = flow;
    this.#sites = sites;
    this.#later = later;
    this.#limits = new ShutdownLimits(values, flow);
    this.#found = new FoundSteps(values, this.#limits);
  }

  steps(): readonly FoundStep[] {
    return this.#found.list;
  }
  /** Channels closed or sent to, and functions called through a variable, since the last question. */
  raised(): readonly Place[] {
    const found = this.#raised;
    this.#raised = [];
    return found;
  }

  readAfter(wait: SyntaxNode, events: ReadonlySet<Place>): void {
    const { scope } = this.#values;
    const text = scope.file.text(wait);
    this.#again = text.endsWith('.Done()') || wait.type === 'range_clause' ? undefined : text;
    this.#stopped = false;
    this.#limits.after(wait, events);
    this.#found.flow = wait;
    const around = callAround(wait);
    if (around !== undefined) this.#readCall(around, plain);
    // `errs <- fmt.Errorf("%s", <-signals)`
    for (let at = wait.parent; at !== undefined && at.type !== 'statement_list'; at = at.parent)
      if (at.type === 'send_statement') this.#raise(at.children[0]);
    for (const statement of runsAfter(scope, wait)) this.#visit(statement, plain);
  }
  /** Functions of other files that are given what the signal closes or cancels: they may do the stopping. */
  readPassedOn(events: ReadonlySet<Place>, first: ReadonlySet<Place>): void {
    if (this.#found.has('close', 'unknown')) return;
    for (const call of runCalls(this.#values.scope)) {
      // A framework that is started with a context ends with it by itself.
      if (this.#visited.has(call) || ownStarts(this.#sites).has(call)) continue;
      const unfollowed = passedOnCall(this.#values, this.#flow, call, events);
      if (unfollowed === undefined) continue;
      const atOnce = passedOnCall(this.#values, this.#flow, call, first) !== undefined;
      this.#found.addBeside(unfollowed, call, atOnce);
    }
  }
  /** A call that hears the signal in another file. */
  addHeard(call: SyntaxNode): void {
    this.#found.addUnfollowed(heardElsewhere(this.#values, call), call);
  }
  readBody(body: SyntaxNode): void {
    this.#found.flow = body;
    if (body.parent !== undefined) this.#visitInOrder(body.parent, body, plain);
  }
  /** A function literal, the name of a function or method of this file, or `server.Shutdown`. */
  readFunction(node: SyntaxNode): void {
    const inner = skipParentheses(node);
    if (inner?.type === 'func_literal') this.#enter(inner, plain);
    else if (inner?.type === 'identifier')
      this.#enter(this.#values.scope.functionNamed(this.#values.scope.file.text(inner))?.node, plain);
    const site = siteOfStop(this.#values.scope, this.#flow, this.#sites, node);
    if (site !== undefined)
      this.#found.add({ do: 'close', waits: true, at: this.#values.scope.file.at(node) }, node, { site });
  }

  #visitAll(nodes: readonly SyntaxNode[], manner: Manner): void {
    for (const each of nodes) this.#visit(each, manner);
  }

  #visit(node: SyntaxNode, manner: Manner): void {
    if (this.#stopped || this.#visited.has(node)) return;
    const { scope } = this.#values;
    switch (node.type) {
      case 'func_literal':
        return;
      case 'go_statement':
        this.#readGoroutine(node, manner);
        return;
      case 'defer_statement':
        this.#visitDeferred(node, manner);
        return;
      case 'if_statement': {
        for (const each of node.children) {
          const branch = each.type === 'block' || each.type === 'if_statement';
          this.#visit(each, branch ? { ...manner, conditional: true } : manner);
        }
        return;
      }
      case 'expression_case':
      case 'type_case':
      case 'default_case':
        this.#visitAll(node.children, { ...manner, conditional: true });
        return;
      case 'select_statement':
        this.#readSelect(node, manner);
        return;
      case 'send_statement':
        this.#visitAll(node.children.slice(1), manner);
        this.#raise(node.children[0]);
        return;
      case 'unary_expression':
        if (scope.unaryOperator(node) === '<-') {
          this.#readWait(node, manner);
          return;
        }
        this.#visitAll(node.children, manner);
        return;
      case 'assignment_statement':
        this.#visitAll(node.children, manner);
        if (isReadinessSwitch(this.#values, node))
          this.#found.add({ do: 'fail-readiness', at: scope.file.at(node) }, node);
        return;
      case 'call_expression':
        this.#visitAll(
          node.children.filter((each) => each.type === 'argument_list'),
          manner,
        );
        this.#readCall(node, manner);
        return;
      default:
        this.#visitAll(node.children, manner);
    }
  }
  #visitDeferred(node: SyntaxNode, manner: Manner): void {
    this.#visited.add(node);
    for (const each of node.children) this.#visit(each, manner);
  }

  #readWait(node: SyntaxNode, manner: Manner): void {
    const { scope } = this.#values;
    const length = timerLength(this.#values, node);
    if (length === undefined) {
      const place = this.#flow.placeOf(node.children[0]) ?? '';
      if (scope.file.text(node) === this.#again || this.#later.has(place)) this.#stopped = true;
    } else if (!manner.async) {
      const step = waitFor(this.#values, length, node);
      this.#found.add(step, node);
      // What stands behind a limit is done by nobody who stops in time.
      if (step.do === 'force-exit') this.#stopped = true;
    }
  }
  #readSelect(node: SyntaxNode, manner: Manner): void {
    const waitsForWork = hearsOwnWork(this.#values, node);
    for (const each of node.children) {
      if (each.type === 'communication_case') this.#readCase(each, manner, waitsForWork);
      else this.#visit(each, manner);
    }
  }
  /** A case that waits for a timer bounds what the other cases wait for; where that is work of its own, it is no delay. */
  #readCase(node: SyntaxNode, manner: Manner, waitsForWork: boolean): void {
    const { scope } = this.#values;
    const communication = node.children[0];
    const receive = communication?.children.at(-1);
    const timer = receive === undefined ? undefined : timerLength(this.#values, receive);
    if (timer !== undefined && communication !== undefined && receive !== undefined) {
      const at = scope.file.at(communication);
      const closing = this.#found.isClosing();
      const closed = !closing && this.#found.has('close');
      const isEnd = (call: SyntaxNode): boolean => isExit(this.#values, call) || this.#isAbruptStop(call);
      const ends = node.children.some((each) => someCall(each, isEnd));
      if (!ends && (isRepeated(this.#values, receive) || closed || (waitsForWork && !closing))) return;
      this.#found.add(
        closing || ends ? { do: 'force-exit', after: timer, at } : { do: 'delay', length: timer, at },
        communication,
        this.#endedAlone(node),
      );
      return;
    }
    const body = node.children.slice(node.type === 'communication_case' ? 1 : 0);
    this.#visitAll(body, { ...manner, conditional: true });
  }
  #raise(node: SyntaxNode | undefined): void {
    const place = this.#flow.placeOf(node);
    if (place !== undefined) this.#raised.push(place);
  }

  #readGoroutine(node: SyntaxNode, manner: Manner): void {
    const [call] = node.children;
    if (call === undefined) return;
    const target = skipParentheses(call.children[0]);
    const { flow } = this.#found;
    if (target?.type !== 'func_literal') {
      this.#found.flow = undefined;
      this.#visit(call, { ...manner, async: true });
      this.#found.flow = flow;
      return;
    }
    if (!this.#isForceTimer(target, node)) {
      const waited = heardAt(this.#values, this.#flow, target, toldBy(this.#values, this.#flow, target)) !== undefined;
      const stopped = this.#stopped;
      this.#found.flow = undefined;
      this.#enter(target, { ...manner, async: manner.async || !waited });
      this.#found.flow = flow;
      this.#stopped = stopped;
    }
  }
  #isForceTimer(literal: SyntaxNode, node: SyntaxNode): boolean {
    const after = forceTimer(this.#values, literal, (call) => this.#isAbruptStop(call));
    if (after === undefined) return false;
    this.#found.add({ do: 'force-exit', after, at: this.#values.scope.file.at(node) }, node, this.#endedAlone(literal));
    return true;
  }
  #isAbruptStop(call: SyntaxNode): boolean {
    return this.#endedBy(call) !== undefined;
  }
  #endedBy(call: SyntaxNode): ServerSite | undefined {
    const stopped = stoppedBy(this.#values.scope, this.#flow, this.#sites, call);
    return stopped?.how === 'abruptly' ? stopped.site : undefined;
  }
  /** The one server that is ended there, where the others live on. */
  #endedAlone(node: SyntaxNode): { readonly site?: ServerSite } {
    const ended = new Set<ServerSite>();
    const exits = someCall(node, (call) => {
      const site = this.#endedBy(call);
      if (site !== undefined) ended.add(site);
      return isExit(this.#values, call);
    });
    const [only, another] = ended;
    return exits || only === undefined || another !== undefined ? {} : { site: only };
  }

  #readCall(node: SyntaxNode, manner: Manner): void {
    if (this.#visited.has(node)) return;
    this.#visited.add(node);
    const { scope } = this.#values;
    const { file } = scope;
    const at = file.at(node);
    const callee = file.callee(node);
    const args = file.callArguments(node);
    const called = file.calledFunction(node);
    if (called === 'time.Sleep' && args[0] !== undefined) {
      if (!manner.async) this.#found.add({ do: 'delay', length: this.#values.readLength(args[0]), at }, node);
      return;
    }
    if (called === 'time.AfterFunc') {
      const after = laterEnd(this.#values, args, (call) => this.#isAbruptStop(call));
      if (after !== undefined)
        this.#found.add({ do: 'force-exit', after, at }, node, this.#endedAlone(args[1] ?? node));
      return;
    }
    if (isExit(this.#values, node)) {
      if (!manner.conditional) this.#found.add({ do: 'exit', at }, node);
      return;
    }
    if (this.#readStop(node, manner)) return;
    if (isReadinessSwitch(this.#values, node)) {
      this.#found.add({ do: 'fail-readiness', at }, node);
      return;
    }
    if (callee.kind === 'method' && callee.name === 'SetKeepAlivesEnabled' && file.text(args[0] ?? node) === 'false') {
      this.#found.add({ do: 'announce-close', at }, node);
      return;
    }
    if (callee.kind === 'local' && callee.name === 'close') {
      this.#raise(args[0]);
      return;
    }
    this.#followCall(node, manner);
  }
  #readStop(node: SyntaxNode, manner: Manner): boolean {
    const { scope } = this.#values;
    const at = scope.file.at(node);
    const stopped = stoppedBy(scope, this.#flow, this.#sites, node);
    if (stopped !== undefined) {
      const { site, how } = stopped;
      // What another package's `Close` does is written there.
      if (how === 'abruptly' && site.takenFrom !== undefined) return false;
      if (how === 'abruptly' && !manner.conditional) this.#found.add({ do: 'close-all', at }, node, { site });
      if (how === 'in-order') this.#found.addClose(node, !manner.async, { site });
      return true;
    }
    const stop = stopOfUnknownServer(this.#values, node);
    if (stop === undefined) return false;
    const { how, product } = stop;
    if (how === 'in-order') this.#found.addClose(node, !manner.async, { product });
    else if (!manner.conditional) this.#found.add({ do: 'close-all', at }, node, { product });
    return true;
  }
  /** Into a function of this file; a call that leads out of it is a step nobody could follow. */
  #followCall(node: SyntaxNode, manner: Manner): void {
    const { scope } = this.#values;
    const target = targetOf(scope, node);
    switch (target.is) {
      case 'nothing':
        return;
      case 'function':
        this.#enter(target.node, manner);
        return;
      case 'variable':
        this.#raise(target.at);
        if (!manner.conditional && !manner.async) this.#limits.endedBy(target.at);
        if (this.#readHeld(node, manner)) return;
        if (isHandedIn(target.declaration)) this.#found.addUnfollowed(handedIn(this.#values, node), node);
        else this.#readReturned(node, target.declaration);
        return;
      case 'method':
        this.#raise(target.held);
        if (target.held !== undefined && !manner.conditional && !manner.async) this.#limits.endedBy(target.held);
        if (!target.several && this.#readHeld(node, manner)) return;
        if (!target.several && isHandedField(scope, node)) {
          this.#found.addUnfollowed(handedIn(this.#values, node), node);
          return;
        }
        break;
      case 'element':
        this.#found.addUnfollowed(handedIn(this.#values, node), node);
        return;
    }
    this.#enterArguments(node, manner);
    const unfollowed = unfollowedCall(this.#values, this.#flow, node, this.#limits.events);
    if (unfollowed !== undefined) this.#found.addUnfollowed(unfollowed, node);
    else if (isHandedElement(scope, node)) this.#found.addUnfollowed(handedIn(this.#values, node), node);
  }
  /** `stopWithin(ctx, server.Shutdown, server.Close)`: of several functions handed on, what cuts is for when the orderly one has failed. */
  #enterArguments(node: SyntaxNode, manner: Manner): void {
    let inner = manner;
    const args = this.#values.scope.file.callArguments(node);
    const start = this.#found.list.length;
    for (const each of args) {
      const before = this.#found.list.length;
      if (each.type === 'func_literal') this.#enter(each, inner);
      if (this.#found.list.slice(before).some(({ step }) => step.do === 'close'))
        inner = { ...inner, conditional: true };
    }
    const [first] = args;
    if (first !== undefined && this.#values.scope.typeOf(first) === 'context.Context')
      this.#found.limitSince(start, node);
  }
  /** Functions that a variable or field holds; the context this call gives them is the one they wait with. */
  #readHeld(node: SyntaxNode, manner: Manner): boolean {
    const held = this.#flow.functionsHeld(node.children[0]);
    const before = this.#found.list.length;
    for (const each of held) this.#enter(each, manner);
    this.#found.limitSince(before, node);
    return held.length > 0;
  }
  /** `group, shutdown := server.ListenAndServe()`: the function that another file gave back. */
  #readReturned(node: SyntaxNode, declaration: Declaration): void {
    const [write] = declaration.writes;
    const made = skipParentheses(write?.value);
    if (write === undefined || made?.type !== 'call_expression') return;
    const returned = returnedStop(this.#values, made, write.index, node);
    if (returned !== undefined) this.#found.addUnfollowed(returned, node);
  }
  #enter(owner: SyntaxNode | undefined, manner: Manner): void {
    const body = owner?.children.at(-1);
    if (owner === undefined || body?.type !== 'block' || manner.depth >= deepest || this.#visited.has(owner)) return;
    this.#visited.add(owner);
    this.#visitInOrder(owner, body, { ...manner, depth: manner.depth + 1 });
  }
  /** What a function defers runs last. */
  #visitInOrder(owner: SyntaxNode, body: SyntaxNode, manner: Manner): void {
    for (const list of body.children) {
      this.#visitAll(
        list.children.filter((each) => each.type !== 'defer_statement'),
        manner,
      );
    }
    for (const each of deferredOf(this.#values.scope, owner)) this.#visit(each, manner);
  }
}
