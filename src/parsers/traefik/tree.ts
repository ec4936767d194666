// Looks keys of Traefik's files up as Traefik does: without regard to case, with `*` for the names people choose.
import { fileKeys, type KeyEntry } from '../../knowledge/lookup.js';
import type { WrittenSetting } from '../../model/facts.js';
import type { NodeReader } from '../kit/yaml/node-reader.js';
import type { YamlEntry, YamlNode, YamlScalar } from '../kit/yaml/read-yaml.js';

export function entryAt(node: YamlNode | undefined, ...path: readonly string[]): YamlEntry | undefined {
  let current = node;
  let found: YamlEntry | undefined;
  for (const step of path) {
    found =
      current?.kind === 'map'
        ? current.entries.find((entry) => entry.key.text.toLowerCase() === step.toLowerCase())
        : undefined;
    current = found?.value;
  }
  return found;
}
export function nodeAt(node: YamlNode | undefined, ...path: readonly string[]): YamlNode | undefined {
  return path.length === 0 ? node : entryAt(node, ...path)?.value;
}
export function textAt(node: YamlNode | undefined, ...path: readonly string[]): YamlScalar | undefined {
  const found = nodeAt(node, ...path);
  return found?.kind === 'scalar' && found.value !== null ? found : undefined;
}
export function entriesAt(node: YamlNode | undefined, ...path: readonly string[]): readonly YamlEntry[] {
  const found = nodeAt(node, ...path);
  return found?.kind === 'map' ? found.entries : [];
}
export function itemsAt(node: YamlNode | undefined, ...path: readonly string[]): readonly YamlNode[] {
  const found = nodeAt(node, ...path);
  return found?.kind === 'seq' ? found.items : [];
}

export interface FoundKey {
  readonly path: string;
  readonly keyNode: YamlScalar;
  readonly value: YamlScalar;
  readonly entries: readonly KeyEntry<'file'>[];
}

/** Every value below `root` that the table knows under `prefix`, the path at which `root` stands. */
export function keysBelow(root: YamlNode | undefined, prefix: string): readonly FoundKey[] {
  const index = fileKeys('traefik');
  const paths = [...index.keys()].filter((path) => path.startsWith(prefix));
  return paths.flatMap((path) => {
    const rest = path
      .slice(prefix.length)
      .split('.')
      .filter((step) => step !== '');
    const entries = index.get(path) ?? [];
    return scalarsAt(root, rest).map((found) => ({ path, entries, ...found }));
  });
}
function scalarsAt(
  node: YamlNode | undefined,
  path: readonly string[],
): readonly { readonly keyNode: YamlScalar; readonly value: YamlScalar }[] {
  const [step, ...rest] = path;
  if (step === undefined || node?.kind !== 'map') return [];
  const matching = node.entries.filter((entry) => step === '*' || entry.key.text.toLowerCase() === step.toLowerCase());
  return matching.flatMap(({ key, value }) => {
    if (rest.length > 0) return scalarsAt(value, rest);
    return value.kind === 'scalar' && value.value !== null ? [{ keyNode: key, value }] : [];
  });
}

export function settingsOf(keys: readonly FoundKey[], reader: NodeReader): readonly WrittenSetting[] {
  return keys.flatMap(({ path, keyNode, value, entries }) =>
    entries.map(
      ({ setting }): WrittenSetting => ({
        name: setting,
        key: path,
        value: reader.scalarExpression(value),
        keyAt: reader.at(keyNode),
      }),
    ),
  );
}
