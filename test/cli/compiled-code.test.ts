// Compiled code outlives a run on Node 20, which keeps none itself, and changes nothing but the time a run takes.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import * as nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hoplint, type Ran, removeProjects, shop } from './kit/hoplint.js';

removeProjects();
const top = mkdtempSync(join(tmpdir(), 'hoplint-code-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));
let folders = 0;
function newFolder(): string {
  folders += 1;
  const folder = join(top, `caches-${folders}`);
  mkdirSync(folder);
  return folder;
}
const codeIn = (caches: string): string[] =>
  existsSync(join(caches, 'hoplint'))
    ? readdirSync(join(caches, 'hoplint'))
        .filter((name) => name.endsWith('.code'))
        .map((name) => join(caches, 'hoplint', name))
    : [];
const runWith = (cwd: string, caches: string, env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  hoplint(['--no-cache', '--format', 'json'], { cwd, env: { XDG_CACHE_HOME: caches, ...env } });

const keepsItself = 'enableCompileCache' in nodeModule;

describe.skipIf(keepsItself)('the code of a run', () => {
  it('is there for the next, which says the same', async () => {
    const [cwd, caches] = [shop(), newFolder()];
    const first = await runWith(cwd, caches);
    const [code = ''] = codeIn(caches).filter((file) => /[/\\]work-/.test(file));
    expect(statSync(code).size).toBeGreaterThan(100_000);
    const before = statSync(code).mtimeMs;
    expect(await runWith(cwd, caches)).toEqual(first);
    expect(statSync(code).mtimeMs).toBe(before);
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['cut short', (bytes) => bytes.subarray(0, bytes.length / 2)],
    [
      'changed in the middle',
      (bytes) => Buffer.concat([bytes.subarray(0, 90_000), Buffer.from('x'), bytes.subarray(90_001)]),
    ],
    ['emptied', () => Buffer.alloc(0)],
    ['of another build', (bytes) => Buffer.from(bytes.toString('latin1').replace(/"key":"\w/, '"key":"?'), 'latin1')],
  ])('that is %s is not used, and is written anew', async (_, damage) => {
    const [cwd, caches] = [shop(), newFolder()];
    const first = await runWith(cwd, caches);
    const whole = codeIn(caches).map((file) => statSync(file).size);
    for (const file of codeIn(caches)) writeFileSync(file, damage(readFileSync(file)));
    expect(await runWith(cwd, caches)).toEqual(first);
    for (const [index, file] of codeIn(caches).entries())
      expect(statSync(file).size).toBeGreaterThan((whole[index] ?? 0) / 2);
  });

  it('is not kept where a change under review could bring some along', async () => {
    const cwd = shop();
    await runWith(cwd, join(cwd, '.cache'));
    expect(codeIn(join(cwd, '.cache'))).toEqual([]);
    const other = newFolder();
    mkdirSync(join(other, '.git'));
    await runWith(cwd, join(other, 'caches'));
    expect(codeIn(join(other, 'caches'))).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('is not kept, nor used, where other users may write', async () => {
    const [cwd, caches] = [shop(), newFolder()];
    await runWith(cwd, caches);
    const before = codeIn(caches).map((file) => statSync(file).mtimeMs);
    for (const file of codeIn(caches)) writeFileSync(file, 'what somebody put there');
    const put = codeIn(caches).map((file) => statSync(file).mtimeMs);
    chmodSync(join(caches, 'hoplint'), 0o777);
    await runWith(cwd, caches);
    expect(before.length).toBeGreaterThan(0);
    expect(codeIn(caches).map((file) => statSync(file).mtimeMs)).toEqual(put);
  });

  it('is not kept where Node is told to keep none', async () => {
    const [cwd, caches] = [shop(), newFolder()];
    await runWith(cwd, caches, { NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(codeIn(caches)).toEqual([]);
  });
});
