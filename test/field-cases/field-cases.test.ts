// Every field case: caught where its people would have looked, and quiet once it is mended.
import { describe, expect, it } from 'vitest';
import { rules } from '../../src/rules/registry.generated.js';
import { judge, lintCase, listCases } from './case.js';

const cases = listCases();
const ids = new Set(rules.map((rule) => rule.id));

describe('the folder of field cases', () => {
  it('names each case once, and rules that exist', () => {
    expect(new Set(cases.map((each) => each.id)).size).toBe(cases.length);
    expect(cases.flatMap((each) => each.expect).filter((each) => !ids.has(each.rule))).toEqual([]);
    expect(cases.filter((each) => each.silent === each.expect.length > 0).map((each) => each.id)).toEqual([]);
    expect(cases.filter((each) => each.id.startsWith('FC-') && each.url === undefined)).toEqual([]);
  });
});

describe.each(cases.map((each) => [`${each.id} ${each.title}`, each] as const))('%s', (_, fieldCase) => {
  if (fieldCase.silent) {
    it('is no business of a linter', async () => {
      const { findings } = await lintCase(fieldCase, 'silent');
      expect(findings.map((each) => `${each.ruleId}: ${each.message}`)).toEqual([]);
    });
    return;
  }
  it('is caught, and its fixed twin is quiet', async () => {
    const outcomes = judge(fieldCase, await lintCase(fieldCase, 'broken'), await lintCase(fieldCase, 'fixed'));
    expect(outcomes.map(({ expectation: { rule }, missing, twin }) => ({ rule, missing, twin }))).toEqual(
      fieldCase.expect.map(({ rule }) => ({ rule, missing: undefined, twin: undefined })),
    );
  });
});
