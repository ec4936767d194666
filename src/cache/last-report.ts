// What the last run about a root printed, and what that rests on: the same question about files that say the same has the same answer.
import { ascii, loadStored, saveStored } from './stored-file.js';

export interface SavedReport {
  /** One for each report asked for, in that order. */
  readonly texts: readonly string[];
  /** What people were told besides; undefined when nothing. */
  readonly told?: string;
  readonly exitCode: number;
}
export interface KeptReport<Basis> {
  readonly report: SavedReport;
  /** Equal for files that are equal byte for byte. */
  readonly tree: string;
  /** Read when asked for: most often the tree is the same. Undefined when it is damaged. */
  basis(): Basis | undefined;
}

const format = 'hoplint-report-2';
/** A longer report is quicker to make than to keep. */
const longest = 32 * 1024 * 1024;

/** `key` names all that the report depends on besides what stands in files. */
export function recallReport<Basis>(file: string, key: string): KeptReport<Basis> | undefined {
  const stored = loadStored(file, format, key);
  if (stored.is !== 'loaded') return undefined;
  const { body } = stored;
  const end = Math.max(body.indexOf('\n'), 0);
  const head = parsed<{ readonly report: SavedReport; readonly tree: string }>(body.toString('latin1', 0, end));
  return head === undefined ? undefined : { ...head, basis: () => parsed<Basis>(body.toString('latin1', end + 1)) };
}
export function rememberReport(file: string, key: string, report: SavedReport, tree: string, basis: unknown): void {
  const text = `${ascii(JSON.stringify({ report, tree }))}\n${ascii(JSON.stringify(basis))}`;
  if (text.length <= longest) saveStored(file, format, key, text);
}
function parsed<T>(json: string): T | undefined {
  try {
    return JSON.parse(json) as T;
  } catch {
    return undefined;
  }
}
