// Which servers of a Go program its command line starts: `shop reviews` runs none that only `shop web` leads to.
import type { ServeCallFact, ServerFact } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import type { Reach } from './reach.js';

/** `words`: the program and its arguments; `files`: those of the program. Without a known command among the words all of them may run. */
export function ofCommand(
  servers: readonly ServerFact[],
  words: readonly string[],
  files: ReadonlySet<string>,
  reach: Reach,
): readonly ServerFact[] {
  const calls = reach.serveCallsIn(files).filter(({ command = '' }) => command !== '' && !job.test(command));
  const names = new Set([...calls, ...servers].flatMap(({ command }) => command ?? []));
  const chosen = words.slice(1).find((word) => names.has(word));
  if (chosen === undefined && !words.slice(1).some((word) => job.test(word))) return servers;
  const started = (all: readonly ServeCallFact[]): ReadonlySet<ServerFact> =>
    new Set(all.flatMap((each) => startedBy(each, reach)));
  const own = started(calls.filter(({ command }) => command === chosen));
  const others = started(calls.filter(({ command }) => command !== chosen));
  return servers.filter((each) => {
    if (each.command !== undefined) return each.command === chosen;
    return own.has(each) || !others.has(each);
  });
}
/** `shop server migrate`: does its work and ends, whatever else its program can do, and though it calls something that runs. */
const job =
  /^(?:(?:db|database|schema)[:_-])?(?:migrat(?:e|ion|ions)|rollback|seed|init|backup|restore|cleanup|healthcheck|version)(?:[:_-][\w-]+)?$/;

function startedBy({ at, calls }: ServeCallFact, reach: Reach): readonly ServerFact[] {
  const folder =
    calls.space === 'package' ? folderOf(at.file) : reach.packageFolder(calls.space.slice('package:'.length));
  return folder === undefined ? [] : reach.serversIn(reach.fromPackage(folder));
}
