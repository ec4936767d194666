// Every path in one line each, so that the broken link of a chain is seen before anything is read.
import type { RequestPath } from '../../model/topology.js';
import { counted } from '../summary.js';
import { type JointState, jointsOf, worstState } from '../view/joints.js';
import { jointSigns } from '../view/signs.js';
import { html, type Markup } from './markup.js';

const words: Readonly<Record<JointState, string>> = {
  holds: 'holds',
  tight: 'barely holds',
  races: 'gives up too early in front of',
  'no-reuse': 'without reuse to',
  unknown: 'not known',
};

export interface OverviewRow {
  readonly path: RequestPath;
  readonly id: string;
  readonly title: string;
  readonly workloads: string;
}

/** A path without two hops to compare is left to its own card. */
export function overview(rows: readonly OverviewRow[]): Markup | undefined {
  const compared = rows.filter(({ path }) => worstState(path) !== undefined);
  if (compared.length === 0) return undefined;
  const items = compared.map(
    (row) =>
      html`<li data-workloads="${row.workloads}"><a href="#${row.id}">${row.title}</a> <span class="route">client ${steps(row.path)}</span></li>`,
  );
  return html`<section class="glance" aria-labelledby="glance-heading"><h2 id="glance-heading">At a glance</h2>
<ul>${items}</ul>${others(rows.length - compared.length)}</section>`;
}
function others(count: number): Markup | undefined {
  if (count === 0) return undefined;
  return html`<p class="dim">${counted(count, 'more path')} without two hops whose clocks can be compared.</p>`;
}
function steps(path: RequestPath): readonly Markup[] {
  const joints = new Map(jointsOf(path).map((joint) => [joint.pair.upstream, joint]));
  return path.nodes.map((node) => {
    const joint = node.is === 'hop' ? joints.get(node) : undefined;
    const link =
      joint === undefined
        ? html`<span class="link" aria-hidden="true"></span>`
        : html`<span class="link ${joint.state}" title="${joint.says}"><span aria-hidden="true">${jointSigns[joint.state]}</span><span class="hidden"> ${words[joint.state]} </span></span>`;
    return html`<span class="step">${link}<span class="to">${node.is === 'gap' ? '?' : node.name}</span></span>`;
  });
}
