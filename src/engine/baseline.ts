// A recorded set of old findings: what is in it is not reported again, what is no longer found is named.
import type { Finding } from '../model/finding.js';
import { withoutLines } from './changes.js';

export interface BaselineEntry {
  readonly fingerprint: string;
  readonly ruleId: string;
  /** Where it stood, for people. */
  readonly file: string;
  /** Every file it had a place in, to tell an entry that is settled from one that was not looked at. */
  readonly files: readonly string[];
  /** How many places had the same defect: one more of them is news. */
  readonly places: number;
  readonly text: string;
}
export interface Baseline {
  readonly entries: readonly BaselineEntry[];
}
export interface Compared {
  /** Without those the baseline knows. */
  readonly findings: readonly Finding[];
  readonly known: number;
  /** Entries that nothing was found for, although their files were looked at. */
  readonly settled: readonly BaselineEntry[];
}

const formatVersion = 1;

/** Suppressed findings need no entry: their reason stands in the file. `looksAt` tells whether this run would have seen a file. */
export function compareWithBaseline(
  findings: readonly Finding[],
  { entries }: Baseline,
  looksAt: (file: string) => boolean,
): Compared {
  const recorded = new Map(entries.map((entry) => [entry.fingerprint, entry]));
  const isKnown = (each: Finding): boolean => placesOf(each) <= (recorded.get(each.fingerprint)?.places ?? 0);
  const present = new Set(findings.filter((each) => each.suppressed === undefined).map((each) => each.fingerprint));
  const left = findings.filter((each) => each.suppressed !== undefined || !isKnown(each));
  return {
    findings: left,
    known: findings.length - left.length,
    settled: entries.filter((entry) => !present.has(entry.fingerprint) && entry.files.every(looksAt)),
  };
}
const placesOf = ({ copies }: Finding): number => 1 + (copies ?? 0);

/** What is found now, and what this run could not look at. */
export function updateBaseline(
  findings: readonly Finding[],
  before: Baseline | undefined,
  looksAt: (file: string) => boolean,
): Baseline {
  const kept = (before?.entries ?? []).filter((entry) => !entry.files.every(looksAt));
  const now = findings.filter((each) => each.suppressed === undefined).map(entryOf);
  const unique = new Map([...kept, ...now].map((entry) => [entry.fingerprint, entry]));
  return { entries: [...unique.values()].sort(compareEntries) };
}
function entryOf(finding: Finding): BaselineEntry {
  const { fingerprint, ruleId, location, related, message } = finding;
  const others = new Set(related.map((each) => each.location.file).filter((file) => file !== location.file));
  const files = [location.file, ...[...others].sort()];
  return { fingerprint, ruleId, file: location.file, files, places: placesOf(finding), text: withoutLines(message) };
}
function compareEntries(a: BaselineEntry, b: BaselineEntry): number {
  return compareText(a.ruleId, b.ruleId) || compareText(a.file, b.file) || compareText(a.fingerprint, b.fingerprint);
}
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export function renderBaseline({ entries }: Baseline): string {
  return `${JSON.stringify({ version: formatVersion, findings: entries }, undefined, 2)}\n`;
}
/** A sentence where the text is no baseline. */
export function readBaseline(text: string): Baseline | string {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return 'it is no JSON';
  }
  if (!isRecord(read) || !('version' in read)) return 'it is no baseline of hoplint';
  if (read['version'] !== formatVersion)
    return `its version is ${String(read['version'])}, and this hoplint reads ${formatVersion}`;
  const findings = read['findings'];
  if (!Array.isArray(findings)) return 'it has no list of findings';
  const entries = findings.map(readEntry);
  const broken = entries.indexOf(undefined);
  if (broken >= 0) return `finding ${broken + 1} of it has no fingerprint, ruleId and file`;
  return { entries: entries.flatMap((entry) => entry ?? []) };
}
function readEntry(value: unknown): BaselineEntry | undefined {
  if (!isRecord(value)) return undefined;
  const { fingerprint, ruleId, file, files, places, text } = value;
  if (typeof fingerprint !== 'string' || typeof ruleId !== 'string' || typeof file !== 'string') return undefined;
  return {
    fingerprint,
    ruleId,
    file,
    files: Array.isArray(files) ? files.filter((each) => typeof each === 'string') : [file],
    places: typeof places === 'number' && Number.isInteger(places) && places > 0 ? places : 1,
    text: typeof text === 'string' ? text : '',
  };
}
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
