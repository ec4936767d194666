// Paths inside containers: what mounts put there and what they hide.
import { factRows } from '../../knowledge/lookup.js';
import { perObject } from '../../knowledge/memo.js';
import type { ContainerFact, MountFact, WorkloadFact } from '../../model/facts.js';
import { matchesGlob } from '../../model/wildcard.js';
import { runningContainers } from '../kubernetes/running-containers.js';

/** Without `.`, doubled slashes and a slash at the end. */
export function plainMountPath(path: string): string {
  const steps = path.split('/').filter((step) => step !== '' && step !== '.');
  return `${path.startsWith('/') ? '/' : ''}${steps.join('/')}`;
}

/** Where an entry of what is mounted lies; undefined where it is not mounted. */
export function pathOfEntry({ target, subPath, items }: MountFact, key: string): string | undefined {
  const inVolume = items === undefined ? key : items.find((item) => item.key === key)?.path;
  if (inVolume === undefined) return undefined;
  const folder = plainMountPath(target);
  const path = plainMountPath(inVolume);
  const chosen = plainMountPath(subPath ?? '');
  if (chosen === '') return `${folder}/${path}`;
  if (path === chosen) return folder;
  return path.startsWith(`${chosen}/`) ? `${folder}${path.slice(chosen.length)}` : undefined;
}

/** Whether another mount covers what lies at the path: all that lies below a mount is hidden, and the deepest one wins. */
export function isHidden({ mounts = [] }: ContainerFact, path: string, by?: MountFact): boolean {
  const own = by === undefined ? -1 : plainMountPath(by.target).length;
  return mounts.some((each) => {
    const target = plainMountPath(each.target);
    return target.length > own && (path === target || path.startsWith(`${target}/`));
  });
}

/** Where images of the product look for a file, or what the main file that they bring includes. */
export function isUsualPath(product: string, list: 'main-files' | 'included-files', path: string): boolean {
  return factRows(product, list).some(
    ({ value }) => Array.isArray(value) && value.some((pattern) => matchesGlob(pattern, path)),
  );
}

/** Names a container of a scan, though its facts are copied while linking. */
export function containerKey({ at, scope, namespace, name, address }: WorkloadFact, container: ContainerFact): string {
  return [at.file, at.line, address, scope, namespace, name, container.name].join(' ');
}
export const containersByKey = perObject(
  (workloads: readonly WorkloadFact[]): ReadonlyMap<string, readonly [WorkloadFact, number]> =>
    new Map(
      workloads.flatMap((workload) =>
        runningContainers(workload).map((each, index) => [containerKey(workload, each), [workload, index]] as const),
      ),
    ),
);
