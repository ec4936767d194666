// The parts of JSX. Its tags and texts have rules of their own: a bracket or a quote between two tags is text.
import { endOfBlockComment, endOfLine, endOfString, isSpace } from './token-ends.js';

/** Closers of the levels that are no code: a tag, and what stands between it and the one that ends it. */
export const inTag = '>';
export const inElement = '</';

export type MarkupPart =
  /** Nothing that nests: an attribute, or text. */
  | { readonly is: 'plain'; readonly end: number }
  /** A brace, with code behind it. */
  | { readonly is: 'code'; readonly end: number }
  /** The beginning of a tag. Its name is empty where elements stand together without one, and then the tag is over. */
  | { readonly is: 'tag'; readonly name: string; readonly end: number }
  /** The end of a tag, with what it holds behind it. */
  | { readonly is: 'content'; readonly end: number }
  /** The end of an element; its name is undefined where nothing repeats it. */
  | { readonly is: 'end'; readonly name: string | undefined; readonly end: number };

/** Names with more points are nested deeper than anybody writes. */
const tag = /<\s*(?:>|([A-Za-z_$][\w$-]*(?:\.[\w$-]+){0,9}))/y;
const inside = /([A-Za-z_$][\w$:-]*)(?:\s*=\s*(["'{]))?|(\{)(?=\s*\.\.\.)|(\/\s*)?>/y;
const ending = /<\s*\/\s*(?:([\w$.-]+)\s*)?>/y;
/** Where text ends, or what may not stand in it. */
const endOfText = /[{<>}]/g;
/** Words that stand in front of the names of type parameters, or behind them. */
const ofTypes = /^(?:const|in|out)$|^extends\b/;
/** Some are spaces to parsers and not to patterns. */
const parenthesis = /[(\u0085\u180e\u200b]/;

/** Whether an operand or a type that begins here is an element for certain: type parameters stand in front of a parenthesis, or between commas. */
export function isElement(text: string, at: number): boolean {
  tag.lastIndex = at;
  const name = tag.exec(text)?.[1];
  const end = tag.lastIndex;
  if (name === undefined || /[.-]/.test(name)) return end > 0;
  const next = behindBlanks(text, end);
  switch (text.charAt(next)) {
    case '>':
      return !parenthesis.test(text.charAt(behindBlanks(text, next + 1)));
    case '{':
    case '/':
    case '<':
      return true;
    default:
      return (
        next > end &&
        /[A-Za-z_$]/.test(text.charAt(next)) &&
        !ofTypes.test(name) &&
        !ofTypes.test(text.slice(next, next + 9))
      );
  }
}
function behindBlanks(text: string, from: number): number {
  let at = from;
  for (;;) {
    while (isSpace(text.charCodeAt(at))) at += 1;
    const end = endOfComment(text, at);
    if (end === undefined) return at;
    at = end;
  }
}
function endOfComment(text: string, at: number): number | undefined {
  if (text.startsWith('//', at)) return endOfLine(text, at);
  return text.startsWith('/*', at) ? endOfBlockComment(text, at) : undefined;
}

/** At `<`. Like all of these undefined where only a parser can tell. */
export function tagAt(text: string, at: number): MarkupPart | undefined {
  tag.lastIndex = at;
  const found = tag.exec(text);
  if (found === null) return undefined;
  const [, name = ''] = found;
  const end = name === '' ? tag.lastIndex : behindTypeArguments(text, tag.lastIndex);
  return end === undefined ? undefined : { is: 'tag', name, end };
}

/** Shorter than what nests noticeably, whatever it says. */
const longestArguments = 300;
const closerOf: Readonly<Record<string, string>> = { '<': '>', '{': '}', '[': ']', '(': ')' };
/** `<Select<string, { label: string }>`: nothing else can stand there in a bracket like this. Functions and conditions are left to a parser. */
function behindTypeArguments(text: string, from: number): number | undefined {
  let at = behindBlanks(text, from);
  if (text.charAt(at) !== '<') return from;
  const open: string[] = [];
  for (const most = at + longestArguments; at < most; at += 1) {
    const char = text.charAt(at);
    const closer = closerOf[char];
    if (closer !== undefined) open.push(closer);
    else if ('>}])'.includes(char)) {
      if (open.pop() !== char) return undefined;
      if (open.length === 0) return at + 1;
    } else if (char === '"' || char === "'") {
      const end = endOfString(text, at);
      if (end === undefined) return undefined;
      at = end - 1;
    } else if (!/[\w$ \t\r\n.,|&:;]/.test(char)) return undefined;
  }
  return undefined;
}

/** What stands in a tag behind its name. */
export function partInTag(text: string, at: number): MarkupPart | undefined {
  const blank = behindBlanks(text, at);
  if (blank > at) return { is: 'plain', end: blank };
  inside.lastIndex = at;
  const found = inside.exec(text);
  if (found === null) return undefined;
  const [, attribute, opening, spread, ending] = found;
  const end = inside.lastIndex;
  if (opening === '{' || spread !== undefined) return { is: 'code', end };
  if (opening !== undefined) return plainTo(text.indexOf(opening, end) + 1);
  if (attribute !== undefined) return { is: 'plain', end };
  return ending === undefined ? { is: 'content', end } : { is: 'end', name: undefined, end };
}
const plainTo = (end: number): MarkupPart | undefined => (end === 0 ? undefined : { is: 'plain', end });

/** What stands between two tags. */
export function partInElement(text: string, at: number): MarkupPart | undefined {
  endOfText.lastIndex = at;
  const end = endOfText.exec(text)?.index;
  if (end === undefined) return undefined;
  if (end > at) return { is: 'plain', end };
  const char = text.charAt(at);
  if (char === '{') return { is: 'code', end: at + 1 };
  if (char !== '<') return undefined;
  ending.lastIndex = at;
  const found = ending.exec(text);
  return found === null ? tagAt(text, at) : { is: 'end', name: found[1] ?? '', end: ending.lastIndex };
}
