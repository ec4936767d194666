// YAML and JSON of values, and back.
import type { Piece, Source } from '../../kit/pieces.js';
import { printYaml } from '../../kit/print-yaml.js';
import { type Sourced, sourced, textOf, withPlaces } from '../../kit/sourced.js';
import { readYaml } from '../../kit/yaml/read-yaml.js';
import type { Functions } from './functions-types.js';
import { soleSource } from './truth.js';

function toJson(value: Sourced): string | undefined {
  switch (value.kind) {
    case 'text': {
      const text = textOf(value);
      return text === undefined ? undefined : JSON.stringify(text);
    }
    case 'number':
    case 'boolean':
      return String(value.value);
    case 'nothing':
      return 'null';
    case 'unknown':
      return undefined;
    case 'list': {
      const items = value.items.map(toJson);
      return value.open !== undefined || items.includes(undefined) ? undefined : `[${items.join(',')}]`;
    }
    case 'map': {
      const entries = [...value.entries].sort(([a], [b]) => (a < b ? -1 : 1));
      const parts = entries.map(([key, held]) => ({ key, json: toJson(held.value) }));
      if (value.open !== undefined || parts.some(({ json }) => json === undefined)) return undefined;
      return `{${parts.map(({ key, json }) => `${JSON.stringify(key)}:${json}`).join(',')}}`;
    }
  }
}
const json: Functions[string] = ([value]) => {
  const text = value === undefined ? undefined : toJson(value);
  if (text === undefined || value === undefined) return undefined;
  const from = soleSource([value]);
  return { kind: 'text', pieces: [from === undefined ? { kind: 'text', text } : { kind: 'text', text, from }] };
};
/** What was printed as text and is read again stands where its pieces do. */
const parsed: Functions[string] = ([value]) => {
  const text = textOf(value);
  if (text === undefined || value?.kind !== 'text') return undefined;
  const root = readYaml(text)[0]?.root;
  if (root === undefined) return text.trim() === '' ? { kind: 'map', entries: new Map() } : undefined;
  const sourceAt = sourcesByOffset(value.pieces);
  return withPlaces(sourced('', root), ({ start, end }) => sourceAt(start, end));
};
function sourcesByOffset(pieces: readonly Piece[]): (start: number, end: number) => Source | undefined {
  const placed: { readonly start: number; readonly end: number; readonly from: Source }[] = [];
  let at = 0;
  for (const piece of pieces) {
    if (piece.kind !== 'text') continue;
    if (piece.from !== undefined) placed.push({ start: at, end: at + piece.text.length, from: piece.from });
    at += piece.text.length;
  }
  return (start, end) => {
    let low = 0;
    let high = placed.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((placed[middle]?.end ?? 0) > start) high = middle;
      else low = middle + 1;
    }
    const found = placed[low];
    return found !== undefined && found.start < Math.max(end, start + 1) ? found.from : undefined;
  };
}

export const yamlFunctions: Functions = {
  toYaml: ([value]) => (value === undefined ? undefined : { kind: 'text', pieces: printYaml(value) }),
  toJson: json,
  toRawJson: json,
  fromYaml: parsed,
  fromJson: parsed,
  fromYamlArray: parsed,
  fromJsonArray: parsed,
};
