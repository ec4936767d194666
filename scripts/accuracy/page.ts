// The tables of docs/accuracy.md, counted from the judgements alone: what was said at first, and what is left of it.
import type { JudgedRepository, Judgement } from './judgements.js';
import { note, pageTitle, samples } from './samples.js';
import { precision, sum, type Tally, tally } from './score.js';

const marks = ['<!-- counted from accuracy.yaml -->', '<!-- end -->'] as const;

export function renderAccuracyPage(page: string, judged: readonly JudgedRepository[]): string {
  const [begin, end] = marks.map((mark) => page.indexOf(mark));
  if (begin === undefined || end === undefined || begin < 0 || end < begin)
    throw new RangeError('docs/accuracy.md has lost its marks');
  const tables = samples.map((sample) => {
    const own = judged.filter((each) => each.sample === sample);
    return `### ${pageTitle(sample)} (${own.length} repositories)\n\n${ruleTable(own)}`;
  });
  return `${page.slice(0, begin)}${marks[0]}\n${tables.join('\n\n')}\n\n### The repositories\n\n${repositoryTable(judged)}\n${page.slice(end)}`;
}

const said = {
  first: ({ later }: Judgement): boolean => later !== true,
  now: ({ gone }: Judgement): boolean => gone === undefined,
};
function ruleTable(repositories: readonly JudgedRepository[]): string {
  const all = repositories.flatMap((each) => each.judgements);
  const rules = [...new Set(all.map((each) => each.rule))].sort();
  const tallies = (when: (each: Judgement) => boolean, rule: string): Tally =>
    tally(all.filter((each) => each.rule === rule && when(each)));
  const rows = rules.map((rule) => row(`\`${rule}\``, tallies(said.first, rule), tallies(said.now, rule)));
  const total = (when: (each: Judgement) => boolean): Tally => sum(rules.map((rule) => tallies(when, rule)));
  return [
    '| rule | first: true | false | debatable | precision | today: true | false | debatable | precision |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    row('all', total(said.first), total(said.now)),
  ].join('\n');
}
function row(name: string, ...tallies: readonly Tally[]): string {
  return `| ${[name, ...tallies.flatMap(cells)].join(' | ')} |`;
}
function cells(each: Tally): readonly string[] {
  const share = precision(each);
  const counts = [each.right, each.wrong, each.debatable].map(String);
  return [...counts, share === undefined ? '' : `${Math.floor(share)} %`];
}
function repositoryTable(judged: readonly JudgedRepository[]): string {
  return [
    '| repository | commit | first: true | false | debatable | today: true | false | debatable |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...judged.map(({ repo, commit, sample, judgements }) => {
      const counts = [said.first, said.now]
        .map((when) => tally(judgements.filter(when)))
        .flatMap(({ right, wrong, debatable }) => [right, wrong, debatable]);
      const link = `[${repo}](https://github.com/${repo}/tree/${commit})`;
      return `| ${[`${link}${note(sample)}`, `\`${commit.slice(0, 10)}\``, ...counts].join(' | ')} |`;
    }),
  ].join('\n');
}
