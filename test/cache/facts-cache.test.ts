// The cache never shows in what is found: filled, warm, after any edit, damaged, foreign or in a folder that takes no files.
import {
  appendFileSync,
  cpSync,
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
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type FactsCache, openFactsCache } from '../../src/cache/facts-cache.js';
import { SeenFiles } from '../../src/cache/seen-files.js';
import { lint } from '../../src/lint.js';
import { optionsFor, strict } from '../kit/options.js';
import { fuzz } from '../parsers/kit/fuzz.js';

const fixtures = join(import.meta.dirname, '../../fixtures');
const work = mkdtempSync(join(tmpdir(), 'hoplint-cache-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

let made = 0;
const fresh = (name: string): string => join(work, `${name}-${made++}`);
/** By this clock every file is old enough to be known by its stamp. */
const later = (): SeenFiles => new SeenFiles(Date.now() + 60_000);

function open(root: string, folder: string, key = 'a', seen = later()): FactsCache {
  const cache = openFactsCache({ root, folder, key: [key], seen });
  if (cache === undefined) throw new Error('the folder lies outside of the root');
  return cache;
}
async function said(root: string, cache?: FactsCache): Promise<{ text: string; recalled: number; read: number }> {
  const result = await lint({
    ...optionsFor(root),
    configuration: strict,
    ...(cache === undefined ? {} : { memory: cache }),
  });
  cache?.save();
  const { findings, notEvaluated, notes, errors, stats } = result;
  expect(errors).toEqual([]);
  const text = JSON.stringify({ findings, notEvaluated, notes }, undefined, 1);
  return { text, recalled: stats.fromCache, read: stats.filesRead };
}
function copyOf(fixture: string): string {
  const root = fresh('tree');
  cpSync(join(fixtures, fixture), root, { recursive: true });
  return root;
}
const fileIn = (folder: string): string => {
  const [name, ...others] = readdirSync(folder);
  if (name === undefined || others.length > 0) throw new Error(`${folder} holds ${others.length + 1} files`);
  return join(folder, name);
};

const examples = ['projects', 'field-cases'].flatMap((group) =>
  existsSync(join(fixtures, group)) ? readdirSync(join(fixtures, group)).map((name) => `${group}/${name}`) : [],
);

describe('a run that recalls', () => {
  it.each(examples.filter((_, index) => index % 4 === 0))('says of %s what a fresh one says', async (example) => {
    const root = join(fixtures, example);
    const folder = fresh('cache');
    const plain = await said(root);
    const filling = await said(root, open(root, folder));
    const recalling = await said(root, open(root, folder));
    expect(filling.text).toBe(plain.text);
    expect(recalling.text).toBe(plain.text);
    expect(recalling.read).toBe(0);
    expect(recalling.recalled).toBe(plain.read);
  });

  it('does so after any edit, whatever the file system says of its time', async () => {
    const edits = fc.array(
      fc.record({
        file: fc.nat(),
        how: fc.constantFrom('append', 'swap', 'remove', 'rename', 'same-size', 'touch', 'nothing'),
        other: fc.nat(),
      }),
      { minLength: 1, maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(edits, async (list) => {
        const root = copyOf('projects/shop');
        const folder = fresh('cache');
        await said(root, open(root, folder));
        for (const edit of list) {
          apply(root, edit);
          const plain = await said(root);
          expect((await said(root, open(root, folder))).text).toBe(plain.text);
        }
      }),
      fuzz(6),
    );
  });
});

interface Edit {
  readonly file: number;
  readonly how: string;
  readonly other: number;
}
function apply(root: string, { file, how, other }: Edit): void {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => join(root, path))
    .filter((path) => statSync(path).isFile())
    .sort();
  const path = files[file % files.length];
  const second = files[other % files.length];
  if (path === undefined || second === undefined) return;
  const { atime, mtime } = statSync(path);
  if (how === 'append') appendFileSync(path, '\n# more\n');
  else if (how === 'swap') writeFileSync(path, readFileSync(second));
  else if (how === 'remove' && files.length > 2) rmSync(path);
  else if (how === 'rename') renameSync(path, `${path}.old`);
  else if (how === 'touch') utimesSync(path, new Date(), new Date());
  else if (how === 'same-size') {
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace(/\d/, (digit) => String((Number(digit) + 1) % 10)),
    );
    utimesSync(path, atime, mtime);
  }
}

describe('entries', () => {
  it('of a young file are not trusted by its time', async () => {
    const root = copyOf('projects/shop');
    const folder = fresh('cache');
    await said(root, open(root, folder, 'a', new SeenFiles()));
    const text = readFileSync(fileIn(folder), 'latin1');
    const rows = JSON.parse(text.split('\n')[1] ?? '') as readonly (readonly unknown[])[];
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row[3]).toBe(0);
  });

  it('of files out of sight outlive a run over a part of the tree', async () => {
    const root = copyOf('projects/shop');
    const folder = fresh('cache');
    const whole = await said(root, open(root, folder));
    const part = open(root, folder);
    const [first] = readdirSync(root).filter((name) => statSync(join(root, name)).isFile());
    writeFileSync(join(root, first ?? 'x.yaml'), '# changed\n');
    part.recall(
      { path: first ?? '', absolute: join(root, first ?? ''), read: () => readOf(root, first ?? '') },
      'facts',
    );
    part.save();
    expect((await said(root, open(root, folder))).recalled).toBeGreaterThanOrEqual(whole.read - 1);
  });
});
const readOf = (root: string, file: string) => ({ ok: true as const, bytes: readFileSync(join(root, file)) });

