// Judges the names of annotations: misspelt, on an object where nobody reads them, or never read by anyone.
import { folklore, type KeyEntry, nameLists, product, products } from '../../knowledge/lookup.js';
import { once, perName } from '../../knowledge/memo.js';
import type { NameList } from '../../knowledge/schema-objects.js';
import { nearestName } from '../../knowledge/spelling.js';
import type { SettingMistake } from '../../model/facts.js';
import { isConfigKey, isListed, prefixLength } from '../kit/config-keys.js';
import { type NodeReader, presentScalar } from '../kit/yaml/node-reader.js';
import { get, type YamlEntry, type YamlMap } from '../kit/yaml/read-yaml.js';
import type { Pair } from './annotation-pairs.js';
import type { ManifestObject } from './object.js';

export interface WrittenName {
  /** Where the annotation stands: the object's kind, or `Pod` for a pod template. */
  readonly kind: string;
  readonly object: ManifestObject;
  readonly annotations: YamlMap;
  readonly entry: YamlEntry;
  /** Rows of the table for this annotation, on whatever kind. */
  readonly rows: readonly KeyEntry<'annotation'>[];
}

interface OwnedList {
  readonly product: string;
  readonly list: NameList;
}

export function judgeAnnotationName(reader: NodeReader, name: WrittenName): SettingMistake | undefined {
  const text = name.entry.key.text;
  const told = knownFolklore(reader, name);
  if (told !== undefined) return told;
  if (name.rows.some(({ key }) => key.on.includes(name.kind))) return missingCompanion(reader, name);
  const { lists, knowing } = listsFor(text);
  const kinds = [...name.rows.flatMap(({ key }) => key.on), ...knowing.flatMap(({ list }) => list.on ?? [name.kind])];
  if (kinds.includes(name.kind)) return undefined;
  const naming = namingPolicies(text);
  if (kinds.length === 0 && naming !== undefined && commonKinds.has(name.kind))
    return naming.on.includes(name.kind) ? undefined : wrongKind(reader, name, naming.on, naming.product);
  if (kinds.length > 0) return wrongKind(reader, name, kinds, name.rows[0]?.product ?? knowing[0]?.product ?? '');
  const first = lists[0];
  return first === undefined ? undefined : unknownName(reader, name, first, lists);
}

// ---------------------------------------------------------------- lists of names

/** Complete lists under the longest prefix that the name has, and those of them that have the name. */
const listsFor = perName((name): { readonly lists: readonly OwnedList[]; readonly knowing: readonly OwnedList[] } => {
  const fitting = annotationLists().filter(({ list }) => list.prefix !== undefined && name.startsWith(list.prefix));
  const longest = Math.max(0, ...fitting.map(({ list }) => prefixLength(list)));
  const lists = fitting.filter(({ list }) => prefixLength(list) === longest);
  return { lists, knowing: lists.filter(({ list }) => isListed(list, name)) };
});

const annotationLists = once((): readonly OwnedList[] =>
  products().flatMap((file) => nameLists('annotation', file.product).map((list) => ({ product: file.product, list }))),
);
/** An annotation that names a policy object, and the kinds on which somebody reads it. */
const namingPolicies = perName(
  (annotation): { readonly product: string; readonly on: readonly string[] } | undefined => {
    const found = products().flatMap((file) =>
      (file.policies ?? []).flatMap(({ namedBy }) =>
        namedBy?.annotation === annotation
          ? [{ product: file.product, on: [...namedBy.on, ...(namedBy.partlyOn ?? [])] }]
          : [],
      ),
    );
    const [first] = found;
    return first === undefined ? undefined : { product: first.product, on: found.flatMap((each) => each.on) };
  },
);
/** Kinds of which it is known that they are read nowhere else; objects of an operator may be copied to what is read. */
const commonKinds = new Set(['Ingress', 'Service', 'Deployment', 'StatefulSet', 'Pod']);
const annotationFolklore = perName((name) => folklore().filter((row) => row.in === 'annotation' && row.name === name));

// ---------------------------------------------------------------- mistakes

function ignored(
  reader: NodeReader,
  { entry }: WrittenName,
  productId: string,
  because: string,
  help: string,
  fix?: SettingMistake['fix'],
): SettingMistake {
  return {
    kind: 'setting-mistake',
    mistake: 'ignored',
    product: productId,
    key: entry.key.text,
    at: reader.at(entry.key),
    because,
    help,
    ...(fix === undefined ? {} : { fix }),
  };
}
/** The same for a name that only means something as a key of the controller's ConfigMap. */
function meantForConfigMap(mistake: SettingMistake): SettingMistake {
  const key = mistake.key.slice(mistake.key.indexOf('/') + 1);
  return isConfigKey(mistake.product, key) ? { ...mistake, configMapKey: key } : mistake;
}

