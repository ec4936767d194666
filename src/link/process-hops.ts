// The last hop of a path: the server process itself, or a proxy configuration that a workload runs.
import type { UnknownReason } from '../model/setting.js';
import type { Hop, Server, Workload } from '../model/topology.js';
import { mergedSettings } from './merge-servers.js';
import { folderOf } from './names.js';
import type { ProxyHop } from './proxies.js';

export function processHop(workload: Workload, proxies: readonly ProxyHop[]): Hop | UnknownReason {
  const proxy = proxies[0];
  if (proxy !== undefined) return { ...proxy.hop, workload };
  const served = workload.served;
  const settings = served === undefined ? undefined : mergedSettings(served.serverCandidates);
  const server = served?.server ?? served?.serverCandidates[0];
  if (server === undefined || settings === undefined) {
    return {
      kind: 'not-in-scan',
      text: `the source of ${workload.title} is not in the scan, or no server was recognised in it`,
      settle: 'Lint it together with its source, or name the source under services: in hoplint.yaml.',
      at: served?.at ?? workload.at,
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
