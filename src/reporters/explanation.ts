// One finding at length: what it says, the way a request takes, what happens when, and how sure hoplint is.
import type { Finding, PathStep } from '../model/finding.js';
import type { LintResult } from '../model/report.js';
import { findingText } from './finding-text.js';
import { drawSteps } from './path-text.js';
import type { ReportSettings } from './reporter.js';
import { safeLines, safeText } from './safe-text.js';
import { painter } from './style.js';
import { concernedWorkloads } from './view/concerned.js';
import { type Moment, type Shutdown, shutdownsOf } from './view/shutdown.js';
import { lengthOf, wrapText } from './wrap.js';

export function explanation(finding: Finding, result: LintResult, settings: ReportSettings): string {
  const paint = painter(settings.color);
  const drawn = new Set<string>();
  const told = findingText(finding, { ...settings, verbose: true }, paint, drawn);
  const path = finding.path.length < 2 ? [] : drawSteps(finding.path);
  const sections = [
    `${paint('bold', safeText(finding.location.file))}\n${told}`,
    // The finding has drawn its path itself where that says more than the way.
    ...(path.length === 0 || drawn.has(path.join('\n'))
      ? []
      : [[paint('bold', 'Request path'), ...path.map((line) => `  ${line}`)].join('\n')]),
    ...timelines(finding, result).map(({ title, moments, problems }) =>
      [
        paint('bold', safeText(title)),
        ...momentLines(moments, settings.width),
        ...problems.map((each) => wrapText(safeText(each), settings.width, '  ')),
      ].join('\n'),
    ),
    ...aboutFinding(finding),
    `More: hoplint explain ${finding.ruleId}`,
  ];
  return safeLines(`${sections.join('\n\n')}\n`);
}

// ---------------------------------------------------------------- what happens when

interface Timeline {
  readonly title: string;
  readonly moments: readonly Moment[];
  readonly problems: readonly string[];
}
function timelines(finding: Finding, result: LintResult): readonly Timeline[] {
  switch (result.rules.find((rule) => rule.id === finding.ruleId)?.cause) {
    case 'keep-alive-mismatch':
      return idleTimeline(finding);
    case 'graceful-shutdown':
    case 'connection-draining': {
      const titles = concernedWorkloads(result.model)(finding);
      const shutdowns = shutdownsOf(result.model).filter((each) => titles.includes(each.workload.title));
      return shutdowns.map(shutdownTimeline);
    }
    default:
      return [];
  }
}
function shutdownTimeline({ workload, container, moments, problems }: Shutdown): Timeline {
  const which = workload.containers.length > 1 ? `, container ${container.name}` : '';
  return { title: `When ${workload.title}${which} is stopped`, moments, problems };
}
/** The two neighbours that the message is about: the upper one uses a connection again that the lower one has kept for it. */
function idleTimeline(finding: Finding): readonly Timeline[] {
  const about = finding.path.filter((step) => finding.message.includes(step.hop));
  const pair = about.flatMap((upper, index): readonly (readonly [PathStep, PathStep])[] => {
    const lower = about[index + 1];
    return lower === undefined ? [] : [[upper, lower]];
  })[0];
  if (pair === undefined) return [];
  const [{ hop: upper, reusesIdle }, { hop: lower, keepsIdle }] = pair;
  if (reusesIdle === undefined || keepsIdle === undefined) return [];
  const moments = [
    { when: '0 s', text: 'a response ends, and both sides keep the connection' },
    { when: keepsIdle, text: `${lower} closes it` },
    { when: reusesIdle, text: `${upper} stops sending requests on it` },
  ];
  return [{ title: 'An idle connection', moments, problems: [] }];
}
function momentLines(moments: readonly Moment[], width: number): readonly string[] {
  const column = Math.max(...moments.map(({ when }) => lengthOf(when ?? '')));
  return moments.map(({ when, text, at }) => {
    const place = at === undefined ? '' : ` (${safeText(at.file)}:${at.line})`;
    const line = `${(when ?? '').padStart(column)}  ${safeText(text)}${place}`;
    return wrapText(line, width, '  ', ' '.repeat(column + 4));
  });
}

// ---------------------------------------------------------------- how sure, and what can be done

function aboutFinding(finding: Finding): readonly string[] {
  const confidence = {
    high: 'Every value that decided this is written in the files.',
    medium: 'A documented default was involved in deciding this.',
    low: 'A value that had to be computed or followed, or that something out of sight may change, was involved in deciding this.',
  }[finding.confidence];
  const { suppressed } = finding;
  const ignored =
    suppressed === undefined
      ? []
      : [`Ignored at ${safeText(suppressed.at.file)}:${suppressed.at.line}: ${safeText(suppressed.reason)}`];
  const fixes = finding.fixes.map((fix) => `Fix (${fix.safe ? '--fix' : '--fix-unsafe'}): ${safeText(fix.title)}`);
  return [confidence, ...ignored, ...fixes, `Fingerprint: ${finding.fingerprint}`];
}
