// Applies `hoplint-ignore`: counts at any location of a finding, demands a reason, ends on its date, and is itself reported when idle.
import type { FileFacts, SuppressionFact } from '../model/facts.js';
import type { Finding } from '../model/finding.js';
import type { Location } from '../model/location.js';
import { docsUrlOf } from './check.js';
import { fingerprintOf } from './fingerprint.js';

interface Placed {
  readonly fact: SuppressionFact;
  used: boolean;
}

/** `today` is YYYY-MM-DD, given by the caller: nothing here asks a clock. `knownRules` finds misspelt ids. */
export function applySuppressions(
  findings: readonly Finding[],
  files: readonly FileFacts[],
  today: string,
  knownRules: ReadonlySet<string>,
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
    const valid = hit.find((each) => each.fact.reason !== undefined && !isExpired(each.fact, today));
    return valid === undefined
      ? finding
      : { ...finding, suppressed: { reason: valid.fact.reason ?? '', at: valid.fact.at } };
  });
  const complaints = [...byFile.values()].flat().flatMap((each) => complaint(each, today, knownRules) ?? []);
  return [...result, ...complaints];
}

function placesOf(finding: Finding): readonly Location[] {
  return [finding.location, ...finding.related.map((each) => each.location)];
}
function covers(fact: SuppressionFact, ruleId: string, at: Location): boolean {
  return fact.rules.includes(ruleId) && at.line >= fact.covers.from && at.line <= fact.covers.to;
}
function isExpired(fact: SuppressionFact, today: string): boolean {
  return fact.until !== undefined && fact.until < today;
}
function complaint({ fact, used }: Placed, today: string, knownRules: ReadonlySet<string>): Finding | undefined {
  const rules = fact.rules.join(', ');
  const stranger = fact.rules.find((each) => !knownRules.has(each) && !each.startsWith('parse/'));
  if (stranger !== undefined) {
    return report(
      fact,
      'suppression/unknown-rule',
      `This comment ignores ${stranger}, which is no rule of hoplint.`,
      'Run `hoplint rules` for the ids.',
    );
  }
  if (fact.reason === undefined) {
    return report(
      fact,
      'suppression/no-reason',
      `This comment ignores ${rules} without a reason, so it has no effect.`,
      'Add `-- ` and a reason.',
    );
  }
  if (isExpired(fact, today)) {
    return report(
      fact,
      'suppression/expired',
      `This comment ignored ${rules} until ${fact.until}, which has passed.`,
      'Mend the finding, or set a later date.',
    );
  }
  if (!used) {
    return report(
      fact,
      'suppression/unused',
      `This comment ignores ${rules}, but no such finding touches its lines.`,
      'Remove the comment.',
    );
  }
  return undefined;
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
    docsUrl: docsUrlOf('suppression'),
    fingerprint: fingerprintOf(ruleId, [fact.at.file, ...fact.rules]),
  };
}
