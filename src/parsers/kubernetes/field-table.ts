// Judges the keys of one object against the fields it has: where nobody validates, any other key is dropped in silence.
import { nearestName } from '../../knowledge/spelling.js';
import type { SettingMistake } from '../../model/facts.js';
import type { NodeReader } from '../kit/yaml/node-reader.js';
import { hasPlaceholder, type YamlMap, type YamlNode } from '../kit/yaml/read-yaml.js';

export interface FieldTable {
  /** As a message names the object. */
  readonly title: string;
  /** Where the object is found, as help says it. */
  readonly path: string;
  readonly fields: readonly string[];
  /** So few fields that any other key is a mistake, whatever was meant. */
  readonly closed?: true;
  /** What other objects call a field of this one. */
  readonly otherwise?: Readonly<Record<string, string>>;
  /** Names of other objects that have no field here, and what to do instead. */
  readonly foreign?: Readonly<Record<string, string>>;
}

export interface FieldRules {
  readonly product: string;
  /** Only fields that decide whether requests survive; a lost label or pull policy is not our business. */
  readonly watched: ReadonlySet<string>;
  /** Where a field belongs that stands in the wrong place, the first that has it; those with a home in several are not guessed. */
  readonly homes: readonly FieldTable[];
}

export function judgeFields(
  reader: NodeReader,
  node: YamlNode | undefined,
  table: FieldTable,
  rules: FieldRules,
): SettingMistake[] {
  if (node?.kind !== 'map') return [];
  return node.entries.flatMap((entry) => judgeEntry(reader, entry, table, rules) ?? []);
}

function judgeEntry(
  reader: NodeReader,
  { key }: YamlMap['entries'][number],
  table: FieldTable,
  { product, watched, homes }: FieldRules,
): SettingMistake | undefined {
  if (table.fields.includes(key.text) || key.text.startsWith('$') || hasPlaceholder(key.text)) return undefined;
  const renamed = Object.entries(table.otherwise ?? {}).find(([name]) => name === key.text)?.[1];
  const isElsewhere = renamed === undefined && watched.has(key.text);
  const home = isElsewhere ? homes.find((each) => each.fields.includes(key.text)) : undefined;
  const instead = home === undefined ? foreignName(key.text, table) : undefined;
  const near = renamed ?? ((home ?? instead) === undefined ? nearField(key.text, table) : undefined);
  const suspect = (home ?? instead) !== undefined || (near !== undefined && watched.has(near)) || table.closed === true;
  if (!suspect) return undefined;
  const at = reader.at(key);
  return {
    kind: 'setting-mistake',
    mistake: 'ignored',
    product,
    key: key.text,
    at,
    because: `is no field of ${table.title}`,
    effect: 'Kubernetes drops it in silence, unless the client that sends the object validates it',
    help: instead ?? helpFor(key.text, table, home, near),
    ...(near === undefined ? {} : { fix: { title: `Rename it to ${near}`, at, text: near, safe: false } }),
  };
}

function foreignName(key: string, { foreign = {} }: FieldTable): string | undefined {
  const name = nearestName(key, Object.keys(foreign));
  return name === undefined ? undefined : foreign[name];
}
function helpFor(key: string, table: FieldTable, home: FieldTable | undefined, near: string | undefined): string {
  if (home !== undefined) return `Move it to ${home.path}.${key}.`;
  return near === undefined ? `Its fields are ${table.fields.join(', ')}.` : `Did you mean ${near}?`;
}

/** Few fields have few neighbours, so that a word behind the name of one still means that one. */
function nearField(key: string, table: FieldTable): string | undefined {
  const near = nearestName(key, table.fields);
  if (near !== undefined || table.closed === undefined) return near;
  return table.fields.find((field) => key.toLowerCase().startsWith(field.toLowerCase()));
}
