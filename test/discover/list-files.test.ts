// The names in a folder are the same whether git is waited for or works meanwhile, and whether there is git at all.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { foldersOf, listFiles, namesIn, startNaming } from '../../src/discover/list-files.js';

const top = mkdtempSync(join(tmpdir(), 'hoplint-list-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));
const searchPath = process.env['PATH'];
afterEach(() => {
  process.env['PATH'] = searchPath;
});

let made = 0;
function tree(isCheckout: boolean): string {
  made += 1;
  const root = join(top, `tree-${made}`);
  mkdirSync(join(root, 'a/b'), { recursive: true });
  writeFileSync(join(root, '.gitignore'), '*.log\n');
  for (const path of ['one.yaml', 'a/two.yaml', 'a/b/three.yaml', 'a/b/four.log']) writeFileSync(join(root, path), '');
  if (isCheckout) spawnSync('git', ['init', '--quiet'], { cwd: root });
  return root;
}
const named = ['.gitignore', 'a/b/three.yaml', 'a/two.yaml', 'one.yaml'];

describe('names', () => {
  it.each([
    ['of a checkout', true],
    ['of a plain folder', false],
  ])('%s are the same for those who wait and those who do not', async (_, isCheckout) => {
    const root = tree(isCheckout);
    const soon = (await startNaming(top, [root])).get(root);
    expect(soon?.fingerprint).toBe(namesIn(root).fingerprint);
    expect(soon?.listing()).toEqual(listFiles(root));
    expect(
      soon
        ?.listing()
        .files.map((file) => file.path)
        .sort(),
    ).toEqual(named);
  });

  it('are those of a walk where git is not installed', async () => {
    const root = tree(true);
    process.env['PATH'] = '';
    const soon = (await startNaming(top, [root])).get(root);
    expect(
      soon
        ?.listing()
        .files.map((file) => file.path)
        .sort(),
    ).toEqual(named);
    expect(soon?.fingerprint).toBe(namesIn(root).fingerprint);
  });

  it('are asked of folders alone', async () => {
    const root = tree(false);
    const names = await startNaming(root, ['one.yaml', 'a', 'nothing']);
    expect([...names.keys()]).toEqual([join(root, 'a')]);
  });

  it.each([[true], [false]])('have another fingerprint when one of them changes (git: %j)', (isCheckout) => {
    const root = tree(isCheckout);
    const before = namesIn(root).fingerprint;
    writeFileSync(join(root, 'a/b/four.log'), 'ignored');
    expect(namesIn(root).fingerprint).toBe(before);
    writeFileSync(join(root, 'a/five.yaml'), '');
    expect(namesIn(root).fingerprint).not.toBe(before);
  });

  it.skipIf(process.platform === 'win32')('lie in folders that are no links', () => {
    const root = tree(true);
    symlinkSync('a', join(root, 'c'));
    expect([...foldersOf(root, listFiles(root))].sort()).toEqual([join(root, 'a'), join(root, 'a/b')]);
  });

  it('are still those that git knows where a folder has become a file', () => {
    const root = tree(true);
    mkdirSync(join(root, 'a/b/c'));
    writeFileSync(join(root, 'a/b/c/five.yaml'), '');
    spawnSync('git', ['add', '--all'], { cwd: root });
    rmSync(join(root, 'a/b'), { recursive: true });
    writeFileSync(join(root, 'a/b'), '');
    const files = listFiles(root).files.map((file) => file.path);
    expect(files.sort()).toEqual(['.gitignore', 'a/b', 'a/b/c/five.yaml', 'a/b/three.yaml', 'a/two.yaml', 'one.yaml']);
  });
});
