// Settles a documented value for the version at hand: the one row that applies, or every row that may, as candidates.
import type { Location } from '../model/location.js';
import { type Known, known, type Setting, type UnknownReason, unknown } from '../model/setting.js';
import type { ProductFile } from './schema.js';
import { versionOf } from './table.js';
import { anyVersion, parseLooseVersion, parseRange, rowsFor, subtract, unite, type VersionSet } from './version.js';

interface VersionedRow {
  readonly versions?: string;
  readonly unreleased?: boolean;
  readonly longGone?: boolean;
  readonly label?: string;
}

/** What the rows are about. */
export interface Topic {
  /** Of the product: "keep-alive timeout". */
  readonly title: string;
  /** Its name in the table. */
  readonly entry: string;
  /** Of facts that hold or do not: "whether responses carry Keep-Alive". */
  readonly question?: string | undefined;
}

/** One row applies, or several do and agree: known. Several differ: unknown, with a candidate for each. */
export function settle<Row extends VersionedRow, T>(
  file: ProductFile,
  rows: readonly Row[],
  version: Setting<string> | undefined,
  impliedBy: Location,
  topic: Topic,
  convert: (row: Row) => T | undefined,
): Setting<T> {
  const found = decide(file, rows, version);
  const candidates = found.rows.flatMap(({ row, label }): Known<T>[] => {
    const value = convert(row);
    if (value === undefined) return [];
    const entry = `${file.product}/${topic.entry}@${row.versions ?? '*'}`;
    return [known(value, { kind: 'default', entry, label, impliedBy })];
  });
  const first = candidates[0];
  if (first === undefined) {
    return unknown({
      kind: 'no-default',
      text: `no default of the ${topic.title} is documented for ${file.title}`,
      at: impliedBy,
    });
  }
  const agree =
    candidates.length === 1 || candidates.every((each) => JSON.stringify(each.value) === JSON.stringify(first.value));
  if (agree && !found.open) {
    const origin = found.rows.length > 1 ? { ...first.origin, label: `${plainTitle(file)} default` } : first.origin;
    return { ...first, origin };
  }
  return unknown(versionReason(file, topic, version, impliedBy), found.open ? undefined : candidates);
}

interface Decided<Row> {
  readonly rows: readonly { readonly row: Row; readonly label: string }[];
  readonly open: boolean;
}
const decisions = new WeakMap<readonly VersionedRow[], Map<string, Decided<VersionedRow>>>();
/** The rows that apply to a version, each with its label; a table is asked the same for every object of a scan. */
function decide<Row extends VersionedRow>(
  file: ProductFile,
  rows: readonly Row[],
  version: Setting<string> | undefined,
): Decided<Row> {
  const key = `${file.product} ${wordOf(version)}`;
  const own = decisions.get(rows) ?? new Map<string, Decided<VersionedRow>>();
  decisions.set(rows, own);
  const before = own.get(key);
  // What is kept for these rows is made of them.
  if (before !== undefined) return before as Decided<Row>;
  const found = rowsFor(rows, inUse(versionsOf(version), rows));
  const decided: Decided<Row> = {
    rows: found.rows.map((row) => ({ row, label: row.label ?? label(file, rows, row, version) })),
    open: found.open,
  };
  own.set(key, decided);
  return decided;
}
function wordOf(version: Setting<string> | undefined): string {
  if (version === undefined) return 'any';
  if (version.state === 'known') return `is ${version.value}`;
  return `is one of ${(version.candidates ?? []).map((each) => each.value).join(' | ')}`;
}

function versionsOf(version: Setting<string> | undefined): VersionSet {
  if (version === undefined) return anyVersion;
  if (version.state === 'known') return parseLooseVersion(version.value) ?? anyVersion;
  const candidates = version.candidates ?? [];
  if (candidates.length === 0) return anyVersion;
  return candidates.reduce<VersionSet>((set, each) => unite(set, parseLooseVersion(each.value) ?? anyVersion), []);
}

/** Versions that were not released yet, or left long ago, count only when nothing else is possible: `>=18` means those that exist. */
function inUse(versions: VersionSet, rows: readonly VersionedRow[]): VersionSet {
  const others = rows.flatMap((row) =>
    row.unreleased === true || row.longGone === true ? (parseRange(row.versions ?? '*') ?? []) : [],
  );
  const left = subtract(versions, others);
  return left.length === 0 ? versions : left;
}

function versionReason(
  file: ProductFile,
  { title, question = `the ${title} of ${file.title}` }: Topic,
  version: Setting<string> | undefined,
  impliedBy: Location,
): UnknownReason {
  const whose = versionOf(file.product) === 'own' ? plainTitle(file) : capitalise(versionOf(file.product));
  const seen = version?.state === 'known' ? `, and "${version.value}" does not settle it` : ', which no file names';
  return {
    kind: 'version-unknown',
    text: `${question} depends on the ${whose} version${seen}`,
    settle: `Name the exact ${whose} version, for example in the image tag.`,
    at: impliedBy,
  };
}

/** "Node 22 default"; a version is named only where rows differ by it, and no more of it than they need. */
function label<Row extends VersionedRow>(
  file: ProductFile,
  rows: readonly Row[],
  row: Row,
  version: Setting<string> | undefined,
): string {
  const title = plainTitle(file);
  if (rows.length < 2) return `${title} default`;
  const runtime = versionOf(file.product);
  const subject = runtime === 'own' || capitalise(runtime) === title ? title : `${title} on ${capitalise(runtime)}`;
  const parts = version?.state === 'known' ? versionParts(version.value) : [];
  for (let count = 1; count <= parts.length; count += 1) {
    const short = parts.slice(0, count).join('.');
    if (rowsFor(rows, parseLooseVersion(short) ?? anyVersion).rows.length === 1) return `${subject} ${short} default`;
  }
  const range = row.versions ?? '*';
  return range === '*' ? `${subject} default` : `${subject} default (versions ${range})`;
}
/** The parts of one version as written; a range has none. */
function versionParts(text: string): readonly string[] {
  return /^(?:v|go)?(\d+(?:\.\d+){0,2})(?:[-+_.]\S*)?$/.exec(text.trim())?.[1]?.split('.') ?? [];
}
function plainTitle(file: ProductFile): string {
  return capitalise(file.title.replace(/^the /, ''), file.title.startsWith('the '));
}
function capitalise(text: string, asked = true): string {
  return asked ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
