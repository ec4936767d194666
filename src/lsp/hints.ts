// Inlay hints for values nobody wrote, and lenses that say how many hops stand in front.
import { type CodeLens, type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver';
import type { Location } from '../model/location.js';
import type { Model, RequestPath } from '../model/topology.js';
import { formatBound } from '../model/verdict.js';
import type { PlacedName, PlacedSetting } from './places.js';
import { rangeOf } from './ranges.js';

const words: Readonly<Partial<Record<PlacedName, string>>> = {
  'inbound.advertisedIdleTimeout': 'idle',
  'inbound.idleTimeout': 'idle',
  'outbound.idleTimeout': 'reuse',
  'outbound.responseTimeout': 'response',
  'drain.deregistrationDelay': 'drain',
  'workload.grace': 'grace',
};

/** "idle 5 s, Node 22 default" behind the line that implies it; `lines` is the text of the file. */
export function inlayHints(
  placed: readonly PlacedSetting[],
  file: string,
  range: Range,
  lines: readonly string[],
): readonly InlayHint[] {
  const byLine = new Map<number, Set<string>>();
  for (const each of placed) {
    const [at] = each.at;
    const word = words[each.name];
    if (word === undefined || at === undefined || at.file !== file) continue;
    if (at.line - 1 < range.start.line || at.line - 1 > range.end.line) continue;
    if (each.setting.state === 'unknown' || each.setting.origin.kind !== 'default') continue;
    // The promised time says it all; the effective one beside it would only repeat it.
    if (each.name === 'inbound.idleTimeout' && isPromised(each, placed)) continue;
    const label = `${word} ${formatBound(each.setting.value)}, ${each.setting.origin.label}`;
    const labels = byLine.get(at.line);
    if (labels === undefined) byLine.set(at.line, new Set([label]));
    else labels.add(label);
  }
  return [...byLine].flatMap(([line, labels]): readonly InlayHint[] => {
    const text = lines[line - 1];
    if (text === undefined) return [];
    const label = ` ${[...labels].sort().join(' · ')}`;
    const position = { line: line - 1, character: text.length };
    return [{ position, label, kind: InlayHintKind.Parameter, paddingLeft: true }];
  });
}
function isPromised(setting: PlacedSetting, placed: readonly PlacedSetting[]): boolean {
  return placed.some(
    (other) =>
      other.of === 'hop' &&
      setting.of === 'hop' &&
      other.hop === setting.hop &&
      other.name === 'inbound.advertisedIdleTimeout',
  );
}

/** "3 hops in front" above the server, the workload, and every balancer and proxy of a path. */
export function codeLenses(model: Model, file: string): readonly CodeLens[] {
  const lenses = new Map<string, CodeLens>();
  const add = (at: Location, title: string): void => {
    const range = rangeOf({ ...at, endLine: at.line, endColumn: at.column });
    if (at.file === file && !lenses.has(`${at.line} ${title}`))
      lenses.set(`${at.line} ${title}`, { range, command: { title, command: '' } });
  };
  for (const path of model.paths) {
    path.nodes.forEach((node, index) => {
      if (node.is === 'hop') add(node.at, titleOf(path, index));
    });
    if (path.workload !== undefined) add(path.workload.at, titleOf(path, path.nodes.length - 1));
  }
  return [...lenses.values()];
}
function titleOf(path: RequestPath, index: number): string {
  const before = path.nodes.slice(0, index);
  const hops = before.filter((each) => each.is === 'hop').length;
  if (before.length === 0) return 'first hop';
  if (hops === 0) return 'what stands in front is not known';
  const names = before.map((each) => (each.is === 'hop' ? each.name : '?'));
  return `${hops} ${hops === 1 ? 'hop' : 'hops'} in front: ${names.join(' → ')}`;
}
