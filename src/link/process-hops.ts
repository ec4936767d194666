// The last hop of a path: the server process itself, or a proxy configuration that a workload runs.
import type { UnknownReason } from '../model/setting.js';
import type { Container, Hop, Server, Workload } from '../model/topology.js';
import { mergedSettings } from './merge-servers.js';
import { folderOf } from './names.js';
import type { ProxyHop } from './proxies.js';

export function processHop(workload: Workload, proxies: readonly ProxyHop[]): Hop | UnknownReason {
  const ports = new Set(workload.served?.ports.map((each) => each.port));
  const proxy = proxies.find((each) => each.proxy.listensOn?.some((port) => ports.has(port)) === true) ?? proxies[0];
  if (proxy !== undefined) return { ...proxy.hop, workload };
  return containerHop(workload, workload.served);
}
/** The application beside a proxy of the same workload: the container in which a server was found. */
export function neighbourHop(workload: Workload): Hop | UnknownReason {
  return containerHop(
    workload,
    workload.containers.find((each) => each.serverCandidates.length > 0),
  );
}

function containerHop(workload: Workload, container: Container | undefined): Hop | UnknownReason {
  const settings = container === undefined ? undefined : mergedSettings(container.serverCandidates);
  const server = container?.server ?? container?.serverCandidates[0];
  if (server === undefined || settings === undefined) {
    return {
      kind: 'not-in-scan',
      text: `the source of ${workload.title} is not in the scan, or no server was recognised in it`,
      settle: 'Lint it together with its source, or name the source under services: in hoplint.yaml.',
      at: container?.at ?? workload.at,
    };
  }
  return { ...serverHop(server), id: `${workload.id}`, name: workload.name, settings, workload };
}

export function serverHop(server: Server): Hop {
  const at = server.fact.listenAt ?? server.fact.at;
  const folder = folderOf(server.fact.at.file);
  return {
    is: 'hop',
    id: `${server.product.id}/${folder === '' ? server.fact.at.file : folder}`,
    name: folder === '' ? `the server of ${server.fact.at.file}` : folder,
    product: server.product,
    at,
    settings: server.settings,
    habits: server.habits,
    version: server.runtimeVersion,
    server,
  };
}
