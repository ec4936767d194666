// The comment that accepts a finding, in every language's kind of comment, and the annotation that does.
import { describe, expect, it } from 'vitest';
import { pointAt } from '../../../src/model/location.js';
import { readIgnoreAnnotation, readSuppressions } from '../../../src/parsers/kit/suppressions.js';
import { LineIndex } from '../../../src/parsers/kit/text.js';

const pattern = /\/\*[\s\S]*?\*\/|(?:\/\/|#).*/g;
function read(text: string): ReturnType<typeof readSuppressions> {
  const comments = [...text.matchAll(pattern)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
  return readSuppressions('a.txt', comments, new LineIndex(text));
}

describe('a comment', () => {
  it.each([
    ['# hoplint-ignore grace-budget -- why', ['grace-budget'], 'why', undefined],
    ['// hoplint-ignore grace-budget,dns-pinned -- why', ['grace-budget', 'dns-pinned'], 'why', undefined],
    [
      '/* hoplint-ignore parse/yaml-syntax until=2030-01-01 -- why -- so */',
      ['parse/yaml-syntax'],
      'why -- so',
      '2030-01-01',
    ],
    ['# hoplint-ignore grace-budget', ['grace-budget'], undefined, undefined],
    ['# hoplint-ignore grace-budget until=soon', ['grace-budget'], undefined, 'soon'],
    ['# hoplint-ignore', [], undefined, undefined],
    ['#hoplint-ignore a — with a dash', ['a'], 'with a dash', undefined],
  ])('%s', (text, rules, reason, until) => {
    const [found] = read(text);
    expect([found?.rules, found?.reason, found?.until]).toEqual([rules, reason, until]);
  });

  it.each(['# see hoplint-ignore above', '# hoplint-ignored -- no', 'hoplint-ignore x -- no comment'])(
    '%s says nothing',
    (text) => {
      expect(read(text)).toEqual([]);
    },
  );

  it.each([
    [
      'on a line of its own covers the next line of code',
      '# hoplint-ignore a -- b\n\n# more\n  // still\ncode\nrest',
      1,
      5,
    ],
    ['behind code covers its line', 'code # hoplint-ignore a -- b\nrest', 1, 1],
    ['inside a long comment covers what follows the comment', '/*\n * hoplint-ignore a -- b\n */\ncode\nrest', 2, 4],
    ['at the end covers what there is', 'code\n# hoplint-ignore a -- b', 2, 2],
  ])('%s', (_, text, from, to) => {
    expect(read(text)).toMatchObject([{ covers: { from, to } }]);
  });
});

describe('the annotation', () => {
  it('takes everything behind the rules as the reason, one suppression per line', () => {
    const object = { file: 'a.yaml', line: 3, column: 1, endLine: 9, endColumn: 1 };
    expect(
      readIgnoreAnnotation('a,b -- one\nc until=2030-01-01 two words\n', pointAt('a.yaml', 5), object),
    ).toMatchObject([
      { rules: ['a', 'b'], reason: 'one', covers: { from: 3, to: 8 } },
      { rules: ['c'], reason: 'two words', until: '2030-01-01' },
    ]);
  });
});
