// How deep the syntax tree of a text can be, without making it. The native parser goes as deep as the text does, and a text that outgrows its
// stack ends the whole process.

/** A bracket takes as much of the stack as so many operators in a row; one that opens type arguments may be an operator. */
const [bracket, angle] = [4, 2];
/** Well below what ends a process with the usual stack of 8 MB. */
const deepest = 8000;
/** Well below where a thread with a stack of another size would have something else to say. */
const shallow = 1600;

export const nestsTooDeeply = (text: string): boolean => canExceed(text, deepest) && nestingOf(text) > deepest;
/** Every thread reads such a text alike. */
export const isShallow = (text: string): boolean => !canExceed(text, shallow) || nestingOf(text) <= shallow;
const canExceed = (text: string, most: number): boolean => text.length * bracket > most;

/** What characters are here; all others are operators. */
const [operator, space, word, slash, open, close, comma, semicolon] = [0, 1, 2, 3, 4, 5, 6, 7];
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (char <= ' ') return space;
  if (/[\w$]/.test(char)) return word;
  if (/[([{]/.test(char)) return open;
  if (/[)\]}]/.test(char)) return close;
  return char === '/' ? slash : char === ',' ? comma : char === ';' ? semicolon : operator;
});
const kindAt = (text: string, index: number): number => kinds[text.charCodeAt(index)] ?? operator;
const [tab, lineFeed, carriageReturn, blank, star, slashCode, lessThan, letterE, closeBrace] = [
  0x09, 0x0a, 0x0d, 0x20, 0x2a, 0x2f, 0x3c, 0x65, 0x7d,
];

const elseWord = /\s*else\b/y;
function isElseAt(text: string, index: number): boolean {
  let at = index;
  while (text.charCodeAt(at) <= blank) at += 1;
  const code = text.charCodeAt(at);
  if (code !== letterE && !(code >= kinds.length)) return false;
  elseWord.lastIndex = index;
  return elseWord.test(text);
}
/** The line ends here, and no `else` goes on. */
function isEndOfBlock(text: string, index: number): boolean {
  let at = index;
  while (text.charCodeAt(at) === blank || text.charCodeAt(at) === tab) at += 1;
  if (text.charCodeAt(at) === carriageReturn) at += 1;
  return text.charCodeAt(at) === lineFeed && !isElseAt(text, at + 1);
}

/** Brackets that are open, and what stands in a row beside them: operators, and words behind words. Text in quotes counts as code. */
function nestingOf(text: string): number {
  const outer: number[] = [];
  let [most, depth, row] = [0, 0, 0];
  let [isAfterWord, isSpaced] = [false, false];
  for (let index = 0; index < text.length; index += 1) {
    const kind = kindAt(text, index);
    if (kind === space) {
      isSpaced = true;
      continue;
    }
    if (kind === word) {
      if (isAfterWord && isSpaced) row += 1;
      while (kindAt(text, index + 1) === word) index += 1;
    } else if (kind === open) {
      outer.push(row);
      depth += bracket + row;
      row = 0;
    } else if (kind === close) {
      const around = outer.pop() ?? 0;
      depth = Math.max(0, depth - bracket - around);
      row = text.charCodeAt(index) === closeBrace && isEndOfBlock(text, index + 1) ? 0 : around;
    } else if (kind === comma || (kind === semicolon && !isElseAt(text, index + 1))) {
      row = 0;
    } else {
      const next = kind === slash ? text.charCodeAt(index + 1) : undefined;
      if (next === slashCode || next === star) {
        const end = text.indexOf(next === slashCode ? '\n' : '*/', index + 2);
        if (end < 0) break;
        index = end;
      } else {
        row += text.charCodeAt(index) === lessThan ? angle : 1;
      }
    }
    if (depth + row > most) most = depth + row;
    isAfterWord = kind === word;
    isSpaced = false;
  }
  return most;
}
