// Judges the names of annotations: misspelt, on an object where nobody reads them, or never read by anyone.
import type { SettingMistake } from '../model/facts.js';
import type { Location } from '../model/location.js';
import { annotationKeys } from './key-index.js';
import { annotationEntries, folklore, type KeyEntry, nameLists, product, products } from './lookup.js';
import { once, perName } from './memo.js';
import { isConfigKey, isListed, prefixLength } from './name-lists.js';
import type { NameList } from './schema-objects.js';
import { nearestName } from './spelling.js';

export interface WrittenAnnotation {
  /** Where it stands: the object's kind, or `Pod` for a pod template. */
  readonly kind: string;
  readonly key: { readonly text: string; readonly at: Location; readonly quoted: boolean };
  /** What another annotation of the object says. */
  valueOf(annotation: string): string | undefined;
  /** `ClusterIP` for a Service that names none. */
  serviceType(): string;
}
interface ReadAnnotation extends WrittenAnnotation {
  /** Rows of the table for this annotation, on whatever kind. */
  readonly rows: readonly KeyEntry<'annotation'>[];
}

interface OwnedList {
  readonly product: string;
  readonly list: NameList;
}

export function judgeAnnotationName(annotation: WrittenAnnotation): SettingMistake | undefined {
  const name: ReadAnnotation = { ...annotation, rows: annotationEntries(annotation.key.text) };
  const { text } = name.key;
  const told = knownFolklore(name);
  if (told !== undefined) return told;
  if (name.rows.some(({ key }) => key.on.includes(name.kind))) return missingCompanion(name);
  const { lists, knowing } = listsFor(text);
  const kinds = [...name.rows.flatMap(({ key }) => key.on), ...knowing.flatMap(({ list }) => list.on ?? [name.kind])];
  if (kinds.includes(name.kind)) return undefined;
  const naming = namingPolicies(text);
  if (kinds.length === 0 && naming !== undefined && commonKinds.has(name.kind))
    return naming.on.includes(name.kind) ? undefined : wrongKind(name, naming.on, naming.product);
  if (kinds.length > 0 && !isReadNowhereElse(name.kind)) return undefined;
  if (kinds.length > 0) return wrongKind(name, kinds, name.rows[0]?.product ?? knowing[0]?.product ?? '');
  const first = lists[0];
  return first === undefined ? undefined : unknownName(name, first, lists);
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
const nativeKinds = new Set(
  'DaemonSet ReplicaSet ReplicationController Job CronJob ConfigMap Secret Namespace Node ServiceAccount HorizontalPodAutoscaler PodDisruptionBudget PersistentVolumeClaim NetworkPolicy Endpoints EndpointSlice List'.split(
    ' ',
  ),
);
const kindsOfTable = once(() => new Set([...annotationKeys().values()].flat().flatMap(({ key }) => key.on)));
const kindsOfLists = once(() => new Set(annotationLists().flatMap(({ list }) => list.on ?? [])));
const isReadNowhereElse = (kind: string): boolean =>
  commonKinds.has(kind) || nativeKinds.has(kind) || kindsOfTable().has(kind) || kindsOfLists().has(kind);
const annotationFolklore = perName((name) => folklore().filter((row) => row.in === 'annotation' && row.name === name));

// ---------------------------------------------------------------- mistakes

function ignored(
  { key }: WrittenAnnotation,
  productId: string,
  because: string,
  help: string,
  fix?: SettingMistake['fix'],
): SettingMistake {
  return {
    kind: 'setting-mistake',
    mistake: 'ignored',
    product: productId,
    key: key.text,
    at: key.at,
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

function knownFolklore(name: WrittenAnnotation): SettingMistake | undefined {
  const row = annotationFolklore(name.key.text).find(
    (each) =>
      (each.on === undefined || each.on.includes(name.kind)) &&
      (each.serviceTypes === undefined || each.serviceTypes.includes(name.serviceType())) &&
      (each.beside === undefined || each.beside.values.includes(name.valueOf(each.beside.annotation) ?? '')),
  );
  return row === undefined
    ? undefined
    : meantForConfigMap(ignored(name, row.product, `is ignored: ${row.because}`, row.instead));
}

function missingCompanion(name: ReadAnnotation): SettingMistake | undefined {
  const rows = name.rows.filter(({ key }) => key.on.includes(name.kind));
  const open = rows.find(
    ({ key }) => key.requires === undefined || name.valueOf(key.requires.annotation) === key.requires.value,
  );
  const needed = rows[0]?.key.requires;
  if (open !== undefined || rows[0] === undefined || needed === undefined) return undefined;
  const { annotation, value } = needed;
  return ignored(
    name,
    rows[0].product,
    `counts only beside ${annotation}: "${value}", which this ${name.kind} does not have`,
    `Add ${annotation}: "${value}" to this ${name.kind}.`,
  );
}

function wrongKind(name: WrittenAnnotation, kinds: readonly string[], productId: string): SettingMistake {
  const where = listOf([...new Set(kinds)].map((kind) => withArticle(kind)));
  return ignored(name, productId, `is read on ${where}, not on ${withArticle(name.kind)}`, `Move it to ${where}.`);
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
  name: WrittenAnnotation,
  { product: id, list }: OwnedList,
  all: readonly OwnedList[],
): SettingMistake {
  const { key } = name;
  const rest = key.text.slice(prefixLength(list));
  const title = product(id)?.title ?? id;
  const config = all.find((each) => isConfigKey(each.product, rest));
  if (config !== undefined) {
    const help = `Set ${rest} in the controller's ConfigMap; there it holds for every route of the controller.`;
    const because = "is a key of the controller's ConfigMap and no annotation";
    return meantForConfigMap(ignored(name, config.product, because, help));
  }
  const because = `is none of the annotations that ${title} reads (version ${list.version})`;
  const meant = meantName(id, rest) ?? nearIn(all, rest, list.prefix ?? '');
  if (meant === undefined) return ignored(name, id, because, 'Remove it, or check its name in the documentation.');
  return ignored(name, id, because, `Did you mean ${meant}?`, {
    title: `Rename it to ${meant}`,
    at: key.at,
    text: key.quoted ? JSON.stringify(meant) : meant,
    safe: false,
  });
}

const withArticle = (kind: string): string => `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`;

function listOf(names: readonly string[]): string {
  const last = names.at(-1);
  return names.length < 2 || last === undefined ? names.join('') : `${names.slice(0, -1).join(', ')} or ${last}`;
}
