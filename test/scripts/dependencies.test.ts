// What users install runs nothing by itself, and is little.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Locked {
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}
const lockfile = readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8');
const { packages } = JSON.parse(lockfile) as { packages: Readonly<Record<string, Locked>> };
const installed = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true);

describe('what users install', () => {
  it('has no script that runs at installation', () => {
    expect(installed.length).toBeGreaterThan(0);
    expect(installed.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([path]) => path)).toEqual([]);
  });

  it('is the JavaScript parser, its types and its binaries', () => {
    const others = installed
      .map(([path]) => path)
      .filter((path) => !/node_modules\/(?:oxc-parser|@oxc-(?:parser|project)\/[^/]+)$/.test(path));
    expect(others).toEqual([]);
  });
});
