// The weakest link: one balancer and one thing it can stand in front of. Said as such, and only where nothing else is known.
import type { LinkReason, Workload } from '../../model/topology.js';
import type { Fronts } from '../fronts/fronts.js';
import type { Chain, RequestGraph } from '../fronts/graph.js';
import { workloadKey } from '../fronts/vertices.js';
import type { ProxyHop } from '../proxies/proxies.js';
import type { DraftWorkload } from '../workloads/workloads.js';

export interface LoneBalancer {
  readonly proxy: ProxyHop;
  /** What requests pass before it, and itself. */
  readonly chain: Chain;
  readonly reason: (target: string) => LinkReason;
}

/** A CDN stands before hosts of anybody; which one it names settles whether it stands before this program. */
const namesHost = ({ hop, proxy }: ProxyHop): boolean =>
  hop.product.kind === 'cdn' && proxy.forwardsTo.some(({ to }) => to === 'address');

/** The only layer-7 balancer or CDN of the scan, when no reference says what it forwards to. */
export function loneBalancer(proxies: readonly ProxyHop[], graph: RequestGraph): LoneBalancer | undefined {
  // A configuration file says itself where it sends to.
  const all = proxies.filter(
    (each) => each.hop.product.layer === 7 && each.hop.product.kind !== 'proxy' && each.proxy.runsIn === undefined,
  );
  const keys = new Set(all.map((each) => each.key));
  // What only stands before another one of them is no second choice.
  const fronts = all.filter(({ key }) => {
    const targets = graph.targetsOf(key);
    return targets.length === 0 || !targets.every((each) => keys.has(each));
  });
  const names = new Set(fronts.map((each) => each.proxy.id));
  const [only] = fronts;
  if (
    names.size !== 1 ||
    only === undefined ||
    fronts.some((each) => graph.forwardsSomewhere(each.key) || namesHost(each))
  )
    return undefined;
  const [before = { hops: [], links: [] }] = graph.chainsTo(only.key);
  return {
    proxy: only,
    chain: { hops: [...before.hops, only.hop], links: before.links },
    reason: (target) => ({
      from: only.hop.name,
      to: target,
      why: `${only.hop.name} is the only load balancer in the scan, and ${target} the only thing it can stand in front of`,
      strength: 'only-one',
      at: only.proxy.at,
    }),
  };
}

/** What the only balancer of the scan can stand in front of. */
export interface OnlyChoice {
  readonly lone: LoneBalancer;
  /** Nothing else of the scan could be it. */
  isTarget(workload: Workload): boolean;
  readonly isBeforeIngress: boolean;
}
export function onlyChoice(lone: LoneBalancer, drafts: readonly DraftWorkload[], fronts: Fronts): OnlyChoice {
  const candidates = drafts.filter(
    ({ workload }) =>
      workload.served?.server !== undefined ||
      fronts.graph.hasIncoming(workloadKey(workload.fact)) ||
      // Whatever a service of Cloud Run runs has to serve requests.
      workload.fact.workloadKind === 'CloudRunService',
  );
  const titles = new Set(candidates.map(({ workload }) => workload.title));
  return {
    lone,
    isTarget: ({ title, served }) =>
      served?.server !== undefined && (titles.size === 0 || (titles.size === 1 && titles.has(title))),
    isBeforeIngress: allFrontedByIngress(drafts, fronts),
  };
}
/** Every entry is a route of one in-cluster controller: the only balancer can only stand in front of that controller. */
function allFrontedByIngress(drafts: readonly DraftWorkload[], fronts: Fronts): boolean {
  const outer = new Set(
    drafts.flatMap((each) =>
      fronts.graph.chainsTo(workloadKey(each.workload.fact)).map((chain) => chain.hops[0]?.product),
    ),
  );
  const products = [...outer].flatMap((product) => (product === undefined ? [] : [product]));
  return (
    products.length > 0 &&
    new Set(products.map((each) => each.id)).size === 1 &&
    products.every((each) => each.kind === 'ingress' || each.kind === 'gateway')
  );
}
