// The directed graph of everything that forwards requests, and the chains that end at a workload.
import { append } from '../../model/group-by.js';
import type { Hop, LinkReason } from '../../model/topology.js';
import { type Ports, unionOfPorts } from '../kubernetes/arrival.js';

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly reason: LinkReason;
  /** The ports of `to` at which its requests arrive. */
  readonly ports?: Ports;
  /** From a workload to a proxy it runs: the ports of the workload that are this proxy's. */
  readonly listensOn?: readonly number[];
  /** Likewise, where no file tells on which it listens: the ports that other containers of the workload have. */
  readonly othersListenOn?: readonly number[];
  /** From the pods of a controller to a route it serves: the product, and the ports that other containers of the pods have. */
  readonly controller?: { readonly product: string; readonly othersListenOn: readonly number[] };
}
export interface Chain {
  readonly hops: readonly Hop[];
  readonly links: readonly LinkReason[];
  /** Where its requests arrive in the end. */
  readonly ports?: Ports;
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
    this.#chains.clear();
    const twin = this.#incoming.get(edge.to)?.findIndex((each) => each.from === edge.from) ?? -1;
    const known = this.#incoming.get(edge.to)?.[twin];
    if (known === undefined) {
      append(this.#incoming, edge.to, edge);
      append(this.#outgoing, edge.from, edge);
      return;
    }
    const ports = unionOfPorts([known.ports, edge.ports]);
    const { ports: _, ...rest } = known;
    const both = ports === undefined ? rest : { ...rest, ports };
    replace(this.#incoming, edge.to, known, both);
    replace(this.#outgoing, edge.from, known, both);
  }
  targetsOf(id: string): readonly string[] {
    return (this.#outgoing.get(id) ?? []).map((edge) => edge.to);
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
    const walk = (
      id: string,
      { hops, links, ports }: Chain,
      seen: ReadonlySet<string>,
      onward: Edge | undefined,
    ): void => {
      if (chains.length >= mostChains) return;
      const edges = (this.#incoming.get(id) ?? []).filter((edge) => !seen.has(edge.from) && this.#goesOn(edge, onward));
      if (edges.length === 0 || hops.length >= longest) {
        if (hops.length > 0) chains.push(ports === undefined ? { hops, links } : { hops, links, ports });
        return;
      }
      for (const edge of [...edges].sort((a, b) => (a.from < b.from ? -1 : 1))) {
        // A vertex without a hop (a controller's own pods) only passes requests on.
        const hop = this.#hops.get(edge.from);
        const arrives = onward === undefined ? edge.ports : ports;
        walk(
          edge.from,
          {
            hops: hop === undefined ? hops : [hop, ...hops],
            links: [edge.reason, ...links],
            ...(arrives === undefined ? {} : { ports: arrives }),
          },
          new Set([...seen, edge.from]),
          edge,
        );
      }
    };
    walk(target, { hops: [], links: [] }, new Set([target]), undefined);
    return chains;
  }
  /** Of the proxies that a workload runs, requests meet those on the port they arrive at; all of them where none is known for it. */
  #goesOn({ from, to, ports }: Edge, onward: Edge | undefined): boolean {
    if (onward === undefined) return true;
    if (onward.controller !== undefined && !this.#reaches(onward.controller, from, ports)) return false;
    const others = onward.othersListenOn ?? [];
    if (ports !== undefined && ports.length > 0 && ports.every((port) => others.includes(port))) return false;
    if (ports === undefined || isOpenAt(onward, ports)) return true;
    return !(this.#outgoing.get(to) ?? []).some((each) => each.listensOn !== undefined && isOpenAt(each, ports));
  }
  /** What a controller sends to its own pods is for their dashboard, and other containers of them have ports of their own. */
  #reaches({ product, othersListenOn }: NonNullable<Edge['controller']>, from: string, ports: Ports): boolean {
    if (this.#hops.get(from)?.product.id === product) return false;
    return ports === undefined || ports.length === 0 || ports.some((port) => !othersListenOn.includes(port));
  }
}
function isOpenAt({ listensOn }: Edge, ports: readonly number[]): boolean {
  return listensOn === undefined || ports.some((port) => listensOn.includes(port));
}
function replace(map: Map<string, Edge[]>, key: string, before: Edge, after: Edge): void {
  map.set(
    key,
    (map.get(key) ?? []).map((each) => (each === before ? after : each)),
  );
}

/** Two links in a row that a reader takes for one: a route to its Service, and that to its pods. */
export function joined(first: LinkReason, second: LinkReason | undefined): LinkReason {
  return second === undefined ? first : { ...first, to: second.to, why: `${first.why}; ${second.why}` };
}
