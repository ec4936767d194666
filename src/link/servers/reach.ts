// Which source files an entry file brings in, so that the right server and its signal handlers are found.
import type { ImportsFact, ServeCallFact, ServerFact, ShutdownModuleFact } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { type Groups, groupBy } from '../../model/group-by.js';
import type { Location } from '../../model/location.js';
import type { FactIndex } from '../../model/topology.js';
import { goPackageFolder } from '../names/go-packages.js';
import type { ModuleResolver } from '../names/modules.js';
import { type ConditionsOf, conditionalFiles } from './conditional-files.js';

export interface Reach {
  /** Every file reached from the entry by relative imports (Node) or module imports (Go), the entry included. */
  from(entry: string): ReadonlySet<string>;
  /** Go: every file reached from a package, its own included. */
  fromPackage(folder: string): ReadonlySet<string>;
  /** Whether that entry reaches `file`; made for one file and many entries. */
  to(file: string): (entry: string) => boolean;
  /** Node: what has to hold for a file to be loaded. */
  conditionsOf: ConditionsOf;
  /** Whether another file of the scan imports it. */
  isImported(file: string): boolean;
  serversIn(files: ReadonlySet<string>): readonly ServerFact[];
  /** Go: a function of a shared package starts it, which other programs call and these files do not. */
  isStartedByOthers(server: ServerFact, files: ReadonlySet<string>): boolean;
  handlersIn(files: ReadonlySet<string>): readonly ShutdownModuleFact[];
  /** Go: calls of functions in other files that serve. */
  serveCallsIn(files: ReadonlySet<string>): readonly ServeCallFact[];
  /** Go: what a package publishes about stopping. */
  stopsIn(folder: string): readonly ShutdownModuleFact[];
  /** Go: the folder of an import path; undefined outside the scan. */
  packageFolder(importPath: string): string | undefined;
  importsOf(file: string): readonly string[];
  /** Node: what the files import that leads to no file of the scan. */
  importedOutside(files: ReadonlySet<string>): readonly string[];
  /** Settings files that the sources name. */
  settingsNamedIn(files: ReadonlySet<string>): readonly string[];
  /** Go: commands of the program's command line, each with what else it is called. */
  commandsIn(files: ReadonlySet<string>): readonly (readonly string[])[];
  /** `.env` files that the sources load, `*` for one that nobody knows. */
  envFilesLoadedBy(files: ReadonlySet<string>): readonly string[];
}

/** The files of a Go package see each other, so the package is one vertex; every other file is its own. */
const goVertex = 'go:';
const vertexOf = (file: string): string => (file.endsWith('.go') ? `${goVertex}${folderOf(file)}` : file);

