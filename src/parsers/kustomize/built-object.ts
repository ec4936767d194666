// One object of a build: its tree, which transformers change, and every name it has had.
import { textPiece } from '../kit/pieces.js';
import { entry, type Sourced, type SourcedMap, textOf } from '../kit/sourced.js';

export interface BuiltObject {
  root: SourcedMap;
  /** Patches may call it by any of them. */
  readonly names: Set<string>;
  /** Made by a generator, which other layers may add to. */
  readonly isGenerated?: true;
}

export const kindOf = ({ root }: BuiltObject): string => textOf(entry(root, 'kind')) ?? '';
export const apiVersionOf = ({ root }: BuiltObject): string => textOf(entry(root, 'apiVersion')) ?? '';
export const nameOf = ({ root }: BuiltObject): string => textOf(entry(root, 'metadata', 'name')) ?? '';
export const namespaceOf = ({ root }: BuiltObject): string | undefined => textOf(entry(root, 'metadata', 'namespace'));

const clusterWide =
  /^(?:Namespace|Node|PersistentVolume|CustomResourceDefinition|ClusterRole|ClusterRoleBinding|StorageClass|IngressClass|GatewayClass|PriorityClass|RuntimeClass|APIService|PodSecurityPolicy|(?=\w*Webhook)\w*Configuration|ClusterIssuer|CSIDriver)$/;
export const isNamespaced = (object: BuiltObject): boolean => !clusterWide.test(kindOf(object));

/** Undefined for what is no object. */
export function builtObject(value: Sourced): BuiltObject | undefined {
  if (value.kind !== 'map') return undefined;
  const object = { root: value, names: new Set<string>() };
  const name = nameOf(object);
  if (kindOf(object) === '' || name === '') return undefined;
  object.names.add(name);
  return object;
}

/** The map at a path, made where it is missing. */
export function ensureMap(root: SourcedMap, ...path: readonly string[]): SourcedMap | undefined {
  let current = root;
  for (const key of path) {
    const held = current.entries.get(key);
    if (held?.value.kind === 'map') current = held.value;
    else if (held === undefined || held.value.kind === 'nothing') {
      const made: SourcedMap = { kind: 'map', entries: new Map() };
      put(current, key, made);
      current = made;
    } else return undefined;
  }
  return current;
}
export function put(map: SourcedMap, key: string, value: Sourced): void {
  map.entries.set(key, { key: map.entries.get(key)?.key ?? [textPiece(key)], value });
}

/** The pod template of a workload, or a Pod itself; CronJobs hold theirs deeper. */
export function podOf(
  object: BuiltObject,
): { readonly metadata: readonly string[]; readonly spec: SourcedMap } | undefined {
  const places = [
    ['spec', 'template'],
    ['spec', 'jobTemplate', 'spec', 'template'],
    ...(kindOf(object) === 'Pod' ? [[]] : []),
  ];
  for (const place of places) {
    const spec = entry(object.root, ...place, 'spec');
    if (spec?.kind === 'map') return { metadata: [...place, 'metadata'], spec };
  }
  return undefined;
}
