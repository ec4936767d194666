// Channels of signals that code of another file or package fills.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import type { Flow, Place } from '../values/flow.js';
import type { Values } from '../values/values.js';

/** `setup(stop)` with `stop := make(chan os.Signal, 1)` and no Notify of this file on it: the other code has it filled. */
export function signalChannels(values: Values, flow: Flow, node: SyntaxNode): readonly Place[] {
  const { scope } = values;
  const { file } = scope;
  const given = file.callArguments(node).flatMap((each) => {
    const named = each.type === 'unary_expression' ? each.children[0] : each;
    const declaration = named?.type === 'identifier' ? scope.declarationOf(named) : undefined;
    const made = declaration?.writes.some(({ value }) => /^make\(chan os\.Signal\b/.test(file.text(value)));
    const place = made === true ? flow.placeOf(named) : undefined;
    return place === undefined ? [] : [place];
  });
  if (given.length === 0) return [];
  const filled = filledHere.get(flow) ?? notified(values, flow);
  filledHere.set(flow, filled);
  return given.filter((place) => !filled.has(place));
}
/** Asked of every call that is given such a channel. */
const filledHere = new WeakMap<Flow, ReadonlySet<Place>>();
function notified({ scope }: Values, flow: Flow): ReadonlySet<Place> {
  const places = scope
    .callsOf('os/signal.Notify')
    .flatMap((call) => flow.placeOf(scope.file.callArguments(call)[0]) ?? []);
  return flow.aliasesOf(places);
}
