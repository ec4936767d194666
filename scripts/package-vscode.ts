// Packages the VS Code extension: bundles the client, copies the built server beside it, and makes a .vsix with vsce (fetched by npx).
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const extension = join(root, 'editors/vscode');

if (!existsSync(join(root, 'dist/lsp/main.cjs'))) throw new Error('build hoplint first: npm run build');
rmSync(join(extension, 'server'), { recursive: true, force: true });
for (const part of ['cli', 'lsp', 'chunks', 'wasm'])
  cpSync(join(root, 'dist', part), join(extension, 'server', part), { recursive: true });
// The parser of JavaScript and TypeScript is native: the binding of this platform travels with the extension.
mkdirSync(join(extension, 'server/node_modules'), { recursive: true });
for (const name of ['oxc-parser', '@oxc-project', '@oxc-parser']) {
  const from = join(root, 'node_modules', name);
  if (existsSync(from))
    cpSync(from, join(extension, 'server/node_modules', name), { recursive: true, dereference: true });
}
cpSync(join(root, 'package.json'), join(extension, 'server/package.json'));
cpSync(join(root, 'LICENSE'), join(extension, 'LICENSE'));
cpSync(join(root, 'docs/editors.md'), join(extension, 'README.md'));
await build({
  entryPoints: [join(extension, 'src/extension.ts')],
  outfile: join(extension, 'dist/extension.cjs'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
  minify: true,
});
const packaged = spawnSync(
  'npx',
  ['--yes', '@vscode/vsce@3', 'package', '--no-dependencies', '--out', 'hoplint.vsix'],
  {
    cwd: extension,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  },
);
process.exitCode = packaged.status ?? 1;
