// What hoplint reads in package.json, version files and .env files.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { environmentFile, packageManifest, runtimeVersion } from '../../src/parsers/package/index.js';
import { parseEnvFile } from '../../src/parsers/package/parse-env-file.js';
import { parsePackage } from '../../src/parsers/package/parse-package.js';
import { parseRuntimeVersion } from '../../src/parsers/package/parse-runtime-version.js';

describe('package.json', () => {
  it('keeps scripts, dependencies and engines with their places', () => {
    const text = `{
  "name": "@shop/api",
  "main": "dist/main.js",
  "bin": "cli.js",
  "packageManager": "yarn@4.1.0",
  "engines": { "node": ">=20" },
  "workspaces": { "packages": ["packages/*"] },
  "scripts": { "start": "node dist/main.js" },
  "devDependencies": { "tsx": "^4", "fastify": "^4" },
  "dependencies": { "fastify": "^5.1.0" }
}`;
    const { facts, problems } = parsePackage({ path: 'services/api/package.json', text });
    expect(problems).toEqual([]);
    expect(facts).toMatchObject([
      {
        kind: 'package',
        directory: 'services/api',
        name: '@shop/api',
        main: 'dist/main.js',
        bin: { api: 'cli.js' },
        packageManager: { text: 'yarn@4.1.0', at: { line: 5 } },
        engines: { text: '>=20' },
        workspaces: ['packages/*'],
        scripts: { start: { text: 'node dist/main.js', at: { line: 8, column: 25 } } },
        dependencies: { fastify: { text: '^5.1.0', at: { line: 10 } }, tsx: { text: '^4' } },
      },
    ]);
  });
  it('says of a template that it is one', () => {
    const text = '{\n  "name": "shop",\n  "optionalDependencies": {{ .Platforms }}\n}\n';
    expect(parsePackage({ path: 'templates/package.json', text }).problems).toMatchObject([
      { kind: 'skipped', code: 'templated', at: { line: 3 } },
    ]);
  });
  it('reports a broken file once and keeps what it can', () => {
    const { facts, problems } = parsePackage({ path: 'package.json', text: '{"name": "a", "scripts": {"start": ' });
    expect(problems).toMatchObject([{ kind: 'syntax', code: 'json-syntax' }]);
    expect(facts).toMatchObject([{ name: 'a', directory: '', scripts: {} }]);
  });
  it('takes only package.json', () => {
    expect(packageManifest.accepts('a/package.json')).toBe(true);
    expect(packageManifest.accepts('package-lock.json')).toBe(false);
  });
});

describe('version files', () => {
  it.each([
    ['.nvmrc', 'v22.19.0\n', [['node', 'v22.19.0']]],
    ['web/.node-version', '# why\n20\n', [['node', '20']]],
    [
      '.tool-versions',
      'nodejs 22.9.0 # lts\nruby 3.3\ngolang 1.24.1\n',
      [
        ['node', '22.9.0'],
        ['go', '1.24.1'],
      ],
    ],
  ])('%s', (path, text, expected) => {
    expect(runtimeVersion.accepts(path)).toBe(true);
    const { facts } = parseRuntimeVersion({ path, text });
    expect(facts.map((fact) => (fact.kind === 'runtime-version' ? [fact.runtime, fact.version.text] : []))).toEqual(
      expected,
    );
  });
});

describe('.env files', () => {
  it('reads quotes, exports and comments', () => {
    const text = 'A=1\n# B=2\nexport C="x # y"\nD=z # note\nE=\n  F = \'a b\'\nURL=http://h/#x\n';
    const [fact] = parseEnvFile({ path: 'api/.env', text }).facts;
    if (fact?.kind !== 'env-file') throw new Error('no env fact');
    expect(Object.entries(fact.values).map(([name, value]) => [name, value.text, value.at.line])).toEqual([
      ['A', '1', 1],
      ['C', 'x # y', 3],
      ['D', 'z', 4],
      ['E', '', 5],
      ['F', 'a b', 6],
      ['URL', 'http://h/#x', 7],
    ]);
  });
  it('leaves samples alone', () => {
    expect(['.env', '.env.production', 'prod.env'].every((path) => environmentFile.accepts(path))).toBe(true);
    expect(['.env.example', '.env.sample', 'src/env.ts'].some((path) => environmentFile.accepts(path))).toBe(false);
  });
  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('A', '=', '"', "'", '\n', '#', ' ', '\\') }), (text) => {
        parseEnvFile({ path: '.env', text });
        parsePackage({ path: 'package.json', text });
        parseRuntimeVersion({ path: '.tool-versions', text });
      }),
    );
  });
});
