// The language server in a real Neovim, headless: what it shows, and a quick fix applied by the editor.
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { builtCommandLine, root, temporaryFolder } from './kit/checkout.js';
import { debianProgram } from './kit/install.js';

it('shows findings on both ends, answers, and takes a fix back out of the problems', () => {
  const neovim = debianProgram('nvim', 'neovim');
  const shop = join(temporaryFolder(), 'shop');
  cpSync(join(root, 'fixtures/projects/shop'), shop, { recursive: true });
  const out = join(temporaryFolder(), 'seen.json');
  const server = [process.execPath, builtCommandLine(), 'lsp', '--stdio'];
  const ran = spawnSync(
    neovim,
    ['--headless', '-u', 'NONE', '-c', `luafile ${join(import.meta.dirname, 'neovim.lua')}`],
    {
      cwd: shop,
      encoding: 'utf8',
      timeout: 300_000,
      env: { ...process.env, SHOP: shop, SERVER: JSON.stringify(server), OUT: out, XDG_STATE_HOME: temporaryFolder() },
    },
  );
  const seen = JSON.parse(readFileSync(out, 'utf8'));
  expect(seen.failure, `${ran.stdout}${ran.stderr}`).toBeUndefined();
  expect(seen.server).toContain('keepalive-race');
  expect(seen.ingress).toEqual(expect.arrayContaining(['ignored-setting', 'invalid-setting', 'keepalive-race']));
  expect(seen.hover).toMatch(/Node 22 default/);
  expect(seen.definition.join()).toContain('deploy/ingress.yaml');
  expect(seen.lenses.join()).toContain('2 hops in front');
  expect(seen.actions).toContain('Ignore keepalive-race here, with a reason');
  expect(seen.diagnosticsOnTheLine).toBeGreaterThan(0);
  expect(seen.modified).toBe(true);
  expect(seen.fixed).toMatch(/keepAliveTimeout = 65_?000/);
  expect(readFileSync(join(shop, 'services/api/src/server.ts'), 'utf8')).not.toContain('keepAliveTimeout');
});
