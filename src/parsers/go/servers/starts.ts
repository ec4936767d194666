// Which call starts a server: a method of it, the method handed over as a value, or a helper that is given the server.
import { append } from '../../../model/group-by.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { startHelpers, startMethods } from '../shapes.js';
import type { Flow, Place } from '../values/flow.js';
import type { Scope } from '../values/scope.js';
import { placesHeldBy } from './site.js';

interface Candidate {
  readonly call: SyntaxNode;
  /** Where the call stands among all of the file. */
  readonly rank: number;
  /** The method that has to be one of those that start it; a helper starts whatever it is given. */
  readonly method?: string;
  /** Of an argument: the method that is called. Where it starts a server itself, it is that of the receiver. */
  readonly givenTo?: string;
}
/** Asked of thousands of servers in one file: the calls are sorted once, by what they may start. */
const known = new WeakMap<Flow, ReadonlyMap<Place, readonly Candidate[]>>();

export function startOf(
  scope: Scope,
  flow: Flow,
  places: ReadonlySet<Place>,
  starts: ReadonlySet<string>,
): SyntaxNode | undefined {
  const candidates = known.get(flow) ?? byPlace(scope, flow);
  known.set(flow, candidates);
  let first: Candidate | undefined;
  for (const place of places) {
    const found = candidates.get(place)?.find((each) => doesStart(each, starts));
    if (found !== undefined && (first === undefined || found.rank < first.rank)) first = found;
  }
  return first?.call;
}
const doesStart = ({ method, givenTo }: Candidate, starts: ReadonlySet<string>): boolean =>
  (method === undefined || starts.has(method)) && (givenTo === undefined || !starts.has(givenTo));

function byPlace(scope: Scope, flow: Flow): ReadonlyMap<Place, readonly Candidate[]> {
  const { file } = scope;
  const found = new Map<Place, Candidate[]>();
  const add = (node: SyntaxNode, candidate: Candidate): void => {
    for (const place of placesHeldBy(scope, flow, node)) append(found, place, candidate);
  };
  scope.nodes('call_expression').forEach((call, rank) => {
    const callee = file.callee(call);
    const own = callee.kind === 'method' ? callee.name : undefined;
    if (callee.kind === 'method' && startMethods.has(callee.name))
      add(callee.receiver, { call, rank, method: callee.name });
    const argument = { call, rank, ...(own === undefined ? {} : { givenTo: own }) };
    const helps = own === 'StartServer' || startHelpers.has(file.calledFunction(call) ?? '');
    for (const each of file.callArguments(call)) {
      const [operand, field] = each.type === 'selector_expression' ? each.children : [];
      const method = field === undefined ? '' : file.text(field);
      // `group.Go(server.ListenAndServe)`: the method itself is handed over.
      if (operand !== undefined && startMethods.has(method)) add(operand, { ...argument, method });
      if (helps) add(each, argument);
    }
  });
  return found;
}
