// Contexts made from one another: a context ends with its parent, and when its own cancel function is called.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import type { Flow, Place } from '../values/flow.js';
import type { Values } from '../values/values.js';
import { executesCommand } from './shutdown-calls.js';

export interface Cancel {
  /** Places that hold the cancel function. */
  readonly by: ReadonlySet<Place>;
  readonly context: Place;
}
const derivedContexts = new Set([
  'context.WithCancel',
  'context.WithCancelCause',
  'context.WithValue',
  'os/signal.NotifyContext',
]);
const known = new WeakMap<Flow, readonly Cancel[]>();

/** The cancel functions of a file; the first question also lets contexts flow into those made from them. */
export function cancelsOf(values: Values, flow: Flow): readonly Cancel[] {
  const before = known.get(flow);
  if (before !== undefined) return before;
  const { scope } = values;
  const calls = scope.nodes('call_expression').map((node) => ({ node, called: scope.file.calledFunction(node) ?? '' }));
  for (const { node, called } of calls) {
    const [parent] = scope.file.callArguments(node);
    if (derivedContexts.has(called)) flow.link(flow.placeOf(parent), `s:${node.start}:0`);
    if (called === 'golang.org/x/sync/errgroup.WithContext') flow.link(flow.placeOf(parent), `s:${node.start}:1`);
    const callee = scope.file.callee(node);
    // cobra hands the context to the command that runs.
    if (callee.kind === 'method' && executesCommand(callee.name))
      for (const each of commandContexts(values)) flow.link(flow.placeOf(parent), each.start);
  }
  const cancels = calls
    .filter(({ called }) => called === 'context.WithCancel' || called === 'context.WithCancelCause')
    .map(({ node }) => ({ by: flow.reachedFrom([`s:${node.start}:1`]), context: `s:${node.start}:0` }));
  known.set(flow, cancels);
  return cancels;
}

export interface Given {
  readonly node: SyntaxNode;
  readonly start: Place;
  /** The call of another file that hands it over. */
  readonly within?: string;
}
/** `cmd.Context()` of cobra: whoever called `ExecuteContext` made it. */
export function commandContexts({ scope }: Values): readonly Given[] {
  return scope.nodes('call_expression').flatMap((call): Given[] => {
    const callee = scope.file.callee(call);
    if (callee.kind !== 'method' || callee.name !== 'Context') return [];
    return scope.typeOf(callee.receiver) === 'github.com/spf13/cobra.Command'
      ? [{ node: call, start: `s:${call.start}:0`, within: 'ExecuteContext' }]
      : [];
  });
}
