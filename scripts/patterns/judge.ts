// What `recheck` says about one pattern, as a sentence where it is not linear time.
import { createRequire } from 'node:module';
import type { checkSync } from 'recheck';

/** The checker in JavaScript: the same answers on every machine, and no program to start. */
const checker: { readonly checkSync: typeof checkSync } = createRequire(import.meta.url)('recheck/lib/browser.js');
/** Milliseconds; a busy machine must not change a verdict. */
const timeout = 120_000;

export function judge({ source, flags }: { readonly source: string; readonly flags: string }): string | undefined {
  const verdict = checker.checkSync(withSmallBounds(source), flags.replaceAll(/[dv]/g, ''), { timeout });
  if (verdict.status === 'safe') return undefined;
  if (verdict.status === 'vulnerable') return `${verdict.complexity.summary}: ${verdict.attack.pattern}`;
  return `no verdict: ${verdict.error.kind}`;
}
/** Up to a thousand characters cost a constant, which the checker cannot tell from what grows with the text. */
function withSmallBounds(source: string): string {
  return source.replaceAll(/\{(\d),\d{2,4}\}/g, '{$1,4}');
}
