// What a person said about each error and warning on a public repository: true, false or debatable, and why.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type Sample, samples } from './samples.js';

export const verdicts = ['true', 'false', 'debatable'] as const;
export type Verdict = (typeof verdicts)[number];

export interface Judgement {
  readonly rule: string;
  readonly fingerprint: string;
  /** `file:line` when it was judged, for readers; lines move, so nothing compares it. */
  readonly at: string;
  readonly verdict: Verdict;
  readonly because: string;
  /** What became of it, where hoplint is not meant to say it any more. */
  readonly gone?: string;
  /** hoplint said it only after something was mended: no part of the first look. */
  readonly later?: true;
}
export interface JudgedRepository {
  readonly repo: string;
  readonly commit: string;
  readonly sample: Sample;
  readonly judgements: readonly Judgement[];
}

export function readJudgements(path: string): readonly JudgedRepository[] {
  const raw: unknown = parse(readFileSync(path, 'utf8'));
  return listOf(fieldOf(raw, 'repositories', path), `${path}: repositories`).map((each, index) =>
    repositoryOf(each, `${path}: repository ${index + 1}`),
  );
}
function repositoryOf(raw: unknown, where: string): JudgedRepository {
  const repo = textOf(raw, 'repo', where);
  return {
    repo,
    commit: textOf(raw, 'commit', repo),
    sample: oneOf(textOf(raw, 'sample', repo), samples, repo),
    judgements: listOf(fieldOf(raw, 'findings', repo), `${repo}: findings`).map((each, index) =>
      judgementOf(each, `${repo}: finding ${index + 1}`),
    ),
  };
}
function judgementOf(raw: unknown, where: string): Judgement {
  const gone = fieldOf(raw, 'gone', where);
  return {
    rule: textOf(raw, 'rule', where),
    fingerprint: textOf(raw, 'fingerprint', where),
    at: textOf(raw, 'at', where),
    verdict: oneOf(String(fieldOf(raw, 'verdict', where)), verdicts, where),
    because: textOf(raw, 'because', where),
    ...(gone === undefined ? {} : { gone: String(gone) }),
    ...(fieldOf(raw, 'later', where) === true ? { later: true as const } : {}),
  };
}

function fieldOf(raw: unknown, key: string, where: string): unknown {
  if (typeof raw !== 'object' || raw === null) throw new SyntaxError(`${where} is not a mapping`);
  return Object.hasOwn(raw, key) ? (raw as Readonly<Record<string, unknown>>)[key] : undefined;
}
function textOf(raw: unknown, key: string, where: string): string {
  const value = fieldOf(raw, key, where);
  if (typeof value !== 'string' || value.trim() === '') throw new SyntaxError(`${where} has no ${key}`);
  return value;
}
function listOf(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new SyntaxError(`${where} is not a list`);
  return value;
}
function oneOf<T extends string>(value: string, allowed: readonly T[], where: string): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new SyntaxError(`${where}: "${value}" is none of ${allowed.join(', ')}`);
  return found;
}
