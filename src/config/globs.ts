// Globs that a user writes, as tests on paths; the matcher loads only when there is one.

export type PathTest = (path: string, shown?: string) => boolean;

/** The first that means something else than it looks like, with what is wrong about it. */
export function badGlob(globs: readonly string[]): string | undefined {
  const negated = globs.find((glob) => glob.startsWith('!'));
  return negated === undefined
    ? undefined
    : `the glob "${negated}" starts with !; use --include or include: to bring files back.`;
}

/** `*.md` matches names at any depth, `examples` also everything below; either form of a path may match. */
export async function matcherOf(globs: readonly string[]): Promise<PathTest> {
  if (globs.length === 0) return () => false;
  const { default: picomatch } = await import('picomatch');
  const tests = globs.map((glob) => {
    const pattern = glob.replace(/^\.\//, '').replace(/(?<!\/)\/+$/, '');
    const anywhere = pattern.includes('/') ? pattern : `**/${pattern}`;
    return picomatch([anywhere, `${anywhere}/**`], { dot: true });
  });
  return (path, shown) => tests.some((test) => test(path) || (shown !== undefined && shown !== path && test(shown)));
}
