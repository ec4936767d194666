// `npm run accuracy` on two small checkouts: what is matched, what is missing, and how precision is counted.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type JudgedRepository, readJudgements } from '../../scripts/accuracy/judgements.js';
import { type Checkout, lintCheckout, listCheckouts } from '../../scripts/accuracy/lint-checkouts.js';
import { draft, showScore } from '../../scripts/accuracy/print.js';
import { precision, type Score, score } from '../../scripts/accuracy/score.js';

const fixtures = join(import.meta.dirname, '../../fixtures/accuracy');
const folder = mkdtempSync(join(tmpdir(), 'hoplint-accuracy-'));
const judgementsFile = join(folder, 'judgements.yaml');

function git(repo: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
  const { stdout, status, stderr } = spawnSync('git', [...identity, ...args], {
    cwd: join(folder, repo),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

let checkouts: readonly Checkout[];
let judged: readonly JudgedRepository[];
let result: Score;
beforeAll(async () => {
  cpSync(join(fixtures, 'checkouts'), folder, { recursive: true });
  for (const repo of ['acme+shop', 'acme+blog']) {
    git(repo, 'init', '-q');
    git(repo, 'add', '.');
    git(repo, 'commit', '-q', '-m', 'as judged');
  }
  const text = readFileSync(join(fixtures, 'judgements.yaml'), 'utf8');
  writeFileSync(judgementsFile, text.replace('COMMIT', git('acme+shop', 'rev-parse', 'HEAD')));
  judged = readJudgements(judgementsFile);
  const surroundings = { today: '2026-01-01', searchPath: undefined };
  checkouts = await Promise.all(listCheckouts(folder).map((repo) => lintCheckout(folder, repo, surroundings)));
  result = score(checkouts, judged);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('accuracy on real repositories', () => {
  it('lints every checkout of the folder', () => {
    expect(checkouts.map(({ repo, found }) => [repo, found.map(({ at }) => at)])).toEqual([
      ['acme/blog', []],
      ['acme/shop', ['shop.yaml:21', 'shop.yaml:44', 'shop.yaml:67']],
    ]);
  });
  it('counts what is judged, now and at the first look, without repositories that are not there', () => {
    expect(result.samples).toEqual([
      {
        sample: 'unseen',
        repositories: 2,
        now: new Map([['readiness-missing', { right: 1, wrong: 1, debatable: 0 }]]),
        first: new Map([
          ['grace-budget', { right: 0, wrong: 1, debatable: 0 }],
          ['keepalive-race', { right: 0, wrong: 0, debatable: 1 }],
          ['readiness-missing', { right: 1, wrong: 1, debatable: 0 }],
        ]),
      },
    ]);
  });
  it('names what does not match', () => {
    expect(result.falseAlarms.map(({ at }) => at)).toEqual(['shop.yaml:44']);
    expect(result.returned.map(({ at }) => at)).toEqual(['shop.yaml:44']);
    expect(result.unjudged.map(({ at }) => at)).toEqual(['shop.yaml:67']);
    expect(result.unmatched.map(({ rule }) => rule)).toEqual(['keepalive-race']);
    expect(result.elsewhere).toEqual([expect.stringMatching(/^acme\/blog is at [0-9a-f]{40}, judged at 0{40}$/)]);
  });
  it('leaves debatable findings out of precision', () => {
    expect(precision({ right: 3, wrong: 1, debatable: 5 })).toBe(75);
    expect(precision({ right: 0, wrong: 0, debatable: 2 })).toBeUndefined();
  });
  it('prints one line for each', () => {
    const text = showScore(result, checkouts);
    expect(text).toContain('2 repositories, judged before anything was fixed');
    expect(text).toMatch(/^all +1 +2 +1 +33 % +1 +1 +0 +50 %$/m);
    expect(text).toMatch(/^Without a judgement \(1\)\n {2}acme\/shop shop\.yaml:67 warning readiness-missing /m);
  });
  it('drafts entries for what nobody judged, which are refused until somebody did', () => {
    const text = draft(result, checkouts);
    expect(parse(text)).toMatchObject({
      repositories: [{ repo: 'acme/shop', findings: [{ rule: 'readiness-missing', at: 'shop.yaml:67' }] }],
    });
    writeFileSync(join(folder, 'draft.yaml'), text);
    expect(() => readJudgements(join(folder, 'draft.yaml'))).toThrow('acme/shop: finding 1: "" is none of');
  });
});
