// Pairs of hops that exchange connections: neighbours of a path, with layer-4 hops seen through, never across a gap.
import type { Hop, HopPair, Model, RequestPath } from '../../model/topology.js';

export function* adjacentHops(model: Model): Iterable<HopPair> {
  const seen = new Set<string>();
  for (const path of model.paths) {
    for (const pair of pairsOf(path)) {
      const key = [pair.downstream, pair.upstream].map((hop) => `${hop.id}@${hop.at.file}:${hop.at.line}`).join(' > ');
      if (seen.has(key)) continue;
      seen.add(key);
      yield pair;
    }
  }
}
function* pairsOf(path: RequestPath): Iterable<HopPair> {
  let downstream: Hop | undefined;
  let between: Hop[] = [];
  for (const node of path.nodes) {
    if (node.is === 'gap') {
      downstream = undefined;
      between = [];
    } else if (node.product.layer === 4) {
      between.push(node);
    } else {
      if (downstream !== undefined) yield { downstream, upstream: node, path, between };
      downstream = node;
      between = [];
    }
  }
}
