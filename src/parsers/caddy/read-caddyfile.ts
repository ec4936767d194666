// Reads a Caddyfile into nested directives with exact places; snippets of the same file are put where they are imported.
import type { Comment } from '../kit/suppressions.js';

export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
export interface Directive {
  readonly words: readonly [Token, ...Token[]];
  readonly block?: readonly Directive[];
}
export interface Site {
  readonly addresses: readonly Token[];
  readonly directives: readonly Directive[];
}
export interface ReadCaddyfile {
  /** The block without a name at the top. */
  readonly options: readonly Directive[];
  readonly sites: readonly Site[];
  readonly comments: readonly Comment[];
  readonly problem?: { readonly message: string; readonly offset: number; readonly code: 'syntax' | 'limit' };
}

const limits = {
  characters: 2 * 1024 * 1024,
  directives: 50_000,
  depth: 60,
  imports: 2000,
  words: 100,
  word: 2000,
} as const;

export function readCaddyfile(text: string): ReadCaddyfile {
  if (text.length > limits.characters) {
    const message = `The file is larger than ${limits.characters / 1024 / 1024} MB.`;
    return { options: [], sites: [], comments: [], problem: { message, offset: 0, code: 'limit' } };
  }
  const { lines, comments, problem: open } = tokenLines(text);
  const tree = nest(lines);
  const problem = open ?? tree.problem;
  return { ...sitesOf(tree.directives), comments, ...(problem === undefined ? {} : { problem }) };
}

type Problem = NonNullable<ReadCaddyfile['problem']>;
interface TokenLines {
  readonly lines: readonly (readonly Token[])[];
  readonly comments: readonly Comment[];
  readonly problem?: Problem;
}

/** Words end at blanks; quotes, backticks and heredocs hold anything. https://caddyserver.com/docs/caddyfile/concepts#tokens-and-quotes */
function tokenLines(text: string): TokenLines {
  const pieces =
    /(\r?\n)|[ \t\r]+|#[^\n]*|\\\r?\n|"((?:\\.|[^"\\])*)("?)|`([^`]*)(`?)|<<([A-Za-z_]\w{0,300})(?:[^\w\n][^\n]*)?\n?|(?:\\[^\r\n]|[^\s\\])+|\\/gsy;
  const lines: Token[][] = [];
  const comments: Comment[] = [];
  let line: Token[] = [];
  const finish = (): void => {
    if (line.length > 0) lines.push(line);
    line = [];
  };
  let at = 0;
  while (at < text.length) {
    pieces.lastIndex = at;
    const match = pieces.exec(text);
    if (match === null) break;
    const [piece, lineBreak, double, doubleEnd, back, backEnd, marker] = match;
    const start = at;
    at += piece.length;
    if (lineBreak !== undefined) finish();
    else if (piece.startsWith('#'))
      comments.push({ text: piece.trimEnd(), start, end: start + piece.trimEnd().length });
    else if (double !== undefined || back !== undefined) {
      if (doubleEnd === '' || backEnd === '') {
        finish();
        return { lines, comments, problem: { message: 'This quote is never closed.', offset: start, code: 'syntax' } };
      }
      line.push({ text: double === undefined ? (back ?? '') : double.replaceAll('\\"', '"'), start, end: at });
    } else if (marker !== undefined) {
      const end = endOfHeredoc(text, at, marker);
      if (end === undefined) {
        finish();
        return {
          lines,
          comments,
          problem: { message: `The text that starts here is never ended by ${marker}.`, offset: start, code: 'syntax' },
        };
      }
      line.push({ text: text.slice(at, end), start, end });
      at = end;
    } else if (!/^\s|^\\\r?\n/.test(piece)) line.push({ text: piece, start, end: at });
  }
  finish();
  return { lines, comments };
}
function endOfHeredoc(text: string, from: number, marker: string): number | undefined {
  const pattern = new RegExp(`^[ \\t]*${marker}\\b`, 'gm');
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match === null ? undefined : match.index + match[0].length;
}

interface Tree {
  readonly directives: readonly Directive[];
  readonly problem?: Problem;
}
/** A brace at the end of a line opens a block, one that starts a line closes it. */
function nest(lines: readonly (readonly Token[])[]): Tree {
  const root: Directive[] = [];
  const stack: { readonly words: readonly Token[]; readonly inner: Directive[]; readonly brace: Token }[] = [];
  let count = 0;
  const add = (first: Token, rest: readonly Token[], block?: readonly Directive[]): void => {
    (stack.at(-1)?.inner ?? root).push({ words: [first, ...rest], ...(block === undefined ? {} : { block }) });
  };
  const close = (): void => {
    const open = stack.pop();
    if (open === undefined) return;
    // The block of global options has no name: its brace stands for one.
    const [first = open.brace, ...rest] = open.words;
    add(first, rest, open.inner);
  };
  let problem: Problem | undefined;
  for (const line of lines) {
    count++;
    const closing = line.findIndex((word) => word.text !== '}');
    const words = closing < 0 ? [] : line.slice(closing);
    for (const brace of closing < 0 ? line : line.slice(0, closing)) {
      if (stack.length === 0) problem ??= { message: 'Unexpected "}".', offset: brace.start, code: 'syntax' };
      close();
    }
    const [first, ...rest] = words;
    const last = words.at(-1);
    if (first === undefined || last === undefined) continue;
    if (count > limits.directives || stack.length > limits.depth) {
      problem ??= { message: 'The file has too many directives or blocks.', offset: last.start, code: 'limit' };
      break;
    }
    if (last.text === '{') stack.push({ words: words.slice(0, -1), inner: [], brace: last });
    else add(first, rest);
  }
  const open = stack.at(-1);
  if (open !== undefined)
    problem ??= { message: 'This block is never closed.', offset: open.brace.start, code: 'syntax' };
  while (stack.length > 0) close();
  return { directives: root, ...(problem === undefined ? {} : { problem }) };
}

