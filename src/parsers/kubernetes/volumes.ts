// Tells which workloads mount a volume that only one node at a time can hold, as far as one file shows it.
import type { WorkloadFact } from '../../model/facts.js';
import { items } from '../kit/node-reader.js';
import type { ManifestObject } from './object.js';
import { mountedClaims, workloadShape } from './workload.js';

/**
 * Names of the claims in the file that no second node can mount. One that asks for no class ("") takes a volume somebody made by
 * hand; where that is a share over the network, nothing keeps a second node away, whatever the access mode says.
 */
export function readWriteOnceClaims(objects: readonly ManifestObject[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { reader, root, kind, base } of objects) {
    if (kind !== 'PersistentVolumeClaim') continue;
    if (reader.string(root, 'spec', 'storageClassName') === '') continue;
    const modes = items(root, 'spec', 'accessModes').flatMap((node) => reader.string(node) ?? []);
    if (modes.length > 0 && modes.every((mode) => mode.startsWith('ReadWriteOnce'))) found.add(base.name);
  }
  return found;
}

export function withClaims(
  workload: WorkloadFact,
  objects: readonly ManifestObject[],
  claims: ReadonlySet<string>,
): WorkloadFact {
  if (claims.size === 0) return workload;
  const object = objects.find(({ base }) => base.at === workload.at);
  const shape = object === undefined ? undefined : workloadShape(object);
  if (object === undefined || shape === undefined) return workload;
  const claim = mountedClaims(object, shape).find(({ text }) => claims.has(text));
  return claim === undefined ? workload : { ...workload, volumesReadWriteOnce: claim };
}
