// Event streams of a Go program, whichever of its packages begins them.
import { perObject } from '../../knowledge/memo.js';
import type { ServerFact } from '../../model/facts.js';
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
