// The last hop of a path: the server process itself, or a proxy configuration that a workload runs.
import { folderOf } from '../../model/file-paths.js';
import { speaksGrpc } from '../../model/grpc.js';
import { serversOn } from '../../model/listening.js';
import { compareLocations } from '../../model/location.js';
import type { UnknownReason } from '../../model/setting.js';
import type { Container, Hop, Server, Workload } from '../../model/topology.js';
import type { ProxyHop } from '../proxies/proxies.js';
import { mergedSettings } from '../servers/merge-servers.js';

/** `port`: where its requests arrive; any of its ports may be meant without. `before`: what sends them there. */
export function processHop(
  workload: Workload,
  proxies: readonly ProxyHop[],
  port?: number,
  before?: Hop,
): Hop | UnknownReason {
  const ports = new Set(workload.served?.ports.map((each) => each.port));
  const asked = port === undefined ? undefined : declaring(workload.containers, port);
  const own = proxies.filter((each) => asked === undefined || isRunBy(each, asked));
  const proxy =
    proxies.find((each) => port !== undefined && each.proxy.listensOn?.includes(port) === true) ??
    own.find((each) => each.proxy.listensOn?.some((open) => ports.has(open)) === true) ??
    own[0];
  if (proxy !== undefined) return { ...proxy.hop, workload };
  return containerHop(workload, declaring(workload.containers, port) ?? workload.served, port, before);
}
/** Of several containers, the one whose port is asked for answers. */
const isRunBy = ({ host }: ProxyHop, container: Container): boolean =>
  host === undefined || host.container === container.fact;
/** The application beside a proxy of the same workload: the container in which a server was found. */
export function neighbourHop(workload: Workload, port?: number, before?: Hop): Hop | UnknownReason {
  const served = workload.containers.filter((each) => each.serverCandidates.length > 0);
  return containerHop(workload, declaring(served, port) ?? served[0], port, before);
}
function declaring(containers: readonly Container[], port: number | undefined): Container | undefined {
  const found = containers.filter((each) => each.ports.some((own) => own.port === port));
  return found.length === 1 ? found[0] : undefined;
}

function containerHop(
  workload: Workload,
  container: Container | undefined,
  port?: number,
  before?: Hop,
): Hop | UnknownReason {
  const all = container?.serverCandidates ?? [];
  const open = container === undefined || port === undefined ? all : serversOn(container, port);
  const behind = before === undefined || !speaksHttp1(before) ? open : withoutGrpc(open);
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
    ? [`${workload.id}:${port ?? 'http'}`, port === undefined ? workload.name : `${workload.name} (port ${port})`]
    : [workload.id, workload.name];
  return { ...serverHop(server), id, name, settings, workload, servers };
}

/** What is sent over HTTP/1.1 is not for a server of gRPC beside the one for requests. */
function withoutGrpc(servers: readonly Server[]): readonly Server[] {
  const found = servers.filter(({ fact }) => !speaksGrpc(fact.product));
  return found.length > 0 ? found : servers;
}
function speaksHttp1({ settings }: Hop): boolean {
  const version = settings.get('outbound.httpVersion');
  return version.state === 'known' && /^(?:HTTP\/?)?1(?:\.[01])?$/i.test(version.value);
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
