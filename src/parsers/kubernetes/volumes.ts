// Tells which workloads mount a volume that only one node at a time can hold, as far as one file shows it.
import type { Text, WorkloadFact } from '../../model/facts.js';
import { items } from '../kit/yaml/node-reader.js';
import type { ManifestObject } from './object.js';
import { mountedClaims, workloadShape } from './workload.js';

/**
 * The claims in the file that no second node can mount, with the access mode that says so. One that asks for no class ("") takes a volume somebody made by
 * hand; where that is a share over the network, nothing keeps a second node away, whatever the access mode says.
 */
export function readWriteOnceClaims(objects: readonly ManifestObject[]): ReadonlyMap<string, Text> {
  const found = new Map<string, Text>();
  for (const { reader, root, kind, base } of objects) {
    if (kind !== 'PersistentVolumeClaim') continue;
    if (reader.string(root, 'spec', 'storageClassName') === '') continue;
    const modes = items(root, 'spec', 'accessModes').flatMap((node) => reader.text(node) ?? []);
    const [mode] = modes;
    if (mode !== undefined && modes.every(({ text }) => text.startsWith('ReadWriteOnce'))) found.set(base.name, mode);
  }
  return found;
}

export function withClaims(
  workload: WorkloadFact,
  objects: readonly ManifestObject[],
  claims: ReadonlyMap<string, Text>,
): WorkloadFact {
  if (claims.size === 0) return workload;
  const object = objects.find(({ base }) => base.at === workload.at);
  const shape = object === undefined ? undefined : workloadShape(object);
  if (object === undefined || shape === undefined) return workload;
  const claim = mountedClaims(object, shape).find(({ text }) => claims.has(text));
  const mode = claim && claims.get(claim.text);
  return claim === undefined || mode === undefined
    ? workload
    : { ...workload, volumesReadWriteOnce: { ...claim, mode } };
}
