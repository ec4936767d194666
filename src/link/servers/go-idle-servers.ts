// Go servers that are in the files of a program and that it never starts.
import type { FileFacts, ServerFact } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import { goPackageFolder } from '../names/go-packages.js';

/**
 * Those of functions that nothing leads to in the file of main, where no other file of the package could call them; and those of
 * other packages that only such functions start.
 */
export function neverStarted(files: readonly FileFacts[], servers: readonly ServerFact[]): ReadonlySet<ServerFact> {
  const uncalled = servers.filter((each) => each.uncalled === true);
  if (uncalled.length === 0) return new Set();
  const sources = files.filter(({ file }) => file.endsWith('.go')).map(({ file }) => file);
  const hasNeighbour = ({ at }: ServerFact): boolean =>
    sources.some((each) => each !== at.file && folderOf(each) === folderOf(at.file));
  const idle = uncalled.filter((each) => !hasNeighbour(each));
  return new Set([...idle, ...startedOnlyBy(idle, files, servers)]);
}

/** What `api.NewServer()` gives is started by its own method `Start`, and whoever calls that is idle. */
function startedOnlyBy(
  idle: readonly ServerFact[],
  files: readonly FileFacts[],
  servers: readonly ServerFact[],
): readonly ServerFact[] {
  const facts = files.flatMap((each) => each.facts);
  const modules = facts.filter((each) => each.kind === 'go-module');
  const starts = (space: string, method: string): string =>
    `${space.startsWith('package:') ? (goPackageFolder(modules, space.slice('package:'.length)) ?? space) : space}#${method}`;
  const startOf = ({ takenFrom }: ServerFact): readonly string[] =>
    takenFrom === undefined ? [] : [starts(takenFrom.space, takenFrom.method)];
  const never = new Set(idle.flatMap(startOf));
  if (never.size === 0) return [];
  for (const server of servers) if (!idle.includes(server)) for (const each of startOf(server)) never.delete(each);
  for (const fact of facts)
    if (fact.kind === 'serve-call' && !idle.some(({ listenAt }) => listenAt !== undefined && isSame(listenAt, fact.at)))
      never.delete(starts(fact.calls.space, fact.calls.name));
  return servers.filter(({ at, shutdown: { handsError } }) => {
    const method = handsError?.split('.')[1];
    return method !== undefined && never.has(`${folderOf(at.file)}#${method}`);
  });
}
const isSame = (a: Location, b: Location): boolean => a.file === b.file && a.line === b.line && a.column === b.column;