export function sourceReach(facts: FactIndex, modules: ModuleResolver): Reach {
  const imports = groupBy(facts.of('imports'), ({ file }) => vertexOf(file));
  const goModules = facts.of('go-module');
  const targets = new Map<string, readonly string[]>();
  const known = new Map<string, ReadonlySet<string>>();
  let importers: ReadonlyMap<string, readonly string[]> | undefined;

  function targetsOf(vertex: string): readonly string[] {
    const before = targets.get(vertex);
    if (before !== undefined) return before;
    const found = [...new Set((imports.get(vertex) ?? []).flatMap(targetsOfFile))];
    targets.set(vertex, found);
    return found;
  }
  /** Vertices of packages, and files as they are. */
  function targetsOfFile({ file, specifiers }: ImportsFact): readonly string[] {
    if (!file.endsWith('.go')) {
      return specifiers.flatMap((specifier) => modules(file, specifier) ?? []);
    }
    return specifiers.flatMap((path) => {
      const folder = goPackageFolder(goModules, path);
      return folder !== undefined && imports.has(`${goVertex}${folder}`) ? [`${goVertex}${folder}`] : [];
    });
  }
  const from = (entry: string): ReadonlySet<string> => reachedFrom(vertexOf(entry), entry);
  /** A file counts as reached from itself. */
  function reachedFrom(start: string, entry?: string): ReadonlySet<string> {
    const before = known.get(entry ?? start);
    if (before !== undefined) return before;
    const reached = new Set(entry === undefined ? [] : [entry]);
    const seen = new Set([start]);
    for (const vertex of seen) {
      if (vertex.startsWith(goVertex)) for (const { file } of imports.get(vertex) ?? []) reached.add(file);
      for (const target of targetsOf(vertex)) {
        if (!target.startsWith(goVertex)) reached.add(target);
        seen.add(target.startsWith(goVertex) ? target : vertexOf(target));
      }
    }
    known.set(entry ?? start, reached);
    return reached;
  }
  function to(file: string): (entry: string) => boolean {
    if (file.endsWith('.go') && !isListed(file)) return (entry) => entry === file;
    const seen = new Set([vertexOf(file)]);
    for (const vertex of seen) for (const importer of importersOf(vertex)) seen.add(importer);
    return (entry) => seen.has(vertexOf(entry));
  }
  function importersOf(vertex: string): readonly string[] {
    importers ??= reversed([...imports.keys()], targetsOf);
    return importers.get(vertex) ?? [];
  }
  const isListed = (file: string): boolean => (imports.get(vertexOf(file)) ?? []).some((each) => each.file === file);
  const byFile = groupBy(facts.of('imports'), ({ file }) => file);
  const importsOf = new Map(Array.from(byFile, ([file, found]) => [file, found.flatMap((each) => each.specifiers)]));
  const stops = groupBy(facts.of('shutdown-module'), ({ at }) =>
    at.file.endsWith('.go') ? folderOf(at.file) : undefined,
  );
  const servers = within(facts.of('server'));
  let starters: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /** By the folder and the name of a function of another package, the files that call it. */
  function startersOf(folder: string, name: string): ReadonlySet<string> {
    starters ??= callersOf(facts.of('serve-call'), (path) => goPackageFolder(goModules, path));
    return starters.get(`${folder}#${name}`) ?? new Set();
  }
  const naming = facts
    .of('imports')
    .flatMap(({ file, settings }) => (settings === undefined ? [] : [{ file, settings }]));
  const loading = facts.of('imports').flatMap(({ file, loads }) => (loads === undefined ? [] : [{ file, loads }]));
  const commanding = facts
    .of('imports')
    .flatMap(({ file, commands }) => (commands === undefined ? [] : [{ file, commands }]));
  return {
    from,
    fromPackage: (folder) => reachedFrom(`${goVertex}${folder}`),
    to,
    conditionsOf: conditionalFiles(facts.of('imports'), modules),
    isImported: (file) => importersOf(vertexOf(file)).length > 0,
    stopsIn: (folder) => stops.get(folder) ?? [],
    packageFolder: (path) => goPackageFolder(goModules, path),
    settingsNamedIn: (files) => naming.flatMap(({ file, settings }) => (files.has(file) ? settings : [])),
    commandsIn: (files) => commanding.flatMap(({ file, commands }) => (files.has(file) ? commands : [])),
    envFilesLoadedBy: (files) => loading.flatMap(({ file, loads }) => (files.has(file) ? loads : [])),
    importsOf: (file) => importsOf.get(file) ?? [],
    importedOutside: (files) =>
      [...files].flatMap((file) =>
        (importsOf.get(file) ?? []).filter((specifier) => [modules(file, specifier) ?? []].flat().length === 0),
      ),
    serversIn: (files) => servers(files).filter(({ listenAt }) => isStartedIn(files, listenAt)),
    isStartedByOthers({ startedIn, listenAt, at }, files) {
      if (startedIn === undefined) return false;
      const callers = startersOf(folderOf((listenAt ?? at).file), startedIn);
      return callers.size > 0 && !Array.from(callers).some((each) => files.has(each));
    },
    handlersIn: within(facts.of('shutdown-module')),
    serveCallsIn: within(facts.of('serve-call')),
  };
}

function callersOf(
  calls: readonly ServeCallFact[],
  packageFolder: (path: string) => string | undefined,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { at, calls: called } of calls) {
    if (called.name.includes('.')) continue;
    const folder =
      called.space === 'package' ? folderOf(at.file) : packageFolder(called.space.slice('package:'.length));
    if (folder === undefined) continue;
    const key = `${folder}#${called.name}`;
    found.set(key, (found.get(key) ?? new Set()).add(at.file));
  }
  return found;
}

function reversed(
  vertices: readonly string[],
  targetsOf: (vertex: string) => readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>();
  for (const vertex of vertices) {
    for (const target of targetsOf(vertex)) {
      const key = target.startsWith(goVertex) ? target : vertexOf(target);
      const list = importers.get(key);
      if (list === undefined) importers.set(key, [vertex]);
      else list.push(vertex);
    }
  }
  return importers;
}

/** What one package makes may be started by several programs. */
const isStartedIn = (files: ReadonlySet<string>, listenAt: Location | undefined): boolean =>
  listenAt === undefined || !listenAt.file.endsWith('.go') || files.has(listenAt.file);

/** The facts that stand in some of the files, as the scan lists them; looks at whichever is fewer. */
function within<T extends { readonly at: Location }>(all: readonly T[]): (files: ReadonlySet<string>) => readonly T[] {
  let byFile: Groups<T> | undefined;
  return (files) => {
    if (files.size > all.length) return all.filter((each) => files.has(each.at.file));
    byFile ??= groupBy(all, ({ at }) => at.file);
    const groups = [...files].sort().flatMap((file) => byFile?.get(file) ?? []);
    return groups;
  };
}
