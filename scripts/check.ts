// Runs everything a change must pass, every step even after a failure, and says at the end which ones failed.
// `npm run check -- --without tests` leaves a step out.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const npm = (...args: string[]): boolean =>
  spawnSync('npm', ['--silent', ...args], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
    .status === 0;

/** Uncommitted work as text, so that "generate changes nothing" also holds in a tree with work in progress. */
const worktree = (): string => {
  const git = (...args: string[]): string =>
    spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 }).stdout ?? '';
  const untracked = git('ls-files', '-z', '--others', '--exclude-standard').split('\0').filter(Boolean);
  const contents = untracked.map((path) =>
    existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '',
  );
  return [git('diff'), ...untracked, ...contents].join('\n');
};

function generatedIsCurrent(): boolean {
  const before = worktree();
  if (!npm('run', 'generate')) return false;
  if (worktree() === before) return true;
  process.stderr.write('`npm run generate` changed files: commit its result.\n');
  return false;
}

const steps: Readonly<Record<string, () => boolean>> = {
  types: () => npm('run', 'check:types'),
  lint: () => npm('run', 'check:lint'),
  unused: () => npm('run', 'check:unused'),
  patterns: () => npm('run', 'check:patterns'),
  ...(existsSync(join(root, 'scripts/generate.ts')) ? { generated: generatedIsCurrent } : {}),
  package: () => npm('run', 'check:package'),
  action: () => npm('run', 'check:action'),
  tests: () => npm('test'),
};

const args = process.argv.slice(2);
const without = new Set(args.flatMap((arg, index) => (args[index - 1] === '--without' ? [arg] : [])));
const failed = Object.entries(steps).flatMap(([name, step]) => {
  if (without.has(name)) return [];
  process.stderr.write(`\n== ${name}\n`);
  return step() ? [] : [name];
});
process.stderr.write(failed.length === 0 ? '\nAll checks passed.\n' : `\nFailed: ${failed.join(', ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
