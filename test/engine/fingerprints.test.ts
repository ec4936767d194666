// A fingerprint survives every edit elsewhere: lines that move change none of them.
import { expect, it } from 'vitest';
import { lint } from '../../src/lint.js';
import { filesIn, type Texts } from '../fixes/kit.js';
import { listFixtures, optionsOf } from '../rules/fixture.js';

/** A line more at the top, where the format allows one. */
function pushedDown(texts: Texts): Texts {
  const movable = [...texts].filter(([file, text]) => !/^#!|^# syntax/.test(text) && !/expected\.txt$/.test(file));
  return new Map(movable.map(([file, text]) => [file, `\n${text}`]));
}

it.each(listFixtures().filter((each) => each.outcome === 'fire'))('$rule $name', async (fixture) => {
  const options = optionsOf(fixture);
  const moved = pushedDown(filesIn(fixture.folder));
  const before = await lint(options);
  expect(before.findings.length).toBeGreaterThan(0);
  const after = await lint({ ...options, overlays: moved });
  const told = ({ findings }: typeof before, by: (file: string) => number): readonly string[] =>
    findings.map(({ fingerprint, location: { file, line } }) => `${fingerprint} ${file}:${line + by(file)}`).sort();
  const isMoved = (file: string): boolean => moved.has(file) && !file.endsWith('hoplint.yaml');
  expect(told(after, () => 0)).toEqual(told(before, (file) => (isMoved(file) ? 1 : 0)));
});
