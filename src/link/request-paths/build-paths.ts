// Turns the graph into request paths: client first, declared hops in front, a gap where a link is missing.
import type { DeclaredHop } from '../../model/declarations.js';
import type { Location } from '../../model/location.js';
import type { UnknownReason } from '../../model/setting.js';
import type { Gap, Hop, LinkReason, RequestPath, Workload } from '../../model/topology.js';
import { declaredHop } from '../fronts/declared.js';
import type { Chain } from '../fronts/graph.js';
import type { MeshLink } from '../kubernetes/meshes.js';

export interface PathEnd {
  readonly id: string;
  readonly name: string;
  readonly at: Location;
  readonly workload?: Workload;
  /** The process, or why it is not known. */
  readonly process: Hop | UnknownReason;
  /** The proxy that a mesh puts in front of it. */
  readonly mesh?: MeshLink;
  readonly links: readonly LinkReason[];
  readonly hosts: readonly string[];
}

export function buildPaths(
  end: PathEnd,
  chains: readonly Chain[],
  declared: readonly DeclaredHop[],
): readonly RequestPath[] {
  const front = declared.map(declaredHop);
  const last: Hop | Gap =
    'is' in end.process ? end.process : { is: 'gap', between: `${end.name} and what answers`, reason: end.process };
  const inside: readonly (Hop | Gap)[] = end.mesh === undefined ? [last] : [end.mesh.hop, last];
  const links = end.mesh === undefined ? end.links : [end.mesh.reason, ...end.links];
  if (chains.length === 0) {
    // The proxy of a platform is what clients meet first.
    const isWhole =
      front.length > 0 || (end.mesh?.hop.product.kind === 'load-balancer' && end.workload?.fact.platform === 'hosted');
    const nodes: readonly (Hop | Gap)[] = isWhole ? [...front, ...inside] : [nothingInFront(end), ...inside];
    return [pathOf(end, nodes, links)];
  }
  return chains.map((chain) => pathOf(end, [...front, ...chain.hops, ...inside], [...chain.links, ...links]));
}

function pathOf(end: PathEnd, nodes: readonly (Hop | Gap)[], links: readonly LinkReason[]): RequestPath {
  const names = nodes.map((node) => (node.is === 'hop' ? node.id : '?'));
  const variant = variantOf(end);
  return {
    id: [...names, end.id].join(' > '),
    nodes,
    links,
    hosts: end.hosts,
    ...(end.workload === undefined ? {} : { workload: end.workload }),
    ...(variant === undefined || variant === '' ? {} : { variant }),
  };
}
/** Behind `#` a scope says in words which of several installations it is: a values file, an Application, an overlay. */
function variantOf({ workload }: PathEnd): string | undefined {
  const scope = workload?.fact.scope ?? '';
  const hash = scope.indexOf('#');
  return hash < 0 ? undefined : scope.slice(hash + 1);
}

function nothingInFront(end: PathEnd): Gap {
  return {
    is: 'gap',
    between: `the client and ${end.name}`,
    reason: {
      kind: 'not-in-scan',
      text: `no file in the scan shows what stands in front of ${end.name}`,
      settle: 'Declare the load balancer or ingress under hops: in hoplint.yaml, or add its repository with --with.',
      at: end.at,
    },
  };
}
