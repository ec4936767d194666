// Charts and kustomizations are rendered again only when something that the tool can read has changed, and nobody can tell from what is found.
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type FactsCache, openFactsCache } from '../../src/cache/facts-cache.js';
import { SeenFiles } from '../../src/cache/seen-files.js';
import { lint } from '../../src/lint.js';
import { optionsFor, strict } from '../kit/options.js';
import { helmScript, kustomizeScript, renderedShop } from '../kit/rendered-shop.js';

const windows = process.platform === 'win32';
const work = mkdtempSync(join(tmpdir(), 'hoplint-renderings-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));
let made = 0;
let top = '';
let root = '';
const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(top, path)), { recursive: true });
  writeFileSync(join(top, path), text);
};
const tool = (name: string, script: string): void => {
  put(`tools/${name}`, `#!/bin/sh\necho ran >> '${join(top, 'log')}'\n${script}\n`);
  chmodSync(join(top, `tools/${name}`), 0o755);
};
const runs = (): number =>
  existsSync(join(top, 'log')) ? readFileSync(join(top, 'log'), 'utf8').split('\n').length - 1 : 0;

function cache(folder = 'cache'): FactsCache {
  const opened = openFactsCache({
    root,
    folder: join(top, folder),
    key: ['a'],
    seen: new SeenFiles(Date.now() + 60_000),
  });
  if (opened === undefined) throw new Error('the folder lies outside of the root');
  return opened;
}
/** What is said, and how often a tool ran for it. */
async function said(memory?: FactsCache): Promise<{ text: string; ran: number }> {
  const before = runs();
  const result = await lint({
    ...optionsFor(root),
    configuration: strict,
    searchPath: join(top, 'tools'),
    ...(memory === undefined ? {} : { memory }),
  });
  memory?.save();
  expect(result.errors).toEqual([]);
  const { findings, notEvaluated, notes } = result;
  return { text: JSON.stringify({ findings, notEvaluated, notes }, undefined, 1), ran: runs() - before };
}

beforeEach(() => {
  top = join(work, `${made++}`);
  root = join(top, 'repository');
  for (const [path, text] of Object.entries(renderedShop)) put(`repository/${path}`, text);
  tool('helm', helmScript);
  tool('kustomize', kustomizeScript);
});

describe.skipIf(windows)('a rendering', () => {
  it('is taken from the run before, and says the same', async () => {
    const plain = await said();
    expect(plain.text).toContain('grace-budget');
    expect(plain.ran).toBe(2);
    const filling = await said(cache());
    const recalling = await said(cache());
    expect(filling).toEqual(plain);
    expect(recalling).toEqual({ text: plain.text, ran: 0 });
  });

  it.each([
    ['a template', 'repository/chart/templates/web.yaml', 'seconds: 40', 'seconds: 50'],
    ['the values', 'repository/chart/values.yaml', '30', '31'],
    ['a file that only the tool reads', 'repository/chart/templates/_names.txt', '', 'x'],
    ['a base', 'repository/base/api.yaml', '20', '21'],
    ['the tool', 'tools/helm', '30', '30 '],
  ])('is made again when %s changed', async (_, path, from, to) => {
    await said(cache());
    const file = join(top, path);
    if (from === '') appendFileSync(file, to);
    else put(path, readFileSync(file, 'utf8').replace(from, to));
    if (path.startsWith('tools/')) utimesSync(file, 1, 1);
    const plain = await said();
    const again = await said(cache());
    expect(again).toEqual({ text: plain.text, ran: 1 });
    expect(await said(cache())).toEqual({ text: plain.text, ran: 0 });
  });

  it('that failed fails again without a run, and with its own words', async () => {
    tool('helm', 'echo "Error: $3/values.yaml: host is required" >&2; exit 1');
    const plain = await said();
    expect(plain.text).toContain('host is required');
    expect((await said(cache())).text).toBe(plain.text);
    expect(await said(cache())).toEqual({ text: plain.text, ran: 0 });
  });

  it('of another place of the same tree is not asked for: its cache is another', async () => {
    await said(cache());
    const moved = join(top, 'moved');
    cpSync(root, moved, { recursive: true });
    root = moved;
    expect((await said(cache())).ran).toBe(2);
  });
});
