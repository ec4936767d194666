// The stages of one build of a Dockerfile, each with those it builds on.
import { perName, perObject } from '../../knowledge/memo.js';
import type { DockerfileFact, StageFact } from '../../model/facts.js';
import { groupBy } from '../../model/group-by.js';
import { fill, type StageView } from './source-paths.js';

/** Docker stacks no more layers than this, and a stage that adds none would not be there. Source: `maxLayerDepth` in layer/layer_store.go of moby. */
const longestChain = 125;

/** How the stage that is built looks: the one named by `target`, or else the last one. */
export function viewOfTarget(
  dockerfile: DockerfileFact,
  { target, args, context }: { readonly target?: string; readonly args: StageView['args']; readonly context: string },
): StageView | undefined {
  const { stages } = dockerfile;
  const places = new Map(stages.map((stage, place) => [stage, place]));
  const placeOf = (stage: StageFact): number => places.get(stage) ?? 0;
  const byName = groupBy(stages, ({ name }) => name);
  /** By name, or by number; only stages above `before` can be meant. */
  const named = (name: string, before: number): StageFact | undefined =>
    byName.get(name.toLowerCase())?.findLast((stage) => placeOf(stage) < before) ??
    (/^\d+$/.test(name) && Number(name) < before ? stages[Number(name)] : undefined);
  const viewOf = perObject((stage: StageFact): StageView => {
    const chain: StageFact[] = [];
    for (let each: StageFact | undefined = stage; each !== undefined && chain.length < longestChain; ) {
      chain.push(each);
      each = named(fill(each.from.text, args), placeOf(each));
    }
    const ofChain: readonly StageView['args'][] = chain.toReversed().map((each) => each.args);
    return {
      chain,
      context,
      args: { ...dockerfile.globalArgs, ...Object.assign({}, ...ofChain), ...args },
      stageNamed: perName((name) => {
        const found = named(name, placeOf(stage));
        return found === undefined ? undefined : viewOf(found);
      }),
    };
  });
  const built = (target === undefined ? undefined : named(target, stages.length)) ?? stages.at(-1);
  return built === undefined ? undefined : viewOf(built);
}
