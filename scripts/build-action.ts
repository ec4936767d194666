// Builds the GitHub Action, which a runner starts without installing anything: action/ is committed. `--check` builds elsewhere
// and fails where what is committed differs.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { buildChunks, buildEntry, copyWasm, root, writeNotices } from './build/bundles.js';

/** The Action opens no connection: the toolkit's client for tokens is left out, a third of the bundle. */
const noNetwork: Plugin = {
  name: 'no-network',
  setup(context) {
    context.onResolve({ filter: /^@actions\/http-client/ }, ({ path }) => ({ path, namespace: 'no-network' }));
    context.onLoad({ filter: /.*/, namespace: 'no-network' }, () => ({
      contents: 'export class HttpClient {}\nexport class BearerCredentialHandler {}\n',
    }));
  },
};

/** Into an empty or absent folder, as the repository's `action` looks. */
export async function buildAction(folder: string): Promise<void> {
  const entry = await buildEntry('src/action/main.ts', 'dist/index', folder, [noNetwork]);
  const libraries = await buildChunks(folder);
  copyWasm(folder);
  writeNotices([entry, ...libraries], join(folder, 'THIRD-PARTY-NOTICES.txt'));
}

/** What a runner downloads: only what git knows. */
function committedFiles(): ReadonlyMap<string, Buffer> {
  const { stdout, status } = spawnSync('git', ['ls-files', '-z', 'action'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error('git cannot list the files of the Action');
  const paths = stdout.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
  return new Map(paths.map((path) => [path.slice('action/'.length), readFileSync(join(root, path))]));
}
function filesBelow(folder: string): ReadonlyMap<string, Buffer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const paths = files.map((each) => join(each.parentPath, each.name)).sort();
  return new Map(paths.map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path)]));
}
async function stale(): Promise<readonly string[]> {
  const fresh = mkdtempSync(join(tmpdir(), 'hoplint-action-'));
  try {
    await buildAction(fresh);
    const wanted = filesBelow(fresh);
    const committed = committedFiles();
    const names = [...new Set([...wanted.keys(), ...committed.keys()])].sort();
    return names.filter((name) => wanted.get(name)?.equals(committed.get(name) ?? Buffer.alloc(0)) !== true);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(resolve(process.argv[1] ?? '')).href) {
  if (process.argv.includes('--check')) {
    const files = await stale();
    if (files.length > 0) {
      process.stderr.write(
        `The Action is not what the sources make: ${files.join(', ')}. Run \`npm run build:action\` and commit.\n`,
      );
      process.exitCode = 1;
    }
  } else {
    rmSync(join(root, 'action'), { recursive: true, force: true });
    await buildAction(join(root, 'action'));
  }
}
