// Splits an annotation that holds a list of `name=value` pairs, each with the place it has inside the value.
import { type Expression, literal } from '../../model/expression.js';
import type { Location } from '../../model/location.js';
import { type NodeReader, quoted } from '../kit/yaml/node-reader.js';
import { hasPlaceholder, type YamlScalar } from '../kit/yaml/read-yaml.js';

export interface Pair {
  readonly name: string;
  readonly nameAt: Location;
  readonly value: Expression;
}

/** Commas separate, and a backslash in front of one keeps it. A pair without `=` is passed over. */
export function pairsOf(reader: NodeReader, scalar: YamlScalar): Pair[] {
  let from = 0;
  return splitPairs(scalar.text).flatMap((pair): Pair[] => {
    const equals = pair.indexOf('=');
    if (equals < 0) return [];
    const name = pair.slice(0, equals).trim();
    const text = pair.slice(equals + 1).trim();
    const start = find(reader, scalar, pair.trim(), from);
    if (start !== undefined) from = start - scalar.start + pair.trim().length;
    const trimmed = pair.trim();
    const whole = reader.at(scalar);
    const at = start === undefined ? whole : reader.at(rangeOf(start + trimmed.lastIndexOf(text), text));
    const nameAt = start === undefined ? whole : reader.at(rangeOf(start, name));
    const value: Expression = hasPlaceholder(text)
      ? { kind: 'unknown', reason: 'templated', text: `${quoted(text)} is filled in by a template`, at }
      : literal(text.replaceAll('\\,', ','), at);
    return [{ name, nameAt, value }];
  });
}

const splitPairs = (text: string): string[] => text.split(/(?<!\\),/);
const rangeOf = (start: number, text: string): { start: number; end: number } => ({ start, end: start + text.length });

/** Where the pair stands in the source; nowhere when the scalar is escaped or folded in the middle of it. */
function find(reader: NodeReader, scalar: YamlScalar, pair: string, from: number): number | undefined {
  const at = reader.source.slice(scalar.start, scalar.end).indexOf(pair, from);
  return at < 0 || pair === '' ? undefined : scalar.start + at;
}
