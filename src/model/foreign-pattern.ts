// Regular expressions that stand in the files under review: written for RE2 or PCRE, by anybody.

/** Longer ones, and longer texts, are about no name or status that people give. */
const longest = 300;
/** Each may try every length that is left, so time grows with the text to the power of their number. */
const mostRepeats = 2;
/** Each may be tried again for every choice before it. */
const mostChoices = 10;

/** One that means the same in this language and cannot run long; undefined for any other. */
export function foreignPattern(source: string, flags = ''): RegExp | undefined {
  if (source.length > longest || !isPlain(source)) return undefined;
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}
/** The text to ask it about, where that is not too long. */
export function isShort(text: string): boolean {
  return text.length <= longest;
}

function isPlain(source: string): boolean {
  const outside = source.replaceAll(/\\[wdsWDSb./\-[\](){}|?*+^$]/g, 'e').replaceAll(/\[\^?[^[\]\\]+\]/g, 'c');
  if (/[\\[\]]/.test(outside)) return false;
  // A repeated group, a look to either side, a reference back.
  if (/\)[*+?{]|\(\?(?!:)/.test(outside)) return false;
  const repeats = outside.replaceAll('(?:', '(').match(/[*+?{]/g)?.length ?? 0;
  const choices = outside.match(/\|/g)?.length ?? 0;
  return repeats <= mostRepeats && choices <= mostChoices;
}
