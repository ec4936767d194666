// Channels of signals that code of another file or package fills.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import type { Flow, Place } from '../values/flow.js';
import type { Values } from '../values/values.js';

/** `setup(stop)` with `stop := make(chan os.Signal, 1)` and no Notify of this file on it: the other code has it filled. */
export function signalChannels(values: Values, flow: Flow, node: SyntaxNode): readonly Place[] {
  const { scope } = values;
  const { file } = scope;
  const own = (): ReadonlySet<Place> =>
    new Set(
      scope.nodes('call_expression').flatMap((call) => {
        const place =
          file.calledFunction(call) === 'os/signal.Notify' ? flow.placeOf(file.callArguments(call)[0]) : undefined;
        return place === undefined ? [] : [...flow.aliasesOf([place])];
      }),
    );
  const given = file.callArguments(node).flatMap((each) => {
    const named = each.type === 'unary_expression' ? each.children[0] : each;
    const declaration = named?.type === 'identifier' ? scope.declarationOf(named) : undefined;
    const made = declaration?.writes.some(({ value }) => /^make\(chan os\.Signal\b/.test(file.text(value)));
    const place = made === true ? flow.placeOf(named) : undefined;
    return place === undefined ? [] : [place];
  });
  const filled = given.length === 0 ? new Set<Place>() : own();
  return given.filter((place) => !filled.has(place));
}
