// Patterns that stand in files: read as they are meant, and never a way to make a run stand still.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foreignPattern } from '../../src/model/foreign-pattern.js';
import { hasParts, matchesGlob } from '../../src/model/wildcard.js';

const quoted = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('names with holes', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '-', '/'), maxLength: 12 });

  it('match as a regular expression of the same meaning does', () => {
    const piece = fc.oneof(text, fc.constantFrom('*', '?', '[ab]', '[^a]', '[a-b]'));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), text, (pieces, path) => {
        const expression = pieces
          .map((each) =>
            each === '*' ? '[^/]*' : each === '?' ? '[^/]' : /^\[/.test(each) ? `(?!/)${each}` : quoted(each),
          )
          .join('');
        expect(matchesGlob(pieces.join(''), path)).toBe(new RegExp(`^${expression}$`).test(path));
      }),
    );
  });

  it('stand around what fills them', () => {
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 5 }),
        text,
        fc.constantFrom(0, 1),
        (parts, whole, least) => {
          const expression = parts.map(quoted).join(least === 0 ? '.*' : '.+');
          expect(hasParts(parts, whole, least)).toBe(new RegExp(`^${expression}$`).test(whole));
        },
      ),
    );
  });

  it('take no time that grows with the number of holes', () => {
    const many = '*a'.repeat(500);
    expect(matchesGlob(`${many}b`, 'a'.repeat(1000))).toBe(false);
    expect(matchesGlob(many, 'a'.repeat(1000))).toBe(true);
    expect(hasParts(many.split('*'), `${'a'.repeat(100_000)}b`, 1)).toBe(false);
  });
});

describe('a regular expression in a file', () => {
  it.each(['5..', '(502|504)', '[45]\\d{2}', '^api-(.+)$', 'a.*b.*', 'https?://[^/]+'])('is asked: %s', (source) => {
    expect(foreignPattern(source)).toBeInstanceOf(RegExp);
  });

  it.each([
    '(a+)+$',
    '(.*)*x',
    '(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)$',
    '.*.*.*x',
    '(a?){50}a{50}',
    '(?=a)b',
    '(?i)a',
    '(a)\\1',
    '[[:alpha:]]',
    '(',
    'a'.repeat(400),
  ])('is left alone where it may run long, or means something else here: %s', (source) => {
    expect(foreignPattern(source)).toBeUndefined();
  });
});
