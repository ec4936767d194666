// YAML and JSON of values, and back.

import { printYaml } from '../../kit/print-yaml.js';
import { type Sourced, sourced, textOf, withPlace } from '../../kit/sourced.js';
import { readYaml } from '../../kit/yaml.js';
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
/** Elements stand where the text does, or nowhere. */
const parsed: Functions[string] = ([value]) => {
  const text = textOf(value);
  if (text === undefined || value === undefined) return undefined;
  const root = readYaml(text)[0]?.root;
  if (root === undefined) return text.trim() === '' ? { kind: 'map', entries: new Map() } : undefined;
  const from = soleSource([value]);
  return withPlace(sourced('', root), from);
};
export const yamlFunctions: Functions = {
  toYaml: ([value]) => (value === undefined ? undefined : { kind: 'text', pieces: printYaml(value) }),
  toJson: json,
  toRawJson: json,
  fromYaml: parsed,
  fromJson: parsed,
  fromYamlArray: parsed,
  fromJsonArray: parsed,
};
