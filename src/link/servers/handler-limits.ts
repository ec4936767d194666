// Programs that answer requests which take too long themselves, whichever of their packages wraps the handlers.
import { perObject } from '../../knowledge/memo.js';
import type { HandlerLimitFact, ServerFact, WrittenSetting } from '../../model/facts.js';
import { groupBy } from '../../model/group-by.js';
import type { Location } from '../../model/location.js';
import type { FactIndex } from '../../model/topology.js';
import { isOnlyServer } from './web-sockets.js';

const limitsByFile = perObject((facts: FactIndex) => groupBy(facts.of('handler-limit'), ({ at }) => at.file));

export interface HandlerLimit {
  readonly at: Location;
  /** After how long, where one call decides it for the only server of the program. */
  readonly settings: readonly WrittenSetting[];
}

export function handlerLimitOf(
  server: ServerFact,
  files: ReadonlySet<string>,
  facts: FactIndex,
): HandlerLimit | undefined {
  const byFile = limitsByFile(facts);
  if (byFile.size === 0) return undefined;
  const found = [...byFile.keys()].sort().flatMap((file) => (files.has(file) ? (byFile.get(file) ?? []) : []));
  const [first] = found;
  if (first === undefined) return undefined;
  const told = found.find(({ settings }) => settings !== undefined);
  // Beside it in one file it wraps the handlers of that server, whatever else the program listens with.
  const among = first.at.file === server.at.file ? new Set([server.at.file]) : files;
  return { at: first.at, settings: isTold(found) && isOnlyServer(server, among, facts) ? (told?.settings ?? []) : [] };
}
/** A file that is read again for what others ask of it says the same again. */
const isTold = (found: readonly HandlerLimitFact[]): boolean =>
  new Set(found.map(({ by, at }) => `${at.file}:${at.line} ${by}`)).size === 1;
