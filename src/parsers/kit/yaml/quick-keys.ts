// Whether the keys of a map are what the quick YAML reader can answer for: each once, and none that merges.
import type { YamlEntry } from './node.js';

const fewEntries = 12;

export function arePlainKeys(entries: readonly YamlEntry[]): boolean {
  for (const { key } of entries) if (key.text === '<<' && !key.quoted) return false;
  if (entries.length > fewEntries) return new Set(entries.map(({ key }) => key.text)).size === entries.length;
  for (let index = 1; index < entries.length; index++) {
    const text = entries[index]?.key.text;
    for (let before = 0; before < index; before++) if (entries[before]?.key.text === text) return false;
  }
  return true;
}
