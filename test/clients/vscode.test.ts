// The packaged extension in VS Code's server edition, looked at through a real browser.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeBrowser, newPage } from './kit/browser.js';
import { builtCommandLine, root, temporaryFolder } from './kit/checkout.js';
import { debianProgram, npmPackages } from './kit/install.js';

closeBrowser();

let server: ChildProcess | undefined;
let address = '';
const workspace = join(temporaryFolder(), 'demo');
afterAll(() => {
  server?.kill();
});

/** The editor quiet: nothing but hoplint has anything to say. */
const settings = {
  'typescript.validate.enable': false,
  'js/ts.validate.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

beforeAll(async () => {
  const node = join(npmPackages({ node: '24.21.0' }, true), 'node_modules/node/bin/node');
  // It compiles modules of its own when it is installed.
  for (const [program, debianPackage] of [
    ['g++', 'g++'],
    ['make', 'make'],
    ['python3', 'python3'],
    ['krb5-config', 'libkrb5-dev'],
  ] as const)
    debianProgram(program, debianPackage);
  const codeServer = join(
    npmPackages({ 'code-server': '4.139.1' }, true, node),
    'node_modules/code-server/out/node/entry.js',
  );
  builtCommandLine();
  const vsce = join(npmPackages({ '@vscode/vsce': '3.9.2' }), 'node_modules/@vscode/vsce/vsce');
  const packaged = spawnSync('npm', ['run', '--silent', 'package:vscode', '--', '--vsce', vsce], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(packaged.status, `${packaged.stdout}${packaged.stderr}`).toBe(0);

  const home = temporaryFolder();
  const data = join(home, 'data');
  const folders = ['--user-data-dir', data, '--extensions-dir', join(home, 'extensions')];
  const config = ['--config', join(home, 'config.yaml')];
  mkdirSync(join(data, 'User'), { recursive: true });
  writeFileSync(join(data, 'User/settings.json'), JSON.stringify(settings));
  writeFileSync(join(home, 'config.yaml'), 'auth: none\n');
  const vsix = join(root, 'editors/vscode/hoplint.vsix');
  const installed = spawnSync(node, [codeServer, ...folders, ...config, '--install-extension', vsix], {
    encoding: 'utf8',
  });
  expect(`${installed.stdout}${installed.stderr}`).toContain('was successfully installed');

  cpSync(join(root, 'fixtures/projects/shop'), workspace, { recursive: true });
  const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'];
  const started = spawn(
    node,
    [codeServer, ...folders, ...config, ...quiet, '--auth', 'none', '--bind-addr', '127.0.0.1:0'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  server = started;
  address = await new Promise<string>((resolve, reject) => {
    let log = '';
    started.stdout.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      const found = /listening on (http:\S+)/.exec(log)?.[1];
      if (found !== undefined) resolve(found);
    });
    started.on('exit', () => reject(new Error(`code-server ended: ${log}`)));
  });
});

it('shows findings in the problems of VS Code, with hints and lenses in the text', async () => {
  const page = await newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${address}?folder=${encodeURIComponent(workspace)}`);
  await page.waitForSelector('.explorer-folders-view .monaco-list-row', { timeout: 120_000 });
  await page.keyboard.press('Control+P');
  await page.waitForSelector('.quick-input-widget input', { timeout: 60_000 });
  await page.keyboard.type('services/api/src/server.ts');
  await page.waitForSelector(
    '.quick-input-list .monaco-list-row [title*="server.ts"], .quick-input-list .monaco-list-row',
    { timeout: 60_000 },
  );
  await page.keyboard.press('Enter');
  await page.waitForSelector('.monaco-editor .view-line', { timeout: 60_000 });
  await page.keyboard.press('Control+Shift+M');
  await page.waitForSelector('.markers-panel :text("hoplint")', { timeout: 120_000 });
  await page.waitForSelector('.monaco-editor :text("hops in front")', { timeout: 60_000 });
  await page.waitForSelector('.monaco-editor :text("Node 22 default")', { timeout: 60_000 });
  // Only the rows in sight are drawn.
  const problems = (await page.textContent('.markers-panel')) ?? '';
  expect(problems).toContain('Deployment api has a grace period of 60 s');
  expect(problems).toContain('grace-budget');
  expect(problems).toContain('preStop is 15 s');
  if (process.env.UPDATE_SCREENSHOTS !== undefined)
    await page.screenshot({ path: join(root, 'docs/images/vscode-problems.png') });
});
