// The private alphabet in which composed text says what is unknown, and what stands under a condition.
import type { HoledText } from './holes.js';

/** Each ASCII character of an expression has a letter. */
const alphabet = 0xe000;
export const markOpen = '\ue080';
export const markClose = '\ue081';
export const composedHeader = '#\ue083\n';
export const privateCharacters = /[\ue000-\ue0ff]/g;

function letter(code: number): string {
  return String.fromCharCode(alphabet + (code < 0x80 ? code : 0x3f));
}
export function lettersOf(expression: string): string {
  return Array.from(`{{ ${expression} }}`, (char) => letter(char.charCodeAt(0))).join('');
}

export const isComposed = (text: string): boolean => text.startsWith(composedHeader);

/** Marks become blanks, and the ranges between them; one inside a line makes what is around it unknown. */
export function readMarks(text: string): HoledText {
  const conditional: { start: number; end: number }[] = [];
  const open: number[] = [];
  const ending = marksAtLineEnds(text);
  const plain = text.replaceAll(/[\ue080\ue081]/g, (mark, at: number) => {
    if (mark === markOpen) open.push(at);
    else conditional.push({ start: open.pop() ?? 0, end: at });
    return ending.has(at) ? ' ' : letter(0x7f);
  });
  return { text: plain, conditional: [...conditional, ...open.map((start) => ({ start, end: text.length }))] };
}
function marksAtLineEnds(text: string): ReadonlySet<number> {
  const found = new Set<number>();
  let ending = true;
  for (let at = text.length - 1; at >= 0; at--) {
    const char = text.charAt(at);
    if (char === '\n' || char === '\r') ending = true;
    else if (char === markOpen || char === markClose) {
      if (ending) found.add(at);
    } else if (char !== ' ' && char !== '\t') ending = false;
  }
  return found;
}

/** The ranges that reach into a stretch of the text, as offsets in it. */
export function rangesWithin(ranges: HoledText['conditional'], start: number, end: number): HoledText['conditional'] {
  return ranges.flatMap((range) =>
    range.start < end && range.end > start
      ? [{ start: Math.max(0, range.start - start), end: Math.min(end, range.end) - start }]
      : [],
  );
}
