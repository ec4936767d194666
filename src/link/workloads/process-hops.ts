// The last hop of a path: the server process itself, or a proxy configuration that a workload runs.
import { folderOf } from '../../model/file-paths.js';
import { serversOn } from '../../model/listening.js';
import { compareLocations } from '../../model/location.js';
import type { UnknownReason } from '../../model/setting.js';
import type { Container, Hop, Server, Workload } from '../../model/topology.js';
import type { ProxyHop } from '../proxies/proxies.js';
import { mergedSettings } from '../servers/merge-servers.js';

/** `port`: where its requests arrive; any of its ports may be meant without. */
export function processHop(workload: Workload, proxies: readonly ProxyHop[], port?: number): Hop | UnknownReason {
  const ports = new Set(workload.served?.ports.map((each) => each.port));
  const asked = port === undefined ? undefined : declaring(workload.containers, port);
  const own = proxies.filter((each) => asked === undefined || isRunBy(each, asked));
  const proxy =
    proxies.find((each) => port !== undefined && each.proxy.listensOn?.includes(port) === true) ??
    own.find((each) => each.proxy.listensOn?.some((open) => ports.has(open)) === true) ??
    own[0];
  if (proxy !== undefined) return { ...proxy.hop, workload };
  return containerHop(workload, declaring(workload.containers, port) ?? workload.served, port);
}
/** Of several containers, the one whose port is asked for answers. */
const isRunBy = ({ host }: ProxyHop, container: Container): boolean =>
  host === undefined || host.container === container.fact;
/** The application beside a proxy of the same workload: the container in which a server was found. */
export function neighbourHop(workload: Workload, port?: number): Hop | UnknownReason {
  const served = workload.containers.filter((each) => each.serverCandidates.length > 0);
  return containerHop(workload, declaring(served, port) ?? served[0], port);
}
function declaring(containers: readonly Container[], port: number | undefined): Container | undefined {
  const found = containers.filter((each) => each.ports.some((own) => own.port === port));
  return found.length === 1 ? found[0] : undefined;
}

function containerHop(workload: Workload, container: Container | undefined, port?: number): Hop | UnknownReason {
  const all = container?.serverCandidates ?? [];
  const behind = container === undefined || port === undefined ? all : serversOn(container, port);
  const servers = behind.toSorted((a, b) => compareLocations(a.fact.at, b.fact.at));
  const settings = mergedSettings(servers);
  const isNarrowed = servers.length !== all.length || servers.some((each) => !all.includes(each));
  const server = isNarrowed ? servers[0] : (container?.server ?? servers[0]);
  if (server === undefined || settings === undefined) {
    return {
      kind: 'not-in-scan',
      text: `the source of ${workload.title} is not in the scan, or no server was recognised in it`,
      settle: 'Lint it together with its source, or name the source under services: in hoplint.yaml.',
      at: container?.at ?? workload.at,
    };
  }
  // Several of its servers are several ends of paths.
  const [id, name] = isNarrowed
    ? [`${workload.id}:${port}`, `${workload.name} (port ${port})`]
    : [workload.id, workload.name];
  return { ...serverHop(server), id, name, settings, workload, servers };
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
