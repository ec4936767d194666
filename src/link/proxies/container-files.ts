// Paths inside containers: what mounts put there and what they hide.
import { factRows } from '../../knowledge/lookup.js';
import { perObject } from '../../knowledge/memo.js';
import type { ContainerFact, MountFact, WorkloadFact } from '../../model/facts.js';
import { matchesGlob } from '../../model/wildcard.js';
import { runningContainers } from '../kubernetes/running-containers.js';

/** Without `.`, doubled slashes and a slash at the end. */
function plainMountPath(path: string): string {
  const steps = path.split('/').filter((step) => step !== '' && step !== '.');
  return `${path.startsWith('/') ? '/' : ''}${steps.join('/')}`;
}

/** The entries of what is mounted, and where they lie; `keys`: all that there are. */
export function mountedEntries(
  { target, subPath, items }: MountFact,
  keys: Iterable<string>,
): readonly { readonly key: string; readonly path: string }[] {
  const folder = plainMountPath(target);
  const chosen = plainMountPath(subPath ?? '');
  // A key is no path: without items one of them is chosen, or all are.
  const listed =
    items ?? (chosen === '' ? Array.from(keys, (key) => ({ key, path: key })) : [{ key: chosen, path: chosen }]);
  return listed.flatMap(({ key, path: inVolume }) => {
    const path = plainMountPath(inVolume);
    if (chosen === '') return [{ key, path: `${folder}/${path}` }];
    if (path === chosen) return [{ key, path: folder }];
    return path.startsWith(`${chosen}/`) ? [{ key, path: `${folder}${path.slice(chosen.length)}` }] : [];
  });
}

/** Whether another mount covers what lies at the path: all that lies below a mount is hidden, and the deepest one wins. */
export function isHidden(container: ContainerFact, path: string, by?: MountFact): boolean {
  const own = by === undefined ? -1 : plainMountPath(by.target).length;
  return targetsOf(container).some(
    (target) => target.length > own && path.startsWith(target) && (path === target || path[target.length] === '/'),
  );
}
const targetsOf = perObject(({ mounts = [] }: ContainerFact): readonly string[] =>
  mounts.map(({ target }) => plainMountPath(target)),
);

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
