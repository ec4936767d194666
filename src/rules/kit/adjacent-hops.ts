// Pairs of hops that exchange connections: neighbours of a path, with layer-4 hops seen through, never across a gap.
import { pairsOf } from '../../model/idle-pair.js';
import type { HopPair, Model } from '../../model/topology.js';
import { placedId } from './hops.js';
import { perModel } from './per-model.js';

export const adjacentHops = perModel((model): readonly HopPair[] => [...walk(model)]);
function* walk(model: Model): Iterable<HopPair> {
  const seen = new Set<string>();
  for (const path of model.paths) {
    for (const pair of pairsOf(path)) {
      const key = [pair.downstream, pair.upstream].map((hop) => placedId(hop, path)).join(' > ');
      if (seen.has(key)) continue;
      seen.add(key);
      yield pair;
    }
  }
}
