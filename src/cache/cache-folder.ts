// Where a user's caches lie, as each system has it.
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

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
