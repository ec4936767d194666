// Runs git to read, and only that: nothing a repository's own configuration names is started.
import { execFile, spawnSync } from 'node:child_process';
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
  const git = spawnSync('git', [...harmless, ...args], {
    ...settings(cwd),
    ...(input === undefined ? {} : { input }),
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  if (git.status === 0) return { ok: true, output: git.stdout };
  return { ok: false, reason: git.error === undefined ? saidOnStderr(git.stderr) : reasonOf(git.error) };
}
/** The same, while this process does something else. */
export function startGit(cwd: string, args: readonly string[]): Promise<GitAnswer> {
  return new Promise((resolve) => {
    const options = { ...settings(cwd), encoding: 'buffer' } as const;
    const child = execFile('git', [...harmless, ...args], options, (error, output, stderr) => {
      if (error === null) resolve({ ok: true, output });
      else resolve({ ok: false, reason: typeof error.code === 'number' ? saidOnStderr(stderr) : reasonOf(error) });
    });
    child.stdin?.end();
  });
}
function settings(cwd: string) {
  const index = process.env['GIT_INDEX_FILE'];
  return {
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
    windowsHide: true,
  };
}
function saidOnStderr(stderr: Buffer): string {
  const said = stderr.toString('utf8').split('\n')[0] ?? '';
  return said.replace(/^(?:fatal|error): /, '').replace(/\.$/, '');
}
function reasonOf(error: {
  readonly code?: string | number | null;
  readonly message: string;
  readonly killed?: boolean;
}): string {
  if (error.code === 'ENOENT') return 'git is not installed';
  const isLate = error.code === 'ETIMEDOUT' || (error.killed === true && typeof error.code !== 'string');
  return isLate ? `git took longer than ${timeLimit / 1000} s` : error.message;
}

/** The fields of an output with -z. */
export function fieldsOf(output: Buffer): readonly string[] {
  return output
    .toString('utf8')
    .split('\0')
    .filter((field) => field !== '');
}
