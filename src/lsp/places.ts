// Every setting of every hop by the places it stands at: what hover, inlay hints, lenses and go-to-definition look up.
import type { Position } from 'vscode-languageserver';
import type { Location } from '../model/location.js';
import { type Origin, originPlace, type Setting } from '../model/setting.js';
import type { SettingName } from '../model/setting-names.js';
import type { Hop, Model, RequestPath } from '../model/topology.js';
import { isOnLine } from './ranges.js';

export interface PlacedSetting {
  readonly name: SettingName;
  readonly key: string;
  readonly setting: Setting;
  readonly hop: Hop;
  readonly path: RequestPath;
  /** The place itself, then every step the value came by. */
  readonly at: readonly Location[];
  readonly isDefault: boolean;
}

const shown: readonly SettingName[] = [
  'inbound.advertisedIdleTimeout',
  'inbound.idleTimeout',
  'inbound.headerTimeout',
  'inbound.requestTimeout',
  'inbound.socketTimeout',
  'inbound.writeTimeout',
  'outbound.idleTimeout',
  'outbound.responseTimeout',
  'outbound.connectTimeout',
  'drain.deregistrationDelay',
];

export function placeSettings(model: Model): readonly PlacedSetting[] {
  const placed: PlacedSetting[] = [];
  const seen = new Set<string>();
  for (const path of model.paths) {
    for (const hop of path.nodes) {
      if (hop.is === 'gap') continue;
      for (const name of shown) {
        const setting = hop.settings.get(name);
        if (setting.state === 'unknown' || !isTime(setting)) continue;
        const at = placesOf(setting.origin);
        const key = `${path.id} ${hop.id} ${name}`;
        if (seen.has(key)) continue;
        seen.add(key);
        placed.push({
          name,
          key: hop.settings.keyOf(name),
          setting,
          hop,
          path,
          at,
          isDefault: setting.origin.kind === 'default',
        });
      }
    }
  }
  return placed;
}
function isTime(setting: Setting<unknown>): setting is Setting {
  return (
    setting.state === 'known' && typeof setting.value === 'object' && setting.value !== null && 'kind' in setting.value
  );
}
function placesOf(origin: Origin): readonly Location[] {
  return origin.kind === 'derived' ? [origin.at, ...origin.from.flatMap(placesOf)] : [originPlace(origin)];
}

export function settingsAt(
  placed: readonly PlacedSetting[],
  file: string,
  position: Position,
): readonly PlacedSetting[] {
  return placed.filter((each) => each.at.some((at) => at.file === file && isOnLine(at, position)));
}
