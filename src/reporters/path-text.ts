// A request path as text: hops with the clocks of both sides between them, gaps as gaps.
import type { PathStep } from '../model/finding.js';
import { keptIdle } from '../model/http2.js';
import type { Setting } from '../model/setting.js';
import type { Gap, Hop, RequestPath } from '../model/topology.js';
import { formatBound } from '../model/verdict.js';
import { safeText } from './safe-text.js';
import { lengthOf } from './wrap.js';

export function valueText(setting: Setting): string {
  if (setting.state === 'known') return formatBound(setting.value);
  const values = [...new Set((setting.candidates ?? []).map((each) => formatBound(each.value)))];
  return values.length === 0 ? '?' : values.join(' or ');
}

/** `client ──▶ the ALB shop ──60 s │ 5 s──▶ api`: reuse on the left of each bar, patience on its right; broken at hops when too wide. */
export function drawPath(path: RequestPath, width = Number.POSITIVE_INFINITY, indent = ''): string {
  const lines: string[] = [];
  let line = `${indent}client`;
  let before: Hop | Gap | undefined;
  for (const node of path.nodes) {
    const piece = `${arrow(before, node)} ${node.is === 'gap' ? '?' : safeText(node.name)}`;
    if (lengthOf(line) + 1 + lengthOf(piece) > width) {
      lines.push(line);
      line = `${indent}    ${piece}`;
    } else {
      line += ` ${piece}`;
    }
    before = node;
  }
  return [...lines, line].join('\n');
}
/** Beside a gap the clock of the other side is drawn all the same, where it is known: that half is what the reader can go by. */
function arrow(from: Hop | Gap | undefined, to: Hop | Gap): string {
  if (from === undefined) return '──▶';
  const reuses = from.is === 'gap' ? '?' : reuseText(from);
  const keeps = to.is === 'gap' ? '?' : valueText(keptBy(from, to));
  const isOpen = from.is === 'gap' || to.is === 'gap';
  return isOpen && (reuses === '?' || reuses === 'passed on') && keeps === '?' ? '──▶' : `──${reuses} │ ${keeps}──▶`;
}
function reuseText({ settings, product }: Hop): string {
  const pooling = settings.get('outbound.pooling');
  if (pooling.state === 'known' && !pooling.value) return 'no reuse';
  const reuses = valueText(settings.get('outbound.idleTimeout'));
  return reuses === '?' && product.layer === 4 ? 'passed on' : reuses;
}
function keptBy(from: Hop | Gap, to: Hop): Setting {
  return from.is === 'gap' ? to.settings.get('inbound.idleTimeout') : keptIdle({ downstream: from, upstream: to });
}

/** The path of a finding from top to bottom, client first, each pair of clocks between the two hops they belong to. */
export function drawSteps(steps: readonly PathStep[]): readonly string[] {
  const lines = ['client'];
  const widest = Math.max(...steps.map((step) => lengthOf(safeText(step.hop))));
  let before: PathStep | undefined;
  for (const step of steps) {
    lines.push(...clocksBetween(before, step));
    const name = safeText(step.hop);
    const place = step.location === undefined ? '' : `${safeText(step.location.file)}:${step.location.line}`;
    lines.push(
      step.hop === '?'
        ? `? not known: ${safeText(step.detail)}`
        : `${name}${' '.repeat(widest - lengthOf(name))}  ${place}`.trimEnd(),
    );
    before = step;
  }
  return lines;
}
function clocksBetween(above: PathStep | undefined, below: PathStep): readonly string[] {
  if (above === undefined || above.hop === '?' || below.hop === '?') return ['│'];
  const reuse =
    above.carries === true
      ? 'passes the connection on'
      : above.pools === false
        ? 'opens a new connection for every request'
        : `reuses an idle connection for ${above.reusesIdle ?? 'an unknown time'}`;
  return [`│ ↑ ${reuse}`, `│ ↓ closes it after ${below.keepsIdle ?? 'an unknown time'}`];
}
