// Values as long as whole files, in every place of a project where a value may stand: a run that stood still would fail by the runner's limit.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lint } from '../src/lint.js';
import type { LintResult } from '../src/model/report.js';
import { projectWith, pumps } from './kit/long-values.js';
import { optionsOver } from './kit/options.js';
import { fuzz } from './parsers/kit/fuzz.js';

const linted = (texts: ReadonlyMap<string, string>): Promise<LintResult> => lint(optionsOver(texts));
const length = 100_000;

describe('a project of every kind of file', () => {
  it('is read whole where its values are honest', async () => {
    const { findings, errors, stats } = await linted(projectWith('', 0, 'behind'));
    expect(errors).toEqual([]);
    expect(findings.filter(({ ruleId }) => ruleId.startsWith('parse/'))).toEqual([]);
    expect(stats.filesParsed).toBeGreaterThan(25);
  });

  it('is linted to its end where one value does not end', async () => {
    const attack = fc
      .array(fc.constantFrom(...pumps), { minLength: 1, maxLength: 2 })
      .map((pieces) => pieces.join(''))
      .map((pump) => pump.repeat(Math.ceil(length / pump.length)));
    await fc.assert(
      fc.asyncProperty(attack, fc.nat(), fc.constantFrom('behind', 'instead'), async (text, hole, manner) => {
        expect((await linted(projectWith(text, hole, manner))).errors).toEqual([]);
      }),
      fuzz(10),
    );
  });

  it.each([
    ['names of images with many parts', '"shop/api:1"', `"${'a/'.repeat(5000)}"`],
    ['charts whose names are too long for a pattern', './chart', `./chart${'é'.repeat(100_000)}`],
    [
      'charts whose names are nothing but holes',
      './chart',
      '.'.padEnd(300, '/chart').replace('chart', '{{ .A }}'.repeat(40)),
    ],
    ['commands of one long word', '"node server.js"', 'a...'.repeat(20_000)],
    ['names of services with many parts', 'api:3000', `${'1 '.repeat(20_000)}`],
  ])('ends with %s', async (_, honest, attack) => {
    const texts = [...projectWith('', 0, 'behind')].map(
      ([path, text]) => [path, text.replaceAll(honest, attack)] as const,
    );
    expect((await linted(new Map(texts))).errors).toEqual([]);
  });

  it('ends with stages that copy from each other', async () => {
    const stages = Array.from({ length: 9 }, (_, index) =>
      index === 0 ? 'FROM scratch AS s0' : `FROM node:22 AS s${index}\nCOPY --from=s${index - 1} /app /app`,
    );
    const dockerfile = `${stages.join('\n')}\nCMD ["node", "/app/${'a/'.repeat(40)}server.js"]\n`;
    const texts = new Map([...projectWith('', 0, 'behind'), ['Dockerfile', dockerfile]]);
    expect((await linted(texts)).errors).toEqual([]);
  });
});
