// Bundles the command line once for all tests that start it: reading some hundred sources anew takes a second for each start.
import { mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import type { TestProject } from 'vitest/node';
import { lazyParts } from '../../scripts/build/bundles.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Absolute: the bundled command line, of the sources as they were when the tests began. */
    commandLine: string;
  }
}

const root = join(import.meta.dirname, '../..');
/** Left where they are, as in a checkout: heavy, native, or found by path. */
const external = [
  '@typescript-eslint/typescript-estree',
  'dockerfile-ast',
  'oxc-parser',
  'typescript',
  'web-tree-sitter',
  'yaml',
];

export default async function setup({ provide }: TestProject): Promise<() => void> {
  // Two folders below the root, as in `src` and in `dist`: pages of rules and package.json are found from there.
  const folder = mkdtempSync(join(root, 'node_modules/.hoplint-'));
  await build({
    entryPoints: ['main', 'reader', 'reading', 'run', 'work'].map((name) => join(root, `src/cli/${name}.ts`)),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    plugins: [lazyParts],
    external,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    charset: 'utf8',
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'warning',
    supported: { 'dynamic-import': false },
    // With a name of its build it has a cache, as what users install: tests that give it a folder see it.
    define: { 'import.meta.url': 'importMetaUrl', hoplintBuild: JSON.stringify(basename(folder)) },
    banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
  });
  provide('commandLine', join(folder, 'main.cjs'));
  return () => rmSync(folder, { recursive: true, force: true });
}
