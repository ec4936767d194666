// Reads shell command lines far enough to tell which program they end in: words, separators, compound commands. Evaluates nothing.
import { ShellCursor, type ShellWord } from './shell-cursor.js';

export interface ShellCommand {
  /** Without the assignments in front. */
  readonly words: readonly ShellWord[];
  readonly assignments: readonly {
    readonly name: string;
    readonly value: ShellWord;
    /** What stands between the brackets of `NAME=(a b)`. */
    readonly list?: string;
    /** `NAME+=…`. */
    readonly appends?: true;
  }[];
  readonly redirected: boolean;
  readonly start: number;
  readonly end: number;
  /** What stands in front of it. */
  readonly after: Separator | 'start';
  /** What stands behind it. */
  readonly before: Separator | 'end';
  /** 0 for the line itself; more inside `if`, loops, `case`, groups, subshells and functions. */
  readonly depth: number;
  /** Inside the body of a function that may never be called. */
  readonly inFunction: boolean;
}
export type Separator = ';' | '&&' | '||' | '|' | '&' | 'line';

export interface ShellReading {
  readonly commands: readonly ShellCommand[];
  /** Comments with their offsets. */
  readonly comments: readonly { readonly text: string; readonly start: number; readonly end: number }[];
  /** False where quotes or compound commands are left open. */
  readonly complete: boolean;
}

export function readShell(text: string): ShellReading {
  return new ShellReader(text).read();
}

/** One command, spelled again for a message: quotes only where they are needed. */
export function spellWords(words: readonly string[]): string {
  return words.map((word) => (word === '' || /[\s;&|<>()]/.test(word) ? JSON.stringify(word) : word)).join(' ');
}

/** Cuts at blanks and takes quotes off, as programs do that start another without a shell (compose, `exec`). */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  let current: string | undefined;
  for (const match of text.matchAll(/"((?:\\[\s\S]|[^"\\])*)"?|'([^']*)'?|\\([\s\S])|(\s+)|([^\s"'\\]+)|\\/g)) {
    const [, double, single, escaped, blank, bare] = match;
    if (blank !== undefined) {
      if (current !== undefined) words.push(current);
      current = undefined;
    } else {
      current = (current ?? '') + (double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? escaped ?? bare ?? '');
    }
  }
  if (current !== undefined) words.push(current);
  return words;
}

const openers = new Set(['if', 'while', 'until', 'for', 'select', 'case', '{']);
const closers = new Set(['fi', 'done', 'esac', '}']);
const between = new Set(['then', 'else', 'elif', 'do', '!', 'time']);
const assignment = /^([A-Za-z_]\w*)\+?=/;

class ShellReader extends ShellCursor {
  readonly #commands: ShellCommand[] = [];
  readonly #comments: ShellReading['comments'][number][] = [];
  /** Open compound commands, innermost last. */
  readonly #open: string[] = [];
  #functions = 0;
  #words: ShellWord[] = [];
  #assignments: ShellCommand['assignments'][number][] = [];
  #redirected = false;
  #start: number | undefined;
  #end = 0;
  #after: Separator | 'start' = 'start';
  /** Between `case` and its `in`, or before a pattern's `)`. */
  #pattern = false;
  #functionNext = false;

  read(): ShellReading {
    while (this.at < this.text.length) this.#step();
    this.#finish('end');
    return {
      commands: this.#commands,
      comments: this.#comments,
      complete: this.complete && this.#open.length === 0,
    };
  }

