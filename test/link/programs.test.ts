// Programs of several modules, and those that a command of an image starts, one archive each: which servers there are, with times and port, and how they stop.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scan } from '../../src/lint.js';
import type { Location } from '../../src/model/location.js';
import type { Origin, Setting, TimeBound } from '../../src/model/setting.js';
import type { Server } from '../../src/model/topology.js';
import { optionsOver } from '../kit/options.js';
import { filesOf } from './archive.js';

const fixtures = join(import.meta.dirname, '../../fixtures/link');

describe.each(['node-programs', 'go-programs', 'commands', 'machines', 'deployed-variables', 'pipeline-builds'])(
  '%s',
  (folder) => {
    const root = join(fixtures, folder);
    const archives = readdirSync(root).filter((name) => name.endsWith('.txt') && name !== 'expected.txt');

    it('are read as they run', async () => {
      const shown: string[] = [];
      for (const name of archives.sort()) shown.push(await show(root, name));
      await expect(`${shown.join('\n')}\n`).toMatchFileSnapshot(join(root, 'expected.txt'));
    });
  },
);

async function show(root: string, name: string): Promise<string> {
  const { model, errors } = await scan(optionsOver(filesOf(readFileSync(join(root, name), 'utf8'))));
  expect(errors).toEqual([]);
  const servers = model.servers.map(serverText);
  return [name.replace(/\.txt$/, ''), ...(servers.length === 0 ? ['  no server'] : servers)].join('\n');
}

function serverText({ fact, settings, port, shutdown }: Server): string {
  const { delay, force, waits, handled, announcesClose } = shutdown;
  const idle = fact.language === 'node' ? 'inbound.advertisedIdleTimeout' : 'inbound.idleTimeout';
  const above = fact.with.map(({ product }) => product).join(', ');
  const steps = shutdown.handlers.map(
    ({ signals, helper, steps }) =>
      `    on ${[...signals, ...(helper === undefined ? [] : [`(${helper})`])].join(' ')}: ${steps
        .map((step) => (step.do === 'close' ? `close${step.waits ? '' : ' and not wait'}` : step.do))
        .join(', ')}`,
  );
  return [
    `  ${fact.product}${above === '' ? '' : ` with ${above}`}, ${fact.role}, made at ${place(fact.at)}${fact.listenAt === undefined ? '' : `, listens at ${place(fact.listenAt)}`}`,
    `    idle ${value(settings.get(idle), timeText)}, port ${value(port, String)}`,
    `    SIGTERM ${handled === 'no' ? 'unhandled' : handled === 'unknown' ? 'perhaps handled' : `handled, waits: ${waits}, delay ${value(delay, timeText)}, force ${value(force, timeText)}${announcesClose ? ', says Connection: close' : ''}`}`,
    ...steps,
  ].join('\n');
}
const place = ({ file, line }: Location): string => `${file}:${line}`;
const timeText = (bound: TimeBound): string => (bound.kind === 'finite' ? `${bound.length / 1000} s` : bound.kind);
function value<T>(setting: Setting<T>, text: (value: T) => string): string {
  return setting.state === 'known'
    ? `${text(setting.value)} (${way(setting.origin)})`
    : `unknown (${setting.reason.text})`;
}
/** From where it is used to where it is written. */
function way(origin: Origin): string {
  if (origin.kind === 'default') return 'default';
  if (origin.kind !== 'derived') return place(origin.at);
  return [place(origin.at), ...origin.from.map(way)].join(' < ');
}
