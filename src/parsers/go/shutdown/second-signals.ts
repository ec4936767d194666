// Channels that are registered once the signal has come: what waits for them waits for a second one, which ends the process at once on purpose.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { enclosingFunction, type Place } from '../values/flow.js';

export interface HeardAt {
  readonly node: SyntaxNode;
  readonly place: Place;
}
interface Registration {
  readonly signals: readonly string[];
  readonly node: SyntaxNode;
  readonly starts: readonly Place[];
}

/** Those of `sources` that stand behind the wait of another one for the same signals, in the same function. */
export function secondOf<Source extends Registration>(
  sources: readonly Source[],
  waits: readonly HeardAt[],
): ReadonlySet<Source> {
  const isWaitedFor = (first: Source, second: Source): boolean => {
    const owner = enclosingFunction(second.node);
    return waits.some(
      ({ node, place }) =>
        first.starts.includes(place) && node.end <= second.node.start && enclosingFunction(node) === owner,
    );
  };
  return new Set(
    sources.filter((second) =>
      sources.some(
        (first) =>
          first !== second &&
          second.signals.length > 0 &&
          second.signals.every((each) => first.signals.includes(each)) &&
          isWaitedFor(first, second),
      ),
    ),
  );
}
