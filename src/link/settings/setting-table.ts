// Builds the settings of one hop: what people wrote, strongest layer first, then the product's documented default.
import { fieldName } from '../../knowledge/field-name.js';
import { defaultSetting, settingRow } from '../../knowledge/lookup.js';
import { longestTaken, readNamedValue } from '../../knowledge/read-value.js';
import type { Creator, SettingRow } from '../../knowledge/schema.js';
import type { KeyRow } from '../../knowledge/schema-keys.js';
import { matchVersion } from '../../knowledge/version.js';
import type { Milliseconds } from '../../model/duration.js';
import type { WrittenSetting } from '../../model/facts.js';
import { groupPairs } from '../../model/group-by.js';
import type { Location } from '../../model/location.js';
import {
  finite,
  known,
  type Origin,
  off,
  type Setting,
  type TimeBound,
  unbounded,
  unknown,
} from '../../model/setting.js';
import type { SettingName, SettingTypes } from '../../model/setting-names.js';
import type { SettingTable } from '../../model/topology.js';
import { boundLength } from '../../model/verdict.js';
import { type Environment, evaluate } from '../names/evaluate.js';
import { isLength, type Scalar } from '../names/scalars.js';

/** A setting that was written, but not as the product takes it. */
export interface Refusal {
  readonly written: WrittenSetting;
  readonly because: string;
  /** The value as it arrived: the string that should have been a number. */
  readonly value: Scalar;
  /** Where the value comes from, which may be another place than where it is used. */
  readonly origin: Origin;
}
export interface TableSource {
  readonly product: string;
  readonly version: Setting<string> | undefined;
  /** Who creates the hop, where that decides about a default. */
  readonly creator?: Creator;
  /** The object that implies the product's defaults. */
  readonly impliedBy: Location;
  /** Where a part of it implies some of them: a target group, its health check and drain. */
  readonly impliedByPart?: (name: SettingName) => Location | undefined;
  /** Strongest first. Within one layer the last written wins, as assignment does. */
  readonly layers: readonly (readonly WrittenSetting[])[];
  readonly environment: Environment;
  /** Settings that are known already: declared in hoplint.yaml, or computed by link. */
  readonly computed?: ReadonlyMap<SettingName, Setting<unknown>>;
}
export interface BuiltTable {
  readonly table: SettingTable;
  readonly refusals: readonly Refusal[];
}

export function buildSettingTable(source: TableSource): BuiltTable {
  const written = new Map<SettingName, { setting: Setting<unknown>; key: string }>();
  const refusals: Refusal[] = [];
  for (const layer of replacingFirst(source)) {
    for (const [name, all] of groupPairs(layer.map((each) => [each.name, each] as const))) {
      if (written.has(name)) continue;
      const { setting, refusal, key } = settleLast(all, source);
      if (refusal !== undefined) refusals.push(refusal);
      if (setting !== undefined) written.set(name, { setting, key });
    }
  }
  const defaultOf = (name: SettingName): Setting<unknown> =>
    defaultSetting(
      source.product,
      name,
      source.version,
      source.impliedByPart?.(name) ?? source.impliedBy,
      creatorFor(name, source.creator, written),
    );
  // Many rules ask for the same.
  const settled = new Map<SettingName, Setting<unknown>>();
  const table: SettingTable = {
    get<K extends SettingName>(name: K): Setting<SettingTypes[K]> {
      let setting = settled.get(name);
      if (setting === undefined) {
        setting =
          source.computed?.get(name) ??
          written.get(name)?.setting ??
          insteadOf(name, source, written) ??
          defaultOf(name);
        settled.set(name, setting);
      }
      return setting as Setting<SettingTypes[K]>;
    },
    isWritten: (name) => written.has(name),
    isSettable(name, length) {
      const row = settingRow(source.product, name);
      const longest = row === undefined ? undefined : longestTaken(row);
      if (length !== undefined && longest !== undefined && length > longest) return false;
      return written.has(name) || (row?.keys ?? []).some((key) => !isClosed(key, source.version));
    },
    keyOf(name) {
      const own = written.get(name)?.key;
      const row = settingRow(source.product, name);
      return (own === undefined ? primaryKey(row, source.creator) : fieldName(own)) ?? row?.title ?? name;
    },
    isOneValue(name, other) {
      const [keys = [], others = []] = [name, other].map((each) => settingRow(source.product, each)?.keys);
      const places = new Set(keys.map((key) => JSON.stringify(key)));
      return others.some((key) => places.has(JSON.stringify(key)));
    },
    howToLower: (name) => settingRow(source.product, name)?.lowering,
    howToRaise: (name) => settingRow(source.product, name)?.raising,
    names: () => [...new Set([...written.keys(), ...(source.computed?.keys() ?? [])])].sort(),
  };
  return { table, refusals };
}

