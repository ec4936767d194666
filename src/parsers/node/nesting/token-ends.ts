// Where the tokens of JavaScript end that are not symbols. Each takes the offset of the first character and gives the one behind the last;
// undefined where the token does not end.

const [quoteOfTemplate, backslash, dollar, brace, slash] = [0x60, 0x5c, 0x24, 0x7b, 0x2f];
const [openClass, closeClass] = [0x5b, 0x5d];

export const isLineEnd = (code: number): boolean =>
  code === 0x0a || code === 0x0d || code === 0x2028 || code === 0x2029;

export function endOfString(text: string, start: number): number | undefined {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === backslash) at += text.startsWith('\r\n', at + 1) ? 2 : 1;
    else if (code === 0x0a || code === 0x0d) return undefined;
  }
  return undefined;
}

/** From anywhere inside a template: behind its end, or behind the bracket of what it fills in. */
export function endOfTemplatePart(text: string, start: number): number | undefined {
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quoteOfTemplate) return at + 1;
    if (code === backslash) at += 1;
    else if (code === dollar && text.charCodeAt(at + 1) === brace) return at + 2;
  }
  return undefined;
}

/** Flags included. */
export function endOfPattern(text: string, start: number): number | undefined {
  let isInClass = false;
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isLineEnd(code)) return undefined;
    if (code === backslash) at += 1;
    else if (code === openClass) isInClass = true;
    else if (code === closeClass) isInClass = false;
    else if (code === slash && !isInClass) return at + 1;
    if (code === backslash && isLineEnd(text.charCodeAt(at))) return undefined;
  }
  return undefined;
}

export function endOfLine(text: string, start: number): number {
  let at = start;
  while (at < text.length && !isLineEnd(text.charCodeAt(at))) at += 1;
  return at;
}

export function hasLineEnd(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (isLineEnd(text.charCodeAt(at))) return true;
  return false;
}

export function endOfBlockComment(text: string, start: number): number | undefined {
  const end = text.indexOf('*/', start + 2);
  return end < 0 ? undefined : end + 2;
}

const inWord = Uint8Array.from({ length: 128 }, (_, code) => (/[\w$]/.test(String.fromCharCode(code)) ? 1 : 0));

export const isSpace = (code: number): boolean => code <= 0x20 || (code > 0x7f && /\s/.test(String.fromCharCode(code)));

/** Where no word begins, that is the start. A number takes its point with it. */
export function endOfWord(text: string, start: number): number {
  let from = start;
  let end = endOfLetters(text, start);
  while (isDigit(text.charCodeAt(from)) && text.charAt(end) === '.' && isDigit(text.charCodeAt(end + 1))) {
    from = end + 1;
    end = endOfLetters(text, from);
  }
  return end;
}
function endOfLetters(text: string, start: number): number {
  let at = start;
  for (let code = text.charCodeAt(at); at < text.length; at += 1, code = text.charCodeAt(at)) {
    if (code < 128 ? inWord[code] === 0 : isSpace(code)) break;
  }
  return at;
}
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