  #step(): void {
    const char = this.text.charAt(this.at);
    const next = this.text.charAt(this.at + 1);
    if (char === '\\' && (next === '\n' || (next === '\r' && this.text.charAt(this.at + 2) === '\n'))) {
      this.at += next === '\n' ? 2 : 3;
    } else if (char === ' ' || char === '\t' || char === '\r') {
      this.at++;
    } else if (char === '\n') {
      this.#finish('line');
      this.at++;
      this.skipHeredocs();
    } else if (char === '#') {
      this.#comment();
    } else if (this.#pattern && char === ')') {
      this.#pattern = false;
      this.#discard();
      this.at++;
    } else if (this.#pattern && (char === '|' || char === '(')) {
      this.at++;
    } else if (';&|'.includes(char)) {
      this.#operator(char, next);
    } else if (char === '(' || char === ')') {
      this.#bracket(char);
    } else if (char === '<' || char === '>') {
      this.#redirect();
    } else {
      this.#word();
    }
  }

  #operator(char: string, next: string): void {
    if (char === '&' && next === '>') {
      this.at++;
      this.#redirect();
      return;
    }
    const double = char === next;
    if (char === ';' && double) {
      this.#finish(';');
      this.at += this.text.charAt(this.at + 2) === '&' ? 3 : 2;
      if (this.#open.at(-1) === 'case') this.#pattern = true;
      return;
    }
    this.#finish(double ? (char === '&' ? '&&' : '||') : char === ';' ? ';' : char === '|' ? '|' : '&');
    this.at += double || (char === '|' && next === '&') ? 2 : 1;
  }

  #bracket(char: '(' | ')'): void {
    const closing = char === ')';
    if (!closing && this.#words.length === 1 && /^[\s]*\)/.test(this.text.slice(this.at + 1, this.at + 20))) {
      // `name()`: what follows is its body.
      this.#discard();
      this.#functionNext = true;
      this.at = this.text.indexOf(')', this.at) + 1;
      return;
    }
    this.#finish(';');
    this.at++;
    if (closing) this.#close('(');
    else this.#openCompound('(');
  }

  #comment(): void {
    const lineBreak = this.text.indexOf('\n', this.at);
    const end = lineBreak < 0 ? this.text.length : lineBreak;
    this.#comments.push({ text: this.text.slice(this.at, end).trimEnd(), start: this.at, end });
    this.at = end;
  }

  #redirect(): void {
    this.#start ??= this.at;
    this.#redirected = true;
    const operator = /^(?:<<<|<<-?|<>|<&|>&|>>|>\||&>>?|[<>])/.exec(this.text.slice(this.at, this.at + 3))?.[0] ?? '>';
    this.at += operator.length;
    if (this.text.charAt(this.at) === '(') {
      this.skipBrackets();
      this.#end = this.at;
      return;
    }
    while (' \t'.includes(this.text.charAt(this.at)) && this.at < this.text.length) this.at++;
    const target = this.readWord();
    this.#end = this.at;
    if ((operator === '<<' || operator === '<<-') && target.text !== '') {
      this.heredocs.push({ name: target.text, tabs: operator === '<<-' });
    }
  }

  #word(): void {
    const start = this.at;
    const quotedStart = /["'\\$`]/.test(this.text.charAt(start));
    const word = this.readWord();
    if (this.at === start) this.at++;
    if (/^\d+$/.test(word.text) && /[<>]/.test(this.text.charAt(this.at))) return;
    if (this.#pattern) {
      if (word.text === 'in' && this.#words.length > 0) this.#discard();
      else if (word.text === 'esac') this.#reserved('esac');
      else this.#words.push(word);
      return;
    }
    const first = this.#words.length === 0 && this.#assignments.length === 0;
    if (first && !quotedStart && this.#reserved(word.text)) return;
    this.#start ??= start;
    this.#end = this.at;
    const match = this.#words.length === 0 ? assignment.exec(word.text) : null;
    if (match?.[1] !== undefined) {
      const from = this.at;
      const isList = this.text.charAt(from) === '(';
      if (isList) this.skipBrackets();
      this.#assignments.push({
        name: match[1],
        value: { ...word, text: word.text.slice(match[0].length) },
        ...(isList ? { list: this.text.slice(from + 1, this.at - 1) } : {}),
        ...(match[0].endsWith('+=') ? { appends: true } : {}),
      });
    } else {
      this.#words.push(word);
    }
  }

  /** Whether the word was a part of the grammar and is dealt with. */
  #reserved(word: string): boolean {
    if (word === 'function') {
      const name = /^[ \t]+[\w.-]+(?:[ \t]*\(\s*\))?/.exec(this.text.slice(this.at, this.at + 200))?.[0];
      if (name === undefined) return false;
      this.at += name.length;
      this.#functionNext = true;
      return true;
    }
    if (between.has(word)) {
      this.#after = ';';
      return true;
    }
    if (openers.has(word)) {
      this.#openCompound(word);
      return true;
    }
    if (closers.has(word)) {
      this.#close(word);
      return true;
    }
    return false;
  }

  #openCompound(word: string): void {
    if (this.#open.length >= 200) this.complete = false;
    else this.#open.push(this.#functionNext ? `function ${word}` : word);
    if (this.#functionNext) this.#functions++;
    this.#functionNext = false;
    this.#after = ';';
    if (word === 'case') {
      this.#pattern = true;
    } else if (word === 'for' || word === 'select') {
      // `for name in words`: a list, no command.
      const rest = /[\n;]/g;
      rest.lastIndex = this.at;
      this.at = rest.exec(this.text)?.index ?? this.text.length;
    }
  }

  #close(word: string): void {
    this.#finish(';');
    this.#discard();
    this.#pattern = false;
    const opened = this.#open.pop();
    if (opened === undefined) this.complete = false;
    else if (opened.startsWith('function ')) this.#functions--;
    if (word === 'esac' && opened !== 'case') this.complete = false;
    if (this.#open.at(-1) === undefined) this.#after = ';';
  }

  #finish(before: Separator | 'end'): void {
    // Inside a `case` pattern nothing is a command.
    if (this.#pattern) {
      if (before === 'end') this.complete = false;
      return;
    }
    if (this.#start !== undefined) {
      this.#commands.push({
        words: this.#words,
        assignments: this.#assignments,
        redirected: this.#redirected,
        start: this.#start,
        end: this.#end,
        after: this.#after,
        before,
        depth: this.#open.length,
        inFunction: this.#functions > 0,
      });
      this.#after = before === 'end' ? 'line' : before;
    } else if (before !== 'line' && before !== 'end') {
      this.#after = before;
    } else if (this.#after === ';' || this.#after === '&') {
      this.#after = 'line';
    }
    this.#discard();
  }

  #discard(): void {
    this.#words = [];
    this.#assignments = [];
    this.#redirected = false;
    this.#start = undefined;
  }
}
