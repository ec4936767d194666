// Settings in the fields and annotations of an object, found and judged through the knowledge table only.
import { fieldName } from '../../knowledge/field-name.js';
import { judgeAnnotationName } from '../../knowledge/judge-annotation.js';
import { judgeValue, type ReadKey } from '../../knowledge/judge-value.js';
import { annotationEntries, type KeyEntry, objectKeys } from '../../knowledge/lookup.js';
import { perName } from '../../knowledge/memo.js';
import { type Expression, literal } from '../../model/expression.js';
import type { ProductSettings, SettingMistake, WrittenSetting } from '../../model/facts.js';
import { groupBy } from '../../model/group-by.js';
import { innerYaml } from '../kit/inner-yaml.js';
import { isFilledIn, type NodeReader, presentScalar } from '../kit/yaml/node-reader.js';
import { get, type YamlEntry, type YamlMap, type YamlNode, type YamlScalar } from '../kit/yaml/read-yaml.js';
import { selectNodes } from '../kit/yaml/select.js';
import { pairsOf } from './annotation-pairs.js';
import { judgePairName } from './names.js';
import type { ManifestObject } from './object.js';
import { stringMistake } from './strings.js';

export interface ReadSettings {
  readonly settings: readonly ProductSettings[];
  readonly mistakes: readonly SettingMistake[];
}

/** One value at one key, and every setting of every product that it sets. */
interface WrittenKey {
  readonly key: string;
  readonly keyNode: YamlScalar;
  readonly value: Expression;
  readonly entries: readonly ReadKey[];
}

/** Everything a person wrote on this object that some product reads as a setting. */
export function readSettings(object: ManifestObject): ReadSettings {
  const annotations = readAnnotationSettings(object, object.kind, get(object.root, 'metadata', 'annotations'));
  const fields = collect(object, readFieldKeys(object));
  return {
    settings: merge([...annotations.settings, ...fields.settings]),
    mistakes: [...annotations.mistakes, ...fields.mistakes],
  };
}

/** `kind` is where the annotations stand: the object's own kind, or `Pod` for those of a pod template. */
export function readAnnotationSettings(object: ManifestObject, kind: string, node: YamlNode | undefined): ReadSettings {
  if (node?.kind !== 'map') return { settings: [], mistakes: [] };
  const written = node.entries.flatMap((entry) => readAnnotation(object, kind, node, entry));
  const { settings, mistakes } = collect(object, written);
  const names = node.entries.flatMap((entry) => judgeAnnotation(object, kind, node, entry));
  return { settings, mistakes: [...names, ...mistakes] };
}

function judgeAnnotation(
  object: ManifestObject,
  kind: string,
  annotations: YamlMap,
  entry: YamlEntry,
): SettingMistake[] {
  const { reader } = object;
  const value = presentScalar(entry.value);
  if (value === undefined || isFilledIn(entry.key)) return [];
  const { key } = entry;
  const name = judgeAnnotationName({
    kind,
    key: { text: key.text, at: reader.at(key), quoted: key.quoted },
    valueOf: (annotation) => presentScalar(get(annotations, annotation))?.text,
    serviceType: () => reader.string(object.root, 'spec', 'type') ?? 'ClusterIP',
  });
  const type = typeof value.value === 'string' ? undefined : stringMistake(reader, entry.key, value);
  return [...[name, type].flatMap((mistake) => mistake ?? []), ...judgePairs(object, kind, entry.key, value)];
}

/** Misspelt names inside a `name=value,…` list: only those near a known one, for the table does not list them all. */
function judgePairs({ reader }: ManifestObject, kind: string, key: YamlScalar, value: YamlScalar): SettingMistake[] {
  const rows = annotationEntries(key.text).filter(
    (entry) => entry.key.on.includes(kind) && entry.key.key !== undefined,
  );
  if (rows.length === 0) return [];
  return pairsOf(reader, value).flatMap((pair) => judgePairName(pair, rows) ?? []);
}

function readAnnotation(
  object: ManifestObject,
  kind: string,
  annotations: YamlMap,
  { key, value }: YamlEntry,
): WrittenKey[] {
  const scalar = presentScalar(value);
  if (scalar === undefined) return [];
  const entries = annotationEntries(key.text).filter(
    (entry) => entry.key.on.includes(kind) && hasCompanion(entry, annotations),
  );
  const whole = entries.filter((entry) => entry.key.key === undefined && entry.key.path === undefined);
  const inner = entries.filter((entry) => entry.key.key !== undefined);
  if (entries.length === 0) return [];
  const { reader } = object;
  return [
    ...readInside(
      reader,
      scalar,
      entries.filter((entry) => entry.key.path !== undefined),
    ),
    ...(whole.length === 0
      ? []
      : [{ key: key.text, keyNode: key, value: textExpression(object, scalar), entries: whole }]),
    ...(inner.length === 0 ? [] : pairsOf(reader, scalar)).flatMap((pair): WrittenKey[] => {
      const named = inner.filter((entry) => entry.key.key === pair.name);
      return named.length === 0 ? [] : [{ key: pair.name, keyNode: key, value: pair.value, entries: named }];
    }),
  ];
}