/** What the keys say that the product asks first, each where it is said strongest, and the rest of all layers. */
function replacingFirst(source: TableSource): TableSource['layers'] {
  const asked = new Map<string, WrittenSetting>();
  const isAsked = ({ name, key }: WrittenSetting): string | undefined =>
    settingRow(source.product, name)?.replacedBy?.find((each) => key === each || key.endsWith(`.${each}`));
  const rest = source.layers.map((layer) => {
    const own = new Map(
      layer.flatMap((each) => [isAsked(each)].flatMap((name) => (name === undefined ? [] : [[name, each] as const]))),
    );
    for (const [name, each] of own) if (!asked.has(name)) asked.set(name, each);
    return own.size === 0 ? layer : layer.filter((each) => isAsked(each) === undefined);
  });
  const said = [...asked.values()].filter((each) => settle(each, source).setting !== undefined);
  return said.length === 0 ? rest : [said, ...rest];
}

/** Terraform fills a block in with defaults of its own, but only where the block is written: health checks are one. */
function creatorFor(
  name: SettingName,
  creator: Creator | undefined,
  written: ReadonlyMap<SettingName, unknown>,
): Creator | undefined {
  const isInBlock = creator === 'terraform' && name.startsWith('health.');
  return isInBlock && ![...written.keys()].some((each) => each.startsWith('health.')) ? undefined : creator;
}

/** The first of the settings that apply where this one is not written, and are. */
function insteadOf(
  name: SettingName,
  source: TableSource,
  written: ReadonlyMap<SettingName, { readonly setting: Setting<unknown> }>,
): Setting<unknown> | undefined {
  const version = source.version?.state === 'known' ? source.version.value : '*';
  const row = settingRow(source.product, name);
  const several = (row?.fallsBackToShortestOf ?? []).flatMap((each) => written.get(each)?.setting ?? []);
  if (several.length > 0) return several.find(({ state }) => state === 'unknown') ?? several.reduce(shorter);
  const steps = row?.fallsBackTo ?? [];
  const step = steps.find((each) => written.has(each.setting) && matchVersion(version, each.versions) === 'all');
  return step === undefined ? undefined : written.get(step.setting)?.setting;
}

const shorter = (one: Setting<unknown>, other: Setting<unknown>): Setting<unknown> =>
  lengthOf(other) < lengthOf(one) ? other : one;
const lengthOf = (setting: Setting<unknown>): number =>
  setting.state === 'known' ? boundLength(setting.value as TimeBound) : Number.POSITIVE_INFINITY;

/** The place is read by other versions only. */
function isUnread({ name, key: written }: WrittenSetting, { product, version }: TableSource): boolean {
  const key = settingRow(product, name)?.keys?.find((candidate) => isKey(candidate, written));
  return key !== undefined && isClosed(key, version);
}
function isClosed({ versions }: KeyRow, version: TableSource['version']): boolean {
  return versions !== undefined && version?.state === 'known' && matchVersion(version.value, versions) === 'none';
}

/** No setting: the product takes the value as "not set". */
interface Settled {
  readonly setting?: Setting<unknown>;
  readonly refusal?: Refusal;
  /** It is written only under a condition, which may not hold. */
  readonly isOpen?: true;
}

