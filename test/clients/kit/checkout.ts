// This checkout as strangers get it, and folders for their side.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

export const root = join(import.meta.dirname, '../../..');

const folders: string[] = [];
// Of the file that imports this: a test that runs already could not ask for it.
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
/** An empty folder, gone when the test file ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hoplint-client-'));
  folders.push(folder);
  return folder;
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

let built = false;
/** The command line as users get it, built from these sources. */
export function builtCommandLine(): string {
  if (!built) {
    const ran = spawnSync('npm', ['run', '--silent', 'build'], {
      cwd: root,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (ran.status !== 0) throw new Error(`npm run build: ${ran.stdout}${ran.stderr}`);
    built = true;
  }
  return join(root, 'dist/cli/main.cjs');
}

/** Fails with what git said. */
export function git(cwd: string, ...args: readonly string[]): string {
  const settings = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
  const ran = spawnSync('git', [...settings, ...args], { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.error?.message ?? ran.stderr}`);
  return ran.stdout.trim();
}

/**
 * A git repository with one commit: the files of this checkout as they are now, uncommitted work included, so that what is
 * tested is what would be pushed.
 */
export function publishedRepository(): { readonly folder: string; readonly revision: string } {
  const folder = join(temporaryFolder(), 'hoplint');
  git(root, 'clone', '--quiet', '--no-checkout', '--shared', root, folder);
  const index = join(folder, '.git/index-of-work');
  const inWork = (...args: readonly string[]): string => {
    const env = { ...process.env, GIT_INDEX_FILE: index, GIT_DIR: join(folder, '.git'), GIT_WORK_TREE: root };
    const ran = spawnSync('git', args, { cwd: root, env, encoding: 'utf8', maxBuffer: 2 ** 28 });
    if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`);
    return ran.stdout.trim();
  };
  inWork('add', '--all');
  const tree = inWork('write-tree');
  const revision = git(folder, 'commit-tree', tree, '-m', 'as it is now');
  git(folder, 'branch', '--force', 'published', revision);
  git(folder, 'checkout', '--quiet', 'published');
  return { folder, revision };
}
