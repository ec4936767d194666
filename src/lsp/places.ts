// Every setting of every hop and workload by the places it stands at: what hover, hints, lenses and go-to-definition look up.
import type { Position } from 'vscode-languageserver';
import type { Location } from '../model/location.js';
import { type Origin, originPlace, type Setting } from '../model/setting.js';
import type { SettingName } from '../model/setting-names.js';
import type { Container, Hop, Model, RequestPath, Workload } from '../model/topology.js';
import { settingWords } from '../reporters/setting-words.js';
import { isOnLine } from './ranges.js';

/** Settings of a workload have names of their own beside those of hops. */
export type PlacedName = SettingName | 'workload.grace' | 'workload.preStop' | 'workload.delay' | 'workload.force';

interface Placed {
  readonly name: PlacedName;
  /** As the user writes it. */
  readonly key: string;
  /** What it belongs to, in words. */
  readonly owner: string;
  readonly setting: Setting;
  /** The place itself, then every step the value came by. */
  readonly at: readonly Location[];
}
export interface HopSetting extends Placed {
  readonly of: 'hop';
  readonly hop: Hop;
  readonly path: RequestPath;
}
export interface WorkloadSetting extends Placed {
  readonly of: 'workload';
  readonly workload: Workload;
  readonly container: Container;
}
export type PlacedSetting = HopSetting | WorkloadSetting;

export function placeSettings(model: Model): readonly PlacedSetting[] {
  return [...hopSettings(model), ...workloadSettings(model)];
}

function* hopSettings(model: Model): Iterable<HopSetting> {
  for (const path of model.paths) {
    for (const hop of path.nodes) {
      if (hop.is === 'gap') continue;
      for (const { name } of settingWords) {
        const setting: Setting<unknown> = hop.settings.get(name);
        if (!isTime(setting)) continue;
        const key = hop.settings.keyOf(name);
        yield { of: 'hop', name, key, owner: hop.name, setting, hop, path, at: placesOf(setting) };
      }
    }
  }
}
function* workloadSettings(model: Model): Iterable<WorkloadSetting> {
  for (const workload of model.workloads) {
    for (const container of workload.containers) {
      if (container !== workload.served && container.server === undefined && container.preStop === undefined) continue;
      const plan = container.server?.shutdown;
      const handled = plan?.handled === 'yes' ? plan : undefined;
      const own: readonly (readonly [PlacedName, string, Setting | undefined])[] = [
        ['workload.grace', 'grace period', workload.grace],
        ['workload.preStop', 'preStop', container.preStop === undefined ? undefined : container.preStopDelay],
        ['workload.delay', 'in-app delay', handled?.delay],
        ['workload.force', 'shutdown timeout', handled?.force],
      ];
      for (const [name, key, setting] of own) {
        if (setting === undefined || isNothing(setting)) continue;
        yield { of: 'workload', name, key, owner: workload.title, setting, workload, container, at: placesOf(setting) };
      }
    }
  }
}
/** A handler without a delay or a limit writes neither. */
function isNothing(setting: Setting): boolean {
  if (setting.state === 'unknown') return false;
  return setting.value.kind === 'unbounded' || (setting.value.kind === 'finite' && setting.value.length <= 0);
}
/** A time, or what may become one; a setting the product does not have is left out. */
function isTime(setting: Setting<unknown>): setting is Setting {
  if (setting.state === 'unknown') return isDocumented(setting) && (setting.candidates ?? []).every(isTime);
  return typeof setting.value === 'object' && setting.value !== null && 'kind' in setting.value;
}
/** A setting the product does not have is nothing to wonder about. */
export function isDocumented(setting: Setting<unknown>): boolean {
  return setting.state === 'known' || setting.reason.kind !== 'no-default';
}
function placesOf(setting: Setting): readonly Location[] {
  return setting.state === 'unknown' ? [setting.reason.at] : stepsOf(setting.origin);
}
function stepsOf(origin: Origin): readonly Location[] {
  return origin.kind === 'derived' ? [origin.at, ...origin.from.flatMap(stepsOf)] : [originPlace(origin)];
}

export function settingsAt(
  placed: readonly PlacedSetting[],
  file: string,
  position: Position,
): readonly PlacedSetting[] {
  return placed.filter((each) => each.at.some((at) => at.file === file && isOnLine(at, position)));
}
