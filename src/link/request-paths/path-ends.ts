// Where the chains in front of a workload end: each at what listens on the port at which its requests arrive.
import type { UnknownReason } from '../../model/setting.js';
import type { Hop } from '../../model/topology.js';
import type { Chain } from '../fronts/graph.js';
import type { Ports } from '../kubernetes/arrival.js';

export interface ChainEnd {
  readonly process: Hop | UnknownReason;
  /** None where nothing in front is known. */
  readonly chains: readonly Chain[];
}

/** `ports`: where requests arrive that no chain leads to. */
export function endsOf(
  chains: readonly Chain[],
  ports: Ports,
  processAt: (port: number | undefined, before: Hop | undefined) => Hop | UnknownReason,
): readonly ChainEnd[] {
  const ends = new Map<string, { readonly process: Hop | UnknownReason; readonly chains: Set<Chain> }>();
  const add = (port: number | undefined, chain: Chain | undefined): void => {
    const process = processAt(port, chain?.hops.at(-1));
    const key = keyOf(process);
    const end = ends.get(key) ?? { process, chains: new Set() };
    ends.set(key, end);
    if (chain !== undefined) end.chains.add(chain);
  };
  for (const chain of chains) for (const port of chain.ports ?? [undefined]) add(port, chain);
  if (chains.length === 0) {
    for (const port of ports ?? []) add(port, undefined);
    // Nobody is shown to ask for what is at the side.
    for (const [key, { process }] of ends) if (!takesRequests(process)) ends.delete(key);
    if (ends.size === 0) add(undefined, undefined);
  }
  return [...ends.values()].map(({ process, chains: own }) => ({ process, chains: [...own] }));
}
function takesRequests(process: Hop | UnknownReason): boolean {
  return 'is' in process && (process.servers ?? []).some(({ fact }) => fact.role !== 'side');
}

/** Two ports of one server, and all that nobody can tell apart, are one end. */
function keyOf(process: Hop | UnknownReason): string {
  if (!('is' in process)) return JSON.stringify([process.text, process.at]);
  const servers = (process.servers ?? []).map(({ fact: { at } }) => [at.file, at.line, at.column]);
  return JSON.stringify([process.product.id, process.at, servers]);
}
