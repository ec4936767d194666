// Which source a program is made of whose compiler wrote it somewhere else.

/** Folders that compilers write. */
export const outputs: ReadonlySet<string> = new Set([
  'dist',
  'build',
  'out',
  'lib',
  'output',
  'compiled',
  '.build',
  'target',
  'bin',
]);
/** Where sources stand besides `src` and the folder itself, by the word that some give it. */
const sources = ['lib', 'source'];
const endings = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'];

/** The source a started file stands for: itself, or what a compiler made it from. */
export function findSource(path: string, hasFile: (path: string) => boolean): string | undefined {
  for (const candidate of variants(path)) {
    if (hasFile(candidate)) return candidate;
  }
  return undefined;
}
function* variants(path: string): Iterable<string> {
  yield* spellings(path);
  const parts = path.split('/');
  for (const [index, part] of parts.entries()) {
    if (!outputs.has(part)) continue;
    const before = parts.slice(0, index);
    const behind = parts.slice(index + 1);
    if (behind.length === 0) continue;
    yield* spellings([...before, 'src', ...behind].join('/'));
    yield* spellings([...before, ...behind].join('/'));
    // A monorepo's compiler writes dist/apps/api/main.js for apps/api/src/main.ts, or repeats the project's folders below dist.
    const folders = behind.slice(0, -1).filter((each) => each !== 'src');
    const file = behind.at(-1);
    if (file !== undefined && folders.length > 0) yield* spellings([...before, ...folders, 'src', file].join('/'));
    for (let skip = 1; skip < behind.length; skip++) yield* spellings([...before, ...behind.slice(skip)].join('/'));
    for (const folder of sources) if (folder !== part) yield* spellings([...before, folder, ...behind].join('/'));
  }
}
function* spellings(path: string): Iterable<string> {
  yield path;
  const bare = path.replace(/\.(?:[cm]?[jt]s|[jt]sx)$/, '');
  for (const ending of endings) yield `${bare}${ending}`;
  for (const ending of endings) yield `${path.replace(/\/$/, '')}/index${ending}`;
}
