// Which of the servers of a process its container means, by the ports that it declares.
import { type Expression, literal } from '../../model/expression.js';
import type { ContainerFact, ServerFact, WorkloadFact } from '../../model/facts.js';
import { speaksGrpc } from '../../model/grpc.js';
import { asFarAsSeen, type Environment, evaluate } from '../names/evaluate.js';
import { isLength } from '../names/scalars.js';
import type { Program } from '../servers/program-shutdown.js';
import { remember } from '../servers/stray-settings.js';

export interface OwnServer {
  readonly server: ServerFact;
  readonly program: Program;
}

/** These choose the port, hand it over in PORT and send requests to no other. */
const choosing: ReadonlySet<WorkloadFact['workloadKind']> = new Set([
  'HerokuApp',
  'CloudFoundryApp',
  'CloudRunService',
  'AppEngineService',
  'RenderService',
]);

/** With several servers in one process, the one that listens where the container says, or where its platform does. */
export function byPort(
  servers: readonly OwnServer[],
  sides: readonly OwnServer[],
  { workloadKind }: WorkloadFact,
  container: ContainerFact,
  environmentFor: (program: Program) => Environment,
): readonly OwnServer[] {
  if (servers.length < 2) return servers;
  if (choosing.has(workloadKind)) {
    const told = servers.filter(({ server }) => server.port !== undefined && readsPort(server.port));
    if (told.length > 0) return told;
  }
  if (container.ports.length === 0) return servers;
  const placed = servers.map((each) => ({ each, port: portOf(each, environmentFor) }));
  const declared = new Set(container.ports.map(({ port }) => port));
  const matching = placed.filter(({ port }) => port !== undefined && declared.has(port));
  if (matching.length === 0) return servers;
  const beside = sides.map((each) => portOf(each, environmentFor));
  const taken = new Set([...matching.map(({ port }) => port), ...beside]);
  const [free, ...otherPorts] = container.ports.filter(({ port }) => !taken.has(port));
  const [open, ...otherServers] = placed.filter(({ port }) => port === undefined);
  const found = matching.map(({ each }) => each);
  // The one port that is left is the one server's whose port nobody can read, and who speaks what the others speak, or gRPC.
  const isFitting =
    open !== undefined && (matching.every(({ each }) => isAlike(each, open.each)) || isForGrpc(free, open.each));
  const isSettled = isFitting && otherPorts.length === 0 && otherServers.length === 0 && !beside.includes(undefined);
  return free !== undefined && open !== undefined && isSettled
    ? [
        ...found,
        {
          ...open.each,
          server: remember(open.each.server, { ...open.each.server, port: literal(free.port, free.at) }),
        },
      ]
    : found;
}
const isAlike = (one: OwnServer, other: OwnServer): boolean => one.server.product === other.server.product;
/** Where nothing says that the port is for something else: what speaks HTTP/1.1 has a port of its own beside it. */
function isForGrpc(port: ContainerFact['ports'][number] | undefined, { server }: OwnServer): boolean {
  return port !== undefined && speaksGrpc(server.product) && (port.name === undefined || /grpc/i.test(port.name));
}
function portOf({ server, program }: OwnServer, environmentFor: (program: Program) => Environment): number | undefined {
  if (server.port === undefined) return undefined;
  const port = evaluate(server.port, asFarAsSeen(environmentFor(program)));
  const isKnown = port.state === 'known' && !isLength(port.value);
  const value = isKnown ? Number(String(port.value).replace(/^.*:/, '')) : Number.NaN;
  return Number.isInteger(value) ? value : undefined;
}
/** `process.env.PORT || 3000`, `Number(process.env.PORT)`. */
function readsPort(port: Expression): boolean {
  switch (port.kind) {
    case 'env':
      return port.name === 'PORT';
    case 'fallback':
      return port.options.some(readsPort);
    case 'convert':
      return readsPort(port.operand);
    default:
      return false;
  }
}
