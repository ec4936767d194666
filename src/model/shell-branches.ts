// Where a shell script leads for each first argument that it asks for: `case "$1" in`, `if [ "$1" = worker ]`.
import { endsOfShell, type ShellEnd } from './shell-end.js';

export interface FirstArgument {
  /** What stands for the argument where there is none: `${1:-web}`. */
  readonly fallback?: string;
  /** One for each word the script knows, and one without a word for any other. */
  readonly ends: readonly EndOfWord[];
}
export interface EndOfWord {
  readonly word?: string;
  /** Absent where other conditions decide as well. */
  readonly end?: ShellEnd;
  /** How many arguments are dropped on the way. */
  readonly shifted?: number;
}

/** A part of a branching: the words that lead into it, or any other word, and its lines. */
interface Branch {
  readonly words: readonly string[] | undefined;
  /** Its commands begin in the line of its pattern. */
  readonly inLine?: true;
  readonly from: number;
  readonly to: number;
}
interface Line {
  readonly text: string;
  readonly start: number;
}
interface Branching {
  readonly branches: readonly Branch[];
  readonly from: number;
  readonly to: number;
}

/** More words than this are a tool and no entry of an image. */
const mostWords = 24;
const opens = /^(?:if|case|for|while|until|select)\b/;
const closes = /^(?:fi|esac|done)\b/;
const closesInLine = /(?:^|[\s;])(?:fi|esac|done)[\s;]*$/;
const begunFunction = /^(?:function [\w.-]+|[\w.-]+ ?\()[ ()]*\{$/;
const aliasOf = /^(?:export |readonly |local )?([A-Za-z_]\w*)=(.*)$/;
const firstWord = /^"?\$(?:1|\{1(?::?-([\w./-]*))?\})"?$/;
const test = /^(?:\[\[? |test )(\S+) ==? (\S+?)(?: \]\]?)?$/;

export function branchesOnFirst(text: string): FirstArgument | undefined {
  if (!text.includes('$1') && !text.includes('${1')) return undefined;
  const lines = linesOf(text);
  const subject = subjectsIn(lines);
  const branchings = readBranchings(lines, subject.isFirst);
  if (branchings === undefined || branchings.length === 0) return undefined;
  const words = [...new Set(branchings.flatMap(({ branches }) => branches.flatMap((each) => each.words ?? [])))];
  if (words.length > mostWords) return undefined;
  const ends = [...words, undefined].map((word): EndOfWord => {
    const left = chosen(text, lines, branchings, word);
    const { last, otherwise } = endsOfShell(left);
    const shifts = linesOf(left).filter((line) => /^shift;?$/.test(line.text)).length;
    return {
      ...(word === undefined ? {} : { word }),
      ...(last === undefined || otherwise.length > 0 ? {} : { end: last }),
      ...(shifts === 0 ? {} : { shifted: shifts }),
    };
  });
  if (ends.every(({ end }) => end === undefined)) return undefined;
  return subject.fallback === undefined ? { ends } : { fallback: subject.fallback, ends };
}

function linesOf(text: string): readonly Line[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const found = { text: line.trim(), start };
    start += line.length + 1;
    return found;
  });
}

/** The first argument has the name `1`, and those of the variables that are made of it and of nothing else. */
function subjectsIn(lines: readonly Line[]): { isFirst: (word: string) => boolean; fallback: string | undefined } {
  const names = new Map<string, boolean>();
  let fallback: string | undefined;
  for (const { text } of lines) {
    const [, name, value = ''] = aliasOf.exec(text) ?? [];
    if (name === undefined) continue;
    const own = firstWord.exec(value.trim());
    names.set(name, own !== null && names.get(name) !== false);
    fallback ??= own?.[1];
  }
  const isFirst = (word: string): boolean => {
    const own = firstWord.exec(word);
    fallback ??= own?.[1];
    const name = /^"?\$\{?([A-Za-z_]\w*)\}?"?$/.exec(word)?.[1];
    return own !== null || (name !== undefined && names.get(name) === true);
  };
  return {
    isFirst,
    get fallback() {
      return fallback;
    },
  };
}

