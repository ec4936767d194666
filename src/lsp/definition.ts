// Go to the other end: from a setting to the ones it is compared with, and from a finding to its other places.
import type { Position } from 'vscode-languageserver';
import type { Finding } from '../model/finding.js';
import type { Location } from '../model/location.js';
import { placeOf } from '../model/setting.js';
import type { SettingName } from '../model/setting-names.js';
import { type HopSetting, isDocumented, type PlacedSetting, settingsAt, type WorkloadSetting } from './places.js';
import { isOnLine } from './ranges.js';

interface Counterpart {
  readonly name: SettingName;
  /** Where the other hop stands seen from this one: before it (nearer the client) or behind it. */
  readonly side: 'before' | 'behind';
}
const counterparts: Readonly<Partial<Record<PlacedSetting['name'], readonly Counterpart[]>>> = {
  'inbound.advertisedIdleTimeout': [{ name: 'outbound.idleTimeout', side: 'before' }],
  'inbound.idleTimeout': [{ name: 'outbound.idleTimeout', side: 'before' }],
  'inbound.writeTimeout': [{ name: 'outbound.responseTimeout', side: 'before' }],
  'inbound.socketTimeout': [{ name: 'outbound.responseTimeout', side: 'before' }],
  'outbound.idleTimeout': [{ name: 'inbound.idleTimeout', side: 'behind' }],
  'outbound.responseTimeout': [
    { name: 'outbound.responseTimeout', side: 'behind' },
    { name: 'outbound.responseTimeout', side: 'before' },
  ],
  'stream.idleTimeout': [{ name: 'stream.pingInterval', side: 'behind' }],
  'stream.pingInterval': [{ name: 'stream.idleTimeout', side: 'before' }],
};

/** Each place once, none of them the line the question was asked on. */
export function definitionsAt(
  placed: readonly PlacedSetting[],
  findings: readonly Finding[],
  file: string,
  position: Position,
): readonly Location[] {
  const here = settingsAt(placed, file, position);
  const targets = [
    ...here.flatMap((each) => (each.of === 'hop' ? otherEnds(each) : shutdownParts(each, placed))),
    ...findings.flatMap((finding) => otherPlaces(finding, file, position)),
  ];
  const elsewhere = targets.filter((at) => at.file !== file || at.line - 1 !== position.line);
  return [...new Map(elsewhere.map((at) => [`${at.file}:${at.line}:${at.column}`, at])).values()];
}
function otherEnds(setting: HopSetting): readonly Location[] {
  return (counterparts[setting.name] ?? []).flatMap((counterpart) => otherEnd(setting, counterpart) ?? []);
}
function otherEnd({ path, hop }: HopSetting, { name, side }: Counterpart): Location | undefined {
  const step = side === 'before' ? -1 : 1;
  for (let index = path.nodes.indexOf(hop) + step; ; index += step) {
    const node = path.nodes[index];
    if (node === undefined || node.is === 'gap') return undefined;
    if (node.product.layer === 7)
      return isDocumented(node.settings.get(name)) ? placeOf(node.settings.get(name)) : undefined;
  }
}
/** Grace, hook, delay and timer of one container are one budget. */
function shutdownParts({ container, name }: WorkloadSetting, placed: readonly PlacedSetting[]): readonly Location[] {
  return placed.flatMap((each) =>
    each.of === 'workload' && each.container === container && each.name !== name ? [placeOf(each.setting)] : [],
  );
}
function otherPlaces(finding: Finding, file: string, position: Position): readonly Location[] {
  const places = [finding.location, ...finding.related.map((each) => each.location)];
  return places.some((at) => at.file === file && isOnLine(at, position)) ? places : [];
}
