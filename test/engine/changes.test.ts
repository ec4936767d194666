// Which lines a change wrote, and which findings that touches.
import { describe, expect, it } from 'vitest';
import { changedLines, identityOf, touchedFindings, withoutLines } from '../../src/engine/changes.js';
import { pointAt } from '../../src/model/location.js';
import { finding } from '../reporters/kit/results.js';

describe('changed lines', () => {
  it.each([
    ['a\nb\nc\n', 'a\nb\nc\n', []],
    ['a\nb\nc\n', 'a\nB\nc\n', [2]],
    ['a\nb\nc\n', 'a\nx\ny\nb\nc\n', [2, 3]],
    ['a\nb\nc\n', 'a\nc\n', []],
    ['a\nb\n', 'a\r\nb\r\n', []],
    ['', 'a\n', [1]],
    ['a', 'a\nb', [2]],
  ])('of %j and %j', (before, after, expected) => {
    const lines = changedLines(before, after);
    expect(lines === 'all' ? lines : [...lines].filter((line) => after.split(/\r?\n/)[line - 1] !== '')).toEqual(
      expected,
    );
  });

  it('are all of a new file, and of one that was rewritten', () => {
    expect(changedLines(undefined, 'a\n')).toBe('all');
    const long = (word: string): string => Array.from({ length: 4000 }, (_, index) => `${word} ${index}`).join('\n');
    expect(changedLines(long('a'), long('b'))).toBe('all');
  });
});

describe('touched findings', () => {
  const race = finding({
    location: pointAt('app.js', 5),
    related: [
      { message: 'reuses them', location: pointAt('alb.tf', 8) },
      { message: 'declared here', location: pointAt('main.tf', 2) },
    ],
    path: [{ hop: 'ingress', detail: '', location: pointAt('ingress.yaml', 3) }],
  });
  const touched = (file: string, line: number) =>
    touchedFindings(
      [race],
      (each) => (each === file ? new Set([line]) : undefined),
      () => false,
    );

  it('stay where they are when their own place was touched', () => {
    expect(touched('app.js', 5)).toEqual([race]);
  });
  it('move to the end that was touched, and name the one they left', () => {
    expect(touched('alb.tf', 8)).toMatchObject([
      {
        location: { file: 'alb.tf', line: 8 },
        related: [{ location: { file: 'app.js', line: 5 } }, { message: 'declared here' }],
      },
    ]);
    expect(touched('ingress.yaml', 3)).toMatchObject([{ location: { file: 'ingress.yaml' } }]);
  });
  it('are left out when nothing of them was touched', () => {
    expect(touched('app.js', 6)).toEqual([]);
    expect(touched('other.js', 5)).toEqual([]);
  });
  it('are kept where they are when they are new', () => {
    expect(
      touchedFindings(
        [race],
        () => undefined,
        () => true,
      ),
    ).toEqual([race]);
  });
});

it('a finding is the same wherever its lines have moved', () => {
  const at = (line: number) => finding({ message: `It closes after 5 s (src/app.js:${line}), 10:30 is no line.` });
  expect(identityOf(at(4))).toBe(identityOf(at(120)));
  expect(withoutLines('closes after 5 s (a.js:4), reuses 60 s (b.tf:8:3); see c.go:1')).toBe(
    'closes after 5 s (a.js), reuses 60 s (b.tf); see c.go',
  );
});
