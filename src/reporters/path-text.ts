// A request path as one drawn line: hops with the clocks between them, gaps as gaps.
import type { Gap, Hop, RequestPath } from '../model/topology.js';
import type { Setting } from '../model/setting.js';
import { formatBound } from '../model/verdict.js';
import { safeText } from './safe-text.js';

export function valueText(setting: Setting): string {
  if (setting.state === 'known') return formatBound(setting.value);
  const values = [...new Set((setting.candidates ?? []).map((each) => formatBound(each.value)))];
  return values.length === 0 ? '?' : values.join(' or ');
}

/** `client ──▶ the ALB shop ──60 s▶ 75 s── ingress-nginx …`: reuse on the left of each arrow, patience on its right. */
export function drawPath(path: RequestPath): string {
  const parts: string[] = ['client'];
  let before: Hop | Gap | undefined;
  for (const node of path.nodes) {
    parts.push(arrow(before, node));
    parts.push(node.is === 'gap' ? '?' : safeText(node.name));
    before = node;
  }
  return parts.join(' ');
}
function arrow(from: Hop | Gap | undefined, to: Hop | Gap): string {
  if (to.is === 'gap' || from === undefined || from.is === 'gap') return '──▶';
  const pooling = from.settings.get('outbound.pooling');
  const reuses = pooling.state === 'known' && !pooling.value ? 'no reuse' : valueText(from.settings.get('outbound.idleTimeout'));
  return `──${reuses} │ ${valueText(to.settings.get('inbound.idleTimeout'))}──▶`;
}
