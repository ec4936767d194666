// What the words of JavaScript and TypeScript say about where statements end and how deep they nest.

/** Statements that hold the next one without a bracket. */
const holding = new Set(['if', 'else', 'for', 'while', 'do', 'with']);
/** Behind the parentheses of these a statement only begins. */
const heads = new Set(['if', 'for', 'while', 'with', 'await']);
/** What goes on with the statement before it. */
const joining = new Set('else while catch finally in instanceof of as satisfies extends implements from is'.split(' '));
/** A slash behind these begins a pattern. */
const beforePattern = new Set('return typeof case delete void throw new in instanceof do else'.split(' '));
/** Words that may expect something behind them, on the next line too. */
const keywords = new Set([
  ...[...holding, ...heads, ...joining, ...beforePattern],
  ...'abstract accessor asserts async break class const continue debugger declare default enum export function get'.split(
    ' ',
  ),
  ...'global import infer interface keyof let module namespace out override package private protected public readonly'.split(
    ' ',
  ),
  ...'set static switch try type unique using var yield'.split(' '),
]);

export interface Keyword {
  readonly word: string;
  readonly isHolding: boolean;
  readonly isHead: boolean;
  readonly isJoining: boolean;
  readonly isBeforePattern: boolean;
}
const all = [...keywords].map(
  (word): Keyword => ({
    word,
    isHolding: holding.has(word),
    isHead: heads.has(word),
    isJoining: joining.has(word),
    isBeforePattern: beforePattern.has(word),
  }),
);

/** By length and first letter: few words are compared with any, and none is cut out of the text for it. */
const [longest, letters, firstLetter] = [10, 26, 0x61];
const slot = (length: number, letter: number): number => length * letters + letter - firstLetter;
const table = Array.from({ length: slot(longest + 1, firstLetter) }, (): Keyword[] => []);
for (const keyword of all) table[slot(keyword.word.length, keyword.word.charCodeAt(0))]?.push(keyword);

export function keywordAt(text: string, start: number, end: number): Keyword | undefined {
  const letter = text.charCodeAt(start);
  if (end - start > longest || letter < firstLetter || letter >= firstLetter + letters) return undefined;
  const candidates = table[slot(end - start, letter)] ?? [];
  for (const keyword of candidates) if (text.startsWith(keyword.word, start)) return keyword;
  return undefined;
}
