// How bundles are made: CommonJS, one file for each entry, the heavy libraries in chunks of their own beside them.
//
//   OUT/<face>/<entry>.cjs   an entry, exactly one folder below OUT
//   OUT/chunks/*.cjs         one heavy library each, shared by all entries, read only when first required
//   OUT/wasm/*.wasm          from any entry: new URL('../wasm/<name>.wasm', import.meta.url)
//
// CommonJS starts faster than ESM and can use Node's compile cache; esbuild cannot split it, so the chunks are entries of
// their own and the bundles require them by path.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const resolveModule = createRequire(import.meta.url).resolve;

/** Libraries too heavy to be read by a run that does not need them. */
const chunks = ['@typescript-eslint/typescript-estree', 'dockerfile-ast', 'typescript', 'web-tree-sitter', 'yaml'];

const wasm = [
  'web-tree-sitter/web-tree-sitter.wasm',
  'tree-sitter-go/tree-sitter-go.wasm',
  '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm',
];

/** It finds a native binding for the platform, so it stays a real dependency; without it the reference engine reads the source. */
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

/** The command line loads what it needs by path: --version one small file, and a run that has nothing to do another. */
export const lazyParts: Plugin = {
  name: 'lazy-parts',
  setup(context) {
    context.onResolve({ filter: /^(?:\.|\.\.)\/(?:reading|run|work)\.js$/ }, ({ path, importer, kind }) =>
      kind === 'dynamic-import' && /[/\\]src[/\\]cli[/\\]/.test(importer)
        ? { path: `./${basename(path, '.js')}.cjs`, external: true }
        : undefined,
    );
  },
};

/** The same sources and libraries make the same facts: caches of another build are not read. */
function buildId(): string {
  const hash = createHash('sha256');
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.[jt]s$/.test(path))
    .sort();
  for (const path of ['package-lock.json', ...sources.map((each) => `src/${each}`)])
    hash.update(path).update(readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n'));
  return hash.digest('base64url').slice(0, 16);
}

const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  external,
  minify: true,
  legalComments: 'none',
  charset: 'ascii',
  metafile: true,
  logLevel: 'warning',
  // Bundles are CommonJS: import() becomes require, which the compile cache covers and which starts faster.
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': 'importMetaUrl', hoplintBuild: JSON.stringify(buildId()) },
};
const importMetaUrl = 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;';

/** `out`: path below `folder` without its extension. */
export async function buildEntry(
  source: string,
  out: string,
  folder: string,
  plugins: readonly Plugin[] = [],
): Promise<Metafile> {
  const { metafile } = await build({
    ...common,
    entryPoints: [{ in: source, out }],
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    banner: { js: importMetaUrl },
    plugins: [sharedChunks('../chunks'), ...plugins],
  });
  return demanded(metafile);
}

export function buildChunks(folder: string): Promise<readonly Metafile[]> {
  return Promise.all(
    chunks.map(async (library) => {
      const { metafile } = await build({
        ...common,
        stdin: { contents: `module.exports = require(${JSON.stringify(library)});`, resolveDir: root },
        outfile: join(folder, 'chunks', `${chunkName(library)}.cjs`),
        banner: { js: importMetaUrl },
        plugins: [sharedChunks('.', library)],
      });
      return demanded(metafile);
    }),
  );
}
function demanded(metafile: Metafile | undefined): Metafile {
  if (metafile === undefined) throw new Error('esbuild returned no metafile');
  return metafile;
}

export function copyWasm(folder: string): void {
  mkdirSync(join(folder, 'wasm'), { recursive: true });
  for (const path of wasm) copyFileSync(resolveModule(path), join(folder, 'wasm', basename(path)));
}

/** The licences of everything bundled travel with the bundle. */
export function writeNotices(metafiles: readonly Metafile[], file: string): void {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const folders = inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  const wasmFolders = wasm.map((path) => `node_modules/${dirname(path)}`);
  const notices = [...new Set([...folders, ...wasmFolders])].sort().map((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Record<string, unknown>;
    const licence = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'License.txt', 'LICENSE-MIT', 'LICENCE']
      .map((name) => join(root, folder, name))
      .find((path) => existsSync(path));
    const text = licence === undefined ? `Licence: ${String(manifest.license)}\n` : readFileSync(licence, 'utf8');
    return `${String(manifest.name)} ${String(manifest.version)}\n\n${text.replaceAll('\r\n', '\n').trim()}\n`;
  });
  writeFileSync(file, notices.join(`\n${'-'.repeat(80)}\n\n`));
}
