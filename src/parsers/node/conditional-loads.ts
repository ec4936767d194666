// Whether a file may load another one of the program only where a variable of the environment says so.
const load = /\b(?:require|import)\s{0,9}\(\s{0,9}['"]\./g;
/** As far in front of it as its condition stands. */
const reach = 200;

/** Cheap, and too often true rather than too seldom. */
export function mayLoadByEnvironment(text: string): boolean {
  if (!text.includes('process.env')) return false;
  for (const { index } of text.matchAll(load)) {
    const before = text.slice(Math.max(0, index - reach), index);
    if (before.includes('process.env') && /\bif\b|&&|\?|\bswitch\b|\|\|/.test(before)) return true;
  }
  return false;
}
