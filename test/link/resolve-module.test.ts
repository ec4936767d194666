// Import specifiers to files of the scan.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PathAliases, resolveSpecifier } from '../../src/link/names/resolve-module.js';

const files = new Set([
  ...[
    'src/server.ts',
    'src/app.ts',
    'src/config/index.ts',
    'src/view.tsx',
    'src/worker.mts',
    'src/old.cjs',
    'src/util/ms.js',
  ],
  // Linted by a path outside the folder that hoplint is run in.
  ...['../other/src/config.ts', '../other/limits.ts'],
  ...['lib/shared/limits.ts', 'index.js', 'api/src/config.ts', 'api/src/routes/orders.ts'],
]);
const resolve = (from: string, specifier: string, aliases?: PathAliases) =>
  resolveSpecifier(from, specifier, (path) => files.has(path), aliases);

describe('resolving a specifier', () => {
  it.each([
    ['src/server.ts', './app', 'src/app.ts'],
    ['src/server.ts', './app.js', 'src/app.ts'],
    ['src/server.ts', './view.js', 'src/view.tsx'],
    ['src/server.ts', './worker.mjs', 'src/worker.mts'],
    ['src/server.ts', './old', 'src/old.cjs'],
    ['src/server.ts', './config', 'src/config/index.ts'],
    ['src/server.ts', './config/', 'src/config/index.ts'],
    ['src/server.ts', './config/index.js', 'src/config/index.ts'],
    ['src/config/index.ts', '..', undefined],
    ['src/config/index.ts', '../util/ms', 'src/util/ms.js'],
    ['src/config/index.ts', '../..', 'index.js'],
    ['src/server.ts', '..', 'index.js'],
    ['index.js', '.', 'index.js'],
    ['../other/src/server.ts', './config', '../other/src/config.ts'],
    ['../other/src/server.ts', '../limits', '../other/limits.ts'],
    ['../other/src/server.ts', '../../limits', undefined],
    ['src/server.ts', './gone', undefined],
    ['src/server.ts', '../../outside', undefined],
    ['src/server.ts', 'express', undefined],
    ['src/server.ts', 'node:http', undefined],
    ['src/server.ts', '/etc/app.js', undefined],
  ])('%s imports %s', (from, specifier, expected) => {
    expect(resolve(from, specifier)).toBe(expected);
  });

  it('follows the aliases of a tsconfig, the longest prefix first', () => {
    const aliases = {
      directory: '',
      baseUrl: '.',
      paths: { '@shared/*': ['lib/shared/*'], '*': ['src/*'], exact: ['src/app.ts'] },
    };
    expect(resolve('src/server.ts', '@shared/limits', aliases)).toBe('lib/shared/limits.ts');
    expect(resolve('src/server.ts', 'util/ms', aliases)).toBe('src/util/ms.js');
    expect(resolve('src/server.ts', 'exact', aliases)).toBe('src/app.ts');
    expect(resolve('src/server.ts', 'src/view', { directory: '', baseUrl: '.' })).toBe('src/view.tsx');
    expect(resolve('api/src/routes/orders.ts', 'config', { directory: 'api', baseUrl: 'src' })).toBe(
      'api/src/config.ts',
    );
  });

  it('tries the folders above for the usual aliases when no tsconfig is given', () => {
    expect(resolve('api/src/routes/orders.ts', '@/config.js')).toBe('api/src/config.ts');
    expect(resolve('api/src/routes/orders.ts', 'src/config')).toBe('api/src/config.ts');
    expect(resolve('api/src/routes/orders.ts', '~/view')).toBe('src/view.tsx');
    expect(resolve('src/server.ts', '@scope/package')).toBeUndefined();
  });

  it('answers nothing but files that exist', () => {
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.string(), (from, specifier) => {
        const found = resolve(from, specifier);
        expect(found === undefined || files.has(found)).toBe(true);
      }),
    );
  });
});
