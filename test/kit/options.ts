// The options of a run as tests want it: all is read, nothing is rendered, and the day stands still.
import { join } from 'node:path';
import { defaultConfiguration } from '../../src/config/configuration.js';
import type { LintOptions } from '../../src/lint.js';

export const today = '2026-11-25';

const standing = {
  includes: () => false,
  excludes: () => false,
  configuration: defaultConfiguration,
  today,
  searchPath: undefined,
} as const;

/** Files on disk. */
export const optionsFor = (cwd: string): LintOptions => ({ ...standing, cwd, paths: ['.'] });
/** Texts by path, and no file besides. */
export const optionsOver = (texts: ReadonlyMap<string, string> | Readonly<Record<string, string>>): LintOptions => ({
  ...standing,
  cwd: join(import.meta.dirname, 'no-such-folder'),
  paths: [],
  overlays: texts instanceof Map ? texts : new Map(Object.entries(texts)),
});
/** What is said with every rule at its full severity shows more of a run. */
export const strict = { ...defaultConfiguration, profile: 'strict' } as const;
