// What a last run printed of charts and kustomizations holds as long as nothing that a renderer can read has changed.
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { helmScript, kustomizeScript, renderedShop } from '../kit/rendered-shop.js';
import { hoplint, type Ran } from './kit/hoplint.js';

const top = mkdtempSync(join(tmpdir(), 'hoplint-last-rendered-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));
const cwd = join(top, 'shop');
const tools = join(top, 'tools');
const caches = join(top, 'caches/hoplint');

const at = (path: string): string => join(cwd, path);
function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
function tool(name: string, script: string): void {
  put(join(tools, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(tools, name), 0o755);
}
const replace = (path: string, from: string, to: string): void =>
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));

const run = (args: readonly string[] = []): Promise<Ran> =>
  hoplint(['--format', 'json', ...args], { cwd, env: { XDG_CACHE_HOME: dirname(caches), PATH: tools } });
const kept = (ending: string): readonly string[] =>
  existsSync(caches) ? readdirSync(caches).filter((name) => name.endsWith(ending)) : [];
/** The last report, or one made anew: that writes facts. */
async function again(): Promise<{ readonly ran: Ran; readonly isAnew: boolean }> {
  for (const name of kept('.facts')) rmSync(join(caches, name));
  const ran = await run();
  return { ran, isAnew: kept('.facts').length > 0 };
}

beforeAll(() => {
  put(at('.gitignore'), '*.tgz\n*.local.yaml\n');
  for (const [path, text] of Object.entries(renderedShop)) put(at(path), text);
  put(at('chart/values.yaml'), 'grace: 20\n');
  put(at('overlay/kustomization.yaml'), 'resources:\n  - ../base\n# - ../more/api.yaml\n');
  tool('helm', helmScript);
  tool('kustomize', kustomizeScript);
});

describe.skipIf(process.platform === 'win32')('a second run of what is rendered', () => {
  it('prints the same, and nothing is made for it', async () => {
    const first = await run();
    expect(first.out).toContain('grace-budget');
    expect(await again()).toEqual({ ran: first, isAnew: false });
    expect(await run(['--no-cache'])).toEqual(first);
  });

  it('does so where files are only newer, as after a checkout', async () => {
    const first = await run();
    for (const path of ['chart/Chart.yaml', 'chart/values.yaml', 'chart/templates/web.yaml', 'base/api.yaml'])
      utimesSync(at(path), 1000, 1000);
    expect(await again()).toEqual({ ran: first, isAnew: false });
  });

  it.each<[string, () => void]>([
    ['values', () => replace(at('chart/values.yaml'), '20', '21')],
    ['a template', () => replace(at('chart/templates/web.yaml'), 'seconds: 40', 'seconds: 50')],
    ['a comment in a template', () => appendFileSync(at('chart/templates/web.yaml'), '# why\n')],
    ['a file that no parser reads', () => put(at('chart/templates/NOTES.txt'), 'ready\n')],
    ['a dependency that git ignores', () => put(at('chart/charts/common-1.0.0.tgz'), 'one')],
    ['another version of it', () => put(at('chart/charts/common-1.0.0.tgz'), 'two')],
    ['values that git ignores', () => put(at('chart/values-stage.local.yaml'), 'grace: 25\n')],
    ['a base', () => replace(at('base/api.yaml'), '20', '22')],
    ['a file that a build names and that git ignores', () => put(at('more/api.yaml'), 'a: 1\n')],
    ['another program', () => tool('helm', helmScript.replace('grace=30', 'grace=300'))],
    ['a program that refuses', () => tool('helm', 'echo "Error: host is required" >&2; exit 1')],
    ['a program that is gone', () => rmSync(join(tools, 'helm'))],
    ['values beside a chart that nothing renders', () => put(at('chart/values-prod.local.yaml'), 'grace: 26\n')],
    ['a program that came', () => tool('helm', helmScript)],
  ])('sees %s', async (_, change) => {
    change();
    const { ran, isAnew } = await again();
    expect(isAnew).toBe(true);
    expect(await again()).toEqual({ ran, isAnew: false });
  });

  it('sees a link that leads elsewhere now', async () => {
    put(join(top, 'elsewhere/notes.txt'), 'ready\n');
    renameSync(at('chart/templates/NOTES.txt'), at('notes.txt'));
    symlinkSync(at('notes.txt'), at('chart/templates/NOTES.txt'));
    const inside = await run();
    expect(await again()).toEqual({ ran: inside, isAnew: false });
    rmSync(at('chart/templates/NOTES.txt'));
    symlinkSync(join(top, 'elsewhere/notes.txt'), at('chart/templates/NOTES.txt'));
    const { ran, isAnew } = await again();
    expect(isAnew).toBe(true);
    expect(ran.out).toContain('leads out of the scan');
    rmSync(at('chart/templates/NOTES.txt'));
  });

  it('is made anew where a program was stopped, which may end otherwise', async () => {
    tool('helm', 'kill -9 $$');
    const first = await run();
    expect(await again()).toEqual({ ran: first, isAnew: true });
    expect(await again()).toEqual({ ran: first, isAnew: true });
  });
});
