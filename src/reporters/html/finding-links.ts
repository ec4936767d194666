// Links from a drawing to the findings about it.
import type { Finding } from '../../model/finding.js';
import { shortId } from '../finding-text.js';
import { html, type Markup } from './markup.js';

export function findingId(finding: Finding): string {
  return `finding-${shortId(finding)}`;
}
export function findingLinks(findings: readonly Finding[]): readonly Markup[] {
  return findings.map(
    (each) =>
      html`<a class="chip ${each.severity}" href="#${findingId(each)}">${each.ruleId}<span class="hidden"> finding ${shortId(each)}</span></a> `,
  );
}
