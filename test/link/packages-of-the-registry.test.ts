// A folder of a repository may be called like a package that its neighbour takes from the registry.
import { describe, expect, it } from 'vitest';
import { moduleResolver } from '../../src/link/names/modules.js';
import { parsePackage } from '../../src/parsers/package/parse-package.js';

function resolve(asked: string | undefined, version = '0.2.0'): string | undefined {
  const packages = [
    { path: 'apps/relay/package.json', text: JSON.stringify({ name: 'relay', version, main: 'index.js' }) },
    {
      path: 'apps/api/package.json',
      text: JSON.stringify({ name: 'api', dependencies: asked === undefined ? {} : { relay: asked } }),
    },
  ];
  const files = new Set(['apps/relay/index.js', 'apps/api/src/main.js']);
  const resolver = moduleResolver(packages.map(parsePackage), (path) => files.has(path));
  return resolver('apps/api/src/main.js', 'relay');
}

describe('a package of the same repository', () => {
  it.each([undefined, 'workspace:*', 'workspace:^1.0.0', 'file:../relay', '*', 'latest', '^0.2.0', '>=0.1 <1'])(
    'is meant where %s is asked for',
    (asked) => expect(resolve(asked)).toBe('apps/relay/index.js'),
  );
  it.each(['^13.6.31', '~0.1.0', '1.0.0'])('is not meant where %s is asked for', (asked) =>
    expect(resolve(asked)).toBeUndefined(),
  );
  it('says nothing of a release without a number of its own', () => {
    const packages = [{ path: 'apps/relay/package.json', text: '{ "name": "relay", "main": "index.js" }' }];
    const resolver = moduleResolver(packages.map(parsePackage), (path) => path === 'apps/relay/index.js');
    expect(resolver('apps/api/main.js', 'relay')).toBe('apps/relay/index.js');
  });
});
