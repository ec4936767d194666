// Comments outside scalars, with exact places, in sound, broken and templated documents.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Lexer } from 'yaml';
import { comments } from '../../../src/parsers/kit/yaml/read-yaml.js';

const textsOf = (text: string): string[] =>
  comments(text).map((comment) => {
    expect(text.slice(comment.start, comment.end)).toBe(comment.text);
    return comment.text;
  });

describe('comments', () => {
  it('stand outside of scalars', () => {
    const text =
      "# a\nb: \"x # y\" # c\nd: |  # e\n  # no\n#f\ng: a#b http://x/#y\nh: 'it''s # no'\ni: plain\n  more # j\nk: [1, # l\n 2]\n";
    expect(textsOf(text)).toEqual(['# a', '# c', '# e', '#f', '# j', '# l']);
  });

  it('stand in every document, between them and with any line break', () => {
    expect(textsOf('# a\r\n--- # b\r\nx: 1 # c\r\n...\r\n# d\r\n---\r\n# e')).toEqual([
      '# a',
      '# b',
      '# c',
      '# d',
      '# e',
    ]);
    expect(textsOf('# only')).toEqual(['# only']);
    expect(textsOf('no: comment\n')).toEqual([]);
  });

  it('are found in documents that do not parse', () => {
    const text =
      'a: [1 # one\n---\n{{- if x }} # two\nb: "{{ # no }}"\nc: |\n  # no\n\n  # no\nd: \'# no\' # three\n{{ end }}\n# four\n';
    expect(textsOf(text)).toEqual(['# one', '# two', '# three', '# four']);
  });

  it('are those that the reference finds', () => {
    for (const name of ['workload', 'oddities', 'cloudformation', 'anchors']) {
      const text = readFileSync(new URL(`corpus/${name}.yaml`, import.meta.url), 'utf8');
      expect(textsOf(text)).toEqual([...new Lexer().lex(text)].filter((token) => token.startsWith('#')));
    }
  });

  it('are many in little time', () => {
    expect(comments('a: 1 # x\n'.repeat(50_000))).toHaveLength(50_000);
    expect(comments(`${'a: b\n'.repeat(200_000)}# end`)).toHaveLength(1);
    expect(comments(`[ "'\n${'"\n'.repeat(100_000)}# end`).length).toBeLessThan(3);
  });
});
