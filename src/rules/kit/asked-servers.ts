// Which servers the health check of a balancer asks.
import { isOwnPort, serversOn } from '../../model/listening.js';
import type { Container, Server, Workload } from '../../model/topology.js';
import type { HopOnPath } from './hops.js';
import { serversBehind } from './probes.js';

/** Those behind the port that the check names; a check without one of its own goes where the requests go. */
export function askedServers(
  { hop, path }: HopOnPath,
  { services }: Workload,
  container: Container,
): readonly Server[] {
  const port = hop.settings.get('health.port');
  const end = path.nodes.at(-1);
  const requested = (end?.is === 'hop' ? end.servers : undefined) ?? container.serverCandidates;
  if (port.state === 'unknown') return port.reason.kind === 'no-default' ? requested : container.serverCandidates;
  if (!/^\d+$/.test(port.value)) return requested;
  const number = Number(port.value);
  if (isOwnPort(container, number)) return serversOn(container, number);
  // A balancer that sends to nodes checks them there.
  const node = services.flatMap(({ ports }) => ports).find(({ nodePort }) => nodePort === number);
  return node === undefined
    ? container.serverCandidates
    : serversBehind(container, node.targetPort ?? { port: node.port, at: node.at });
}
