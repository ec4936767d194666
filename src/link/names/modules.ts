// Import specifiers to files of the scan, with all that the repository says about names: tsconfig paths, package imports and exports, workspaces.
import { perObject } from '../../knowledge/memo.js';
import { matchVersion, parseRange } from '../../knowledge/version.js';
import type { FileFacts, PackageFact, PathAliasesFact } from '../../model/facts.js';
import { folderOf, foldersAbove } from '../../model/file-paths.js';
import { append } from '../../model/group-by.js';
import { findSource } from './compiled-sources.js';
import { fileAt, join, matchPattern, type PathAliases, resolveAlias, resolveSpecifier } from './resolve-module.js';

/** The file an import means; undefined when it is outside the scan. */
export type ModuleResolver = (fromFile: string, specifier: string) => string | undefined;

const deepestExtends = 8;
/** What the runtime brings is never a file, even where a `baseUrl` holds one of that name. */
const builtin =
  /^node:|^(?:assert|buffer|child_process|cluster|crypto|dns|events|fs|http2?|https|net|os|path|process|stream|timers|tls|url|util|v8|vm|worker_threads|zlib)(?:$|\/)/;

export function moduleResolver(files: readonly FileFacts[], hasFile: (path: string) => boolean): ModuleResolver {
  const configs = new Map<string, PathAliasesFact[]>();
  const byFile = new Map<string, PathAliasesFact>();
  const packages = new Map<string, PackageFact>();
  const named = new Map<string, PackageFact[]>();
  for (const { facts } of files) {
    for (const fact of facts) {
      if (fact.kind === 'path-aliases') {
        byFile.set(fact.file, fact);
        append(configs, fact.directory, fact);
      } else if (fact.kind === 'package') {
        packages.set(fact.directory, fact);
        if (fact.name !== undefined) append(named, fact.name, fact);
      }
    }
  }
  const aliases = new Map([...configs].map(([folder, list]) => [folder, list.flatMap((each) => aliasesOf(each, 0))]));

  /** Paths are relative to the file that writes them, whoever inherits them. */
  function aliasesOf(config: PathAliasesFact, depth: number): readonly PathAliases[] {
    const own =
      config.baseUrl === undefined && Object.keys(config.paths).length === 0
        ? []
        : [{ directory: config.directory, paths: config.paths, ...(config.baseUrl && { baseUrl: config.baseUrl }) }];
    if (own.length > 0 || depth > deepestExtends) return own;
    return config.extends.flatMap((name) => {
      const path = name.startsWith('.') ? join(config.directory, name) : undefined;
      const base = path === undefined ? undefined : (byFile.get(path) ?? byFile.get(`${path}.json`));
      return base === undefined ? [] : aliasesOf(base, depth + 1);
    });
  }

  function find(fromFile: string, specifier: string): string | undefined {
    const isPath = specifier.startsWith('.') || specifier.startsWith('/');
    if (isPath) return resolveSpecifier(fromFile, specifier, hasFile);
    if (builtin.test(specifier) || specifier.includes('://')) return undefined;
    for (const folder of foldersAbove(fromFile)) {
      for (const each of aliases.get(folder) ?? []) {
        const found = resolveAlias(specifier, each, hasFile);
        if (found !== undefined) return found;
      }
      const imports = packages.get(folder)?.imports;
      const found = imports === undefined ? undefined : mapped(folder, imports, specifier);
      if (found !== undefined) return found;
    }
    return inPackage(fromFile, specifier) ?? resolveSpecifier(fromFile, specifier, hasFile);
  }

  /** A package of the same repository, by name. */
  function inPackage(fromFile: string, specifier: string): string | undefined {
    const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
    const owners = name === undefined ? [] : (named.get(name) ?? []);
    const owner = owners.length < 2 ? owners[0] : nearestTo(fromFile, owners);
    if (owner === undefined || name === undefined || isOfRegistry(name, owner, fromFile)) return undefined;
    const rest = specifier.slice(name.length + 1);
    const key = rest === '' ? '.' : `./${rest}`;
    const exported = owner.exports === undefined ? undefined : mapped(owner.directory, owner.exports, key);
    if (exported !== undefined) return exported;
    const places =
      rest === '' ? [owner.main, ...(owner.entries ?? []), 'src/index', 'index', 'lib/index'] : [rest, `src/${rest}`];
    return firstSource(owner.directory, places);
  }

  /** A folder may have the name of a package that the importer takes from the registry: the release that it asks for is another. */
  function isOfRegistry(name: string, { version }: PackageFact, fromFile: string): boolean {
    for (const folder of foldersAbove(fromFile)) {
      const asked = packages.get(folder)?.dependencies[name]?.text.trim();
      if (asked === undefined) continue;
      // `workspace:*`, `file:../lib`, `latest`, and what every version satisfies.
      if (asked === '' || !/\d/.test(asked) || parseRange(asked) === undefined) return false;
      return version !== undefined && matchVersion(version, asked) === 'none';
    }
    return false;
  }

  function mapped(
    directory: string,
    table: Readonly<Record<string, readonly string[]>>,
    specifier: string,
  ): string | undefined {
    for (const key of keysOf(table)) {
      const rest = matchPattern(key, specifier);
      if (rest === undefined) continue;
      const targets = (table[key] ?? []).map((target) => target.replaceAll('*', () => rest));
      const found = firstSource(directory, targets);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** A target may be what a compiler writes; the source it is made from is what the scan has. */
  function firstSource(directory: string, targets: readonly (string | undefined)[]): string | undefined {
    for (const target of targets) {
      const path = target === undefined ? undefined : join(directory, target);
      if (path === undefined) continue;
      const found = fileAt(path, hasFile) ?? findSource(path.replace(/\.d\.([cm]?ts)$/, '.$1'), hasFile);
      if (found !== undefined && !/\.d\.[cm]?ts$/.test(found)) return found;
    }
    return undefined;
  }

  const byFolder = new Map<string, Map<string, string | undefined>>();
  /** Of the file that asked last: most ask for all that they import in a row. */
  let last: { readonly file: string; readonly known: Map<string, string | undefined> } | undefined;
  const knownFrom = (folder: string): Map<string, string | undefined> => {
    const known = byFolder.get(folder) ?? new Map();
    byFolder.set(folder, known);
    return known;
  };
  return (fromFile, specifier) => {
    if (last?.file !== fromFile) last = { file: fromFile, known: knownFrom(folderOf(fromFile)) };
    const { known } = last;
    if (!known.has(specifier)) known.set(specifier, find(fromFile, specifier));
    return known.get(specifier);
  };
}

/** The longest key wins, as in Node. */
const keysOf = perObject((table: Readonly<Record<string, readonly string[]>>) =>
  Object.keys(table).sort((a, b) => b.length - a.length),
);

/** Examples repeat the names of the packages they show: the one that shares the longest path is meant. */
function nearestTo(file: string, owners: readonly PackageFact[]): PackageFact | undefined {
  const shared = ({ directory }: PackageFact): number => {
    const own = directory.split('/');
    const parts = file.split('/');
    const differs = own.findIndex((part, index) => part !== parts[index]);
    return differs < 0 ? own.length : differs;
  };
  return [...owners].sort((a, b) => shared(b) - shared(a) || (a.directory < b.directory ? -1 : 1))[0];
}
