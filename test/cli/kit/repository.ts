// A project in a git repository, with one commit.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Repository {
  readonly folder: string;
  git(...args: readonly string[]): string;
  write(file: string, text: string): void;
  /** Everything on disk, committed. */
  commit(message?: string): void;
}

export function repository(folder: string): Repository {
  const git = (...args: readonly string[]): string => {
    const settings = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
    const ran = spawnSync('git', [...settings, ...args], { cwd: folder, encoding: 'utf8' });
    if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`);
    return ran.stdout.trim();
  };
  const commit = (message = 'work'): void => {
    git('add', '--all');
    git('commit', '--quiet', '--message', message);
  };
  git('init', '--quiet', '--initial-branch', 'main');
  commit();
  return { folder, git, commit, write: (file, text) => writeFileSync(join(folder, file), text) };
}
