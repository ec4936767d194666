// Whether a gRPC server of Go surely answers no health check.
import { perObject } from '../../knowledge/memo.js';
import type { ServerFact } from '../../model/facts.js';
import type { FactIndex } from '../../model/topology.js';
import type { Program } from './program-shutdown.js';

const importsByFile = perObject(
  (facts: FactIndex) => new Map(facts.of('imports').map(({ file, specifiers }) => [file, specifiers])),
);
/** Packages of others that get the server to register something with it: interceptors and generated code do not. */
const mayRegister =
  /health|probe|^(?!google\.golang\.org\/|github\.com\/grpc-ecosystem\/).*(?:grpc|kit|server|platform)/i;

/** Nothing of the program takes `grpc_health_v1`, nor a package of somebody else that may. */
export function lacksGrpcHealth(server: ServerFact, { files, whole }: Program, facts: FactIndex): boolean {
  if (server.product !== 'go-grpc' || !whole) return false;
  const imports = importsByFile(facts);
  const own = facts.of('go-module').map(({ path }) => path);
  const isOwn = (name: string): boolean => own.some((path) => name === path || name.startsWith(`${path}/`));
  return [...files].every(
    (file) =>
      !(imports.get(file) ?? []).some((name) => mayRegister.test(name) && (!isOwn(name) || /health/i.test(name))),
  );
}
