// A proxy and a server that no container runs: one machine, where the proxy's file sends to the port that the server listens on.
import type { LinkReason, Server } from '../../model/topology.js';
import type { Chain, RequestGraph } from '../fronts/graph.js';
import { hostName, isOwnMachine } from '../proxies/addresses.js';
import type { ProxyHop } from '../proxies/proxies.js';

/** `servers`: all that no workload runs, and those of services of machines. Two on one port cannot be told apart. */
export function chainsOnOwnMachine(
  server: Server,
  servers: readonly Server[],
  proxies: readonly ProxyHop[],
  graph: RequestGraph,
): readonly Chain[] {
  const { port } = server;
  if (port.state !== 'known') return [];
  const isRival = (other: Server): boolean =>
    other !== server && other.port.state === 'known' && other.port.value === port.value;
  if (servers.some(isRival)) return [];
  const known = new Set(servers.flatMap(({ port: own }) => (own.state === 'known' ? [own.value] : [])));
  const isOpen = servers.some((each) => each !== server && each.fact.role === 'main' && each.port.state !== 'known');
  return proxies.flatMap((proxy): readonly Chain[] => {
    // What a container runs has a machine of its own.
    if (proxy.host !== undefined || proxy.proxy.runsIn !== 'file') return [];
    const sent = proxy.forwards.find(
      (each) => each.to === 'address' && each.port === port.value && isOwnMachine(hostName(each.value)),
    );
    if (sent === undefined) return [];
    // What shares the requests is the same program several times: one that could listen anywhere may be meant by all of them.
    const shared = proxy.forwards.filter((each) => each.to === 'address' && isOwnMachine(hostName(each.value)));
    if (isOpen && shared.some((each) => each.port !== undefined && !known.has(each.port))) return [];
    const reason: LinkReason = {
      from: proxy.hop.name,
      to: server.fact.at.file,
      why: `it listens on port ${port.value}, to which ${proxy.hop.name} sends on its own machine`,
      strength: 'reference',
      at: sent.at,
    };
    const before = graph.chainsTo(proxy.key);
    return (before.length === 0 ? [{ hops: [], links: [] }] : before).map(({ hops, links }) => ({
      hops: [...hops, proxy.hop],
      links: [...links, reason],
    }));
  });
}
