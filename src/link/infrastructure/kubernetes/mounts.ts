// What pods that Terraform describes mount: ConfigMaps and Secrets, and volumes that nobody can see into.
import type { MountFact } from '../../../model/facts.js';
import { field } from '../resources/resource-links.js';
import { isUnset, itemsOf, placeOfSettled, type Settled, textOf } from '../values/settled.js';

type VolumeSource = Pick<MountFact, 'from' | 'source' | 'items'>;
/** What a volume holds: several things where it is projected. */
export type Volumes = ReadonlyMap<string, readonly VolumeSource[]>;

export function volumesOf(pod: Settled | undefined): Volumes {
  const volumes = itemsOf(field(pod, 'volume')).flatMap((volume): [string, readonly VolumeSource[]][] => {
    const name = textOf(field(volume, 'name'));
    if (name === undefined) return [];
    const parts = [volume, ...itemsOf(field(volume, 'projected')).flatMap((each) => itemsOf(field(each, 'sources')))];
    const held = parts.flatMap((part) => [
      ...sourcesIn(field(part, 'config_map'), 'configmap', 'name'),
      ...sourcesIn(field(part, 'secret'), 'secret', part === volume ? 'secret_name' : 'name'),
    ]);
    return [[name, held.length > 0 ? held : [{ from: 'volume', source: name }]]];
  });
  return new Map(volumes);
}
function sourcesIn(
  blocks: Settled | undefined,
  from: 'configmap' | 'secret',
  nameKey: string,
): readonly VolumeSource[] {
  return itemsOf(blocks).flatMap((block): readonly VolumeSource[] => {
    const source = textOf(field(block, nameKey));
    if (source === undefined) return [];
    const listed = field(block, 'items');
    const items = itemsOf(listed).flatMap((item) => {
      const key = textOf(field(item, 'key'));
      const path = textOf(field(item, 'path'));
      return key === undefined || path === undefined ? [] : [{ key, path }];
    });
    return [{ from, source, ...(isUnset(listed) || items.length === 0 ? {} : { items }) }];
  });
}

export function mountsOf(container: Settled, volumes: Volumes): readonly MountFact[] {
  return itemsOf(field(container, 'volume_mount')).flatMap((block): readonly MountFact[] => {
    const target = textOf(field(block, 'mount_path'));
    const name = textOf(field(block, 'name'));
    if (target === undefined || name === undefined) return [];
    const given = textOf(field(block, 'sub_path'));
    const subPath = given === undefined || given === '' ? {} : { subPath: given };
    const held = volumes.get(name) ?? [{ from: 'volume' as const, source: name }];
    return held.map((each) => ({ ...each, target, at: placeOfSettled(block), ...subPath }));
  });
}
