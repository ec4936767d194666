// Compares what hoplint says with what people judged: precision, findings nobody judged, judgements nothing matches.
import type { JudgedRepository, Judgement, Verdict } from './judgements.js';
import type { Checkout, Found } from './lint-checkouts.js';
import type { Sample } from './samples.js';

export interface Judged extends Found {
  readonly repo: string;
  readonly verdict: Verdict;
}
export interface Tally {
  readonly right: number;
  readonly wrong: number;
  readonly debatable: number;
}
export interface SampleScore {
  readonly sample: Sample;
  readonly repositories: number;
  /** What hoplint says today, by rule. */
  readonly now: ReadonlyMap<string, Tally>;
  /** What it said when the sample was first read, as far as it was judged then. */
  readonly first: ReadonlyMap<string, Tally>;
}
export interface Score {
  readonly samples: readonly SampleScore[];
  readonly falseAlarms: readonly Judged[];
  readonly unjudged: readonly (Found & { readonly repo: string })[];
  /** Judged and expected, but hoplint does not say it. */
  readonly unmatched: readonly (Judgement & { readonly repo: string })[];
  /** Judged false and mended, and here again. */
  readonly returned: readonly (Judgement & { readonly repo: string })[];
  /** Checkouts at another commit than the one that was judged, or not judged at all. */
  readonly elsewhere: readonly string[];
}

export function score(checkouts: readonly Checkout[], judged: readonly JudgedRepository[]): Score {
  const known = new Map(judged.map((each) => [each.repo, each]));
  const judgedFindings: (Judged & { readonly sample: Sample })[] = [];
  const unjudged: (Found & { readonly repo: string })[] = [];
  const unmatched: (Judgement & { readonly repo: string })[] = [];
  const returned: (Judgement & { readonly repo: string })[] = [];
  const elsewhere: string[] = [];
  for (const { repo, commit, found } of checkouts) {
    const repository = known.get(repo);
    if (repository === undefined || repository.commit !== commit)
      elsewhere.push(
        `${repo} is at ${commit}, ${repository === undefined ? 'never judged' : `judged at ${repository.commit}`}`,
      );
    const judgements = repository?.judgements ?? [];
    for (const each of found) {
      const judgement = judgements.find((other) => isSame(each, other));
      if (judgement === undefined || repository === undefined) unjudged.push({ repo, ...each });
      else judgedFindings.push({ repo, sample: repository.sample, verdict: judgement.verdict, ...each });
    }
    for (const judgement of judgements) {
      const isFound = found.some((each) => isSame(each, judgement));
      if (isFound && judgement.gone !== undefined) returned.push({ repo, ...judgement });
      if (!isFound && judgement.gone === undefined) unmatched.push({ repo, ...judgement });
    }
  }
  const looked = judged.filter((each) => checkouts.some(({ repo }) => repo === each.repo));
  return {
    samples: [...new Set(looked.map((each) => each.sample))].sort().map((sample) => ({
      sample,
      repositories: looked.filter((each) => each.sample === sample).length,
      now: tallies(judgedFindings.filter((each) => each.sample === sample)),
      first: tallies(
        looked.filter((each) => each.sample === sample).flatMap((each) => each.judgements.filter(isFirstLook)),
      ),
    })),
    falseAlarms: judgedFindings.filter((each) => each.verdict === 'false'),
    unjudged,
    unmatched,
    returned,
    elsewhere,
  };
}
function isSame(found: Found, judgement: Judgement): boolean {
  return found.rule === judgement.rule && found.fingerprint === judgement.fingerprint;
}
function isFirstLook({ later }: Judgement): boolean {
  return later !== true;
}
function tallies(judged: readonly { readonly rule: string; readonly verdict: Verdict }[]): ReadonlyMap<string, Tally> {
  const rules = [...new Set(judged.map((each) => each.rule))].sort();
  return new Map(rules.map((rule) => [rule, tally(judged.filter((each) => each.rule === rule))]));
}
export function tally(judged: readonly { readonly verdict: Verdict }[]): Tally {
  const count = (verdict: Verdict): number => judged.filter((each) => each.verdict === verdict).length;
  return { right: count('true'), wrong: count('false'), debatable: count('debatable') };
}
export function sum(all: Iterable<Tally>): Tally {
  return [...all].reduce(
    (total, each) => ({
      right: total.right + each.right,
      wrong: total.wrong + each.wrong,
      debatable: total.debatable + each.debatable,
    }),
    { right: 0, wrong: 0, debatable: 0 },
  );
}
/** Of the findings judged true or false, the share that is true, in percent; debatable ones count for neither. */
export function precision({ right, wrong }: Tally): number | undefined {
  return right + wrong === 0 ? undefined : (100 * right) / (right + wrong);
}
