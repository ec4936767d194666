// Source that a program wrote: a bundle or minified code says what its sources say, which are what people edit.

/** No person keeps this much in one file. */
const largest = 1024 * 1024;
/** Smaller files count when their lines are longer than anybody reads. */
const smallest = 64 * 1024;
const longestAverage = 500;

export function isBundled(text: string): boolean {
  if (text.length > largest) return true;
  if (text.length < smallest) return false;
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return text.length / lines > longestAverage;
}
