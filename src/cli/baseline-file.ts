// --baseline: the file with the findings that are known already.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type Baseline,
  compareWithBaseline,
  readBaseline,
  renderBaseline,
  updateBaseline,
} from '../engine/baseline.js';
import type { LintResult } from '../model/report.js';
import type { Arguments } from './read-arguments.js';
import { UsageError } from './usage-error.js';
import { checkTarget, reasonOf, writeWhole } from './write-file.js';

const mostBytes = 64 * 1024 * 1024;

export interface BaselineFile {
  readonly file: string;
  readonly isUpdated: boolean;
  /** Undefined where the file is about to be made. */
  readonly known: Baseline | undefined;
}

/** Read before any work is done, so that a mistake shows at once. */
export function baselineOf(args: Arguments): BaselineFile | undefined {
  const file = args.one('baseline');
  const isUpdated = args.has('update-baseline');
  if (file === undefined) {
    if (isUpdated) throw new UsageError('--update-baseline needs the file: --baseline hoplint-baseline.json.');
    return undefined;
  }
  const narrow = ['diff', 'staged'].find((option) => args.has(option));
  if (isUpdated && narrow !== undefined)
    throw new UsageError(`--update-baseline records all findings, and --${narrow} looks for a part of them only.`);
  if (isUpdated) checkTarget(file);
  if (isUpdated && !existsSync(file)) return { file, isUpdated, known: undefined };
  return { file, isUpdated, known: openBaseline(file) };
}
function openBaseline(file: string): Baseline {
  let text: string;
  try {
    if (statSync(file).size > mostBytes) throw new UsageError(`the baseline ${file} is larger than 64 MB.`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (!existsSync(file)) throw new UsageError(`there is no baseline ${file}; --update-baseline writes one.`);
    throw new UsageError(`the baseline ${file} cannot be read: ${reasonOf(error)}.`);
  }
  const read = readBaseline(text);
  if (typeof read === 'string') throw new UsageError(`${file} is no baseline that can be used: ${read}.`);
  return read;
}

/** Compares, and records where that was asked for. `isWhole` is false for a run that looks at a part of the findings only. */
export function againstBaseline(
  result: LintResult,
  { file, isUpdated, known }: BaselineFile,
  cwd: string,
  isWhole: boolean,
): LintResult {
  const seen = new Set(result.files);
  // A file that is gone has been looked at, in a way.
  const looksAt = (path: string): boolean => seen.has(path) || !existsSync(resolve(cwd, path));
  const next = isUpdated ? updateBaseline(result.findings, known, looksAt) : known;
  const compared = compareWithBaseline(result.findings, next ?? { entries: [] }, looksAt);
  const settled = compareWithBaseline(result.findings, known ?? { entries: [] }, looksAt).settled;
  if (isUpdated && next !== undefined) writeWhole(file, renderBaseline(next));
  return {
    ...result,
    findings: compared.findings,
    baseline: { known: compared.known, settled: isWhole ? settled : [] },
  };
}
