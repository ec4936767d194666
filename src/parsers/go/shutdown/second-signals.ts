// Channels that are registered once the signal has come: what waits for them waits for a second one, which ends the process at once on purpose.
import { groupBy, groupPairs } from '../../../model/group-by.js';
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
  const waitsAt = groupBy(waits, ({ place }) => place);
  /** By function: from where on a signal that a source hears has come. */
  const heard = groupPairs(
    sources.flatMap((source) =>
      source.starts
        .flatMap((place) => waitsAt.get(place) ?? [])
        .map(({ node }) => [enclosingFunction(node), { source, from: node.end }] as const),
    ),
  );
  return new Set(
    sources.filter((second) =>
      heard
        .get(enclosingFunction(second.node))
        ?.some(
          ({ source, from }) =>
            source !== second &&
            from <= second.node.start &&
            second.signals.length > 0 &&
            second.signals.every((each) => source.signals.includes(each)),
        ),
    ),
  );
}
