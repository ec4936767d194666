// Writes a length of time in the words somebody else chose: the same unit, the same quotes, only another number.
import type { Milliseconds } from '../model/duration.js';

/** How many milliseconds one of the written number may stand for: ns, µs, ms, s, min, h. */
const scales = [1e-6, 1e-3, 1, 1000, 60_000, 3_600_000];

/** With its name in front and all its factors. */
const longest = 200;

/** `text` stands for `means`; the answer stands for `wanted`. Undefined where the text is no number times a unit. */
export function rewriteLength(text: string, means: Milliseconds, wanted: Milliseconds): string | undefined {
  if (text.length > longest) return undefined;
  const shape =
    /^(?<before>(?:(?:export[ \t]+)?[\w.-]+[ \t]*[ =][ \t]*)?(?<quote>["'`]?))(?<number>\d[\d_]*(?:\.\d+)?)(?<unit>[a-z]*)(?<after>(?<factors>(?:\s*\*\s*[\w.]+)*)\k<quote>)$/i.exec(
      text,
    )?.groups;
  if (shape === undefined) return undefined;
  const { before = '', number = '', unit = '', factors = '', after = '' } = shape;
  const count = Number(number.replaceAll('_', ''));
  const scale = means / count;
  if (count === 0 || (!scales.some((each) => Math.abs(scale / each - 1) < 1e-9) && !isPlainProduct(factors)))
    return undefined;
  const next = wanted / scale;
  if (Number.isInteger(next)) return `${before}${grouped(next, number)}${unit}${after}`;
  const inSeconds = wanted / 1000;
  // "1m" cannot say 65 s, and "65s" can.
  if (/^[mh]$/.test(unit) && factors === '' && Number.isInteger(inSeconds)) return `${before}${inSeconds}s${after}`;
  return factors === '' && unit !== '' ? undefined : `${before}${grouped(Math.ceil(next), number)}${unit}${after}`;
}
/** `60 * 1000`: every further factor is a number. */
const isPlainProduct = (factors: string): boolean => factors !== '' && /^(?:\s*\*\s*[\d_]+)+$/.test(factors);

/** `5_000` becomes `65_000`, and `5000` stays without separators. */
function grouped(count: number, like: string): string {
  return like.includes('_') ? String(count).replaceAll(/\B(?=(\d{3})+$)/g, '_') : String(count);
}
