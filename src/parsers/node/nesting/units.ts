// What a text takes of the stack of a parser at the most, told without knowing what stands where.

/** A pair of brackets takes as much of the stack as so many operators in a row. */
export const bracket = 4;

const [space, word, opener, other] = [0, 1, 2, 3];
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (char <= ' ') return space;
  return /[\w$]/.test(char) ? word : '([{`<'.includes(char) ? opener : other;
});

/** Whether all pieces of the text together take no more than this. */
export function takesAtMost(text: string, most: number): boolean {
  let units = 0;
  let before = space;
  for (let at = 0; at < text.length && units <= most; at += 1) {
    const kind = kinds[text.charCodeAt(at)] ?? other;
    if (kind === opener) units += bracket + 1;
    else if (kind === other || (kind === word && before !== word)) units += 1;
    before = kind;
  }
  return units <= most;
}