/** Branchings at the first level; undefined where the lines do not tell which belong together. */
function readBranchings(lines: readonly Line[], isFirst: (word: string) => boolean): readonly Branching[] | undefined {
  const found: Branching[] = [];
  let depth = 0;
  let open: { readonly kind: 'if' | 'case'; readonly from: number; branches: Branch[] } | undefined;
  let inFunction = false;
  for (const [index, { text }] of lines.entries()) {
    // There, the first argument is that of the call.
    inFunction = inFunction ? text !== '}' : begunFunction.test(text);
    if (inFunction) continue;
    if (depth === 0 && opens.test(text) && !closesInLine.test(text)) {
      const kind = text.startsWith('case ') ? 'case' : text.startsWith('if ') ? 'if' : undefined;
      const begun = kind === undefined ? undefined : begin(kind, text, index, isFirst);
      open = kind === undefined || begun === undefined ? undefined : { kind, from: index, branches: begun };
      depth = 1;
    } else if (opens.test(text) && !closesInLine.test(text)) {
      depth++;
    } else if (closes.test(text)) {
      depth--;
      if (depth < 0) return undefined;
      if (depth > 0 || open === undefined) continue;
      found.push({ branches: ended(open.branches, index), from: open.from, to: index });
      open = undefined;
    } else if (depth === 1 && open !== undefined) {
      const next = open.kind === 'if' ? nextOfIf(text, isFirst) : nextOfCase(text);
      if (next === 'unclear') open = undefined;
      else if (next !== undefined) {
        open.branches = [...ended(open.branches, index), { ...next, from: index, to: lines.length }];
      }
    }
  }
  return depth === 0 ? found : undefined;
}
const ended = (branches: readonly Branch[], at: number): Branch[] =>
  branches.map((each, index) => (index === branches.length - 1 ? { ...each, to: at } : each));

function begin(
  kind: 'if' | 'case',
  text: string,
  index: number,
  isFirst: (word: string) => boolean,
): Branch[] | undefined {
  if (kind === 'case') return isFirst(/^case (\S+) in$/.exec(text)?.[1] ?? '') ? [] : undefined;
  const words = wordsOfTests(text.slice('if '.length), isFirst);
  return words === undefined ? undefined : [{ words, from: index, to: index }];
}
type Next = Pick<Branch, 'words' | 'inLine'> | 'unclear' | undefined;

function nextOfIf(text: string, isFirst: (word: string) => boolean): Next {
  if (/^else\b/.test(text)) return { words: undefined };
  if (!text.startsWith('elif ')) return undefined;
  const words = wordsOfTests(text.slice('elif '.length), isFirst);
  return words === undefined ? 'unclear' : { words };
}
/** `worker|beat)`, perhaps with its commands behind it. */
function nextOfCase(text: string): Next {
  const pattern = /^\(?([^()\s|]+(?: ?\| ?[^()\s|]+)*) ?\)(.*)$/.exec(text);
  if (pattern?.[1] === undefined) return undefined;
  const inLine = pattern[2]?.trim() === '' ? {} : ({ inLine: true } as const);
  if (pattern[1] === '*') return { words: undefined, ...inLine };
  const words = pattern[1].split('|').map((each) => unquoted(each.trim()));
  return words.some((each) => each === undefined)
    ? 'unclear'
    : { words: words.flatMap((each) => each ?? []), ...inLine };
}
function wordsOfTests(text: string, isFirst: (word: string) => boolean): readonly string[] | undefined {
  const tests = text.replace(/then$/, '').trimEnd().replace(/;$/, '').trimEnd().split(' || ');
  const words = tests.map((each) => {
    const [, left = '', right = ''] = test.exec(each.trim()) ?? [];
    return isFirst(left) ? unquoted(right) : undefined;
  });
  return words.some((each) => each === undefined) ? undefined : words.flatMap((each) => each ?? []);
}
function unquoted(word: string): string | undefined {
  const text = /^(["']?)([\w./:-]+)\1$/.exec(word)?.[2];
  return text;
}

/** The script as one word meets it: every other branch is blank, so that what is left keeps its place. */
function chosen(
  text: string,
  lines: readonly Line[],
  branchings: readonly Branching[],
  word: string | undefined,
): string {
  const gone = new Set<number>();
  const headed = new Set<number>();
  for (const { branches, from, to } of branchings) {
    const own =
      branches.find((each) => word !== undefined && each.words?.includes(word) === true) ??
      branches.find((each) => each.words === undefined);
    for (let index = from; index <= to; index++) {
      if (own === undefined || index < own.from || index >= own.to) gone.add(index);
    }
    if (own !== undefined) (own.inLine === true ? headed : gone).add(own.from);
  }
  return lines
    .map(({ start }, index) => {
      const whole = text.slice(start, (lines[index + 1]?.start ?? text.length + 1) - 1);
      if (gone.has(index)) return blank(whole);
      const head = headed.has(index) ? whole.indexOf(')') + 1 : 0;
      return blank(whole.slice(0, head)) + whole.slice(head).replace(/;;[ \t\r]*$/, blank);
    })
    .join('\n');
}
const blank = (text: string): string => text.replace(/[^\r]/g, ' ');