function sitesOf(directives: readonly Directive[]): Pick<ReadCaddyfile, 'options' | 'sites'> {
  const options = directives.flatMap((each) => (each.words[0].text === '{' ? (each.block ?? []) : []));
  const snippets = new Map(
    directives.flatMap((each) => {
      const name = /^\((.+)\)$/.exec(each.words[0].text)?.[1];
      return name === undefined || each.block === undefined ? [] : [[name, each.block] as const];
    }),
  );
  const expander = new Expander(snippets);
  const others = directives.filter((each) => each.words[0].text !== '{' && !/^\(.+\)$/.test(each.words[0].text));
  const from = others.findIndex((each) => !isImport(each));
  const [first, ...rest] = from < 0 ? [] : others.slice(from);
  // A file with one site may leave its braces out.
  if (first !== undefined && first.block === undefined) {
    return { options, sites: [{ addresses: addressesOf(first), directives: expander.expand(rest) }] };
  }
  return {
    options,
    sites: others
      .flatMap((each) => (isImport(each) ? expander.expand([each]) : [each]))
      .flatMap((each) =>
        each.block === undefined ? [] : [{ addresses: addressesOf(each), directives: expander.expand(each.block) }],
      ),
  };
}
/** Above the sites: whole sites of a snippet, or of a file that is not here. */
const isImport = ({ words, block }: Directive): boolean => words[0].text === 'import' && block === undefined;
function addressesOf({ words }: Directive): readonly Token[] {
  return words.flatMap((word) => {
    const text = word.text.replace(/,$/, '');
    return text === '' || text === '{' ? [] : [{ ...word, text }];
  });
}

class Expander {
  readonly #snippets: ReadonlyMap<string, readonly Directive[]>;
  #imports = 0;

  constructor(snippets: ReadonlyMap<string, readonly Directive[]>) {
    this.#snippets = snippets;
  }

  expand(directives: readonly Directive[], depth = 0): readonly Directive[] {
    return directives.flatMap((each): readonly Directive[] => {
      if (each.block !== undefined) return [{ ...each, block: this.expand(each.block, depth) }];
      const [name, called, ...given] = each.words;
      const snippet = name.text === 'import' ? this.#snippets.get(called?.text ?? '') : undefined;
      if (snippet === undefined) return [each];
      this.#imports++;
      return depth > 8 || this.#imports > limits.imports
        ? []
        : this.expand(filled(snippet, given.slice(0, limits.words)), depth + 1);
    });
  }
}

/** `{args[0]}` and, as it was once written, `{args.0}`; `{args[:]}` and `{args[1:]}` stand for several words. */
const oneArgument = /\{args(?:\[(\d{1,3})\]|\.(\d{1,3}))\}/g;
const severalArguments = /^\{args\[(\d{0,3}):(\d{0,3})\]\}$/;

/** The directives of a snippet with what its import gives; what nobody gives stays as it is. */
function filled(snippet: readonly Directive[], given: readonly Token[]): readonly Directive[] {
  return given.length === 0
    ? snippet
    : snippet.map(({ words: [first, ...rest], block }) => ({
        words: [fill(first, given), ...rest.flatMap((word) => fillAll(word, given))] as const,
        ...(block === undefined ? {} : { block: filled(block, given) }),
      }));
}
function fillAll(word: Token, given: readonly Token[]): readonly Token[] {
  const [all, from, to] = severalArguments.exec(word.text) ?? [];
  if (all === undefined) return [fill(word, given)];
  return given.slice(Number(from), to === '' || to === undefined ? undefined : Number(to));
}
function fill(word: Token, given: readonly Token[]): Token {
  if (!word.text.includes('{args')) return word;
  const whole = given.find((_, index) => word.text === `{args[${index}]}` || word.text === `{args.${index}}`);
  if (whole !== undefined) return whole;
  const text = word.text.replace(
    oneArgument,
    (expression, index?: string, old?: string) => given[Number(index ?? old)]?.text ?? expression,
  );
  return text.length > limits.word ? word : { ...word, text };
}
