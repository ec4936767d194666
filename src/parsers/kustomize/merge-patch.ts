// Strategic merge patches: maps are joined, lists by the key of their elements where Kubernetes has one, else replaced.
import { entry, type Sourced, type SourcedEntry, type SourcedList, type SourcedMap, textOf } from '../kit/sourced.js';
import { wordsFor } from '../kit/sourced-words.js';

/** The keys that tell elements apart, by the name of the list. */
const mergeKeys: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  imagePullSecrets: ['name'],
  secrets: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  ports: ['containerPort', 'port'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey'],
};
const deepest = 100;

/** Neither is changed. Undefined when the patch deletes what it is merged into. */
export function mergePatch(base: SourcedMap, patch: SourcedMap, isBuiltIn: boolean, depth = 0): SourcedMap | undefined {
  const directive = textOf(entry(patch, '$patch'));
  if (directive === 'delete') return undefined;
  if (directive === 'replace' || depth > deepest) return withoutDirectives(patch);
  const entries = new Map(base.entries);
  for (const [key, held] of patch.entries) {
    if (key.startsWith('$')) continue;
    const merged = mergeEntry(key, entries.get(key), held, isBuiltIn, depth);
    if (merged === undefined) entries.delete(key);
    else entries.set(key, merged);
  }
  return { ...base, entries };
}

function mergeEntry(
  key: string,
  before: SourcedEntry | undefined,
  { key: written, value }: SourcedEntry,
  isBuiltIn: boolean,
  depth: number,
): SourcedEntry | undefined {
  if (value.kind === 'nothing') return undefined;
  if (value.kind === 'map') {
    const base = before?.value.kind === 'map' ? before.value : { ...value, entries: new Map() };
    const merged = mergePatch(base, value, isBuiltIn, depth + 1);
    return merged === undefined ? undefined : { key: before?.key ?? written, value: merged };
  }
  if (value.kind === 'list')
    return { key: before?.key ?? written, value: mergeList(key, before?.value, value, isBuiltIn, depth) };
  return { key: written, value };
}

function mergeList(
  name: string,
  before: Sourced | undefined,
  patch: SourcedList,
  isBuiltIn: boolean,
  depth: number,
): Sourced {
  const key = isBuiltIn && before?.kind === 'list' ? elementKey(name, before, patch) : undefined;
  if (key === undefined || before?.kind !== 'list') return { ...patch, items: patch.items.flatMap(plainElement) };
  if (patch.items.some((item) => textOf(entry(item, '$patch')) === 'replace')) {
    return { ...patch, items: patch.items.filter((item) => entry(item, '$patch') === undefined) };
  }
  const known = new Map<string, Sourced | undefined>(before.items.map((item) => [wordsOf(item, key), item]));
  const added: Sourced[] = [];
  for (const item of patch.items) {
    const word = wordsOf(item, key);
    const base = known.get(word);
    if (item.kind !== 'map') continue;
    if (base?.kind === 'map') known.set(word, mergePatch(base, item, isBuiltIn, depth + 1));
    else added.push(...plainElement(item));
  }
  return { ...before, items: [...added, ...[...known.values()].flatMap((item) => item ?? [])] };
}
function elementKey(name: string, before: SourcedList, patch: SourcedList): string | undefined {
  const all = [...before.items, ...patch.items].filter((item) => textOf(entry(item, '$patch')) !== 'replace');
  return mergeKeys[name]?.find((key) => all.every((item) => item.kind === 'map' && item.entries.has(key)));
}
const wordsOf = (item: Sourced, key: string): string => wordsFor(entry(item, key) ?? { kind: 'nothing' });

function plainElement(item: Sourced): readonly Sourced[] {
  if (item.kind !== 'map') return [item];
  return textOf(entry(item, '$patch')) === 'delete' ? [] : [withoutDirectives(item)];
}
function withoutDirectives(map: SourcedMap): SourcedMap {
  return { ...map, entries: new Map([...map.entries].filter(([key]) => !key.startsWith('$'))) };
}
