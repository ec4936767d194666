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

const word = /[\w$]/;
const endOfBlock = /[ \t]*\r?\n(?!\s*else\b)/y;
const onlyElse = /\s*else\b/y;
const holdsAt = (pattern: RegExp, text: string, index: number): boolean => {
  pattern.lastIndex = index;
  return pattern.test(text);
};

/** Brackets that are open, and what stands in a row beside them: operators, and words behind words. Text in quotes counts as code. */
function nestingOf(text: string): number {
  const outer: number[] = [];
  let [most, depth, row] = [0, 0, 0];
  let [isAfterWord, isSpaced] = [false, false];
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (char <= ' ') {
      isSpaced = true;
      continue;
    }
    const isWord = word.test(char);
    if (isWord) {
      if (isAfterWord && isSpaced) row += 1;
    } else if (char === '/' && /[/*]/.test(text.charAt(index + 1))) {
      const end = text.indexOf(text.charAt(index + 1) === '/' ? '\n' : '*/', index + 2);
      if (end < 0) break;
      index = end;
    } else if (/[([{]/.test(char)) {
      outer.push(row);
      depth += bracket + row;
      row = 0;
    } else if (/[)\]}]/.test(char)) {
      const around = outer.pop() ?? 0;
      depth = Math.max(0, depth - bracket - around);
      row = char === '}' && holdsAt(endOfBlock, text, index + 1) ? 0 : around;
    } else if (char === ',' || (char === ';' && !holdsAt(onlyElse, text, index + 1))) {
      row = 0;
    } else {
      row += char === '<' ? angle : 1;
    }
    most = Math.max(most, depth + row);
    [isAfterWord, isSpaced] = [isWord, false];
  }
  return most;
}
