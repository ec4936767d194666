// What is mounted into containers: files of ConfigMaps and Secrets, and volumes that nobody can see into.
import type { MountFact } from '../../model/facts.js';
import { items, type NodeReader, present } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';

/** What a volume holds: several things where it is projected. */
export type Volumes = ReadonlyMap<string, readonly VolumeSource[]>;
type VolumeSource = Pick<MountFact, 'from' | 'source' | 'items'>;

export function readVolumes(reader: NodeReader, spec: YamlNode | undefined): Volumes {
  const found = new Map<string, readonly VolumeSource[]>();
  for (const volume of items(spec, 'volumes')) {
    const name = reader.string(volume, 'name');
    if (name === undefined) continue;
    const sources = [volume, ...items(volume, 'projected', 'sources')];
    const held = sources.flatMap((source) => [
      ...readSource(reader, get(source, 'configMap'), 'configmap', 'name'),
      ...readSource(reader, get(source, 'secret'), 'secret', source === volume ? 'secretName' : 'name'),
    ]);
    found.set(name, held.length > 0 ? held : [{ from: 'volume', source: name }]);
  }
  return found;
}

function readSource(
  reader: NodeReader,
  node: YamlNode | undefined,
  from: 'configmap' | 'secret',
  nameKey: string,
): readonly VolumeSource[] {
  const source = reader.string(node, nameKey);
  if (source === undefined) return [];
  const listed = get(node, 'items');
  const chosen = items(listed).flatMap((item) => {
    const key = reader.string(item, 'key');
    const path = reader.string(item, 'path');
    return key === undefined || path === undefined ? [] : [{ key, path }];
  });
  return [{ from, source, ...(listed === undefined ? {} : { items: chosen }) }];
}

export function readMounts(reader: NodeReader, container: YamlNode, volumes: Volumes): MountFact[] {
  return items(container, 'volumeMounts').flatMap((node): MountFact[] => {
    const target = reader.string(node, 'mountPath');
    const name = reader.string(node, 'name');
    if (target === undefined || name === undefined) return [];
    // A path that variables of the container decide.
    const open = get(node, 'subPathExpr') !== undefined;
    const held = open ? undefined : volumes.get(name);
    const place = { target, at: reader.at(node), ...present({ subPath: reader.string(node, 'subPath') }) };
    return (held ?? [{ from: 'volume' as const, source: name }]).map((each) => ({ ...each, ...place }));
  });
}
