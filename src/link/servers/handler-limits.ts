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
  return { at: first.at, settings: isTold(found) && isOnlyServer(server, files, facts) ? (first.settings ?? []) : [] };
}
const isTold = (found: readonly HandlerLimitFact[]): boolean => found.length === 1;
