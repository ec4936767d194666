// Where a user's caches lie, as each system has it, whom they can be trusted from, and what is thrown away of them.
import { hash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';

/** Undefined where nothing names a home. */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const base = cachesOf(env, platform);
  return base === undefined ? undefined : join(base, 'hoplint');
}
function cachesOf(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): string | undefined {
  // A relative path would mean another folder in every project; the specification of XDG tells to ignore it.
  const stated = env.XDG_CACHE_HOME;
  if (stated !== undefined && isAbsolute(stated)) return stated;
  if (platform === 'win32') return env.LOCALAPPDATA;
  const home = env.HOME ?? homeOrNone();
  if (home === undefined || !isAbsolute(home)) return undefined;
  return platform === 'darwin' ? join(home, 'Library/Caches') : join(home, '.cache');
}
function homeOrNone(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}

/**
 * The file that stands for `root`, which is absolute. Undefined where the folder lies in it: anybody's change could put a cache there that
 * hides what it does.
 */
export function fileOfRoot(folder: string, root: string, ending: '.facts' | '.report'): string | undefined {
  const name = hash('sha256', root, 'base64url').slice(0, 24);
  return isInside(folder, root) ? undefined : join(folder, `${name}${ending}`);
}

/** Whoever changes files of `root` changes those of the folder. */
export function isInside(folder: string, root: string): boolean {
  const path = relative(resolve(root), resolve(folder));
  return path === '' || !(path.startsWith('..') || isAbsolute(path));
}
/** Some checkout, perhaps another than the one that is linted: what lies there may have come with it. */
export function isInCheckout(folder: string): boolean {
  for (let above = resolve(folder); ; above = dirname(above)) {
    if (existsSync(join(above, '.git'))) return true;
    if (dirname(above) === above) return false;
  }
}

/** Another user owns it or may write to it. Windows has other means, and a folder of one's own by default. */
export function isWrittenByOthers(folder: string): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat === undefined || process.getuid === undefined) return false;
  return !stat.isDirectory() || stat.uid !== process.getuid() || (stat.mode & 0o022) !== 0;
}

/** Forgets all but the `most` files that were written last of those with this ending. Gives their paths. */
export function keepNewest(folder: string, ending: string, most: number): readonly string[] {
  try {
    const paths = readdirSync(folder).flatMap((name) => (name.endsWith(ending) ? [join(folder, name)] : []));
    if (paths.length <= most) return [];
    const aged = paths.map((path) => ({ path, written: statSync(path).mtimeMs }));
    const old = aged.sort((a, b) => b.written - a.written).slice(most);
    for (const { path } of old) rmSync(path, { force: true });
    return old.map(({ path }) => path);
  } catch {
    // Another run tidies up as well.
    return [];
  }
}
