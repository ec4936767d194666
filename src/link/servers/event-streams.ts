// Event streams of a program: which of its packages begins them (Go), and which of its files keeps them open (Node).
import { settingRow } from '../../knowledge/lookup.js';
import { perObject } from '../../knowledge/memo.js';
import type { ServerFact, WrittenSetting } from '../../model/facts.js';
import { groupBy } from '../../model/group-by.js';
import type { Location } from '../../model/location.js';
import type { FactIndex } from '../../model/topology.js';
import { isOnlyServer } from './web-sockets.js';

const streamsByFile = perObject((facts: FactIndex) => groupBy(facts.of('event-stream'), ({ at }) => at.file));

/** Undefined also where some handler takes a deadline off its response: that may be the one. */
export function eventStreamOf(server: ServerFact, files: ReadonlySet<string>, facts: FactIndex): Location | undefined {
  const byFile = streamsByFile(facts);
  if (byFile.size === 0 || server.language !== 'go' || server.role === 'side') return undefined;
  const found = [...byFile.keys()].sort().flatMap((file) => (files.has(file) ? (byFile.get(file) ?? []) : []));
  const begun = found.find((each) => each.begins);
  if (begun === undefined || found.some((each) => each.lifts)) return undefined;
  return isOnlyServer(server, files, facts) ? begun.at : undefined;
}

/** Handlers that take longer have their own deadline; the rest lives with what was chosen for it. */
export function liftsDeadlines({ language }: ServerFact, files: ReadonlySet<string>, facts: FactIndex): boolean {
  if (language !== 'go') return false;
  return [...streamsByFile(facts)].some(
    ([file, found]) => files.has(file) && found.some(({ ofResponse }) => ofResponse === true),
  );
}

export interface EventPings {
  readonly product: string;
  readonly at: Location;
  readonly settings: readonly WrittenSetting[];
}
const pingsByFile = perObject((facts: FactIndex) => groupBy(facts.of('event-pings'), ({ at }) => at.file));

/** Undefined where pings may be for WebSockets, or several timers send them. */
export function eventPingsOf(server: ServerFact, files: ReadonlySet<string>, facts: FactIndex): EventPings | undefined {
  const byFile = pingsByFile(facts);
  if (byFile.size === 0 || server.language === 'go' || server.role === 'side') return undefined;
  if (server.with.some(({ product }) => settingRow(product, 'stream.pingInterval') !== undefined)) return undefined;
  const [found, ...others] = [...byFile.keys()]
    .filter((file) => files.has(file))
    .flatMap((file) => byFile.get(file) ?? []);
  if (found === undefined || others.length > 0 || !isOnlyServer(server, files, facts)) return undefined;
  return { product: 'event-streams', at: found.at, settings: found.settings };
}
