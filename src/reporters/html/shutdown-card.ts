// The end of one workload on a time axis: hook, signal, drain and kill, under the requests that still arrive.
import type { Finding } from '../../model/finding.js';
import type { ReportSettings } from '../reporter.js';
import { type Scale, scaleFor, shareOf } from '../view/scale.js';
import type { Mark, Segment, Shutdown } from '../view/shutdown.js';
import { percent } from './bars.js';
import { findingLinks } from './finding-links.js';
import { html, type Markup } from './markup.js';
import { placeCode } from './place.js';

export interface ShutdownCard {
  readonly shutdown: Shutdown;
  readonly id: string;
  readonly findings: readonly Finding[];
  readonly workloads: string;
}

export function shutdownCard({ shutdown, id, findings, workloads }: ShutdownCard, settings: ReportSettings): Markup {
  const { workload, container, moments, problems } = shutdown;
  const several = workload.containers.length > 1 ? `, container ${container.name}` : '';
  const steps = moments.map(
    (each) =>
      html`<li><span class="when">${each.when ?? '?'}</span> <span>${each.text}${each.at === undefined ? '' : html` ${placeCode(each.at, settings)}`}</span></li>`,
  );
  return html`<article class="card shutdown" id="${id}" aria-labelledby="${id}-title" data-workloads="${workloads}">
<h3 id="${id}-title">${workload.title}<span class="dim">${several}</span></h3>
${drawing(shutdown)}
<ol class="moments">${steps}</ol>
${problems.length === 0 ? '' : html`<ul class="problems">${problems.map((each) => html`<li><span class="sign" aria-hidden="true">✕</span> ${each}</li>`)}</ul>`}
${findings.length === 0 ? '' : html`<p class="chips">${findingLinks(findings)}</p>`}
</article>`;
}

function drawing(shutdown: Shutdown): Markup {
  const { segments, marks, trafficEnds, refusesFrom } = shutdown;
  const ends = [...segments.map((each) => each.to), ...marks.map((each) => each.at), trafficEnds ?? 0];
  const longest = Math.max(1000, ...ends.filter(Number.isFinite));
  const scale = scaleFor([longest * 1.04], false);
  const served = refusesFrom ?? trafficEnds;
  const traffic =
    trafficEnds === undefined
      ? []
      : [
          html`<i class="part traffic" style="${span(0, served ?? 0, scale)}"></i>`,
          ...(refusesFrom === undefined
            ? []
            : [html`<i class="part refused" style="${span(refusesFrom, trafficEnds, scale)}"></i>`]),
        ];
  const sorted = [...marks].sort((a, b) => a.at - b.at);
  return html`<div class="timeline" aria-hidden="true" style="--flags:${sorted.length}">
<div class="flags">${sorted.map((mark, index) => flag(mark, index, sorted.length, scale))}</div>
<div class="lane-name first">requests arrive</div><div class="lane first">${traffic}</div>
<div class="lane-name second">the container</div><div class="lane second">${segments.map((each) => part(each, scale))}</div>
<div class="marks">${sorted.map((mark) => html`<i class="mark ${mark.kind}" style="left:${percent(shareOf(mark.at, scale))}"></i>`)}</div>
<div class="ticks">${scale.ticks.map((tick) => html`<span style="left:${percent(tick.at / scale.end)}">${tick.text}</span>`)}</div>
</div>`;
}
/** Each flag has a line of its own, so that two that fall together can both be read. */
function flag(mark: Mark, index: number, count: number, scale: Scale): Markup {
  const share = shareOf(mark.at, scale);
  const side = share > 0.6 ? 'left' : 'right';
  return html`<span class="flag ${mark.kind} ${side}" style="left:${percent(share)};top:${index * 1.25}rem;--below:${(count - index) * 1.25}rem">${mark.label}</span>`;
}
function part(segment: Segment, scale: Scale): Markup {
  const endless = segment.endless === true ? ' endless' : '';
  const share = shareOf(segment.to, scale) - shareOf(segment.from, scale);
  // A label that cannot fit would only be cut; the list below says it.
  const label = share > 0.1 ? segment.label : '';
  return html`<i class="part ${segment.kind}${endless}" style="${span(segment.from, segment.to, scale)}"><span>${label}</span></i>`;
}
function span(from: number, to: number, scale: Scale): string {
  const start = shareOf(from, scale);
  return `left:${percent(start)};width:${percent(shareOf(to, scale) - start)}`;
}
