// One request path: its hops from client to process, and between each two the clocks of both sides, to scale.
import type { Finding } from '../../model/finding.js';
import type { Gap, Hop, RequestPath } from '../../model/topology.js';
import type { ReportSettings } from '../reporter.js';
import { type Joint, jointsOf, lengthsOf } from '../view/joints.js';
import { type Patience, patienceOf } from '../view/patience.js';
import { fitsOneScale, type Scale, scaleFor } from '../view/scale.js';
import { shownSettings } from '../view/settings.js';
import { jointSigns } from '../view/signs.js';
import { axisRow, barRow } from './bars.js';
import { findingLinks } from './finding-links.js';
import { html, type Markup } from './markup.js';
import { placeCode } from './place.js';

export interface PathCard {
  readonly path: RequestPath;
  readonly id: string;
  readonly title: string;
  readonly findings: readonly Finding[];
  /** Numbers of its workloads, for the filter. */
  readonly workloads: string;
}

export function pathCard({ path, id, title, findings, workloads }: PathCard, settings: ReportSettings): Markup {
  const joints = jointsOf(path);
  const lengths = lengthsOf(joints);
  const common = fitsOneScale(lengths) ? scaleFor(lengths, false) : undefined;
  const before = new Map(joints.map((joint) => [joint.pair.upstream, joint]));
  const nodes = path.nodes.map((node) => {
    const joint = node.is === 'hop' ? before.get(node) : undefined;
    const bars =
      joint === undefined ? html`<li class="wire" aria-hidden="true"></li>` : jointItem(joint, common, findings);
    return html`${bars}
${node.is === 'gap' ? gapItem(node) : hopItem(node, settings)}`;
  });
  const variant = path.variant === undefined ? '' : `, with ${path.variant}`;
  return html`<article class="card path" id="${id}" aria-labelledby="${id}-title" data-workloads="${workloads}">
<h3 id="${id}-title">${title}<span class="dim">${variant}</span></h3>
${path.hosts.length === 0 ? '' : html`<p class="dim hosts">${path.hosts.join(', ')}</p>`}
<ol class="chain">
<li class="hop client"><span class="name">client</span></li>
${nodes}
</ol>
${patienceBlock(patienceOf(path))}
${whyBlock(path, settings)}
</article>`;
}

function hopItem(hop: Hop, settings: ReportSettings): Markup {
  const product = hop.name.includes(hop.product.title) ? '' : hop.product.title;
  const version = hop.version.state === 'known' ? hop.version.value : '';
  const about = [product, version].filter((each) => each !== '').join(' ');
  const shown = shownSettings(hop);
  const rows = shown.map(
    (each) =>
      html`<tr><th scope="row">${each.words}</th><td class="${each.known ? 'known' : 'open'}">${each.value}</td><td>${each.origin}</td></tr>`,
  );
  const table =
    shown.length === 0
      ? ''
      : html`<details><summary>${shown.length === 1 ? '1 setting' : `${shown.length} settings`}<span class="hidden"> of ${hop.name}</span></summary>
<div class="scroll" tabindex="0" role="region" aria-label="Settings of ${hop.name}"><table><thead><tr><th scope="col">setting</th><th scope="col">value</th><th scope="col">where it comes from</th></tr></thead><tbody>${rows}</tbody></table></div></details>`;
  return html`<li class="hop"><div class="head"><span class="name">${hop.name}</span> <span class="dim">${about}</span> ${placeCode(hop.at, settings)}</div>${table}</li>`;
}
function gapItem(gap: Gap): Markup {
  return html`<li class="hop gap"><span class="name">?</span> <span>${gap.reason.text}.</span> <span class="dim">${gap.reason.settle}</span></li>`;
}

function jointItem(joint: Joint, common: Scale | undefined, findings: readonly Finding[]): Markup {
  const scale = common ?? scaleFor(lengthsOf([joint]), true);
  const { downstream } = joint.pair;
  const rows = [
    ...(joint.reuses === undefined
      ? []
      : [
          {
            clock: joint.reuses,
            kind: 'reuse',
            label: html`<span class="hidden">${downstream.name} </span>${joint.reuses.does}`,
          },
        ]),
    ...joint.keeps.map((clock) => ({
      clock,
      kind: joint.state,
      label: html`<span class="${clock.hop === joint.pair.upstream ? 'hidden' : 'who'}">${clock.hop.name} </span>${clock.does}`,
    })),
  ];
  const bars = joint.state === 'no-reuse' ? [] : [...rows.map((row) => barRow(row, scale)), axisRow(scale)];
  const between = joint.pair.between.map((hop) => hop.name);
  return html`<li class="joint ${joint.state}">
${between.length === 0 ? '' : html`<p class="dim">through ${between.join(', ')}</p>`}
${bars}
<p class="verdict"><span class="sign" aria-hidden="true">${jointSigns[joint.state]}</span> ${joint.says} ${findingLinks(about(joint, findings))}</p>
</li>`;
}
/** Findings that name both hops of the pair. */
function about({ pair }: Joint, findings: readonly Finding[]): readonly Finding[] {
  const names = [pair.downstream.name, pair.upstream.name].map((name) => name.toLowerCase());
  return findings.filter((each) => names.every((name) => each.message.toLowerCase().includes(name)));
}

function patienceBlock(hops: readonly Patience[]): Markup | undefined {
  if (hops.length === 0) return undefined;
  const scale = scaleFor(
    hops.flatMap((each) => each.clock.length ?? []),
    true,
  );
  const rows = hops.map(({ clock, tooShort }) =>
    barRow(
      {
        clock,
        kind: tooShort ? 'tight' : 'waits',
        label: html`<span class="who">${clock.hop.name}</span>${tooShort ? html` <strong class="warn">gives up before the hop behind it</strong>` : ''}`,
      },
      scale,
    ),
  );
  return html`<section class="patience"><h4>Waiting for the response, outermost first</h4>
${rows}
${axisRow(scale)}</section>`;
}

const strengths = {
  declared: 'declared',
  reference: 'by reference',
  name: 'by name',
  'only-one': 'the only candidate',
} as const;

function whyBlock(path: RequestPath, settings: ReportSettings): Markup | undefined {
  if (path.links.length === 0) return undefined;
  const reasons = path.links.map(
    (link) =>
      html`<li>${link.from} → ${link.to}: ${link.why} <span class="dim">(${strengths[link.strength]})</span> ${placeCode(link.at, settings)}</li>`,
  );
  return html`<details class="why"><summary>Why these hops meet</summary><ul>${reasons}</ul></details>`;
}
