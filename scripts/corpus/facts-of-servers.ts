// What hoplint knows of a server: its times, its version and port, and how it shuts down.
import type { Location } from '../../src/model/location.js';
import type { Setting } from '../../src/model/setting.js';
import type { Server } from '../../src/model/topology.js';
import {
  type Extracted,
  placesIn,
  placesOf,
  settingText,
  time,
  timeText,
  variablesIn,
  versionText,
} from './say-values.js';

export function fromServer(server: Server): readonly Extracted[] {
  const { settings, fact, shutdown } = server;
  const created = [fact.at, ...(fact.listenAt === undefined ? [] : [fact.listenAt])];
  const get = (name: Parameters<typeof settings.get>[0]): Setting => settings.get(name) as Setting;
  const here = (name: Parameters<typeof settings.get>[0]): readonly Location[] =>
    settings.isWritten(name) ? [] : created;
  const node = (family: string, name: Parameters<typeof settings.get>[0]): Extracted => {
    const { says, at, families } = time([family], get(name), here(name));
    const written = fact.settings.filter((each) => each.name === name);
    return {
      families,
      says: { ...says, via: [...(says['via'] ?? []), ...written.flatMap(({ value }) => variablesIn(value))] },
      at: [...at, ...written.map(({ keyAt }) => keyAt)],
    };
  };
  const times =
    fact.language === 'go'
      ? [
          time(['go.IdleTimeout'], get('inbound.idleTimeout'), created),
          time(['go.ReadTimeout'], get('inbound.requestTimeout'), here('inbound.requestTimeout')),
          time(['go.ReadHeaderTimeout'], get('inbound.headerTimeout'), here('inbound.headerTimeout')),
          time(['go.WriteTimeout'], get('inbound.writeTimeout'), here('inbound.writeTimeout')),
        ]
      : [
          node('node.keepAliveTimeout', 'inbound.advertisedIdleTimeout'),
          node('node.headersTimeout', 'inbound.headerTimeout'),
        ];
  const handled = shutdown.handlers.flatMap((each) => [each.at, ...placesIn(each.steps)]);
  return [
    ...times,
    { families: ['go.server', 'node.server'], says: { exists: ['yes'] }, at: created },
    {
      families: ['node.version', 'go.version'],
      says: { version: versionText(server.runtimeVersion) },
      at: placesOf(server.runtimeVersion),
    },
    {
      families: ['server.port'],
      says: { value: settingText(server.port) },
      at: [...placesOf(server.port), ...created],
    },
    {
      families: ['sigterm'],
      says: {
        handled: [shutdown.handled],
        waits: [shutdown.waits],
        time: [shutdown.force, shutdown.delay, shutdown.waitLimit].flatMap(timeText),
      },
      at: [shutdown.at, ...created, ...handled],
    },
    time(['go.shutdown_timeout', 'graceful'], shutdown.force),
    time(['go.shutdown_timeout', 'graceful'], shutdown.waitLimit),
    time(['app_pre_shutdown_delay'], shutdown.delay),
  ];
}
