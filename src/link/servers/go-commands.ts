// Which servers of a Go program its command line starts: `shop reviews` runs none that only `shop web` leads to.
import type { ServeCallFact, ServerFact } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import type { Reach } from './reach.js';

/** `words`: the program and its arguments; `files`: those of the program. Without a command among the words all of them may run. */
export function ofCommand(
  servers: readonly ServerFact[],
  words: readonly string[],
  files: ReadonlySet<string>,
  reach: Reach,
): readonly ServerFact[] {
  const calls = reach.serveCallsIn(files).filter(({ command = '' }) => command !== '' && !job.test(command));
  const names = new Set([...calls, ...servers].flatMap(({ command }) => command ?? []));
  const given = words.slice(1);
  const commands = reach.commandsIn(files);
  const isJob = (word: string): boolean => job.test(word) && commands.some((each) => each.includes(word));
  // Whichever functions of other files start the servers, this command starts none.
  if (given.some(isJob) && !given.some((word) => names.has(word))) return [];
  const chosen = commandGiven(given, names, commands);
  if (chosen === undefined && !given.some((word) => job.test(word))) return servers;
  const started = (all: readonly ServeCallFact[]): ReadonlySet<ServerFact> =>
    new Set(all.flatMap((each) => startedBy(each, reach)));
  const own = started(calls.filter(({ command }) => command === chosen));
  const others = started(calls.filter(({ command }) => command !== chosen));
  return servers.filter((each) => {
    if (each.command !== undefined) return each.command === chosen;
    return own.has(each) || !others.has(each);
  });
}
/** Where the program is not known: without those of other commands than the one that is given. */
export function amongCommands(servers: readonly ServerFact[], words: readonly string[]): readonly ServerFact[] {
  const names = new Set(servers.flatMap(({ command }) => command ?? []));
  const chosen = words.slice(1).find((word) => names.has(word));
  return chosen === undefined ? servers : servers.filter(({ command }) => command === undefined || command === chosen);
}
/** By its own name: one that is known to serve, else whichever the program has, though what that runs is in no file of the scan. */
function commandGiven(
  given: readonly string[],
  serving: ReadonlySet<string>,
  commands: readonly (readonly string[])[],
): string | undefined {
  const names = new Map(commands.flatMap(([name = '', ...others]) => [name, ...others].map((each) => [each, name])));
  const own = given.map((word) => names.get(word) ?? word);
  return own.find((word) => serving.has(word)) ?? given.flatMap((word) => names.get(word) ?? []).at(-1);
}
/** `shop server migrate`: does its work and ends, whatever else its program can do, and though it calls something that runs. */
const job =
  /^(?:(?:db|database|schema)[:_-])?(?:migrat(?:e|ion|ions)|rollback|seed|init|backup|restore|cleanup|healthcheck|version)(?:[:_-][\w-]+)?$/;

/** The commands that start it; undefined where something else may, or nobody knows. */
export function commandsOf(
  { command, at, listenAt }: ServerFact,
  files: ReadonlySet<string>,
  reach: Reach,
): ReadonlySet<string> | undefined {
  if (command !== undefined) return new Set([command]);
  const folder = folderOf((listenAt ?? at).file);
  const calls = reach.serveCallsIn(files).filter((each) => calledFolder(each, reach) === folder);
  const commands = calls.flatMap((each) => each.command ?? []);
  return commands.length === 0 || commands.length < calls.length ? undefined : new Set(commands);
}
const calledFolder = ({ at, calls }: ServeCallFact, reach: Reach): string | undefined =>
  calls.space === 'package' ? folderOf(at.file) : reach.packageFolder(calls.space.slice('package:'.length));

function startedBy(call: ServeCallFact, reach: Reach): readonly ServerFact[] {
  const folder = calledFolder(call, reach);
  return folder === undefined ? [] : reach.serversIn(reach.fromPackage(folder));
}
