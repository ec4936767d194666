// Several servers may be the one a container runs: one table that answers only where all of them agree.
import type { Setting } from '../../model/setting.js';
import type { SettingName, SettingTypes } from '../../model/setting-names.js';
import type { Server, SettingTable } from '../../model/topology.js';
import { alternatives } from '../names/evaluate.js';

export function mergedSettings(servers: readonly Server[]): SettingTable | undefined {
  const first = servers[0];
  if (first === undefined) return undefined;
  if (servers.length === 1) return first.settings;
  const tables = servers.map((each) => each.settings);
  return {
    get<K extends SettingName>(name: K): Setting<SettingTypes[K]> {
      return alternatives(
        tables.map((each) => each.get(name)),
        `${servers.length} servers may be the one this container runs`,
        first.fact.at,
      );
    },
    isWritten: (name) => tables.some((each) => each.isWritten(name)),
    isSettable: (name, length) => first.settings.isSettable(name, length),
    isOneValue: (name, other) => first.settings.isOneValue(name, other),
    howToLower: (name) => first.settings.howToLower(name),
    howToRaise: (name) => first.settings.howToRaise(name),
    keyOf: (name) => first.settings.keyOf(name),
    names: () => [...new Set(tables.flatMap((each) => each.names()))].sort(),
  };
}