function knownFolklore(reader: NodeReader, name: WrittenName): SettingMistake | undefined {
  const row = annotationFolklore(name.entry.key.text).find(
    (each) =>
      (each.on === undefined || each.on.includes(name.kind)) &&
      (each.serviceTypes === undefined || each.serviceTypes.includes(serviceType(name.object))) &&
      (each.beside === undefined ||
        each.beside.values.includes(presentScalar(get(name.annotations, each.beside.annotation))?.text ?? '')),
  );
  return row === undefined
    ? undefined
    : meantForConfigMap(ignored(reader, name, row.product, `is ignored: ${row.because}`, row.instead));
}

/** A Service that names no type is a ClusterIP. */
const serviceType = ({ reader, root }: ManifestObject): string => reader.string(root, 'spec', 'type') ?? 'ClusterIP';

function missingCompanion(reader: NodeReader, name: WrittenName): SettingMistake | undefined {
  const rows = name.rows.filter(({ key }) => key.on.includes(name.kind));
  const open = rows.find(
    ({ key }) =>
      key.requires === undefined ||
      presentScalar(get(name.annotations, key.requires.annotation))?.text === key.requires.value,
  );
  const needed = rows[0]?.key.requires;
  if (open !== undefined || rows[0] === undefined || needed === undefined) return undefined;
  const { annotation, value } = needed;
  return ignored(
    reader,
    name,
    rows[0].product,
    `counts only beside ${annotation}: "${value}", which this ${name.kind} does not have`,
    `Add ${annotation}: "${value}" to this ${name.kind}.`,
  );
}

function wrongKind(reader: NodeReader, name: WrittenName, kinds: readonly string[], productId: string): SettingMistake {
  const where = listOf([...new Set(kinds)].map((kind) => withArticle(kind)));
  return ignored(
    reader,
    name,
    productId,
    `is read on ${where}, not on ${withArticle(name.kind)}`,
    `Move it to ${where}.`,
  );
}

/** The same name under another prefix of the product. */
function meantName(id: string, rest: string): string | undefined {
  const owner = nameLists('annotation', id).find((each) => each.prefix !== undefined && each.names.includes(rest));
  return owner === undefined ? undefined : `${owner.prefix}${rest}`;
}
function nearIn(all: readonly OwnedList[], rest: string, prefix: string): string | undefined {
  const near = nearestName(
    rest,
    all.flatMap((each) => each.list.names),
  );
  return near === undefined ? undefined : `${prefix}${near}`;
}

function unknownName(
  reader: NodeReader,
  name: WrittenName,
  { product: id, list }: OwnedList,
  all: readonly OwnedList[],
): SettingMistake {
  const key = name.entry.key;
  const rest = key.text.slice(prefixLength(list));
  const title = product(id)?.title ?? id;
  const config = all.find((each) => isConfigKey(each.product, rest));
  if (config !== undefined) {
    const help = `Set ${rest} in the controller's ConfigMap; there it holds for every route of the controller.`;
    const because = "is a key of the controller's ConfigMap and no annotation";
    return meantForConfigMap(ignored(reader, name, config.product, because, help));
  }
  const because = `is none of the annotations that ${title} reads (version ${list.version})`;
  const meant = meantName(id, rest) ?? nearIn(all, rest, list.prefix ?? '');
  if (meant === undefined)
    return ignored(reader, name, id, because, 'Remove it, or check its name in the documentation.');
  return ignored(reader, name, id, because, `Did you mean ${meant}?`, {
    title: `Rename it to ${meant}`,
    at: reader.at(key),
    text: key.quoted ? JSON.stringify(meant) : meant,
    safe: false,
  });
}

/** A name in a list of pairs that is nearly one the table knows. */
export function judgePairName(pair: Pair, rows: readonly KeyEntry<'annotation'>[]): SettingMistake | undefined {
  const names = rows.flatMap(({ key }) => key.key ?? []);
  const first = rows[0];
  if (first === undefined || names.includes(pair.name)) return undefined;
  const near = nearestName(pair.name, names);
  if (near === undefined) return undefined;
  const title = product(first.product)?.title ?? first.product;
  return {
    kind: 'setting-mistake',
    mistake: 'ignored',
    product: first.product,
    key: pair.name,
    at: pair.nameAt,
    because: `is no attribute that ${title} knows`,
    help: `Did you mean ${near}?`,
  };
}

const withArticle = (kind: string): string => `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`;

function listOf(names: readonly string[]): string {
  const last = names.at(-1);
  return names.length < 2 || last === undefined ? names.join('') : `${names.slice(0, -1).join(', ')} or ${last}`;
}
