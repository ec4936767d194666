// Packages the VS Code extension: bundles the client, puts the built server beside it, and makes a .vsix with vsce.
//
// Without arguments it runs everywhere, with the reference parser of JavaScript. `--target linux-x64` and the like add the native
// parser of this platform: start it on the platform it is for.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const extension = join(root, 'editors/vscode');
const { values } = parseArgs({ options: { target: { type: 'string' }, vsce: { type: 'string' } } });

if (!existsSync(join(root, 'dist/lsp/main.cjs'))) throw new Error('build hoplint first: npm run build');
rmSync(join(extension, 'server'), { recursive: true, force: true });
for (const part of ['cli', 'lsp', 'chunks', 'wasm', 'THIRD-PARTY-NOTICES.txt'])
  cpSync(join(root, 'dist', part), join(extension, 'server', part), { recursive: true });
cpSync(join(root, 'LICENSE'), join(extension, 'LICENSE'));
cpSync(join(root, 'docs/editors.md'), join(extension, 'README.md'));
if (values.target !== undefined) {
  if (values.target !== `${process.platform}-${process.arch}`)
    throw new Error(`the native parser here is for ${process.platform}-${process.arch}, not ${values.target}`);
  mkdirSync(join(extension, 'server/node_modules'), { recursive: true });
  for (const name of ['oxc-parser', '@oxc-project', '@oxc-parser']) {
    const from = join(root, 'node_modules', name);
    if (existsSync(from))
      cpSync(from, join(extension, 'server/node_modules', name), { recursive: true, dereference: true });
  }
}
await build({
  entryPoints: [join(extension, 'src/extension.mts')],
  outfile: join(extension, 'dist/extension.cjs'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
  minify: true,
});
const vsce = values.vsce === undefined ? ['npx', '--yes', '@vscode/vsce@3.9.2'] : [process.execPath, values.vsce];
const target = values.target === undefined ? [] : ['--target', values.target];
const [program = '', ...args] = [...vsce, 'package', '--no-dependencies', '--out', 'hoplint.vsix', ...target];
const packaged = spawnSync(program, args, {
  cwd: extension,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exitCode = packaged.status ?? 1;
