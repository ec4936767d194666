// One finding: what was compared, the lines it stands on, the remedy, and the other end.
import type { Finding } from '../../model/finding.js';
import { shortId } from '../finding-text.js';
import { installationsText } from '../installations-text.js';
import { splitAtPlaces } from '../place-text.js';
import type { ReportSettings } from '../reporter.js';
import { findingId } from './finding-links.js';
import { html, type Markup } from './markup.js';
import { breakable, excerpt, placeCode } from './place.js';

const severitySigns = { error: '✕', warning: '!', note: 'i' } as const;

export function findingCard(finding: Finding, workloads: string, settings: ReportSettings): Markup {
  const id = findingId(finding);
  const sure = finding.confidence === 'high' ? '' : html`<span class="dim">${finding.confidence} confidence</span>`;
  return html`<article class="card finding ${finding.severity}" id="${id}" tabindex="-1" aria-labelledby="${id}-title" data-rule="${finding.ruleId}" data-severity="${finding.severity}" data-workloads="${workloads}">
<h3 id="${id}-title"><span class="badge ${finding.severity}"><span aria-hidden="true">${severitySigns[finding.severity]} </span>${finding.severity}</span> ${finding.ruleId}</h3>
<p class="meta">${placeCode(finding.location, settings)} ${sure} <a href="${finding.docsUrl}">about this rule</a> <code class="dim" title="hoplint explain ${shortId(finding)}">${shortId(finding)}</code></p>
<p class="message">${message(finding)}</p>
${excerpt(finding.location, settings, 1)}${holdsIn(finding)}
<p class="help"><strong>Remedy</strong> ${finding.help}</p>
${relatedBlock(finding, settings)}
${fixesBlock(finding)}
</article>`;
}

/** Places that the sentence names stand back behind its words. */
function message({ message: text, location, related }: Finding): readonly Markup[] {
  const places = [{ message: '', location }, ...related];
  return splitAtPlaces(text, places).map((part) =>
    typeof part === 'string' ? html`${part}` : html`<code class="place">${breakable(part.place)}</code>`,
  );
}
function holdsIn(finding: Finding): Markup | undefined {
  const text = installationsText(finding);
  return text === undefined ? undefined : html`<p class="meta">Holds in ${text}.</p>`;
}
function relatedBlock({ related }: Finding, settings: ReportSettings): Markup | undefined {
  if (related.length === 0) return undefined;
  const places = related.map(
    (each) =>
      html`<li>${placeCode(each.location, settings)} ${each.message}${excerpt(each.location, settings, 0)}</li>`,
  );
  return html`<div class="related"><h4>${related.length === 1 ? 'The other place' : 'The other places'}</h4><ul>${places}</ul></div>`;
}
function fixesBlock({ fixes }: Finding): Markup | undefined {
  if (fixes.length === 0) return undefined;
  const items = fixes.map(
    (fix) => html`<li>${fix.title} <span class="dim">(${fix.safe ? 'safe' : 'to be reviewed'})</span></li>`,
  );
  return html`<div class="fixes"><h4>${fixes.length === 1 ? 'A fix that hoplint can make' : 'Fixes that hoplint can make'}</h4><ul>${items}</ul></div>`;
}
