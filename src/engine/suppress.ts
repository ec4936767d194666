// Applies `hoplint-ignore`: counts at any location of a finding, demands a reason, ends on its date, and is itself reported when idle.
import type { FileFacts, SuppressionFact } from '../model/facts.js';
import type { Finding, NotEvaluated } from '../model/finding.js';
import type { Location } from '../model/location.js';
import { reservedDocsUrlOf } from './check.js';
import { fingerprintOf } from './fingerprint.js';

interface Placed {
  readonly fact: SuppressionFact;
  used: boolean;
}

export interface SuppressionSettings {
  /** YYYY-MM-DD, given by the caller: nothing here asks a clock. */
  readonly today: string;
  /** For misspelt ids. */
  readonly known: ReadonlySet<string>;
  /** Rules that were not asked: their findings cannot be missed. */
  readonly off: ReadonlySet<string>;
  /** Where a rule could not say anything, neither can a comment be said to ignore nothing. */
  readonly notEvaluated: readonly NotEvaluated[];
}

export function applySuppressions(
  findings: readonly Finding[],
  files: readonly FileFacts[],
  settings: SuppressionSettings,
): readonly Finding[] {
  const byFile = new Map<string, Placed[]>();
  for (const { file, suppressions } of files) {
    if (suppressions.length > 0)
      byFile.set(file, [...(byFile.get(file) ?? []), ...suppressions.map((fact) => ({ fact, used: false }))]);
  }
  const result = findings.map((finding): Finding => {
    const hit = placesOf(finding).flatMap((at) =>
      (byFile.get(at.file) ?? []).filter((each) => covers(each.fact, finding.ruleId, at)),
    );
    for (const each of hit) each.used = true;
    const valid = hit.find(({ fact }) => fact.reason !== undefined && untilOf(fact, settings.today) === 'open');
    return valid === undefined
      ? finding
      : { ...finding, suppressed: { reason: valid.fact.reason ?? '', at: valid.fact.at } };
  });
  return [...result, ...[...byFile.values()].flat().flatMap((each) => complaint(each, settings) ?? [])];
}

function placesOf(finding: Finding): readonly Location[] {
  return [finding.location, ...finding.related.map((each) => each.location)];
}
function covers(fact: SuppressionFact, ruleId: string, at: Location): boolean {
  return fact.rules.includes(ruleId) && at.line >= fact.covers.from && at.line <= fact.covers.to;
}
function untilOf({ until }: SuppressionFact, today: string): 'open' | 'over' | 'unreadable' {
  if (until === undefined) return 'open';
  if (!isDay(until)) return 'unreadable';
  return until < today ? 'over' : 'open';
}
/** A day that the calendar has. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function complaint({ fact, used }: Placed, settings: SuppressionSettings): Finding | undefined {
  const rules = fact.rules.join(', ');
  const { known, today } = settings;
  if (fact.rules.length === 0) {
    const help = 'Name the rules and say why: hoplint-ignore <rule-id> -- reason.';
    return report(fact, 'suppression/no-rule', 'This suppression names no rule, so it has no effect.', help);
  }
  const stranger = fact.rules.find((each) => !known.has(each) && !each.startsWith('parse/'));
  if (stranger !== undefined) {
    const message = `This suppression names ${stranger}, which is no rule of hoplint.`;
    return report(fact, 'suppression/unknown-rule', message, 'Run `hoplint rules` for the ids.');
  }
  if (fact.reason === undefined) {
    const message = `This suppression of ${rules} gives no reason, so it has no effect.`;
    return report(fact, 'suppression/no-reason', message, 'Add `-- ` and a reason.');
  }
  switch (untilOf(fact, today)) {
    case 'unreadable':
      return report(
        fact,
        'suppression/bad-date',
        `This suppression of ${rules} ends on ${fact.until ?? ''}, which is no day, so it has no effect.`,
        'Write the day as until=YYYY-MM-DD.',
      );
    case 'over':
      return report(
        fact,
        'suppression/expired',
        `This suppression of ${rules} ended on ${fact.until ?? ''}.`,
        'Mend the finding, or set a later date.',
      );
    case 'open':
      return used || !couldBeUsed(fact, settings)
        ? undefined
        : report(
            fact,
            'suppression/unused',
            `This suppression of ${rules} has nothing to suppress: no such finding touches its lines.`,
            'Remove it.',
          );
  }
}
/** Whether each of its rules was asked, and could answer, in its file. */
function couldBeUsed({ rules, at }: SuppressionFact, { off, notEvaluated }: SuppressionSettings): boolean {
  if (rules.every((rule) => off.has(rule))) return false;
  return !notEvaluated.some((note) => note.location.file === at.file && rules.includes(note.ruleId));
}
function report(fact: SuppressionFact, ruleId: string, message: string, help: string): Finding {
  return {
    ruleId,
    severity: 'warning',
    confidence: 'high',
    message,
    help,
    location: fact.at,
    related: [],
    path: [],
    fixes: [],
    docsUrl: reservedDocsUrlOf('suppression'),
    fingerprint: fingerprintOf(ruleId, [fact.at.file, ...fact.rules]),
  };
}
