// The tables of docs/accuracy.md, counted from the judgements alone: what was said at first, and what is left of it.
import { type JudgedRepository, type Judgement, type Sample, samples } from './judgements.js';
import { precision, sum, type Tally, tally } from './score.js';

const marks = ['<!-- counted from accuracy.yaml -->', '<!-- end -->'] as const;
const titles: Readonly<Record<Sample, string>> = {
  fixing: 'Read while hoplint was being mended',
  unseen: 'Never seen before: all findings judged before anything was mended',
  'unseen-again': 'Never seen before, a second time: after what the first time had shown was mended',
  'unseen-third': 'Never seen before, a third time: after what the second time had shown was mended',
  'unseen-fourth': 'Never seen before, a fourth time: load balancers, Cloud Run and compose rather than Kubernetes',
  'unseen-fifth': 'Never seen before, a fifth time: a little of everything',
  'unseen-sixth': 'Never seen before, a sixth time: what a reader expects was written down first',
  'unseen-seventh': 'Never seen before, a seventh time: likewise',
  'unseen-eighth': 'Never seen before, an eighth time: likewise',
  'unseen-ninth': 'Never seen before, a ninth time: likewise',
  'unseen-tenth': 'Never seen before, a tenth time: likewise',
  'unseen-eleventh': 'Never seen before, an eleventh time: likewise',
  'unseen-twelfth': 'Never seen before, a twelfth time: likewise',
  'unseen-thirteenth': 'Never seen before, a thirteenth time: likewise',
  'unseen-fourteenth': 'Never seen before, a fourteenth time: likewise',
  'unseen-fifteenth': 'Never seen before, a fifteenth time: likewise',
  'unseen-sixteenth': 'Never seen before, a sixteenth time: likewise',
  'unseen-seventeenth': 'Never seen before, a seventeenth time: likewise',
  'unseen-eighteenth': 'Never seen before, an eighteenth time: likewise',
  'unseen-nineteenth': 'Never seen before, a nineteenth time: likewise',
  'unseen-twentieth': 'Never seen before, a twentieth time: likewise',
  'unseen-twenty-first': 'Never seen before, a twenty-first time: likewise',
  'unseen-twenty-second': 'Never seen before, a twenty-second time: likewise',
};

export function renderAccuracyPage(page: string, judged: readonly JudgedRepository[]): string {
  const [begin, end] = marks.map((mark) => page.indexOf(mark));
  if (begin === undefined || end === undefined || begin < 0 || end < begin)
    throw new RangeError('docs/accuracy.md has lost its marks');
  const tables = samples.map((sample) => {
    const own = judged.filter((each) => each.sample === sample);
    return `### ${titles[sample]} (${own.length} repositories)\n\n${ruleTable(own)}`;
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
const times: Readonly<Record<Sample, string>> = {
  fixing: '',
  unseen: ' (unseen)',
  'unseen-again': ' (unseen, second time)',
  'unseen-third': ' (unseen, third time)',
  'unseen-fourth': ' (unseen, fourth time)',
  'unseen-fifth': ' (unseen, fifth time)',
  'unseen-sixth': ' (unseen, sixth time)',
  'unseen-seventh': ' (unseen, seventh time)',
  'unseen-eighth': ' (unseen, eighth time)',
  'unseen-ninth': ' (unseen, ninth time)',
  'unseen-tenth': ' (unseen, tenth time)',
  'unseen-eleventh': ' (unseen, eleventh time)',
  'unseen-twelfth': ' (unseen, twelfth time)',
  'unseen-thirteenth': ' (unseen, thirteenth time)',
  'unseen-fourteenth': ' (unseen, fourteenth time)',
  'unseen-fifteenth': ' (unseen, fifteenth time)',
  'unseen-sixteenth': ' (unseen, sixteenth time)',
  'unseen-seventeenth': ' (unseen, seventeenth time)',
  'unseen-eighteenth': ' (unseen, eighteenth time)',
  'unseen-nineteenth': ' (unseen, nineteenth time)',
  'unseen-twentieth': ' (unseen, twentieth time)',
  'unseen-twenty-first': ' (unseen, twenty-first time)',
  'unseen-twenty-second': ' (unseen, twenty-second time)',
};
function repositoryTable(judged: readonly JudgedRepository[]): string {
  return [
    '| repository | commit | first: true | false | debatable | today: true | false | debatable |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...judged.map(({ repo, commit, sample, judgements }) => {
      const counts = [said.first, said.now]
        .map((when) => tally(judgements.filter(when)))
        .flatMap(({ right, wrong, debatable }) => [right, wrong, debatable]);
      const link = `[${repo}](https://github.com/${repo}/tree/${commit})`;
      return `| ${[`${link}${times[sample]}`, `\`${commit.slice(0, 10)}\``, ...counts].join(' | ')} |`;
    }),
  ].join('\n');
}
