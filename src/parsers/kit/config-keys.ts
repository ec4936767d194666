// The keys of a controller's ConfigMap, which also stand in the values of its chart: known, unknown, misspelt.
import { configmapKeys, folklore, nameLists, product } from '../../knowledge/lookup.js';
import { isConfigKey } from '../../knowledge/name-lists.js';
import { nearestName } from '../../knowledge/spelling.js';
import type { SettingMistake } from '../../model/facts.js';
import type { YamlScalar } from './yaml/node.js';
import type { NodeReader } from './yaml/node-reader.js';

/** The key of a ConfigMap that its controller does not know. */
export function unknownConfigKey(reader: NodeReader, key: YamlScalar, productId: string): SettingMistake | undefined {
  const owned = nameLists('configmap', productId);
  const first = owned[0];
  if (first === undefined || isConfigKey(productId, key.text)) return undefined;
  const title = product(productId)?.title ?? productId;
  const at = reader.at(key);
  const row = folklore().find(
    (each) => each.in === 'configmap' && each.product === productId && each.name === key.text,
  );
  const near = nearestName(key.text, [...owned.flatMap((list) => list.names), ...configmapKeys(productId).keys()]);
  const text = near !== undefined && key.quoted ? JSON.stringify(near) : near;
  return {
    kind: 'setting-mistake',
    mistake: 'ignored',
    product: productId,
    key: key.text,
    at,
    because:
      row !== undefined
        ? `is ignored: ${row.because}`
        : `is none of the keys that ${title} reads from its ConfigMap (version ${first.version})`,
    help:
      row?.instead ??
      (near === undefined ? 'Remove it, or check its name in the documentation.' : `Did you mean ${near}?`),
    ...(text === undefined || row !== undefined
      ? {}
      : { fix: { title: `Rename it to ${near}`, at, text, safe: false } }),
  };
}
