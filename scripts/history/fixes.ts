// docs/history.yaml: which commits, what each of them mends, and whether hoplint tells it of the commit before, and of theirs.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Found } from '../accuracy/lint-checkouts.js';

export interface Fix {
  readonly repo: string;
  readonly commit: string;
  /** What it mends, in words of ours. */
  readonly mends: string;
  /** The rule that should tell it, of this file. */
  readonly rule: string;
  readonly at: string;
  readonly told: Outcome;
  /** Why it is not told before, or still told after. */
  readonly because?: string;
}
export const outcomes = ['before', 'both', 'never'] as const;
/** `before`: of the commit before, and no longer of theirs, as it should be. */
export type Outcome = (typeof outcomes)[number];

export function readFixes(file: string): readonly Fix[] {
  const { fixes } = parse(readFileSync(file, 'utf8')) as { readonly fixes: readonly Fix[] };
  for (const { commit, told, because } of fixes)
    if (told !== 'before' && because === undefined) throw new RangeError(`${file}: nobody says why of ${commit}`);
  return fixes;
}

export function outcomeOf({ rule, at }: Fix, before: readonly Found[], after: readonly Found[]): Outcome {
  const told = before.filter((each) => each.rule === rule && each.at.startsWith(`${at}:`));
  const left = new Set(after.map(({ fingerprint }) => fingerprint));
  if (told.length === 0) return 'never';
  return told.some(({ fingerprint }) => !left.has(fingerprint)) ? 'before' : 'both';
}
