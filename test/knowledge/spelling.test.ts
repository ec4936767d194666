// Names that were probably meant, and names that only look alike.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestName } from '../../src/knowledge/spelling.js';
import { fuzz } from '../parsers/kit/fuzz.js';

describe('nearestName', () => {
  const known = ['proxy-read-timeout', 'proxy-send-timeout', 'keep-alive', 'terminationGracePeriodSeconds', 'tags'];
  it.each([
    ['proxy-read-timout', 'proxy-read-timeout'],
    ['proxy_read_timeout', 'proxy-read-timeout'],
    ['ProxyReadTimeout', 'proxy-read-timeout'],
    ['keepalive', 'keep-alive'],
    ['terminationGracePeriod', 'terminationGracePeriodSeconds'],
    ['tasg', 'tags'],
    ['cats', undefined],
    ['proxy-buffer-size', undefined],
    ['x'.repeat(500), undefined],
  ])('%s', (name, expected) => {
    expect(nearestName(name, known)).toBe(expected);
  });
});

describe('editDistance', () => {
  it('is a distance', () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b, 20);
        expect(distance).toBe(editDistance(b, a, 20));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(editDistance(a, b, 2)).toBe(Math.min(distance, 3));
      }),
      fuzz(300),
    );
  });
});
