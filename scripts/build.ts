// Builds dist: the command line, the library with its types, and the language server.
//
//   dist/cli/main.cjs     answers --version alone, else loads run.cjs beside it, and that work.cjs where there is work
//   dist/cli/reader.cjs   a thread that reads files for it, with reading.cjs, which run.cjs loads where one file has changed
//   dist/index.js         ESM face of dist/lib/hoplint.cjs
//   dist/lsp/main.cjs     the language server
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';
import { buildChunks, buildEntry, copyWasm, lazyParts, resolveModule, root, writeNotices } from './build/bundles.js';

/** The command line starts the language server by path: the server has a bundle of its own. */
const lazyServer: Plugin = {
  name: 'lazy-server',
  setup(context) {
    context.onResolve({ filter: /\/lsp\/main\.js$/ }, () => ({ path: '../lsp/main.cjs', external: true }));
  },
};

/** dist/index.js names every export of the CommonJS library, so that both kinds of import see the same objects. */
function writeLibraryFace(): void {
  const loaded = createRequire(import.meta.url)(join(root, 'dist/lib/hoplint.cjs')) as Record<string, unknown>;
  const names = Object.keys(loaded).filter((name) => name !== 'default' && name !== '__esModule');
  writeFileSync(
    join(root, 'dist/index.js'),
    `import library from './lib/hoplint.cjs';\nexport const { ${names.join(', ')} } = library;\n`,
  );
}

/** Unnoticed type errors are the business of `npm run check`; a declaration that cannot be written fails here. */
function writeDeclarations(): void {
  const compiler = join(dirname(resolveModule('tsc7/package.json')), 'bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '--project', 'tsconfig.declarations.json'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`declarations could not be written:\n${stdout}`);
  // Declarations of generated JavaScript are written by hand, so the compiler does not carry them over.
  copyFileSync(join(root, 'src/config/validate.generated.d.ts'), join(root, 'dist/config/validate.generated.d.ts'));
}

const dist = join(root, 'dist');
rmSync(dist, { recursive: true, force: true });
const entries = await Promise.all([
  buildEntry('src/cli/main.ts', 'cli/main', dist, [lazyParts]),
  buildEntry('src/cli/reader.ts', 'cli/reader', dist, [lazyParts]),
  buildEntry('src/cli/run.ts', 'cli/run', dist, [lazyParts, lazyServer]),
  buildEntry('src/cli/reading.ts', 'cli/reading', dist, [lazyParts]),
  buildEntry('src/cli/work.ts', 'cli/work', dist, [lazyParts]),
  buildEntry('src/lsp/main.ts', 'lsp/main', dist),
  buildEntry('src/index.ts', 'lib/hoplint', dist),
]);
const libraries = await buildChunks(dist);
copyWasm(dist);
chmodSync(join(dist, 'cli/main.cjs'), 0o755);
writeNotices([...entries, ...libraries], join(dist, 'THIRD-PARTY-NOTICES.txt'));
writeLibraryFace();
writeDeclarations();
