// A warm folder says after every keystroke what a fresh lint of the same texts says, whether it links again or not.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LintOptions, lint } from '../src/lint.js';
import type { LintResult } from '../src/model/report.js';
import { openSession } from '../src/session/session.js';
import { optionsFor as optionsForFolder, strict, today } from './kit/options.js';
import { fuzz } from './parsers/kit/fuzz.js';

const fixtures = join(import.meta.dirname, '../fixtures');
const optionsFor = (cwd: string): LintOptions => ({
  ...optionsForFolder(cwd),
  excludes: (path) => path === 'expected.txt',
  configuration: strict,
});
const run = { configuration: strict, today };

function said({ findings, notEvaluated, notes, errors }: LintResult): string {
  return JSON.stringify({ findings, notEvaluated, notes, errors }, undefined, 1);
}
async function fresh(cwd: string, overlays: ReadonlyMap<string, string>): Promise<string> {
  return said(await lint({ ...optionsFor(cwd), overlays, fixes: 'later' }));
}

const trees = [
  'projects/shop',
  'field-cases/FC-037-go-router-behind-google',
  'field-cases/FC-007-moleculer-web-behind-alb',
].map((name) => {
  const cwd = join(fixtures, name);
  const files = readdirSync(cwd, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\\\', '/'))
    .filter((path) => statSync(join(cwd, path)).isFile() && path !== 'expected.txt')
    .sort();
  return { cwd, files };
});

const keystroke = fc.record({
  file: fc.nat(),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  typed: fc.constantFrom(
    '\n',
    ' ',
    '# a comment\n',
    '// a comment\n',
    '7',
    's',
    ':',
    '"',
    'createServer',
    '\u0000delete',
  ),
});

const atOnce = (): Promise<void> => Promise.resolve();

describe('a session', () => {
  it.each(trees)('follows keystrokes in $cwd', async ({ cwd, files }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(keystroke, { minLength: 1, maxLength: 8 }), async (keystrokes) => {
        const session = openSession(optionsFor(cwd));
        const overlays = new Map<string, string>();
        await session.lint({ ...run, overlays });
        for (const { file, at, typed } of keystrokes) {
          const path = files[file % files.length] ?? '';
          const before = overlays.get(path) ?? readFileSync(join(cwd, path), 'utf8');
          const place = Math.floor(at * before.length);
          const rest = typed === '\u0000delete' ? before.slice(place + 3) : `${typed}${before.slice(place)}`;
          overlays.set(path, before.slice(0, place) + rest);
          session.forget(path, false);
          const result = await session.lint({ ...run, overlays });
          // Half-typed files keep their last good facts here, which a fresh lint never saw.
          if (result.findings.some(({ ruleId }) => ruleId.startsWith('parse/'))) return;
          expect(said(result)).toBe(await fresh(cwd, overlays));
        }
      }),
      fuzz(6),
    );
  });

  it.each(trees)('says the same of $cwd when it looks at a part first, and rests', async ({ cwd, files }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(keystroke, { minLength: 1, maxLength: 5 }), async (keystrokes) => {
        const session = openSession(optionsFor(cwd));
        const overlays = new Map<string, string>();
        await session.lint({ ...run, overlays });
        for (const { file, at, typed } of keystrokes) {
          const path = files[file % files.length] ?? '';
          await session.rest({ ...run, overlays }, path, atOnce);
          const before = overlays.get(path) ?? readFileSync(join(cwd, path), 'utf8');
          const place = Math.floor(at * before.length);
          overlays.set(path, `${before.slice(0, place)}${typed}${before.slice(place)}`);
          session.forget(path, false);
          const first = await session.lint({ ...run, overlays });
          const second = (await session.rest({ ...run, overlays }, path, atOnce)) ?? first;
          if (second.findings.some(({ ruleId }) => ruleId.startsWith('parse/'))) return;
          expect(said(second)).toBe(await fresh(cwd, overlays));
        }
      }),
      fuzz(4),
    );
  });

  describe('with a file made ready', () => {
    const [shop] = trees;
    if (shop === undefined) throw new Error('there is a shop');
    const path = 'services/api/src/server.ts';
    const before = readFileSync(join(shop.cwd, path), 'utf8');
    const edited = before.replace(/^.*listen.*$/m, (line) => `${line}\nserver.keepAliveTimeout = 65_000;`);
    const held = { ...run, overlays: new Map([[path, edited]]) };
    const ready = async () => {
      const session = openSession(optionsFor(shop.cwd));
      await session.lint(run);
      expect(await session.rest(run, path, atOnce)).toBeUndefined();
      session.forget(path, false);
      return session;
    };
    const messages = ({ findings }: LintResult): readonly string[] => findings.map(({ message }) => message).sort();

    it('says at once what a whole look would say, which it owes', async () => {
      const session = await ready();
      const first = await session.lint(held);
      const whole = await lint({ ...optionsFor(shop.cwd), ...held, fixes: 'later' });
      expect(messages(first)).toEqual(messages(whole));
      expect(messages(first)).not.toEqual(messages(await lint({ ...optionsFor(shop.cwd), ...run, fixes: 'later' })));
      expect(first.model.workloads).toHaveLength(whole.model.workloads.length);
      const owed = await session.rest(held, path, atOnce);
      expect(owed === undefined ? undefined : said(owed)).toBe(said(whole));
      expect(await session.rest(held, path, atOnce)).toBeUndefined();
    });

    it('gives the fixes of what it said at once', async () => {
      const session = await ready();
      const wrong = before.replace(/^.*listen.*$/m, (line) => `${line}\nserver.keepAliveTimeout = 4_000;`);
      const { findings } = await session.lint({ ...run, overlays: new Map([[path, wrong]]) });
      const raced = findings.filter(({ message }) => message.includes('closes idle connections after 4 s'));
      const [mended] = await session.withFixes(raced);
      expect(mended?.fixes.flatMap(({ edits }) => edits.map(({ newText }) => newText))).toContainEqual(
        expect.stringMatching(/\d/),
      );
    });

    it('loses nothing when it is disturbed', async () => {
      const session = await ready();
      await session.lint(held);
      let pieces = 0;
      const disturbed = session.rest(held, path, () => {
        pieces += 1;
        return pieces > 20 ? Promise.reject(new Error('somebody types')) : Promise.resolve();
      });
      await expect(disturbed).rejects.toThrow('somebody types');
      const owed = await session.rest(held, path, atOnce);
      expect(owed === undefined ? undefined : said(owed)).toBe(await fresh(shop.cwd, held.overlays));
    });
  });

  it('does not link again when a file says what it said', async () => {
    const [shop] = trees;
    if (shop === undefined) throw new Error('there is a shop');
    const session = openSession(optionsFor(shop.cwd));
    const first = await session.lint(run);
    const path = 'deploy/api.yaml';
    const text = `${readFileSync(join(shop.cwd, path), 'utf8')}\n# more\n`;
    session.forget(path, false);
    const second = await session.lint({ ...run, overlays: new Map([[path, text]]) });
    expect(second.model).toBe(first.model);
    session.forget(path, false);
    const changed = text.replace('terminationGracePeriodSeconds: 60', 'terminationGracePeriodSeconds: 61');
    const third = await session.lint({ ...run, overlays: new Map([[path, changed]]) });
    expect(changed).not.toBe(text);
    expect(third.model).not.toBe(first.model);
  });
});