describe('a cache', () => {
  it('that is damaged anywhere is passed over, with a note', async () => {
    const root = join(fixtures, 'projects/shop');
    const folder = fresh('cache');
    const plain = await said(root);
    await said(root, open(root, folder));
    const whole = readFileSync(fileIn(folder));
    const damage = fc.record({
      at: fc.nat(whole.length - 1),
      cut: fc.boolean(),
      byte: fc.integer({ min: 1, max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ at, cut, byte }) => {
        const broken = Buffer.from(cut ? whole.subarray(0, at) : whole);
        if (!cut) broken[at] = (broken[at] ?? 0) ^ byte;
        writeFileSync(fileIn(folder), broken);
        const cache = open(root, folder);
        expect((await said(root, cache)).text).toBe(plain.text);
        // Damage to the names in the header makes it a cache of somebody else, which nobody needs to hear of.
        const header = broken.subarray(0, Math.max(0, broken.indexOf('\n'))).toString('latin1');
        if (header === whole.subarray(0, whole.indexOf('\n')).toString('latin1')) expect(cache.notes).toHaveLength(1);
      }),
      fuzz(12),
    );
  });

  it('of another version or another root is not read', async () => {
    const root = join(fixtures, 'projects/shop');
    const folder = fresh('cache');
    await said(root, open(root, folder, 'a'));
    const other = open(root, folder, 'b');
    expect((await said(root, other)).recalled).toBe(0);
    expect(other.notes).toEqual([]);
    const elsewhere = copyOf('projects/shop');
    expect((await said(elsewhere, open(elsewhere, folder, 'b'))).recalled).toBe(0);
  });

  it('is not followed when it is a link, and not written through it', async () => {
    const root = join(fixtures, 'projects/shop');
    const folder = fresh('cache');
    await said(root, open(root, folder));
    const file = fileIn(folder);
    const target = fresh('target');
    renameSync(file, target);
    symlinkSync(target, file);
    const before = readFileSync(target);
    const cache = open(root, folder);
    expect((await said(root, cache)).recalled).toBe(0);
    expect(cache.notes).toHaveLength(1);
    expect(readFileSync(target)).toEqual(before);
    expect((await said(root, open(root, folder))).read).toBe(0);
  });

  it('in a folder that cannot be made does no harm', async () => {
    const root = join(fixtures, 'projects/shop');
    const blocked = fresh('blocked');
    writeFileSync(blocked, '');
    const cache = open(root, join(blocked, 'cache'));
    expect((await said(root, cache)).text).toBe((await said(root)).text);
    expect(cache.notes).toEqual([]);
  });

  it('inside the tree that is linted is refused', () => {
    const root = copyOf('projects/shop');
    mkdirSync(join(root, '.cache'));
    expect(openFactsCache({ root, folder: join(root, '.cache'), key: [] })).toBeUndefined();
  });

  it('is whole where a run was killed while it wrote, and what that left goes away in time', async () => {
    const root = copyOf('projects/shop');
    const folder = fresh('cache');
    await said(root, open(root, folder));
    const half = readFileSync(fileIn(folder)).subarray(0, 500);
    const [recent, old] = [join(folder, '.1-a.tmp'), join(folder, '.2-b.tmp')];
    for (const path of [recent, old]) writeFileSync(path, half);
    utimesSync(old, 1, 1);
    expect((await said(root, open(root, folder))).read).toBe(0);
    appendFileSync(join(root, 'new.yaml'), 'kind: Service\n');
    const cache = open(root, folder);
    expect((await said(root, cache)).read).toBe(1);
    expect(cache.notes).toEqual([]);
    expect([existsSync(recent), existsSync(old)]).toEqual([true, false]);
  });

  it('is not written again for the sake of one file: that is kept beside it until there is more', async () => {
    const root = copyOf('projects/shop');
    const folder = fresh('cache');
    await said(root, open(root, folder));
    const [whole, more] = [fileIn(folder), `${fileIn(folder)}-more`];
    const before = readFileSync(whole);
    const once = async (read: number): Promise<void> => {
      const cache = open(root, folder);
      const seen = await said(root, cache);
      expect(seen.text).toBe((await said(root)).text);
      expect(seen.read).toBe(read);
      expect(cache.notes).toEqual([]);
    };
    for (const name of ['one', 'two']) {
      writeFileSync(join(root, `${name}.yaml`), `kind: Service\nmetadata: { name: ${name} }\n`);
      await once(1);
    }
    await once(0);
    expect(readFileSync(whole)).toEqual(before);
    expect(existsSync(more)).toBe(true);
    const kept = readFileSync(more);
    // Damaged, it is not used, nor is what it belongs to.
    writeFileSync(more, kept.subarray(0, kept.length - 9));
    const cache = open(root, folder);
    expect((await said(root, cache)).recalled).toBe(0);
    expect(cache.notes).toHaveLength(1);
    expect(existsSync(more)).toBe(false);
    // Of another whole, it is nobody's.
    writeFileSync(more, kept);
    await once(0);
    // Where most is new, the whole is written.
    for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }))
      if (path.endsWith('.yaml')) appendFileSync(join(root, path), '# more\n');
    await said(root, open(root, folder));
    expect(existsSync(more)).toBe(false);
    await once(0);
  });

  it('written by two runs at once is that of one of them', async () => {
    const root = join(fixtures, 'projects/shop');
    const folder = fresh('cache');
    await Promise.all([said(root, open(root, folder)), said(root, open(root, folder))]);
    expect(readdirSync(folder)).toHaveLength(1);
    expect((await said(root, open(root, folder))).read).toBe(0);
  });
});
