// Applies fixes round by round, each to what the last one left, until nothing more can be done. Nothing is written here.
import { applyFixes } from './engine/apply-fixes.js';
import type { Finding } from './model/finding.js';
import type { LintResult } from './model/report.js';
import type { Texts } from './relint.js';

/** Every round but the last changes something, or learns of a fix that does not work. */
const mostRounds = 200;

export interface Mended {
  /** Of the files as they are. */
  readonly before: LintResult;
  /** Of the files as they are then. */
  readonly result: LintResult;
  /** New texts by file; only files that change. */
  readonly texts: Texts;
  /** How many fixes were applied. */
  readonly fixes: number;
  /** How many were left out because their finding would have stayed, or another one come. */
  readonly failed: number;
}
export interface MendSettings {
  readonly unsafe: boolean;
  readonly relint: (texts: Texts) => Promise<LintResult>;
  /** The text of a file that may be written; undefined for every other. */
  readonly textOf: (file: string) => string | undefined;
}

/**
 * The first round applies all that fit together; when one of them turns out not to work, they are tried one by one. Every text
 * that is edited is held and linted as it is held: places never come from another reading of the file.
 */
export async function mend({ unsafe, relint, textOf }: MendSettings): Promise<Mended> {
  const held = new Map<string, string>();
  const hold = (findings: readonly Finding[]): boolean => {
    const size = held.size;
    for (const file of filesToEdit(findings, unsafe)) {
      const text = held.has(file) ? undefined : textOf(file);
      if (text !== undefined) held.set(file, text);
    }
    return held.size > size;
  };
  const before = await relint(held);
  let result = before;
  let texts: Texts = held;
  let fixes = 0;
  let failed = 0;
  let oneByOne = false;
  const tried = new Set<string>();
  for (let round = 0; round < mostRounds; round += 1) {
    const open = result.findings.filter((each) => !tried.has(keyOf(each)));
    if (hold(open)) {
      texts = new Map([...held, ...texts]);
      result = await relint(texts);
      continue;
    }
    const settings = { unsafe, ...(oneByOne ? { most: 1 } : {}) };
    const { texts: changed, applied } = applyFixes(open, (file) => texts.get(file), settings);
    if (applied.length === 0) break;
    const next = new Map([...texts, ...changed]);
    const after = await relint(next);
    const works = keepsItsPromise(result, after, applied);
    if (!works && applied.length > 1) {
      oneByOne = true;
      continue;
    }
    for (const { finding } of applied) tried.add(keyOf(finding));
    if (works) {
      texts = next;
      result = after;
      fixes += applied.length;
    } else {
      failed += 1;
    }
  }
  const changed = [...texts].filter(([file, text]) => text !== held.get(file));
  return { before, result, texts: new Map(changed), fixes, failed };
}
function filesToEdit(findings: readonly Finding[], unsafe: boolean): ReadonlySet<string> {
  const fixes = findings.flatMap((each) => each.fixes).filter((fix) => fix.safe || unsafe);
  return new Set(fixes.flatMap((fix) => fix.edits.map((edit) => edit.location.file)));
}

/** The findings are gone, and nothing else is worse. */
function keepsItsPromise(before: LintResult, after: LintResult, applied: readonly { finding: Finding }[]): boolean {
  const left = new Set(after.findings.map(keyOf));
  if (applied.some(({ finding }) => left.has(keyOf(finding)))) return false;
  const known = new Set(before.findings.map((each) => each.fingerprint));
  return !after.findings.some((each) => isSerious(each) && !known.has(each.fingerprint));
}
/** A comment that ignores what is gone now is no harm. */
function isSerious({ ruleId, severity, suppressed }: Finding): boolean {
  return suppressed === undefined && severity !== 'note' && !ruleId.startsWith('suppression/');
}
const keyOf = ({ fingerprint, location }: Finding): string => `${fingerprint} ${location.file}`;
