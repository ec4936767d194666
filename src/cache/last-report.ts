// What the last run about a root printed: the same question about the same files has the same answer.
import { ascii, loadStored, saveStored } from './stored-file.js';

export interface SavedReport {
  /** One for each report asked for, in that order. */
  readonly texts: readonly string[];
  /** What people were told besides; undefined when nothing. */
  readonly told?: string;
  readonly exitCode: number;
}

const format = 'hoplint-report-1';
/** A longer report is quicker to make than to keep. */
const longest = 32 * 1024 * 1024;

/** `key` names all that the report depends on. */
export function recallReport(file: string, key: string): SavedReport | undefined {
  const stored = loadStored(file, format, key);
  if (stored.is !== 'loaded') return undefined;
  try {
    return JSON.parse(stored.body) as SavedReport;
  } catch {
    return undefined;
  }
}
export function rememberReport(file: string, key: string, report: SavedReport): void {
  const text = ascii(JSON.stringify(report));
  if (text.length <= longest) saveStored(file, format, key, text);
}
