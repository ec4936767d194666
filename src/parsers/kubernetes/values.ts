// Judges one written value with the grammar, range and zero of the knowledge table.
import { factRows, type KeyEntry, product } from '../../knowledge/lookup.js';
import { readSettingValue, type ValueMistake } from '../../knowledge/read-value.js';
import type { KeyRow } from '../../knowledge/schema.js';
import { readDuration } from '../../model/duration.js';
import type { Literal } from '../../model/expression.js';
import type { SettingMistake } from '../../model/facts.js';
import { items, type NodeReader, presentScalar, quoted } from '../kit/node-reader.js';
import { get, type YamlNode, type YamlScalar } from '../kit/yaml.js';

/** A row of the table that reads a key, wherever the key stands. */
export type ReadKey = Pick<KeyEntry, 'product' | 'setting' | 'row'> & { readonly key: KeyRow };

interface Refusal {
  readonly entry: ReadKey;
  readonly mistake: ValueMistake;
}

/** A mistake only where every product that reads the key refuses the value: one that takes it may be the one in use. */
export function judgeValue(key: string, value: Literal, entries: readonly ReadKey[]): SettingMistake[] {
  const refusals = entries.flatMap((entry): Refusal[] => {
    const reading = readSettingValue(value.value, entry.row, entry.key, value.at);
    return 'mistake' in reading ? [{ entry, mistake: reading.mistake }] : [];
  });
  const refusing = new Set(refusals.map(({ entry }) => entry.product));
  const first = refusals[0];
  if (first === undefined || entries.some((entry) => !refusing.has(entry.product))) return [];
  return [refusal(key, value, first)];
}

function refusal(key: string, value: Literal, { entry, mistake }: Refusal): SettingMistake {
  const fix = inBareUnits(value, entry);
  return {
    kind: 'setting-mistake',
    mistake: 'invalid',
    product: entry.product,
    key,
    at: value.at,
    because: mistake.because,
    ...effectOf(entry),
    help: `Give ${key} ${mistake.expected}${fix === undefined ? '' : `: ${fix}`}.`,
    ...(fix === undefined
      ? {}
      : { fix: { title: `Write ${fix}`, at: value.at, text: requote(value, fix), safe: false } }),
  };
}

/** The table says per product and place what becomes of a value that is not accepted. */
function effectOf({ product: id, key }: ReadKey): { readonly effect?: string } {
  const effect = factRows(id, `invalid-${key.in}-effect`)[0]?.value;
  const title = product(id)?.title ?? id;
  return typeof effect === 'string' ? { effect: `${title} ${effect}` } : {};
}

/** `60s` where bare seconds are wanted is 60, when nothing gets lost. */
function inBareUnits(value: Literal, { row, key }: ReadKey): string | undefined {
  const grammar = key.grammar ?? row.grammar;
  if (typeof value.value !== 'string' || grammar === undefined || !grammar.startsWith('integer-')) return undefined;
  const meant = readDuration(value.value, 'go-duration');
  const unit = readDuration('1', grammar);
  if (!meant.ok || !unit.ok) return undefined;
  const count = meant.length / unit.length;
  return Number.isInteger(count) && count > 0 ? String(count) : undefined;
}

/** The place of a value covers its quotes, when it has its own. */
function requote({ at, value }: Literal, text: string): string {
  const alone = at.line === at.endLine && at.endColumn - at.column !== String(value).length;
  return alone ? JSON.stringify(text) : text;
}

/** Annotations, labels and ConfigMap data are strings; YAML reads a bare 60 as a number, and the API server refuses that. */
export function stringMistake(reader: NodeReader, key: YamlScalar, value: YamlScalar): SettingMistake {
  const at = reader.at(value);
  const kind = typeof value.value === 'boolean' ? 'boolean' : 'number';
  return {
    kind: 'setting-mistake',
    mistake: 'invalid',
    product: 'kubernetes',
    key: key.text,
    at,
    because: `must be a string, but is the ${kind} ${value.text}`,
    effect: 'the API server refuses the whole object',
    help: `Put it in quotes: ${quoted(value.text)}.`,
    fix: { title: 'Put the value in quotes', at, text: JSON.stringify(value.text), safe: true },
  };
}

/** The value of an environment variable is a string too, and the whole object is refused when one is not. */
export function environmentMistakes(reader: NodeReader, spec: YamlNode | undefined): SettingMistake[] {
  const containers = [...items(spec, 'containers'), ...items(spec, 'initContainers')];
  return containers.flatMap((container) =>
    items(container, 'env').flatMap((node) => {
      const name = presentScalar(get(node, 'name'));
      const value = presentScalar(get(node, 'value'));
      const refused = name !== undefined && value !== undefined && typeof value.value !== 'string';
      return refused ? [stringMistake(reader, name, value)] : [];
    }),
  );
}
