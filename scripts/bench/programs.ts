// The programs that are measured, and what their times say of each other.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Measurement, Program } from './measure.js';
import type { Scenario, Target } from './report.js';
import type { Tree } from './trees.js';

export interface Bench {
  readonly root: string;
  /** The built command line. */
  readonly cli: string;
  /** Where trees and caches lie. */
  readonly work: string;
  readonly rounds: number;
  /** A folder of checkouts to measure on. */
  readonly checkouts: string | undefined;
}
export interface ScenarioResult {
  readonly scenarios: readonly Scenario[];
  readonly targets: readonly Target[];
}

export const node = process.execPath;

export function hoplint(
  bench: Bench,
  name: string,
  tree: Tree,
  more: Partial<Program> = {},
  args: readonly string[] = [],
): Program {
  const cache = join(bench.work, `cache-${tree.name.replace('/', '-')}-${name.replaceAll(/\W+/g, '-')}`);
  mkdirSync(cache, { recursive: true });
  return {
    name: `hoplint, ${name}`,
    command: node,
    args: [bench.cli, '--format', 'json', '--fail-on', 'never', ...args, '.'],
    cwd: tree.root,
    env: { XDG_CACHE_HOME: cache, LOCALAPPDATA: cache },
    ...more,
  };
}
export function readAndHash(bench: Bench, tree: Tree): Program {
  const program = join(bench.root, 'scripts/bench/read-and-hash.mjs');
  return { name: 'read and hash', command: node, args: [program, tree.root], cwd: tree.root };
}
export function emptied(program: Program): Program {
  const cache = program.env?.XDG_CACHE_HOME;
  if (cache === undefined) return program;
  return { ...program, prepare: () => rmSync(join(cache, 'hoplint'), { recursive: true, force: true }) };
}

export function medianOf(measured: readonly Measurement[], name: string): number | undefined {
  return measured.find((each) => each.name === name)?.median;
}
export function ratio(measured: readonly Measurement[], a: string, b: string): number | undefined {
  const [above, below] = [medianOf(measured, a), medianOf(measured, b)];
  return above === undefined || below === undefined ? undefined : above / below;
}
