// Globs that a user writes, as tests on paths; the matcher loads only when there is one.
import { UsageError } from './usage-error.js';

export type PathTest = (path: string, shown?: string) => boolean;

/** `*.md` matches names at any depth, `examples` also everything below; either form of a path may match. */
export async function matcherOf(globs: readonly string[]): Promise<PathTest> {
  if (globs.length === 0) return () => false;
  const { default: picomatch } = await import('picomatch');
  const tests = globs.map((glob) => {
    if (glob.startsWith('!'))
      throw new UsageError(`the glob "${glob}" starts with !; use --include to bring files back.`);
    const pattern = glob.replace(/^\.\//, '').replace(/\/+$/, '');
    const anywhere = pattern.includes('/') ? pattern : `**/${pattern}`;
    return picomatch([anywhere, `${anywhere}/**`], { dot: true });
  });
  return (path, shown) => tests.some((test) => test(path) || (shown !== undefined && shown !== path && test(shown)));
}