/** The value is YAML of its own. */
function readInside(reader: NodeReader, scalar: YamlScalar, entries: readonly KeyEntry<'annotation'>[]): WrittenKey[] {
  const root = entries.length === 0 ? undefined : innerYaml(reader, scalar);
  return entries.flatMap((entry) =>
    selectNodes(root, entry.key.path ?? '').flatMap(({ node, key }): WrittenKey[] => {
      const found = presentScalar(node);
      if (found === undefined) return [];
      const keyNode = key ?? found;
      return [{ key: entry.key.path ?? '', keyNode, value: reader.scalarExpression(found), entries: [entry] }];
    }),
  );
}

/** An annotation is text to everyone who reads it, whatever YAML makes of it. */
function textExpression({ reader }: ManifestObject, scalar: YamlScalar): Expression {
  const expression = reader.scalarExpression(scalar);
  return expression.kind === 'literal' ? { ...expression, value: scalar.text } : expression;
}

/** Some annotations count only beside another one. */
function hasCompanion({ key }: KeyEntry<'annotation'>, annotations: YamlMap): boolean {
  if (key.requires === undefined) return true;
  const companion = presentScalar(get(annotations, key.requires.annotation));
  return companion?.text === key.requires.value;
}

function readFieldKeys({ reader, root, kind, group }: ManifestObject): WrittenKey[] {
  return fieldsOf(kind)(group).flatMap(({ path, isList, read, present }) =>
    selectNodes(root, path).flatMap(({ node, key }): WrittenKey[] => {
      const scalars = isList && node.kind === 'seq' ? node.items : [node];
      const words = scalars.flatMap((each) => presentScalar(each) ?? []);
      const [first, ...others] = words;
      const keyNode = key ?? first;
      if (keyNode === undefined) return [];
      const seen = present.map((entry): WrittenKey => {
        const value = literal(entry.key.present ?? null, reader.at(keyNode));
        return { key: fieldName(path), keyNode, value, entries: [entry] };
      });
      if (first === undefined || read.length === 0) return seen;
      const value = wordsOf(
        reader.scalarExpression(first),
        others.map((each) => reader.scalarExpression(each)),
      );
      return [...seen, { key: fieldName(path), keyNode, value, entries: read }];
    }),
  );
}

/** A list of words is one value: which of them stands first means nothing. */
function wordsOf(first: Expression, others: readonly Expression[]): Expression {
  if (first.kind !== 'literal') return first;
  const unknown = others.find((each) => each.kind !== 'literal');
  const words = [first, ...others].flatMap((each) => (each.kind === 'literal' ? [String(each.value)] : []));
  return unknown ?? (others.length === 0 ? first : { ...first, value: words.join(', ') });
}

interface FieldKeys {
  /** Without the last `[]` where the value is a list. */
  readonly path: string;
  readonly isList: boolean;
  readonly read: readonly KeyEntry<'object'>[];
  /** Those to whom it matters that the field is there. */
  readonly present: readonly KeyEntry<'object'>[];
}
/** The paths that somebody reads in objects of a kind. */
const fieldsOf = perName((kind) =>
  perName((group): readonly FieldKeys[] =>
    [...groupBy(objectKeys(kind, group), ({ key }) => key.path)].map(([path, entries]) => {
      const isList = path.endsWith('[]');
      return {
        path: isList ? path.slice(0, -'[]'.length) : path,
        isList,
        read: entries.filter(({ key }) => key.present === undefined),
        present: entries.filter(({ key }) => key.present !== undefined),
      };
    }),
  ),
);

function collect({ reader }: ManifestObject, keys: readonly WrittenKey[]): ReadSettings {
  const settings = keys.flatMap(({ key, keyNode, value, entries }) =>
    entries.map(({ product, setting }): ProductSettings => {
      const written: WrittenSetting = { name: setting, key, value, keyAt: reader.at(keyNode) };
      return { product, settings: [written] };
    }),
  );
  const mistakes = keys.flatMap(({ key, value, entries }) =>
    value.kind === 'literal' ? judgeValue(key, value, entries) : [],
  );
  return { settings: merge(settings), mistakes };
}

/** One element per product, in order of first appearance. */
export function merge(settings: readonly ProductSettings[]): ProductSettings[] {
  if (settings.length === 0) return [];
  const byProduct = new Map<string, WrittenSetting[]>();
  for (const each of settings) {
    const known = byProduct.get(each.product);
    if (known === undefined) byProduct.set(each.product, [...each.settings]);
    else known.push(...each.settings);
  }
  return [...byProduct].map(([product, written]) => ({ product, settings: written }));
}
