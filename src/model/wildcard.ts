// Names with holes. Patterns come from the files under review, and a regular expression made of one can be made to run for ever,
// so they are matched piece by piece, in time that grows at most with the length of the pattern times that of the text.

/** Text as it stands, one character out of some, or any number of such characters. */
export type PatternPiece =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'one' | 'any'; readonly fits: (character: string) => boolean };

/** No name of a file, a route or a stack is as long. */
const longest = 1024;

/** Whether the pieces, one after another, are the whole of the text. */
export function matchesPieces(pieces: readonly PatternPiece[], text: string): boolean {
  if (text.length > longest || pieces.length > longest) return false;
  let ends: readonly number[] = [0];
  for (const piece of pieces) {
    ends = step(piece, text, ends);
    if (ends.length === 0) return false;
  }
  return ends.at(-1) === text.length;
}
/** Where the piece may end, in order, if it may begin at each of `starts`. */
function step(piece: PatternPiece, text: string, starts: readonly number[]): readonly number[] {
  if (piece.is === 'text')
    return starts.filter((at) => text.startsWith(piece.text, at)).map((at) => at + piece.text.length);
  const fits = (at: number): boolean => at < text.length && piece.fits(text.charAt(at));
  if (piece.is === 'one') return starts.filter(fits).map((at) => at + 1);
  const ends: number[] = [];
  let last = -1;
  for (const start of starts) {
    // An earlier start has run over this one, or stopped before it.
    if (start <= last) continue;
    ends.push(start);
    for (last = start; fits(last); ) ends.push(++last);
  }
  return ends;
}

/** Whether the parts stand in the text in this order, the first at its begin and the last at its end, `least` characters or more in between. */
export function hasParts(parts: readonly string[], text: string, least: 0 | 1): boolean {
  const [first = '', ...others] = parts;
  const last = others.pop();
  if (last === undefined) return first === text;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of others) {
    // The earliest place is as good as any later one.
    const found = text.indexOf(part, at + least);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length - at >= least;
}

const inSegment = (character: string): boolean => character !== '/';
export const anyInSegment: PatternPiece = { is: 'any', fits: inSegment };
export const oneInSegment: PatternPiece = { is: 'one', fits: inSegment };
export const anyCharacters: PatternPiece = { is: 'any', fits: () => true };

/** `*` and `?` stay inside one segment of a path; `[a-z]` and `[^a-z]` are one character. */
export function matchesGlob(pattern: string, path: string): boolean {
  if (!/[*?[]/.test(pattern)) return pattern === path;
  return matchesPieces(globPieces(pattern), path);
}
function globPieces(pattern: string): readonly PatternPiece[] {
  return Array.from(pattern.matchAll(/\*+|\?|\[([!^]?)([^\]]+)\]|[^*?[]+|\[/g), ([piece, not, set]): PatternPiece => {
    if (piece.startsWith('*')) return anyInSegment;
    if (piece === '?') return oneInSegment;
    if (set === undefined) return { is: 'text', text: piece };
    const among = charactersOf(set);
    return { is: 'one', fits: (character) => inSegment(character) && among(character) === (not === '') };
  });
}
function charactersOf(set: string): (character: string) => boolean {
  const ranges = Array.from(set.matchAll(/(.)-(.)|(.)/gs), ([, from, to, only = '']) => [from ?? only, to ?? only]);
  return (character) => ranges.some(([from = '', to = '']) => from <= character && character <= to);
}
