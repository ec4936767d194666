// Runs git to read, and only that: nothing a repository's own configuration names is started.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/** git is given ten seconds; a repository too slow for that is treated as none. */
const timeLimit = 10_000;
const mostOutput = 256 * 1024 * 1024;
/** A repository's own configuration can name programs to run: these settings take that away. */
const harmless = [
  ...['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.untrackedCache=false'],
  ...['-c', 'protocol.allow=never'],
];

export type GitAnswer =
  | { readonly ok: true; readonly output: Buffer }
  /** What git said, one line; why it could not be started otherwise. */
  | { readonly ok: false; readonly reason: string };

/** Never lets it fetch what a partial clone lacks, nor look at the contents of files on disk: that could start their filters. */
export function runGit(cwd: string, args: readonly string[], input?: string): GitAnswer {
  const index = process.env['GIT_INDEX_FILE'];
  const git = spawnSync('git', [...harmless, ...args], {
    cwd,
    timeout: timeLimit,
    maxBuffer: mostOutput,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_NO_LAZY_FETCH: '1',
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_TERMINAL_PROMPT: '0',
      LC_ALL: 'C',
      // `git commit FILE` hands its hooks an index of its own, named from where they are started.
      ...(index === undefined ? {} : { GIT_INDEX_FILE: resolve(index) }),
    },
    ...(input === undefined ? {} : { input }),
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  if (git.status === 0) return { ok: true, output: git.stdout };
  if (git.error !== undefined) return { ok: false, reason: reasonOf(git.error) };
  const said = git.stderr.toString('utf8').split('\n')[0] ?? '';
  return { ok: false, reason: said.replace(/^(?:fatal|error): /, '').replace(/\.$/, '') };
}
function reasonOf(error: Error & { readonly code?: string }): string {
  if (error.code === 'ENOENT') return 'git is not installed';
  return error.code === 'ETIMEDOUT' ? `git took longer than ${timeLimit / 1000} s` : error.message;
}

/** The fields of an output with -z. */
export function fieldsOf(output: Buffer): readonly string[] {
  return output
    .toString('utf8')
    .split('\0')
    .filter((field) => field !== '');
}
