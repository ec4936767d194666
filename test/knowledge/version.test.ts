// Version ranges as sets, held against a slow and obvious reading of the same ranges.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  intersect,
  matchVersion,
  parseLooseVersion,
  parseRange,
  rowsFor,
  subtract,
  unite,
} from '../../src/knowledge/version.js';
import { showVersions } from '../../src/model/version-text.js';

describe('a loose version against a range', () => {
  it.each([
    ['22', '>=22', 'all'],
    ['22', '>=22.9', 'some'],
    ['22.9', '>=22.9', 'all'],
    ['22.8', '>=22.9', 'none'],
    ['v22.19.0-alpine', '>=22.19 <23', 'all'],
    ['22-alpine3.20', '22.x', 'all'],
    ['go1.22.3', '<1.23', 'all'],
    ['1.22rc1', '1.22.x', 'some'],
    ['lts', '*', 'all'],
    ['lts', '>=22', 'some'],
    ['', '<22', 'some'],
    ['>=18', '>=16', 'all'],
    ['>=18', '>=20', 'some'],
    ['^20.5.0', '<21', 'all'],
    ['~1.2.3', '1.2.x', 'all'],
    ['18 || 20', '>=18 <19 || >=20 <21', 'all'],
    ['18 - 20', '<21', 'all'],
    ['0.10.8', '^0.10.0', 'all'],
    ['0.11', '^0.10.0', 'none'],
    ['23.4', '<20.18 || >=21 <22.9', 'none'],
    ['10.15.1', '>=10.15.2 <12.19', 'none'],
    ['not a version', '>=1', 'some'],
    ['22', 'nonsense', 'none'],
  ])('%s in %s: %s', (loose, range, expected) => {
    expect(matchVersion(loose, range)).toBe(expected);
  });

  it('takes rows in order and says when none is left to apply', () => {
    const rows = [{ versions: '<20' }, { versions: '<22' }, { versions: '>=23' }];
    const of = (text: string) => rowsFor(rows, parseLooseVersion(text) ?? []);
    expect(of('18')).toEqual({ rows: [rows[0]], open: false });
    expect(of('>=18 <22')).toEqual({ rows: [rows[0], rows[1]], open: false });
    expect(of('22')).toEqual({ rows: [], open: true });
    expect(of('>=21')).toEqual({ rows: [rows[1], rows[2]], open: true });
  });
});

type Triple = readonly [number, number, number];
const part = fc.integer({ min: 0, max: 4 });
const triple = fc.tuple(part, part, part);
const operator = fc.constantFrom('>=', '>', '<', '<=', '=');
const comparator = fc.tuple(operator, triple);
const order = (a: Triple, b: Triple): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
const holds = ([sign, bound]: readonly [string, Triple], version: Triple): boolean => {
  const difference = order(version, bound);
  if (sign === '>=') return difference >= 0;
  if (sign === '>') return difference > 0;
  if (sign === '<') return difference < 0;
  return sign === '<=' ? difference <= 0 : difference === 0;
};
const write = ([sign, bound]: readonly [string, Triple]): string => `${sign}${bound.join('.')}`;

describe('ranges', () => {
  it('agree with comparing one version at a time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(comparator, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
        triple,
        (range, version) => {
          const text = range.map((all) => all.map(write).join(' ')).join(' || ');
          const expected = range.some((all) => all.every((each) => holds(each, version)));
          expect(matchVersion(version.join('.'), text)).toBe(expected ? 'all' : 'none');
        },
      ),
    );
  });

  it('are sets: parts of a set cover it and do not overlap', () => {
    const set = fc
      .array(comparator, { minLength: 1, maxLength: 3 })
      .map((all) => parseRange(all.map(write).join(' || ')) ?? []);
    fc.assert(
      fc.property(set, set, (a, b) => {
        expect(unite(intersect(a, b), subtract(a, b))).toEqual(unite(a, []));
        expect(intersect(subtract(a, b), b)).toEqual([]);
        expect(subtract(a, a)).toEqual([]);
      }),
    );
  });

  it('read any text without a throw, and never as more than one answer', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 60 }), (loose, range) => {
        expect(['all', 'some', 'none']).toContain(matchVersion(loose, range));
      }),
    );
  });
});

describe('a range in words', () => {
  it.each([
    ['>=1.30', '1.30 or later'],
    ['<20.3', 'before 20.3'],
    ['>=10.15.2 <12.19', 'from 10.15.2 to before 12.19'],
    ['<22.20 || >=23 <24.8', 'before 22.20 or from 23 to before 24.8'],
    ['12.x', '12.x'],
  ])('%s is %s', (range, words) => {
    expect(showVersions(range)).toBe(words);
  });
});
