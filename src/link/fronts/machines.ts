// Machines that no orchestrator runs: what balancers send to them, and what a proxy there sends to its neighbours.
import type { ForwardRef } from '../../model/facts.js';
import { groupByEach } from '../../model/group-by.js';
import { forwardReason, hostName, isOwnMachine } from '../proxies/addresses.js';
import type { ProxyHop } from '../proxies/proxies.js';
import type { MachineServices } from '../workloads/machine-services.js';
import type { RequestGraph } from './graph.js';
import { workloadKey } from './vertices.js';

export function connectMachines(graph: RequestGraph, proxies: readonly ProxyHop[], services: MachineServices): void {
  const onMachine = groupByEach(proxies, ({ proxy }) => proxy.machines ?? []);
  for (const from of proxies) {
    connectNeighbours(graph, from, services);
    for (const reference of from.forwards) {
      if (reference.to === 'machine')
        connectMachine(graph, { from, reference, services, there: onMachine.get(reference.value) ?? [] });
    }
  }
}

/** A proxy that no container runs, and a service of the same machine that listens on the port it sends to. */
function connectNeighbours(graph: RequestGraph, from: ProxyHop, services: MachineServices): void {
  if (from.host !== undefined || from.proxy.runsIn !== 'file') return;
  for (const reference of from.forwards) {
    const { to, port, value } = reference;
    if (to !== 'address' || port === undefined || !isOwnMachine(hostName(value))) continue;
    const found = services.listening(port, from.proxy);
    if (found === undefined) continue;
    const why = `it listens on port ${port}, to which ${from.hop.name} sends on its own machine`;
    graph.connect({
      from: from.key,
      to: workloadKey(found.workload),
      reason: forwardReason(from.hop.name, found.workload.name, why, reference),
      ports: [found.port],
    });
  }
}

interface ToMachine {
  readonly from: ProxyHop;
  readonly reference: ForwardRef;
  readonly services: MachineServices;
  /** The proxies of the machine. */
  readonly there: readonly ProxyHop[];
}
/** What answers on the port that a balancer sends to; without one that is known, the only thing that runs there. */
function connectMachine(graph: RequestGraph, { from, reference, services, there }: ToMachine): void {
  const { port, value } = reference;
  const everything = services.on(value);
  const proxies = port === undefined ? there : there.filter(({ proxy }) => proxy.listensOn?.includes(port) === true);
  for (const { key, hop } of proxies) {
    const why = `its machine is set up with it${port === undefined ? '' : `, and it listens on port ${port}`}`;
    graph.connect({ from: from.key, to: key, reason: forwardReason(from.hop.name, hop.name, why, reference) });
  }
  if (proxies.length > 0) return;
  const found = port === undefined ? [] : services.answering(everything, port);
  const [only, another] = everything;
  for (const each of found) {
    const why = `its machine is set up with it, and it answers on port ${port}`;
    graph.connect({
      from: from.key,
      to: workloadKey(each.workload),
      reason: forwardReason(from.hop.name, each.workload.name, why, reference),
      ports: [each.port],
    });
  }
  if (found.length > 0 || only === undefined || another !== undefined || there.length > 0) return;
  if (port !== undefined && services.isElsewhere(only, port)) return;
  const why = 'its machine is set up with it, and with nothing else';
  graph.connect({
    from: from.key,
    to: workloadKey(only),
    reason: forwardReason(from.hop.name, only.name, why, reference),
  });
}