/** Where the last one may not be written, what was before it may hold, or the default. */
function settleLast(all: readonly WrittenSetting[], source: TableSource): Settled & { readonly key: string } {
  const last = all.at(-1);
  if (last === undefined || isUnread(last, source)) return { key: '' };
  const own = settle(last, source);
  const { key } = last;
  if (own.isOpen !== true) return { ...own, key };
  const before = settleLast(all.slice(0, -1), source);
  if (own.setting?.state !== 'unknown' || own.refusal !== undefined)
    return before.setting === undefined ? { ...own, key } : before;
  const { product, version, impliedBy } = source;
  const otherwise = before.setting ?? defaultSetting(product, last.name, version, impliedBy);
  const others = otherwise.state === 'known' ? [otherwise] : (otherwise.candidates ?? []);
  const candidates = others.length === 0 ? [] : [...(own.setting.candidates ?? []), ...others];
  return { setting: unknown(own.setting.reason, candidates), key };
}

/** A value that came out of an expression, with the meaning the product gives it. */
function settle(each: WrittenSetting, source: TableSource): Settled {
  const row = settingRow(source.product, each.name);
  if (row === undefined) {
    return {
      setting: unknown({
        kind: 'unsupported-syntax',
        text: `${each.key} is not a documented setting of this product`,
        at: each.keyAt,
      }),
    };
  }
  const key = row.keys?.find((candidate) => isKey(candidate, each.key));
  const value = evaluate(each.value, source.environment);
  if (value.state === 'known')
    return { ...interpret(each, value.value, value.origin, row, key), ...(value.value === null && { isOpen: true }) };
  const candidates = (value.candidates ?? []).flatMap((candidate) => {
    const { setting } = interpret(each, candidate.value, candidate.origin, row, key);
    return setting?.state === 'known' ? [setting] : [];
  });
  const isOpen = value.candidates?.some((candidate) => candidate.value === null) === true;
  return { setting: unknown(value.reason, candidates), ...(isOpen && { isOpen }) };
}

function interpret(
  each: WrittenSetting,
  value: Scalar,
  origin: Origin,
  row: SettingRow,
  key: KeyRow | undefined,
): Settled {
  if (isLength(value)) return { setting: known(lengthBound(value.length, key, row), origin) };
  const reading = readNamedValue(each.name, value, row, key, each.value.at);
  if ('usesDefault' in reading) return {};
  if ('mistake' in reading) {
    const { because } = reading.mistake;
    return {
      setting: unknown({ kind: 'invalid', text: `${each.key} ${because}`, at: each.value.at }),
      refusal: { written: each, because, value, origin },
    };
  }
  const setting: Setting<unknown> = reading.setting;
  return { setting: setting.state === 'known' ? known(setting.value, origin) : setting };
}
/** Zero has been a length all along here (Go); the row still says what it means. */
function lengthBound(length: Milliseconds, key: KeyRow | undefined, row: SettingRow): TimeBound {
  if (length !== 0) return finite(length);
  const zero = (key !== undefined && 'zero' in key ? key.zero : undefined) ?? row.zero;
  return zero === 'unbounded' ? unbounded : zero === 'off' ? off : finite(length);
}

/** In source the key carries the name of what it is a property of: `server.keepAliveTimeout`. */
function isKey(key: KeyRow, written: string): boolean {
  const text = keyText(key);
  return (
    written === text ||
    (key.in === 'object' && written === fieldName(key.path)) ||
    (key.in === 'source' && written.endsWith(`.${text}`))
  );
}
/** The key as a person writes it. */
function keyText(key: KeyRow): string {
  switch (key.in) {
    case 'annotation':
      return key.key ?? key.path ?? key.name;
    case 'configmap':
      return key.key;
    case 'object':
    case 'helm-values':
    case 'terraform':
    case 'cloudformation':
    case 'cdk':
    case 'aws-cli':
    case 'file':
      return key.path;
    case 'flag':
    case 'env':
    case 'directive':
    case 'source':
      return key.name;
  }
}
function primaryKey(row: SettingRow | undefined, creator: Creator | undefined): string | undefined {
  const keys = row?.keys ?? [];
  // Who writes Terraform has no use for an annotation.
  const place =
    creator === 'ingress' || creator === 'service' ? 'annotation' : creator === 'gateway' ? 'object' : creator;
  const key = keys.find((each) => each.in === place) ?? keys[0];
  return key === undefined ? undefined : fieldName(keyText(key));
}
