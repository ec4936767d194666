// The score as tables and lists for a terminal, and findings that nobody judged as entries to complete.
import { stringify } from 'yaml';
import type { Checkout } from './lint-checkouts.js';
import { shortTitle } from './samples.js';
import { precision, type SampleScore, type Score, sum, type Tally } from './score.js';

export function showScore(score: Score, checkouts: readonly Checkout[]): string {
  return [
    ...score.samples.map(showSample),
    list(
      'Judged false and still said',
      score.falseAlarms,
      (each) => `${each.repo} ${each.at} ${each.rule}: ${each.message}`,
    ),
    list('Mended and here again', score.returned, (each) => `${each.repo} ${each.at} ${each.rule} ${each.fingerprint}`),
    list(
      'Without a judgement',
      score.unjudged,
      (each) => `${each.repo} ${each.at} ${each.severity} ${each.rule} ${each.fingerprint}: ${each.message}`,
    ),
    list('Judged and not said', score.unmatched, (each) => `${each.repo} ${each.at} ${each.rule} ${each.fingerprint}`),
    list('Another commit than the one judged', score.elsewhere, (each) => each),
    list(
      'Crashes',
      checkouts.flatMap(({ repo, crashes }) => crashes.map((crash) => `${repo}: ${crash}`)),
      (each) => each,
    ),
  ].join('');
}
function showSample({ sample, repositories, now, first }: SampleScore): string {
  const rules = [...new Set([...now.keys(), ...first.keys()])].sort();
  const nothing: Tally = { right: 0, wrong: 0, debatable: 0 };
  const rows = [
    ...rules.map((rule) => cells(rule, first.get(rule) ?? nothing, now.get(rule) ?? nothing)),
    cells('all', sum(first.values()), sum(now.values())),
  ];
  const head = [
    'rule',
    'first: true',
    'false',
    'debatable',
    'precision',
    'now: true',
    'false',
    'debatable',
    'precision',
  ];
  return `${repositories} repositories, ${shortTitle(sample)}\n\n${aligned([head, ...rows])}\n`;
}
function cells(rule: string, first: Tally, now: Tally): readonly string[] {
  return [
    rule,
    ...[first, now].flatMap((each) => [each.right, each.wrong, each.debatable].map(String).concat(share(each))),
  ];
}
function share(tally: Tally): string {
  const percent = precision(tally);
  return percent === undefined ? '-' : `${Math.floor(percent)} %`;
}
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
function list<T>(title: string, items: readonly T[], show: (item: T) => string): string {
  return items.length === 0 ? '' : `${title} (${items.length})\n${items.map((each) => `  ${show(each)}\n`).join('')}\n`;
}

/** Entries for the judgements file, with verdict and reason left to a person. */
export function draft({ unjudged }: Score, checkouts: readonly Checkout[]): string {
  const repositories = checkouts.flatMap(({ repo, commit }) => {
    const findings = unjudged
      .filter((each) => each.repo === repo)
      .map(({ rule, fingerprint, at, message }) => ({
        rule,
        fingerprint,
        at,
        said: message,
        verdict: '',
        because: '',
      }));
    return findings.length === 0 ? [] : [{ repo, commit, sample: 'fixing', findings }];
  });
  return stringify({ repositories }, { lineWidth: 0 });
}
