// Builds dist: the command line, the library with its types, and, once they exist, the language server and the Action.
//
//   dist/cli/main.cjs     answers --version alone, else loads dist/cli/run.cjs
//   dist/index.js         ESM face of dist/lib/hoplint.cjs
//   dist/chunks/*.cjs     one heavy library each, shared by all bundles, read only when first required
//   dist/wasm/*.wasm      from any bundle: new URL('../wasm/<name>.wasm', import.meta.url)
//
// Every bundle is CommonJS and lives exactly one folder below dist. CommonJS starts faster than ESM and can use Node's
// compile cache; esbuild cannot split it, so the chunks are entries of their own and the bundles require them by path.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const resolveModule = createRequire(import.meta.url).resolve;

const entries: Readonly<Record<string, string>> = {
  'src/cli/main.ts': 'cli/main',
  'src/cli/run.ts': 'cli/run',
  'src/lsp/main.ts': 'lsp/main',
  'src/index.ts': 'lib/hoplint',
};

/** Libraries too heavy to be read by a run that does not need them. */
const chunks = ['@typescript-eslint/typescript-estree', 'dockerfile-ast', 'typescript', 'web-tree-sitter', 'yaml'];

const wasm = [
  'web-tree-sitter/web-tree-sitter.wasm',
  'tree-sitter-go/tree-sitter-go.wasm',
  '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm',
];

/** It finds a native binding for the platform, so it stays a real dependency. */
const external = ['oxc-parser'];

const chunkName = (library: string): string => library.replace('@', '').replaceAll('/', '-');
const escaped = (text: string): string => text.replace(/[/.*+?^${}()|[\]\\]/g, '\\$&');

/** Turns an import of a heavy library into a require of its chunk, which is `toChunks` away. */
function sharedChunks(toChunks: string, except?: string): Plugin {
  const filter = new RegExp(`^(?:${chunks.map(escaped).join('|')})$`);
  return {
    name: 'shared-chunks',
    setup(context) {
      context.onResolve({ filter }, ({ path }) =>
        path === except ? undefined : { path: `${toChunks}/${chunkName(path)}.cjs`, external: true },
      );
      // The compiler under its older name.
      context.onResolve({ filter: /^typescript\/lib\/tsserverlibrary$/ }, () => ({
        path: `${toChunks}/typescript.cjs`,
        external: true,
      }));
    },
  };
}

/** The command line starts the language server by path: the server has a bundle of its own. */
const lazyServer: Plugin = {
  name: 'lazy-server',
  setup(context) {
    context.onResolve({ filter: /\/lsp\/main\.js$/ }, () => ({ path: '../lsp/main.cjs', external: true }));
  },
};

/** The front door loads the rest by path, so that --version reads one small file. */
const lazyRun: Plugin = {
  name: 'lazy-run',
  setup(context) {
    context.onResolve({ filter: /^\.\/run\.js$/ }, ({ importer }) =>
      basename(importer) === 'main.ts' ? { path: './run.cjs', external: true } : undefined,
    );
  },
};

const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  external,
  minify: true,
  legalComments: 'none',
  charset: 'utf8',
  metafile: true,
  logLevel: 'warning',
  // Bundles are CommonJS: import() becomes require, which the compile cache covers and which starts faster.
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': 'importMetaUrl' },
};
const importMetaUrl = 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;';

function buildEntry([source, out]: readonly [string, string]) {
  return build({
    ...common,
    entryPoints: [{ in: source, out }],
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    banner: { js: importMetaUrl },
    plugins: [
      sharedChunks('../chunks'),
      ...(source === 'src/cli/main.ts' ? [lazyRun] : []),
      ...(source === 'src/cli/run.ts' ? [lazyServer] : []),
    ],
  });
}

function buildChunk(library: string) {
  return build({
    ...common,
    stdin: { contents: `module.exports = require(${JSON.stringify(library)});`, resolveDir: root },
    outfile: `dist/chunks/${chunkName(library)}.cjs`,
    banner: { js: importMetaUrl },
    plugins: [sharedChunks('.', library)],
  });
}

/** dist/index.js names every export of the CommonJS library, so that both kinds of import see the same objects. */
async function writeLibraryFace(result: { metafile?: Metafile }): Promise<void> {
  const loaded = createRequire(import.meta.url)(join(root, 'dist/lib/hoplint.cjs')) as Record<string, unknown>;
  const names = Object.keys(loaded).filter((name) => name !== 'default' && name !== '__esModule');
  if (result.metafile === undefined) throw new Error('esbuild returned no metafile');
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

/** The licences of everything bundled travel with the bundle. */
function writeNotices(metafiles: readonly Metafile[]): void {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const folders = inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  const wasmFolders = wasm.map((path) => `node_modules/${dirname(path)}`);
  const notices = [...new Set([...folders, ...wasmFolders])].sort().map((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Record<string, unknown>;
    const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'License.txt', 'LICENSE-MIT', 'LICENCE']
      .map((name) => join(root, folder, name))
      .find((path) => existsSync(path));
    const text = file === undefined ? `Licence: ${String(manifest.license)}\n` : readFileSync(file, 'utf8');
    return `${String(manifest.name)} ${String(manifest.version)}\n\n${text.trim()}\n`;
  });
  writeFileSync(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), notices.join(`\n${'-'.repeat(80)}\n\n`));
}

rmSync(join(root, 'dist'), { recursive: true, force: true });
mkdirSync(join(root, 'dist/wasm'), { recursive: true });
const present = Object.entries(entries).filter(([source]) => existsSync(join(root, source)));
const results = await Promise.all([...present.map(buildEntry), ...chunks.map(buildChunk)]);
for (const path of wasm) copyFileSync(resolveModule(path), join(root, 'dist/wasm', basename(path)));
chmodSync(join(root, 'dist/cli/main.cjs'), 0o755);
writeNotices(results.map((result) => result.metafile as Metafile));
const library = present.findIndex(([source]) => source === 'src/index.ts');
if (library >= 0) {
  await writeLibraryFace(results[library] as { metafile: Metafile });
  writeDeclarations();
}
