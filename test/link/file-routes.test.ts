// Which paths the files of a Next.js application answer.
import { describe, expect, it } from 'vitest';
import { withFileRoutes } from '../../src/link/servers/file-routes.js';
import type { ServerFact } from '../../src/model/facts.js';
import { pointAt } from '../../src/model/location.js';

const at = pointAt('web/package.json', 1);
const server = (product: string): ServerFact => ({
  kind: 'server',
  language: 'node',
  product,
  with: [],
  at,
  role: 'main',
  settings: [],
  traits: [],
  shutdown: { handlers: [], complete: true },
  routes: [],
});
const routesOf = (files: readonly string[], product = 'next'): readonly string[] =>
  withFileRoutes(server(product), 'web', new Set(files)).routes.map(({ path }) => path);

describe('files of Next.js', () => {
  it.each([
    ['web/app/page.tsx', '/'],
    ['web/src/app/page.mdx', '/'],
    ['web/app/api/health/route.ts', '/api/health'],
    ['web/app/(shop)/cart/page.jsx', '/cart'],
    ['web/app/@modal/cart/page.tsx', '/cart'],
    ['web/app/blog/[slug]/page.tsx', '/blog/:slug'],
    ['web/app/docs/[...parts]/page.tsx', '/docs/*'],
    ['web/app/[[...all]]/route.js', '/*'],
    ['web/pages/index.js', '/'],
    ['web/src/pages/api/healthz.ts', '/api/healthz'],
    ['web/pages/blog/index.tsx', '/blog'],
  ])('%s answers %s', (file, path) => expect(routesOf([file])).toEqual([path]));

  it.each([
    'web/app/layout.tsx',
    'web/app/_parts/page.tsx',
    'web/app/feed/(.)photo/page.tsx',
    'web/pages/_app.tsx',
    'web/pages/404.tsx',
    'web/lib/app/page.tsx',
    'other/app/page.tsx',
  ])('%s is no route', (file) => expect(routesOf([file])).toEqual([]));

  it('say nothing where something sees every request first', () => {
    expect(routesOf(['web/app/page.tsx', 'web/middleware.ts'])).toEqual([]);
    expect(routesOf(['web/app/page.tsx', 'web/src/proxy.ts'])).toEqual([]);
  });
  it('are routes of no other framework', () => expect(routesOf(['web/app/page.tsx'], 'express')).toEqual([]));
  it('are routes of its standalone server', () =>
    expect(routesOf(['web/app/page.tsx'], 'next-standalone')).toEqual(['/']));
});
