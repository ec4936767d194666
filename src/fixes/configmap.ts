// Moves an annotation that nobody reads into the controller's ConfigMap, where the setting works.
import { productsOfConfigMap } from '../knowledge/claims.js';
import type { ConfigMapFact, SettingMistake } from '../model/facts.js';
import type { FactIndex } from '../model/topology.js';
import type { Half } from './half.js';
import { appendKeys, entryAt, openManifest, removeEntry } from './manifest.js';
import type { FileTexts } from './open-file.js';

/** In a ConfigMap it holds for every route of the controller, so a person has to agree. */
export function moveToConfigMap(mistake: SettingMistake, facts: FactIndex, texts: FileTexts): Half | undefined {
  if (mistake.configMapKey === undefined) return undefined;
  const manifest = openManifest(texts, mistake.at.file);
  const place = manifest === undefined ? undefined : entryAt(manifest, manifest.file.start(mistake.at));
  if (manifest === undefined || place === undefined) return undefined;
  const { map, index } = place;
  const entry = map.entries[index];
  if (entry === undefined || entry.value.kind !== 'scalar') return undefined;
  // The last annotation takes `annotations:` with it.
  const whole = map.entries.length > 1 ? entry : place.parent;
  const removal = whole === undefined ? undefined : removeEntry(manifest.file, whole.key.start, entry.value.end);
  if (removal === undefined) return undefined;
  const removed: Half = { title: `Remove ${mistake.key}, which nobody reads`, safe: false, edits: [removal] };
  const candidates = facts.of('configmap').filter((each) => productsOfConfigMap(each.name).includes(mistake.product));
  const [target, ...others] = candidates;
  if (target === undefined) return removed;
  if (others.length > 0 || target.data.some((each) => each.key === mistake.configMapKey)) return undefined;
  const addition = addKey(target, mistake.configMapKey, entry.value.text, texts);
  if (addition === undefined) return undefined;
  const title = `Move ${mistake.configMapKey} to ConfigMap ${target.name}`;
  return { title, safe: false, edits: [removal, addition] };
}

function addKey(target: ConfigMapFact, key: string, value: string, texts: FileTexts) {
  const first = target.data[0];
  const manifest = openManifest(texts, target.at.file);
  if (first === undefined || manifest === undefined) return undefined;
  const place = entryAt(manifest, manifest.file.start(first.keyAt));
  return place === undefined ? undefined : appendKeys(manifest.file, place.map, [`${key}: ${JSON.stringify(value)}`]);
}
