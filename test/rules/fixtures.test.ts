// Every rule against its fixtures: each fires, keeps quiet and admits what it cannot know as the folder's name says.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../src/rules/registry.generated.js';
import {
  brokenPromise,
  fixtureRoot,
  lintFixture,
  lintShuffled,
  listFixtures,
  outcomes,
  readExpected,
  renderResult,
  withoutFixes,
} from './fixture.js';

const fixtures = listFixtures();
const ids = rules.map((rule) => rule.id);

describe.each(ids)('%s', (id) => {
  const own = fixtures.filter((fixture) => fixture.rule === id);

  it('has a fixture of each kind', () => {
    const kinds = new Set(own.map((fixture) => fixture.outcome));
    expect([...outcomes].filter((outcome) => !kinds.has(outcome))).toEqual([]);
  });

  it.each(own.map((fixture) => [fixture.name, fixture] as const))('%s', async (_, fixture) => {
    const result = await lintFixture(fixture);
    expect(brokenPromise(fixture, result)).toBeUndefined();
    expect(renderResult(result)).toBe(readExpected(fixture));
    expect(renderResult(withoutFixes(await lintShuffled(fixture)))).toBe(renderResult(withoutFixes(result)));
  });
});

describe('the folder of fixtures', () => {
  it('has no folder of a rule that does not exist', () => {
    expect([...new Set(fixtures.map((fixture) => fixture.rule))].filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('has an expectation beside some input everywhere, and nowhere else', () => {
    const paths = readdirSync(fixtureRoot, { recursive: true, encoding: 'utf8' }).map((path) =>
      path.replaceAll('\\', '/'),
    );
    const expectations = paths.filter((path) => path.endsWith('expected.txt'));
    const wanted = fixtures.map((fixture) => `${fixture.rule}/${fixture.name}/expected.txt`);
    expect(expectations.toSorted()).toEqual(wanted.toSorted());
    const empty = fixtures.filter((fixture) => readdirSync(join(fixture.folder)).length < 2);
    expect(empty.map((fixture) => fixture.name)).toEqual([]);
  });
});
