// Inlay hints for values nobody wrote, and lenses that say how many hops stand in front.
import { type CodeLens, type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver';
import type { Model } from '../model/topology.js';
import { formatBound } from '../model/verdict.js';
import type { PlacedSetting } from './places.js';
import { rangeOf } from './ranges.js';

const words: Readonly<Partial<Record<PlacedSetting['name'], string>>> = {
  'inbound.advertisedIdleTimeout': 'idle',
  'inbound.idleTimeout': 'idle',
  'outbound.idleTimeout': 'reuse',
  'outbound.responseTimeout': 'response',
  'drain.deregistrationDelay': 'drain',
};

/** "idle 5 s, Node 22 default" behind the line that implies it. */
export function inlayHints(placed: readonly PlacedSetting[], file: string, range: Range): readonly InlayHint[] {
  const byLine = new Map<number, Set<string>>();
  for (const each of placed) {
    const [at] = each.at;
    const word = words[each.name];
    if (!each.isDefault || word === undefined || at === undefined || at.file !== file) continue;
    if (at.line - 1 < range.start.line || at.line - 1 > range.end.line) continue;
    if (each.setting.state === 'unknown' || each.setting.origin.kind !== 'default') continue;
    // The promised time says it all; the effective one beside it would only repeat it.
    if (
      each.name === 'inbound.idleTimeout' &&
      placed.some((other) => other.hop === each.hop && other.name === 'inbound.advertisedIdleTimeout')
    )
      continue;
    const label = `${word} ${formatBound(each.setting.value)}, ${each.setting.origin.label}`;
    const labels = byLine.get(at.line);
    if (labels === undefined) byLine.set(at.line, new Set([label]));
    else labels.add(label);
  }
  return [...byLine].map(
    ([line, labels]): InlayHint => ({
      position: { line: line - 1, character: endOfLine },
      label: ` ${[...labels].sort().join(' · ')}`,
      kind: InlayHintKind.Parameter,
      paddingLeft: true,
    }),
  );
}
/** Clients clamp a character behind the end of the line to it. */
const endOfLine = 10_000;

/** "3 hops in front" above the server, the workload and the balancer of a path. */
export function codeLenses(model: Model, file: string): readonly CodeLens[] {
  const lenses = new Map<string, CodeLens>();
  for (const path of model.paths) {
    path.nodes.forEach((node, index) => {
      if (node.is === 'gap' || node.at.file !== file) return;
      const before = path.nodes.slice(0, index);
      const hops = before.filter((each) => each.is === 'hop').length;
      const unknown = before.some((each) => each.is === 'gap');
      const title =
        hops === 0
          ? unknown
            ? 'what stands in front is not known'
            : 'first hop'
          : `${hops} ${hops === 1 ? 'hop' : 'hops'} in front`;
      const names = before.map((each) => (each.is === 'hop' ? each.name : '?'));
      const key = `${node.at.line} ${title}`;
      if (lenses.has(key)) return;
      lenses.set(key, {
        range: rangeOf({ ...node.at, endLine: node.at.line, endColumn: node.at.column }),
        command: { title: names.length === 0 ? title : `${title}: ${names.join(' → ')}`, command: '' },
      });
    });
  }
  return [...lenses.values()];
}
