// Programs that answer requests which take too long themselves, whichever of their packages wraps the handlers.
import { perObject } from '../../knowledge/memo.js';
import { groupBy } from '../../model/group-by.js';
import type { Location } from '../../model/location.js';
import type { FactIndex } from '../../model/topology.js';

const limitsByFile = perObject((facts: FactIndex) => groupBy(facts.of('handler-limit'), ({ at }) => at.file));

export function handlerLimitIn(files: ReadonlySet<string>, facts: FactIndex): Location | undefined {
  const byFile = limitsByFile(facts);
  if (byFile.size === 0) return undefined;
  return [...byFile.keys()].sort().flatMap((file) => (files.has(file) ? (byFile.get(file) ?? []) : []))[0]?.at;
}
