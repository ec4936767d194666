// A second run that has nothing new to say prints what the first one printed; whatever changed, it is as good as a run without memory.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hoplint, type Ran, removeProjects, shop } from './kit/hoplint.js';

removeProjects();
const caches = mkdtempSync(join(tmpdir(), 'hoplint-last-run-'));
afterAll(() => rmSync(caches, { recursive: true, force: true }));

/** Older than the moment within which two writes look alike. */
const long = new Date(Date.now() - 60_000);
function write(cwd: string, path: string, text: string): void {
  writeFileSync(join(cwd, path), text);
  utimesSync(join(cwd, path), long, long);
}
const reports = (): string[] =>
  existsSync(join(caches, 'hoplint'))
    ? readdirSync(join(caches, 'hoplint'))
        .filter((name) => name.endsWith('.report'))
        .map((name) => join(caches, 'hoplint', name))
    : [];
const remembered = (cwd: string, args: readonly string[] = []): Promise<Ran> =>
  hoplint(args, { cwd, env: { XDG_CACHE_HOME: caches } });
const anew = (cwd: string, args: readonly string[] = []): Promise<Ran> => hoplint([...args, '--no-cache'], { cwd });

const configMap = (index: number): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: map-${index} }\ndata: { KEY: 'value' }\n`;

describe('a second run', () => {
  it('prints the same, on both streams, and ends the same', async () => {
    const cwd = shop();
    const first = await remembered(cwd, ['--format', 'json']);
    const before = reports();
    expect(before).toHaveLength(1);
    expect(await remembered(cwd, ['--format', 'json'])).toEqual(first);
    expect(first).toEqual(await anew(cwd, ['--format', 'json']));
    expect(first.err).toContain('1 error');
  });

  it('takes the words from memory', async () => {
    const cwd = shop();
    await remembered(cwd);
    const made = reports().find((file) => readFileSync(file, 'latin1').includes('closes idle connections'));
    expect(made).toBeDefined();
    const second = await remembered(cwd);
    expect(second.out).toContain('closes idle connections after');
    expect(second).toEqual(await anew(cwd));
  });

  it.each<[string, (cwd: string) => void]>([
    [
      'a value',
      (cwd) => write(cwd, 'app/server.js', readFileSync(join(cwd, 'app/server.js'), 'utf8').replace('5000', '75000')),
    ],
    ['a file that came', (cwd) => write(cwd, 'deploy/more.yaml', 'a: [\n')],
    ['a file that went', (cwd) => rmSync(join(cwd, 'deploy/api.yaml'))],
    ['a name', (cwd) => renameSync(join(cwd, 'app/server.js'), join(cwd, 'app/main.js'))],
    ['the configuration', (cwd) => write(cwd, 'hoplint.yaml', 'rules: { keepalive-race: off }\n')],
    ['what git ignores', (cwd) => write(cwd, '.gitignore', 'app\n')],
  ])('sees %s', async (_, change) => {
    const cwd = shop();
    const first = await remembered(cwd);
    expect(await remembered(cwd)).toEqual(first);
    change(cwd);
    const second = await remembered(cwd);
    expect(second).toEqual(await anew(cwd));
    expect(second.out).not.toBe(first.out);
  });

  it.each<[string, string[], string, (text: string) => string]>([
    ['in the line that is shown', [], 'app/server.js', (text) => text.replace('5000;', '5000; // short')],
    ['above, which moves the places', [], 'app/server.js', (text) => `// why\n${text}`],
    ['in a file that fixes would edit', ['--format', 'json'], 'deploy/api.yaml', (text) => `${text}# why\n`],
  ])('of a comment %s says what a fresh one says', async (_, args, path, change) => {
    const cwd = shop();
    await remembered(cwd, args);
    write(cwd, path, change(readFileSync(join(cwd, path), 'utf8')));
    expect(await remembered(cwd, args)).toEqual(await anew(cwd, args));
  });

  it('takes the words from memory where a changed file says what it said, and from a run where it does not', async () => {
    const cwd = shop(5000, { 'app/work.js': "export const work = () => 'done';\n" });
    await remembered(cwd);
    const [made = ''] = reports().sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
    const before = statSync(made).mtimeMs;
    write(cwd, 'app/work.js', "export const work = () => 'all done';\n");
    expect((await remembered(cwd)).out).toContain('closes idle connections after');
    expect(statSync(made).mtimeMs).toBe(before);
    write(cwd, 'app/work.js', "import http from 'node:http';\nhttp.createServer().listen(1);\n");
    expect(await remembered(cwd)).toEqual(await anew(cwd));
    expect(statSync(made).mtimeMs).toBeGreaterThan(before);
  });

  it.skipIf(process.platform === 'win32')(
    'sees a folder that has become a link, which git still calls by its old name',
    async () => {
      const cwd = shop();
      writeFileSync(join(cwd, '.gitignore'), 'kept\n');
      for (const args of [
        ['init', '--quiet'],
        ['add', '--all'],
      ])
        expect(spawnSync('git', args, { cwd }).status).toBe(0);
      const first = await remembered(cwd);
      expect(await remembered(cwd)).toEqual(first);
      renameSync(join(cwd, 'app'), join(cwd, 'kept'));
      symlinkSync('kept', join(cwd, 'app'));
      const second = await remembered(cwd);
      expect(second).toEqual(await anew(cwd));
      expect(second.out).not.toBe(first.out);
    },
  );

  it('takes the words from memory where a folder is missing whose files git knows, and not when one of them is back', async () => {
    const cwd = shop(5000, { 'pages/words.txt': 'words\n', 'pages/more/map.yaml': configMap(1) });
    for (const args of [
      ['init', '--quiet'],
      ['add', '--all'],
    ])
      expect(spawnSync('git', args, { cwd }).status).toBe(0);
    rmSync(join(cwd, 'pages'), { recursive: true });
    const first = await remembered(cwd);
    const [made = ''] = reports().sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
    rmSync(made.replace(/report$/, 'facts'));
    expect(await remembered(cwd)).toEqual(first);
    // A run would have written facts.
    expect(existsSync(made.replace(/report$/, 'facts'))).toBe(false);
    mkdirSync(join(cwd, 'pages/more'), { recursive: true });
    write(cwd, 'pages/more/map.yaml', 'a: [\n');
    const second = await remembered(cwd);
    expect(second).toEqual(await anew(cwd));
    expect(second.out).not.toBe(first.out);
  });

  it('takes the words from memory where all files are as they were and only newer, as after a checkout', async () => {
    const more = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`deploy/map-${index}.yaml`, configMap(index)]),
    );
    const cwd = shop(5000, more);
    await remembered(cwd);
    const [made = ''] = reports().sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
    const facts = made.replace(/report$/, 'facts');
    expect(existsSync(facts)).toBe(true);
    for (const path of Object.keys(more)) utimesSync(join(cwd, path), long, new Date(long.getTime() - 60_000));
    rmSync(facts);
    expect(await remembered(cwd)).toEqual(await anew(cwd));
    // A run would have written facts.
    expect(existsSync(facts)).toBe(false);
  });

  it('of more changed files than are looked at one by one says what a fresh one says', async () => {
    const more = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`deploy/map-${index}.yaml`, configMap(index)]),
    );
    const cwd = shop(5000, more);
    await remembered(cwd);
    for (const [path, text] of Object.entries(more)) write(cwd, path, `${text}# why\n`);
    expect(await remembered(cwd)).toEqual(await anew(cwd));
    expect(await remembered(cwd)).toEqual(await anew(cwd));
  });

  it.each([[['app']], [['app', 'deploy/api.yaml']], [['deploy/api.yaml']]])('of %j alone is as good', async (paths) => {
    const cwd = shop();
    const first = await remembered(cwd, paths);
    expect(await remembered(cwd, paths)).toEqual(first);
    write(
      cwd,
      'deploy/api.yaml',
      readFileSync(join(cwd, 'deploy/api.yaml'), 'utf8').replace('seconds: 15', 'seconds: 40'),
    );
    write(cwd, 'app/server.js', readFileSync(join(cwd, 'app/server.js'), 'utf8').replace('5000', '61000'));
    expect(await remembered(cwd, paths)).toEqual(await anew(cwd, paths));
  });

  it.each([[['--format', 'markdown']], [['--verbose']], [['--color', 'always']], [['--rule', 'keepalive-race=note']]])(
    'with %j is another question',
    async (args) => {
      const cwd = shop();
      await remembered(cwd);
      expect(await remembered(cwd, args)).toEqual(await anew(cwd, args));
    },
  );

  it('is not misled by a damaged memory', async () => {
    const cwd = shop();
    const first = await remembered(cwd);
    for (const file of reports()) writeFileSync(file, readFileSync(file, 'latin1').replace('error', 'errar'), 'latin1');
    expect(await remembered(cwd)).toEqual(first);
  });
});
