// Source that a program wrote: a bundle or minified code says what its sources say, which are what people edit.

/** No person keeps this much in one file. */
const largest = 1024 * 1024;
/** Smaller files count when their lines are longer than anybody reads. */
const smallest = 64 * 1024;
const longestAverage = 500;
/** Minified code keeps the lines of the texts in it, and is still mostly lines like these. */
const longLine = 1000;
const mostlyLong = 2 / 3;

export function isBundled(text: string): boolean {
  if (text.length > largest) return true;
  if (text.length < smallest) return false;
  let lines = 1;
  let inLongLines = 0;
  let start = 0;
  const endLine = (end: number): void => {
    if (end - start > longLine) inLongLines += end - start;
    start = end + 1;
  };
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    lines += 1;
    endLine(at);
  }
  endLine(text.length);
  return text.length / lines > longestAverage || inLongLines / text.length > mostlyLong;
}
