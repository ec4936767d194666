// Which file of the scan an import means: relative paths, extensions left out or rewritten, index files, tsconfig aliases.
import { perObject } from '../../knowledge/memo.js';
import { folderOf, isPlainPath } from '../../model/file-paths.js';

/** `paths` and `baseUrl` of a tsconfig, both relative to the folder of that file. */
export interface PathAliases {
  /** Folder of the tsconfig, relative to the scan root; empty for the root. */
  readonly directory: string;
  readonly baseUrl?: string;
  readonly paths?: Readonly<Record<string, readonly string[]>>;
}

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'] as const;
/** TypeScript sources import each other by the name of what they are compiled to. */
const rewritten: readonly (readonly [written: string, sources: readonly string[]])[] = [
  ['.js', ['.ts', '.tsx', '.jsx']],
  ['.jsx', ['.tsx']],
  ['.mjs', ['.mts']],
  ['.cjs', ['.cts']],
];
/** Folders an alias such as `@/` or `~/` means by habit, seen from the folders above the importing file. */
const habitualAlias = /^(?:@|~|#)\/(.+)$/;
const habitualRoots = ['src', 'app', ''] as const;

export function resolveSpecifier(
  fromFile: string,
  specifier: string,
  hasFile: (path: string) => boolean,
  aliases?: PathAliases,
): string | undefined {
  if (specifier.startsWith('/')) return undefined;
  const folder = folderOf(fromFile);
  if (specifier === '.' || specifier === '..' || specifier.startsWith('./') || specifier.startsWith('../')) {
    return fileAt(join(folder, specifier), hasFile);
  }
  const aliased = aliases === undefined ? undefined : resolveAlias(specifier, aliases, hasFile);
  return aliased ?? resolveByHabit(folder, specifier, hasFile);
}

export function resolveAlias(
  specifier: string,
  aliases: PathAliases,
  hasFile: (path: string) => boolean,
): string | undefined {
  const base = join(aliases.directory, aliases.baseUrl ?? '.');
  for (const [pattern, targets] of patternsOf(aliases)) {
    const rest = matchPattern(pattern, specifier);
    if (rest === undefined) continue;
    for (const target of targets) {
      const found = fileAt(
        join(
          base,
          target.replace('*', () => rest),
        ),
        hasFile,
      );
      if (found !== undefined) return found;
    }
  }
  return aliases.baseUrl === undefined ? undefined : fileAt(join(base, specifier), hasFile);
}

/** The longest prefix before the star wins, as in the compiler. */
const patternsOf = perObject((aliases: PathAliases) =>
  Object.entries(aliases.paths ?? {}).sort(([a], [b]) => prefixOf(b).length - prefixOf(a).length),
);
const prefixOf = (pattern: string): string => pattern.split('*')[0] ?? '';

/** What the star stands for; an empty text for a pattern without one. */
export function matchPattern(pattern: string, specifier: string): string | undefined {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === specifier ? '' : undefined;
  const before = pattern.slice(0, star);
  const after = pattern.slice(star + 1);
  if (!specifier.startsWith(before) || !specifier.endsWith(after) || specifier.length < before.length + after.length) {
    return undefined;
  }
  return specifier.slice(before.length, specifier.length - after.length);
}

/** `@/config` and `src/config` without a tsconfig at hand: the nearest folder above in which such a file exists. */
function resolveByHabit(folder: string, specifier: string, hasFile: (path: string) => boolean): string | undefined {
  const rest = habitualAlias.exec(specifier)?.[1];
  const candidates =
    rest !== undefined
      ? habitualRoots.map((root) => join(root, rest))
      : /^(src|app)\//.test(specifier)
        ? [specifier]
        : [];
  if (candidates.length === 0) return undefined;
  for (
    let above: string | undefined = folder;
    above !== undefined;
    above = above === '' ? undefined : folderOf(above)
  ) {
    for (const candidate of candidates) {
      const found = fileAt(join(above, candidate), hasFile);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Many folders import one package, which is looked for in the same place and is no file. */
const filesBy = perObject((_: (path: string) => boolean) => new Map<string, string | undefined>());

export function fileAt(path: string | undefined, hasFile: (path: string) => boolean): string | undefined {
  if (path === undefined) return undefined;
  const known = filesBy(hasFile);
  if (!known.has(path)) known.set(path, findFile(path, hasFile));
  return known.get(path);
}
function findFile(path: string, hasFile: (path: string) => boolean): string | undefined {
  if (path !== '' && hasFile(path)) return path;
  for (const [written, sources] of rewritten) {
    if (!path.endsWith(written)) continue;
    const stem = path.slice(0, -written.length);
    for (const source of sources) if (hasFile(`${stem}${source}`)) return `${stem}${source}`;
  }
  for (const extension of extensions) if (path !== '' && hasFile(`${path}${extension}`)) return `${path}${extension}`;
  const index = path === '' ? 'index' : `${path}/index`;
  for (const extension of extensions) if (hasFile(`${index}${extension}`)) return `${index}${extension}`;
  return undefined;
}

/** Joins and normalises; undefined when the path leaves the scan. */
export function join(...parts: readonly (string | undefined)[]): string | undefined {
  const written = parts
    .map((part) => (part?.startsWith('./') ? part.slice(2) : part))
    .filter((part) => part !== undefined && part !== '')
    .join('/');
  if (isPlainPath(written)) return written;
  const segments: string[] = [];
  for (const segment of written.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.length > 0 && segments.at(-1) !== '..') segments.pop();
    // What is linted may lie beside the folder that hoplint is run in.
    else if (written.startsWith('../')) segments.push('..');
    else return undefined;
  }
  return segments.join('/');
}
