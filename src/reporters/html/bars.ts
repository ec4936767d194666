// Lengths of time as horizontal bars over one axis. The bars are decoration: the value stands beside each as text.
import type { Clock } from '../view/joints.js';
import { isCut, type Scale, shareOf } from '../view/scale.js';
import { html, type Markup } from './markup.js';
import { breakable } from './place.js';

export function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}

export interface BarRow {
  readonly clock: Clock;
  readonly label: Markup;
  /** Class of the fill: `reuse`, `holds`, `races`, … */
  readonly kind: string;
}

export function barRow({ clock, label, kind }: BarRow, scale: Scale): Markup {
  return html`<div class="row"><div class="what">${label} <span class="origin">${breakable(clock.origin)}${clock.promises === undefined ? '' : `; it promises ${clock.promises}`}</span></div>
<div class="track" aria-hidden="true">${gridLines(scale)}${fill(clock, kind, scale)}</div>
<div class="value">${clock.value}</div></div>`;
}
function fill({ length, sure }: Clock, kind: string, scale: Scale): Markup {
  if (length === undefined) return html`<i class="fill unknown" style="width:100%"></i>`;
  const cut = isCut(length, scale) ? ' cut' : '';
  const share = shareOf(length, scale);
  const buffer =
    sure === undefined ? '' : html`<i class="buffer" style="left:${percent(Math.min(1, sure / length))}"></i>`;
  return html`<i class="fill ${kind}${cut}" style="width:${percent(share)}">${buffer}</i>`;
}
function gridLines({ ticks, end }: Scale): readonly Markup[] {
  return ticks.slice(1).map((tick) => html`<i class="grid" style="left:${percent(tick.at / end)}"></i>`);
}
/** The numbers under the bars. */
export function axisRow({ ticks, end }: Scale): Markup {
  const labels = ticks.map((tick) => html`<span style="left:${percent(tick.at / end)}">${tick.text}</span>`);
  return html`<div class="row axis" aria-hidden="true"><div class="what"></div><div class="ticks">${labels}</div><div class="value"></div></div>`;
}
