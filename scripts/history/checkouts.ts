// One commit after the other of a clone, in a folder of their own; the clone itself is left alone.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Nothing reads these, and a clone may lack its largest files. */
const pictures = [
  'png',
  'gif',
  'jpg',
  'jpeg',
  'webp',
  'svg',
  'ico',
  'mp4',
  'mov',
  'pdf',
  'zip',
  'gz',
  'tgz',
  'woff',
  'woff2',
  'ttf',
];

/** The new folder, `owner+name` below `folder`. */
export function cloneInto(folder: string, repos: string, repo: string): string {
  const name = repo.replace('/', '+');
  const checkout = join(folder, name);
  git(folder, ['clone', '--quiet', '--shared', '--no-checkout', join(repos, name), checkout]);
  git(checkout, ['remote', 'set-url', 'origin', `https://github.com/${repo}.git`]);
  git(checkout, ['sparse-checkout', 'set', '--no-cone', '/*', ...pictures.map((ending) => `!*.${ending}`)]);
  return checkout;
}
export function checkOut(checkout: string, revision: string): void {
  git(checkout, ['checkout', '--quiet', '--force', '--detach', revision]);
}

function git(cwd: string, words: readonly string[]): void {
  const { status, stderr } = spawnSync('git', ['-c', 'core.fsmonitor=false', ...words], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${words[0]}: ${stderr.trim()}`);
}
