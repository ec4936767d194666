// Clusters install things under the same names: where two installations are called alike, the folders that they stand in tell them apart.
import { folderOf } from '../model/file-paths.js';
import type { Location } from '../model/location.js';

interface Installed {
  readonly label: string;
  readonly at: Location;
}

/** In the same order. What stands in one folder keeps one name. */
export function toldApart<T extends Installed>(installs: readonly T[]): readonly T[] {
  const folders = new Map<string, Set<string>>();
  for (const { label, at } of installs) folders.set(label, (folders.get(label) ?? new Set()).add(folderOf(at.file)));
  return installs.map((each) => {
    const folder = folderOf(each.at.file);
    const isAlone = (folders.get(each.label)?.size ?? 0) < 2 || folder === '';
    return isAlone ? each : { ...each, label: `${each.label} of ${folder}` };
  });
}
