// SARIF judged by Microsoft's multitool. `npm run test:clients` demands that it runs; elsewhere it is used where it does.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from 'sarif';
import { afterAll, describe, expect, it } from 'vitest';
import { sarif } from '../../src/reporters/sarif.js';
import { hostile, result, settings } from './kit/results.js';
import { evilFiles, scanned, shopFiles } from './kit/scanned.js';

const demanded = process.env.MODE === 'clients';
const folder = mkdtempSync(join(tmpdir(), 'hoplint-sarif-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Its own binary, without the shell that its wrapper starts. */
function binary(): string | undefined {
  try {
    const path: unknown = createRequire(import.meta.url)('@microsoft/sarif-multitool');
    return typeof path === 'string' && spawnSync(path, ['version']).status === 0 ? path : undefined;
  } catch {
    return undefined;
  }
}
const multitool = binary();

/** It ends with 0 whatever it finds: only the log it writes tells. */
function judged(text: string): { readonly ran: boolean; readonly complaints: readonly string[] } {
  const input = join(folder, 'in.sarif');
  const output = join(folder, 'out.sarif');
  rmSync(output, { force: true });
  writeFileSync(input, text);
  spawnSync(multitool ?? '', ['validate', input, '--output', output, '--log', 'ForceOverwrite']);
  const log: Log = JSON.parse(readFileSync(output, 'utf8').replace(/^\ufeff/, ''));
  const run = log.runs[0];
  const serious = (run?.results ?? []).filter((each) => each.level !== 'note' && each.kind !== 'pass');
  return {
    ran: run?.invocations?.[0]?.executionSuccessful === true,
    complaints: serious.map((each) => `${each.ruleId}: ${each.message.text ?? each.message.arguments?.join(' ')}`),
  };
}

describe('the multitool', () => {
  it.runIf(demanded)('runs on this platform', () => {
    expect(multitool).toBeDefined();
  });

  it.skipIf(multitool === undefined)('has nothing to say about our logs', async () => {
    const scans = [await scanned(shopFiles(5000)), await scanned(evilFiles())];
    for (const from of [result(), result({ findings: [] }), hostile(), ...scans]) {
      expect(judged(sarif(from, settings))).toEqual({ ran: true, complaints: [] });
    }
  });

  it.skipIf(multitool === undefined)('does complain about a bad log', () => {
    const bad = sarif(result(), settings).replace('"startLine": 4', '"startLine": 0');
    expect(judged(bad).complaints).not.toEqual([]);
  });
});
