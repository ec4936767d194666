// Every fix that any fixture of any rule is offered: applied alone, it settles its finding and moves the fault nowhere else.
import { describe, expect, it } from 'vitest';
import { applyFixes } from '../../src/engine/apply-fixes.js';
import type { Finding } from '../../src/model/finding.js';
import { relinter } from '../../src/relint.js';
import { listFixtures, optionsOf } from '../rules/fixture.js';
import { filesIn } from './kit.js';

const isSame = (a: Finding, b: Finding): boolean =>
  a.fingerprint === b.fingerprint && a.location.file === b.location.file;
const isSerious = ({ severity, suppressed }: Finding): boolean => severity !== 'note' && suppressed === undefined;

describe.each(listFixtures().filter((each) => each.outcome === 'fire'))('$rule $name', (fixture) => {
  it('is offered only fixes that work', async () => {
    const texts = filesIn(fixture.folder);
    const own = optionsOf(fixture);
    const alone = relinter(own);
    const all = relinter({ ...own, configuration: { ...own.configuration, rules: new Map() } });
    const before = await alone();
    const known = new Set((await all()).findings.map((each) => each.fingerprint));
    for (const finding of before.findings) {
      for (const fix of finding.fixes) {
        const { texts: changed, applied } = applyFixes([{ ...finding, fixes: [fix] }], (file) => texts.get(file), {
          unsafe: true,
        });
        expect(applied.length, fix.title).toBe(1);
        const after = await alone(changed);
        expect(after.errors).toEqual([]);
        expect(
          after.findings.filter((each) => isSame(each, finding)),
          fix.title,
        ).toEqual([]);
        if (!fix.safe) continue;
        const others = (await all(changed)).findings.filter((each) => !known.has(each.fingerprint) && isSerious(each));
        expect(others.map((each) => `${fix.title}: ${each.message}`)).toEqual([]);
      }
    }
  });
});
