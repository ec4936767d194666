// The same on checkouts of real repositories: the largest ones of a folder, where most files say nothing to hoplint.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { measure } from './measure.js';
import { type Bench, hoplint, readAndHash, type ScenarioResult } from './programs.js';
import type { Scenario } from './report.js';
import type { Tree } from './trees.js';

const most = 6;

/** What helm and kustomize take is theirs: charts are read without them. */
export async function checkouts(bench: Bench): Promise<ScenarioResult> {
  const scenarios: Scenario[] = [];
  for (const tree of largestIn(bench.checkouts ?? '')) {
    process.stderr.write(`  ${tree.name}\n`);
    const programs = [
      readAndHash(bench, tree),
      hoplint(bench, 'cold', tree, {}, ['--no-render', '--no-cache']),
      hoplint(bench, 'nothing changed', tree, {}, ['--no-render']),
    ];
    scenarios.push({ name: tree.name, files: tree.files, measured: await measure(programs, bench.rounds) });
  }
  return { scenarios, targets: [] };
}

/** `owner+name` is how the checkouts of `npm run accuracy` are called. */
function largestIn(folder: string): readonly Tree[] {
  if (folder === '') throw new Error('checkouts are measured with --checkouts FOLDER');
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }): Tree => {
      const root = resolve(join(folder, name));
      return { name: name.replace('+', '/'), root, files: filesIn(root) };
    })
    .sort((a, b) => b.files - a.files)
    .slice(0, most);
}
function filesIn(root: string): number {
  const { status, stdout } = spawnSync('git', ['-C', root, 'ls-files', '-z'], { maxBuffer: 1 << 28 });
  return status === 0 ? stdout.reduce((count, byte) => (byte === 0 ? count + 1 : count), 0) : 0;
}
