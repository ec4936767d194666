// The table of docs/history.md, made from docs/history.yaml alone.
import { type Fix, type Outcome, outcomes } from './fixes.js';

const titles: Readonly<Record<Outcome, string>> = {
  before: 'Told of the commit before, and no longer after',
  both: 'Told before, and after',
  never: 'Not told before',
};

export function historyTable(fixes: readonly Fix[]): string {
  return outcomes
    .map((outcome) => {
      const own = fixes.filter(({ told }) => told === outcome);
      const rows = own.map(
        ({ repo, commit, mends, rule, because }) =>
          `| [${repo}](https://github.com/${repo}/commit/${commit}) | ${mends} | \`${rule}\` | ${because ?? ''} |`,
      );
      return `### ${titles[outcome]} (${own.length} of ${fixes.length})\n\n| commit | what was wrong | rule | |\n| --- | --- | --- | --- |\n${rows.join('\n')}`;
    })
    .join('\n\n');
}
