// `hoplint rules`: the catalogue, for people, programs and wikis.
import { ruleInfos } from '../../lint.js';
import type { RuleInfo } from '../../model/report.js';
import { safeJson } from '../../reporters/safe-text.js';
import { painter } from '../../reporters/style.js';
import { wrapText } from '../../reporters/wrap.js';
import { deliver, targetOf } from '../outputs.js';
import type { Arguments } from '../read-arguments.js';
import { terminalWidth, wantsColor } from '../terminal.js';

export async function runRules(args: Arguments): Promise<number> {
  const file = targetOf(args);
  await deliver(file, render(args, file));
  return 0;
}
function render(args: Arguments, file: string | undefined): string {
  switch (args.one('format')) {
    case 'json':
      return safeJson(ruleInfos);
    case 'markdown':
      return markdown(ruleInfos);
    default:
      return table(
        ruleInfos,
        terminalWidth(process.stdout),
        file === undefined ? wantsColor(args.one('color'), process.stdout) : false,
      );
  }
}
function severityText(rule: RuleInfo): string {
  return rule.hygiene ? 'hygiene' : rule.severity;
}

function table(rules: readonly RuleInfo[], width: number, color: boolean): string {
  const paint = painter(color);
  const colours = { error: 'red', warning: 'yellow', note: 'cyan' } as const;
  const idWidth = Math.max(...rules.map((rule) => rule.id.length));
  const lines = rules.map((rule) => {
    const left = `${rule.id.padEnd(idWidth)}  ${severityText(rule).padEnd(7)}  `;
    const body = wrapText(`${rule.summary}.`, width, ' '.repeat(left.length));
    const head = `${paint('bold', rule.id.padEnd(idWidth))}  ${paint(colours[rule.severity], severityText(rule).padEnd(7))}  `;
    return `${head}${body.slice(left.length)}`;
  });
  const foot = 'hoplint explain RULE shows the page of a rule. hygiene: a note, unless --profile strict.';
  return `${lines.join('\n')}\n\n${wrapText(foot, width)}\n`;
}
function markdown(rules: readonly RuleInfo[]): string {
  const rows = rules.map(
    (rule) => `| [${rule.id}](${rule.docsUrl}) | ${severityText(rule)} | ${rule.cause} | ${rule.summary}. |`,
  );
  return ['| rule | severity | cause | what it finds |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}
