// One walk finds what looking for each word finds.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordSearch } from '../../../src/parsers/kit/word-search.js';

const letters = fc.constantFrom('a', 'b', '.');
const words = fc.array(fc.string({ unit: letters, minLength: 1, maxLength: 5 }), { maxLength: 4 });
const texts = fc.string({ unit: fc.oneof(letters, fc.constantFrom('c', 'é', '\u0161', '😀')), maxLength: 40 });

describe('a search for many words', () => {
  it('finds each in a text that has it', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 5 }), texts, (lists, text) => {
        const found = wordSearch(lists)(text);
        for (const [place, list] of lists.entries())
          expect((found & (1 << place)) !== 0).toBe(list.some((word) => text.includes(word)));
      }),
    );
  });

  it('takes no more lists than an answer has bits', () => {
    expect(() => wordSearch(Array.from({ length: 32 }, () => ['a']))).toThrow('32 lists');
  });
});
