// `hoplint explain RULE|FINDING`: the page of a rule, or one finding with its path.
import { pageOf } from '../../docs/pages.js';
import { ruleInfos } from '../../lint.js';
import type { RuleInfo } from '../../model/report.js';
import { explanation } from '../../reporters/explanation.js';
import { lintingOf } from '../linting.js';
import { deliver } from '../outputs.js';
import { withProgress } from '../progress.js';
import type { Arguments } from '../read-arguments.js';
import { renderMarkdown } from '../render-markdown.js';
import { settingsFor } from '../report-settings.js';
import { requestOf } from '../request.js';
import { standpointOf } from '../standpoint.js';
import { terminalWidth, wantsColor } from '../terminal.js';
import { UsageError, unknownName } from '../usage-error.js';

/** Pages that lead to the rules: from a symptom, and from a line of a log. */
const guides: ReadonlySet<string> = new Set(['index', 'log-lines']);

export async function runExplain(args: Arguments): Promise<number> {
  const [name, ...paths] = args.operands;
  if (name === undefined)
    throw new UsageError('explain needs the id of a rule or the code of a finding: hoplint explain keepalive-race.');
  if (guides.has(name)) {
    await deliver(undefined, asText(pageOf(name) ?? '', args));
    return 0;
  }
  const rule = ruleInfos.find((each) => each.id === name);
  if (rule !== undefined) {
    await deliver(undefined, ruleText(rule, args));
    return 0;
  }
  if (!/^[0-9a-f]{4,}$/.test(name))
    throw unknownName(
      'rule',
      name,
      ruleInfos.map((each) => each.id),
    );
  await deliver(undefined, await findingPage(name, paths, args));
  return 0;
}

function ruleText(rule: RuleInfo, args: Arguments): string {
  const page = pageOf(rule.id);
  return asText(page ?? `# ${rule.id}\n\n${rule.summary}.\n\nIts page: ${rule.docsUrl}\n`, args);
}
function asText(page: string, args: Arguments): string {
  return renderMarkdown(page, {
    color: wantsColor(args.one('color'), process.stdout),
    width: terminalWidth(process.stdout),
  });
}

/** The finding is found again by linting, for nothing is kept between runs. */
async function findingPage(prefix: string, paths: readonly string[], args: Arguments): Promise<string> {
  const standpoint = standpointOf(args, paths);
  const request = await requestOf(args, paths, { standpoint });
  const linting = await lintingOf(request, args);
  const result = await withProgress(() => linting.lint());
  const hits = result.findings.filter((each) => each.fingerprint.startsWith(prefix));
  const [finding, other] = hits;
  if (finding === undefined) {
    throw new UsageError(
      `no finding of this run has a code that starts with ${prefix}; the same PATHs as in the run that showed it are needed.`,
    );
  }
  if (other !== undefined)
    throw new UsageError(`${hits.length} findings have a code that starts with ${prefix}: give more of it.`);
  const text = explanation(finding, result, settingsFor(undefined, linting.options, args));
  return standpoint.seenFromHere(text, result.files);
}
