// Every error and warning hoplint reports on each checkout of a folder, with an identity that lines do not change.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConfiguration } from '../../src/config/configuration.js';
import { loadConfiguration } from '../../src/config/load.js';
import { knownNames, lint } from '../../src/lint.js';

export interface Found {
  readonly rule: string;
  readonly fingerprint: string;
  readonly severity: 'error' | 'warning';
  readonly at: string;
  readonly message: string;
}
export interface Checkout {
  /** `owner/name`, from a folder `owner+name`. */
  readonly repo: string;
  readonly commit: string;
  readonly found: readonly Found[];
  readonly crashes: readonly string[];
}

/** `today` decides nothing but suppressions that end; `searchPath` is where helm and kustomize are looked for. */
export interface Surroundings {
  readonly today: string;
  readonly searchPath: string | undefined;
}

export function listCheckouts(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.includes('+'))
    .map((entry) => entry.name.replace('+', '/'))
    .sort();
}
export async function lintCheckout(folder: string, repo: string, surroundings: Surroundings): Promise<Checkout> {
  const cwd = join(folder, repo.replace('/', '+'));
  const loaded = loadConfiguration(cwd, undefined, knownNames);
  const { findings, errors } = await lint({
    cwd,
    paths: ['.'],
    includes: () => false,
    excludes: () => false,
    configuration: loaded.ok ? loaded.configuration : defaultConfiguration,
    ...surroundings,
  });
  return {
    repo,
    commit: commitOf(cwd),
    found: findings.flatMap(({ ruleId, fingerprint, severity, location, message }) =>
      severity === 'note'
        ? []
        : [{ rule: ruleId, fingerprint, severity, at: `${location.file}:${location.line}`, message }],
    ),
    crashes: errors.map((each) => `${each.where}: ${each.message}`),
  };
}
function commitOf(cwd: string): string {
  const { stdout, status } = spawnSync('git', ['-c', 'core.fsmonitor=false', 'rev-parse', 'HEAD'], {
    cwd,
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : 'unknown';
}
