// The directed graph of everything that forwards requests, and the chains that end at a workload.
import type { Hop, LinkReason } from '../model/topology.js';

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly reason: LinkReason;
}
export interface Chain {
  readonly hops: readonly Hop[];
  readonly links: readonly LinkReason[];
}

/** Longer chains than this are loops in disguise. */
const longest = 12;
/** More alternatives than this per workload tell a reader nothing; the rest is dropped, nearest first. */
const mostChains = 64;

export class RequestGraph {
  readonly #hops = new Map<string, Hop>();
  readonly #incoming = new Map<string, Edge[]>();
  readonly #outgoing = new Map<string, Edge[]>();
  /** Asked for several times once the graph is whole. */
  readonly #chains = new Map<string, readonly Chain[]>();

  /** `key` identifies the vertex in this scan; `hop.id` stays free of files and lines. */
  addHop(key: string, hop: Hop): void {
    if (this.#hops.has(key)) return;
    this.#chains.clear();
    this.#hops.set(key, hop);
  }
  hop(key: string): Hop | undefined {
    return this.#hops.get(key);
  }
  connect(edge: Edge): void {
    if (edge.from === edge.to) return;
    if (this.#incoming.get(edge.to)?.some((each) => each.from === edge.from)) return;
    this.#chains.clear();
    push(this.#incoming, edge.to, edge);
    push(this.#outgoing, edge.from, edge);
  }
  forwardsSomewhere(id: string): boolean {
    return this.#outgoing.has(id);
  }
  /** What it forwards to, a proxy or a route, forwards in turn. */
  passesOn(id: string): boolean {
    return (this.#outgoing.get(id) ?? []).some((edge) => this.forwardsSomewhere(edge.to));
  }
  hasIncoming(id: string): boolean {
    return this.#incoming.has(id);
  }
  /** Every simple chain of hops that ends just before `target`, client first; empty when nothing leads there. */
  chainsTo(target: string): readonly Chain[] {
    const known = this.#chains.get(target);
    if (known !== undefined) return known;
    const chains = this.#findChains(target);
    this.#chains.set(target, chains);
    return chains;
  }
  #findChains(target: string): readonly Chain[] {
    const chains: Chain[] = [];
    const walk = (id: string, hops: readonly Hop[], links: readonly LinkReason[], seen: ReadonlySet<string>): void => {
      if (chains.length >= mostChains) return;
      const edges = (this.#incoming.get(id) ?? []).filter((edge) => !seen.has(edge.from));
      if (edges.length === 0 || hops.length >= longest) {
        if (hops.length > 0) chains.push({ hops, links });
        return;
      }
      for (const edge of [...edges].sort((a, b) => (a.from < b.from ? -1 : 1))) {
        // A vertex without a hop (a controller's own pods) only passes requests on.
        const hop = this.#hops.get(edge.from);
        walk(
          edge.from,
          hop === undefined ? hops : [hop, ...hops],
          [edge.reason, ...links],
          new Set([...seen, edge.from]),
        );
      }
    };
    walk(target, [], [], new Set([target]));
    return chains;
  }
}
function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
