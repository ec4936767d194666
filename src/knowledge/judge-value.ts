// Judges one written value with the grammar, range and zero of the knowledge table, wherever objects and charts hold it.
import { readDuration } from '../model/duration.js';
import type { Literal } from '../model/expression.js';
import type { SettingMistake } from '../model/facts.js';
import { factRows, type KeyEntry, product } from './lookup.js';
import { readSettingValue, type ValueMistake } from './read-value.js';
import type { KeyRow } from './schema-keys.js';

/** A row of the table that reads a key, wherever the key stands. */
export type ReadKey = Pick<KeyEntry, 'product' | 'setting' | 'row'> & { readonly key: KeyRow };

interface Refusal {
  readonly entry: ReadKey;
  readonly mistake: ValueMistake;
}

/** A mistake only where nobody who reads the key takes the value: several products may read it, and one key may set several things. */
export function judgeValue(key: string, value: Literal, entries: readonly ReadKey[]): SettingMistake[] {
  const refusals = entries.flatMap((entry): Refusal[] => {
    const reading = readSettingValue(value.value, entry.row, entry.key, value.at);
    return 'mistake' in reading ? [{ entry, mistake: reading.mistake }] : [];
  });
  // An API is named rather than one of its implementations, which are the products that claim something.
  const first = refusals.find(({ entry }) => product(entry.product)?.claims === undefined) ?? refusals[0];
  return first === undefined || refusals.length < entries.length ? [] : [refusal(key, value, first)];
}

function refusal(key: string, value: Literal, { entry, mistake }: Refusal): SettingMistake {
  const bare = inBareUnits(value, entry);
  const { inSeconds } = mistake;
  const fix = bare ?? inSeconds;
  return {
    kind: 'setting-mistake',
    mistake: 'invalid',
    product: entry.product,
    key,
    at: value.at,
    because: mistake.because,
    ...(mistake.accepted === true ? {} : effectOf(entry)),
    help:
      inSeconds === undefined
        ? `Give ${key} ${mistake.expected}${fix === undefined ? '' : `: ${fix}`}.`
        : `Write ${inSeconds} if ${value.value} s are meant.`,
    ...(fix === undefined
      ? {}
      : { fix: { title: `Write ${fix}`, at: value.at, text: requote(value, fix, entry), safe: bare !== undefined } }),
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

/** The place of a value covers its quotes, when it has its own; where only text is taken, a bare number needs them. */
function requote({ at, value }: Literal, text: string, { key }: ReadKey): string {
  const quoted = at.line === at.endLine && at.endColumn - at.column !== String(value).length;
  const whole = key.in === 'configmap' || (key.in === 'annotation' && key.key === undefined && key.path === undefined);
  return quoted || whole ? JSON.stringify(text) : text;
}
