// Globs that a user writes, as tests on paths; the matcher loads only when there is one.

export type PathTest = (path: string, shown?: string) => boolean;

/** The first that means something else than it looks like, with what is wrong about it. */
export function badGlob(globs: readonly string[]): string | undefined {
  const negated = globs.find((glob) => glob.startsWith('!'));
  return negated === undefined
    ? undefined
    : `the glob "${negated}" starts with !; use --include or include: to bring files back.`;
}

/**
 * `*.md` matches names at any depth, `examples` also everything below; either form of a path may match. `within`: where the scan lies in
 * the folder that the globs are relative to, when that is not its root.
 */
export async function matcherOf(globs: readonly string[], within = ''): Promise<PathTest> {
  if (globs.length === 0) return () => false;
  const { default: picomatch } = await import('picomatch');
  const tests = globs.map((glob) => {
    const pattern = glob.replace(/^\.\//, '').replace(/(?<!\/)\/+$/, '');
    const anywhere = pattern.includes('/') ? pattern : `**/${pattern}`;
    return picomatch([anywhere, `${anywhere}/**`], { dot: true });
  });
  if (within !== '') return (path, shown = path) => tests.some((test) => test(`${within}/${shown}`));
  return (path, shown) => tests.some((test) => test(path) || (shown !== undefined && shown !== path && test(shown)));
}

export function eitherOf(one: PathTest, other: PathTest): PathTest {
  return (path, shown) => one(path, shown) || other(path, shown);
}
