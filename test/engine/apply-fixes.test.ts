// Edits of fixes: whole or not at all, never two in one place, and everything else stays byte for byte.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFixes } from '../../src/engine/apply-fixes.js';
import type { Finding, Fix, TextEdit } from '../../src/model/finding.js';
import { LineIndex } from '../../src/parsers/kit/text.js';
import { finding } from '../reporters/kit/results.js';

const file = 'a.txt';
const fix = (edits: readonly TextEdit[], safe = true): Fix => ({ title: 'Mend it', safe, edits });
const edit = (text: string, start: number, end: number, newText: string): TextEdit => ({
  location: new LineIndex(text).location(file, start, end),
  newText,
});
const found = (...fixes: readonly Fix[]): Finding => finding({ fixes });
const apply = (text: string, findings: readonly Finding[], unsafe = false): string =>
  applyFixes(findings, () => text, { unsafe }).texts.get(file) ?? text;

describe('applying fixes', () => {
  it('takes the first one that may be taken', () => {
    const text = 'one two\n';
    const both = found(fix([edit(text, 0, 3, 'unsafe')], false), fix([edit(text, 0, 3, 'safe')]));
    expect(apply(text, [both])).toBe('safe two\n');
    expect(apply(text, [both], true)).toBe('unsafe two\n');
  });

  it('leaves suppressed findings alone', () => {
    const text = 'one\n';
    const suppressed = { ...found(fix([edit(text, 0, 3, 'x')])), suppressed: { reason: 'r', at: finding().location } };
    expect(apply(text, [suppressed])).toBe(text);
  });

  it('applies the first of two that touch the same place, also where both only insert', () => {
    const text = 'one two\n';
    const first = found(fix([edit(text, 0, 5, 'x')]));
    expect(apply(text, [first, found(fix([edit(text, 4, 7, 'y')]))])).toBe('xwo\n');
    expect(apply(text, [found(fix([edit(text, 3, 3, '1')])), found(fix([edit(text, 3, 3, '2')]))])).toBe('one1 two\n');
  });

  it('applies none of a fix when one of its edits cannot be made', () => {
    const text = 'one two\n';
    const elsewhere: TextEdit = { location: { ...finding().location, file: 'other.txt' }, newText: 'x' };
    const half = found(fix([edit(text, 0, 3, 'x'), elsewhere]));
    expect(applyFixes([half], (path) => (path === file ? text : undefined), { unsafe: true }).applied).toEqual([]);
    expect(apply(text, [found(fix([edit(text, 0, 3, 'x'), edit(text, 2, 4, 'y')]))])).toBe(text);
  });

  it('changes only what edits name, whatever the line ends', () => {
    const piece = fc.constantFrom('a', 'bc', ' ', '\t', '\n', '\r\n', '\r', 'é', '😀', '\u2028', '"');
    const cases = fc.tuple(
      fc.array(piece, { maxLength: 30 }).map((parts) => parts.join('')),
      fc.array(fc.tuple(fc.nat(40), fc.nat(6), fc.constantFrom('', 'x', 'y\n', 'z\r\n')), { maxLength: 6 }),
    );
    fc.assert(
      fc.property(cases, ([text, wanted]) => {
        const lines = new LineIndex(text);
        // A place inside a line break is none: positions round to the end of the line.
        const settled = (offset: number): number => {
          const { line, column } = lines.position(offset);
          return lines.offset(line, column);
        };
        const ranges = wanted.map(([start, length, newText]) => {
          const from = settled(Math.min(start, text.length));
          return { from, to: Math.max(from, settled(Math.min(from + length, text.length))), newText };
        });
        const findings = ranges.map(({ from, to, newText }) => found(fix([edit(text, from, to, newText)])));
        const { applied, texts } = applyFixes(findings, () => text, { unsafe: false });
        const kept = ranges
          .filter((_, index) => applied.some((each) => each.finding === findings[index]))
          .sort((a, b) => a.from - b.from);
        let expected = '';
        let at = 0;
        for (const { from, to, newText } of kept) {
          expect(from).toBeGreaterThanOrEqual(at);
          expected += text.slice(at, from) + newText;
          at = to;
        }
        expect(texts.get(file) ?? text).toBe(expected + text.slice(at));
      }),
      { numRuns: 2000, seed: 20_261_125 },
    );
  });
});
