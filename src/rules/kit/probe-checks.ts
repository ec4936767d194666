// Probes of the kubelet that speak gRPC to a server that does not answer them.
import type { ProbeFact } from '../../model/facts.js';
import { speaksGrpc } from '../../model/grpc.js';
import type { Origin } from '../../model/setting.js';
import type { Container, Model, Server, Workload } from '../../model/topology.js';
import type { Verdict } from '../../model/verdict.js';
import type { Tale } from './define-rule.js';
import { alwaysFailing } from './probes.js';
import { showCount, showPlace } from './wording.js';
import { mainPath } from './workloads.js';

export interface GrpcProbe {
  readonly kind: 'grpc-probe';
  readonly workload: Workload;
  readonly container: Container;
  readonly probe: ProbeFact;
  readonly which: 'readiness' | 'liveness' | 'startup';
  readonly port: number;
  /** Who listens where the probe asks, if that is certain. */
  readonly server: Server | undefined;
  /** The gRPC server, where that is on another port. */
  readonly other: Server | undefined;
}
const isGrpc = ({ fact }: Server): boolean => speaksGrpc(fact.product);
/** Of these it is certain that they answer no call of gRPC. */
const isPlain = (server: Server): boolean =>
  !isGrpc(server) && (server.fact.language === 'node' || server.fact.language === 'bun');
const portOf = ({ port }: Server): number | undefined => (port.state === 'known' ? port.value : undefined);

export function* grpcProbes({ workloads }: Model): Iterable<GrpcProbe> {
  for (const workload of workloads) {
    if (workload.fact.platform !== 'kubernetes') continue;
    for (const container of workload.containers) {
      const servers = [...container.serverCandidates, ...container.besides];
      // A server whose port nobody can read may be the one that is asked.
      if (servers.length === 0 || servers.some((each) => portOf(each) === undefined)) continue;
      for (const which of ['readiness', 'liveness', 'startup'] as const) {
        const probe = container[which];
        const port = probe?.port?.port;
        if (probe?.handler !== 'grpc' || typeof port !== 'number') continue;
        const heard = servers.filter((each) => portOf(each) === port);
        const elsewhere = servers.filter((each) => isGrpc(each) && portOf(each) !== port);
        const [server, ...more] = heard;
        if (more.length > 0) continue;
        yield { kind: 'grpc-probe', workload, container, probe, which, port, server, other: elsewhere[0] };
      }
    }
  }
}
/** Nobody registers the health service, or something else listens there. */
export function answersGrpcProbe({ server, other, probe, container }: GrpcProbe): Verdict {
  const because: Origin[] = [{ kind: 'written', at: probe.at }];
  for (const { port } of [server ?? other].filter((each) => each !== undefined))
    if (port.state === 'known') because.push(port.origin);
  const isDeclared = container.ports.some(({ port }) => port === probe.port?.port);
  const fails =
    server === undefined
      ? other !== undefined && !isDeclared
      : server.lacksGrpcHealth === true || (other !== undefined && isPlain(server));
  return { holds: fails ? 'no' : 'yes', because };
}

export function tellGrpcProbe({ workload, container, probe, which, port, server, other }: GrpcProbe): Tale {
  const asks = `The ${which} probe of container ${container.name} of ${workload.title} asks for the gRPC health service on port ${port} (${showPlace(probe.at)})`;
  const path = mainPath(workload);
  const found = server?.lacksGrpcHealth === true ? server : (other ?? server);
  const at = found?.fact.port?.at ?? found?.fact.at ?? probe.at;
  const answer =
    server?.lacksGrpcHealth === true
      ? `but nothing in the program registers it with its server (${showPlace(server.fact.at)})`
      : `but its gRPC server listens on ${other === undefined ? 'another port' : showCount(other.port)}`;
  return {
    message: `${asks}, ${answer}, ${alwaysFailing[which]}.`,
    help:
      server?.lacksGrpcHealth === true
        ? 'Register it: grpc_health_v1.RegisterHealthServer(server, health.NewServer()), and set its status when the server stops.'
        : `Let the probe ask port ${other?.port.state === 'known' ? other.port.value : 'of the gRPC server'}.`,
    at: probe.at,
    related: [{ message: 'the gRPC server is here', location: at }],
    key: [workload.title, container.name, which, 'grpc'],
    ...(path === undefined ? {} : { path }),
  };
}
