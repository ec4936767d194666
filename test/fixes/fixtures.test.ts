// Every fix, applied: what the files become, that only the named lines change, and that the finding is gone after it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyFixes } from '../../src/engine/apply-fixes.js';
import { filesIn, lintTexts, type Texts } from './kit.js';

const root = join(import.meta.dirname, '../../fixtures/fixes');
const cases = readdirSync(root).sort();

/** `<rule-id>--<theme>`. */
const ruleOf = (name: string): string => name.slice(0, name.indexOf('--'));

describe.each(cases)('%s', (name) => {
  const before = filesIn(join(root, name, 'before'));
  const expected = new Map([...before, ...filesIn(join(root, name, 'after'))]);
  const rule = ruleOf(name);

  it('becomes what is expected, and is silent then', async () => {
    const after = await mended(before, rule);
    for (const [file, text] of expected) expect(after.get(file), file).toBe(text);
    const left = await lintTexts(after, rule);
    expect(left.filter((each) => each.ruleId === rule)).toEqual([]);
  });

  it('keeps the line ends of Windows', async () => {
    const windows = new Map([...before].map(([file, text]) => [file, text.replaceAll('\n', '\r\n')]));
    const after = await mended(windows, rule);
    for (const [file, text] of expected) expect(after.get(file), file).toBe(text.replaceAll('\n', '\r\n'));
  });

  it('leaves every line alone that it does not name', async () => {
    const [finding] = (await lintTexts(before, rule)).filter((each) => each.fixes.length > 0);
    const fix = finding?.fixes[0];
    expect(fix).toBeDefined();
    for (const file of new Set(fix?.edits.map((edit) => edit.location.file))) {
      const named = new Set<number>();
      for (const { location } of fix?.edits ?? [])
        for (let line = location.line; line <= location.endLine; line += 1) named.add(line);
      const lines = (before.get(file) ?? '').split('\n');
      const kept = lines.filter((_, index) => !named.has(index + 1));
      const now = (expected.get(file) ?? '').split('\n');
      let at = 0;
      for (const line of kept) {
        at = now.indexOf(line, at) + 1;
        expect(at, line).toBeGreaterThan(0);
      }
    }
  });

  it('moves the fault nowhere else', async () => {
    const serious = async (texts: Texts): Promise<readonly string[]> =>
      (await lintTexts(texts))
        .filter((each) => each.severity !== 'note')
        .map((each) => `${each.ruleId}: ${each.fingerprint}`);
    const known = new Set(await serious(before));
    expect((await serious(await mended(before, rule))).filter((each) => !known.has(each))).toEqual([]);
  });

  it('is offered in the words that are recorded, safe or unsafe', async () => {
    const said = (await lintTexts(before, rule)).flatMap((each) =>
      each.fixes.map((fix) => `${fix.safe ? 'safe' : 'unsafe'}: ${fix.title}\n`),
    );
    expect(said.join('')).toBe(readFileSync(join(root, name, 'fix.txt'), 'utf8'));
  });
});

async function mended(texts: Texts, rule: string): Promise<Texts> {
  let now = texts;
  for (let round = 0; round < 5; round += 1) {
    const { texts: changed } = applyFixes(await lintTexts(now, rule), (file) => now.get(file), { unsafe: true });
    if (changed.size === 0) return now;
    now = new Map([...now, ...changed]);
  }
  return now;
}
