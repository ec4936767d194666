// Go to the other end: from a setting to the one it is compared with on the neighbouring hop.
import type { LocationLink, Position } from 'vscode-languageserver';
import type { Location } from '../model/location.js';
import { placeOf } from '../model/setting.js';
import type { SettingName } from '../model/setting-names.js';
import { type PlacedSetting, settingsAt } from './places.js';
import { rangeOf, visibleRange } from './ranges.js';

interface Counterpart {
  readonly name: SettingName;
  /** Where the other hop stands seen from this one: before it (nearer the client) or behind it. */
  readonly side: 'before' | 'behind';
}
const counterparts: Readonly<Partial<Record<SettingName, Counterpart>>> = {
  'inbound.advertisedIdleTimeout': { name: 'outbound.idleTimeout', side: 'before' },
  'inbound.idleTimeout': { name: 'outbound.idleTimeout', side: 'before' },
  'inbound.writeTimeout': { name: 'outbound.responseTimeout', side: 'before' },
  'inbound.socketTimeout': { name: 'outbound.responseTimeout', side: 'before' },
  'outbound.idleTimeout': { name: 'inbound.idleTimeout', side: 'behind' },
  'outbound.responseTimeout': { name: 'outbound.responseTimeout', side: 'behind' },
};

export function definitionsAt(
  placed: readonly PlacedSetting[],
  file: string,
  position: Position,
  uriOf: (file: string) => string,
): readonly LocationLink[] {
  const targets = new Map<string, Location>();
  for (const each of settingsAt(placed, file, position)) {
    const counterpart = counterparts[each.name];
    const place = counterpart === undefined ? undefined : otherEnd(each, counterpart);
    if (place !== undefined) targets.set(`${place.file}:${place.line}:${place.column}`, place);
  }
  return [...targets.values()].map((at) => ({
    targetUri: uriOf(at.file),
    targetRange: visibleRange(at),
    targetSelectionRange: rangeOf(at),
  }));
}
function otherEnd({ path, hop }: PlacedSetting, { name, side }: Counterpart): Location | undefined {
  const step = side === 'before' ? -1 : 1;
  for (let index = path.nodes.findIndex((node) => node.is === 'hop' && node.id === hop.id) + step; ; index += step) {
    const node = path.nodes[index];
    if (node === undefined || node.is === 'gap') return undefined;
    if (node.product.layer === 7) return placeOf(node.settings.get(name));
  }
}
