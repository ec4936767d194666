// A thread that reads files takes a while to get ready. Where there is certainly work for one, it starts before anybody knows the files.
import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../build.js';
import { cacheFolder, fileOfRoot } from '../cache/cache-folder.js';
import { type ReadingThread, startThread } from '../threads/start-thread.js';
import type { Arguments } from './read-arguments.js';
import type { Standpoint } from './standpoint.js';

/** More threads share little more: what follows the reading is the work of one. */
export const mostThreads = Math.min(3, availableParallelism() - 1);
/** Absolute: the program of a thread that reads files. */
export const readerBeside = fileURLToPath(new URL('./reader.cjs', import.meta.url));

/** In bytes: of some thousand files. */
const largeIndex = 400 * 1024;

export function earlyThread(args: Arguments, { cwd, paths }: Standpoint): Promise<ReadingThread> | undefined {
  const isAll = paths.every((path) => path === '.') && !args.has('staged') && !args.has('diff');
  const isWanted = isAll && build !== undefined && mostThreads > 0 && isLarge(cwd) && !isKnown(args, cwd);
  return isWanted ? startThread(readerBeside) : undefined;
}
/** Its size tells how many files git knows before it has told their names. */
function isLarge(cwd: string): boolean {
  try {
    return statSync(join(cwd, '.git/index')).size >= largeIndex;
  } catch {
    return false;
  }
}
/** What was read of most files lies in the cache. */
function isKnown(args: Arguments, cwd: string): boolean {
  const folder = args.has('no-cache') ? undefined : cacheFolder(process.env);
  const facts = folder === undefined ? undefined : fileOfRoot(folder, cwd, '.facts');
  return facts !== undefined && existsSync(facts);
}
