// Reads nginx's configuration language into directives with exact places, word by word as nginx itself does.

/** A word without its quotes and escapes; offsets include the quotes. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
export interface Statement {
  readonly name: Word;
  readonly words: readonly Word[];
  /** Behind the last word. */
  readonly end: number;
  readonly block?: readonly Statement[];
}
export interface SyntaxProblem {
  readonly message: string;
  readonly offset: number;
  readonly code: 'syntax' | 'limit';
}
export interface Comment {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
export interface ReadDirectives {
  readonly statements: readonly Statement[];
  readonly comments: readonly Comment[];
  /** The first thing wrong; what stands before it, and in blocks that were open, is read all the same. */
  readonly problem?: SyntaxProblem;
}

/** What one file may cost. */
const limits = { characters: 5 * 1024 * 1024, statements: 100_000, depth: 100 } as const;

export function readDirectives(text: string): ReadDirectives {
  if (text.length > limits.characters) {
    const message = `The file is larger than ${limits.characters / 1024 / 1024} MB.`;
    return { statements: [], comments: [], problem: { message, offset: 0, code: 'limit' } };
  }
  return new Reader(text).read();
}

interface Frame {
  readonly statements: Statement[];
  /** The statement whose block this is. */
  readonly head?: { readonly name: Word; readonly words: readonly Word[]; readonly end: number };
}

/** A backslash, and whatever it stands before, or a run of anything else inside these quotes. */
const doubleQuoted = /[^\\"]+|\\[\s\S]?/y;
const singleQuoted = /[^\\']+|\\[\s\S]?/y;

class Reader {
  readonly #text: string;
  readonly #comments: Comment[] = [];
  readonly #frames: Frame[] = [];
  #at = 0;
  #count = 0;
  #problem: SyntaxProblem | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  read(): ReadDirectives {
    const root: Frame = { statements: [] };
    this.#frames.push(root);
    while (this.#problem === undefined && this.#statement()) {
      // Each round reads one statement or the end of a block.
    }
    if (this.#problem === undefined && this.#frames.length > 1) {
      const open = this.#frames.at(-1)?.head;
      this.#fail(`The block of "${open?.name.text ?? ''}" is never closed.`, open?.name.start ?? this.#text.length);
    }
    while (this.#frames.length > 1) this.#close();
    return {
      statements: root.statements,
      comments: this.#comments,
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }

  #fail(message: string, offset: number, code: SyntaxProblem['code'] = 'syntax'): void {
    this.#problem ??= { message, offset, code };
  }

  #statement(): boolean {
    const words: Word[] = [];
    for (;;) {
      this.#skipBlanks();
      const character = this.#text[this.#at];
      const name = words[0];
      if (character === undefined) {
        if (name !== undefined) this.#fail(`"${name.text}" is not ended by ";".`, name.start);
        return false;
      }
      if (character === ';' || character === '{') {
        if (name === undefined) {
          this.#fail(`Unexpected "${character}".`, this.#at);
          return false;
        }
        this.#at++;
        const head = { name, words: words.slice(1), end: words.at(-1)?.end ?? name.end };
        if (character === ';') this.#add(head);
        else if (name.text.endsWith('_by_lua_block')) this.#skipLua(name);
        else this.#open(head);
        return this.#problem === undefined;
      }
      if (character === '}') {
        if (name !== undefined) this.#fail(`"${name.text}" is not ended by ";".`, name.start);
        else if (this.#frames.length === 1) this.#fail('Unexpected "}".', this.#at);
        else {
          this.#at++;
          this.#close();
        }
        return this.#problem === undefined;
      }
      const word = this.#word();
      if (word === undefined) return false;
      words.push(word);
    }
  }

  #add(statement: Statement): void {
    this.#count++;
    if (this.#count > limits.statements) {
      this.#fail(`The file has more than ${limits.statements} directives.`, statement.name.start, 'limit');
    } else {
      this.#frames.at(-1)?.statements.push(statement);
    }
  }
  #open(head: NonNullable<Frame['head']>): void {
    if (this.#frames.length > limits.depth) {
      this.#fail(`Blocks are nested deeper than ${limits.depth} levels.`, head.name.start, 'limit');
    } else {
      this.#frames.push({ statements: [], head });
    }
  }
  #close(): void {
    const frame = this.#frames.pop();
    if (frame?.head !== undefined) this.#frames.at(-1)?.statements.push({ ...frame.head, block: frame.statements });
  }

  #skipBlanks(): void {
    const blanks = /\s*/y;
    for (;;) {
      blanks.lastIndex = this.#at;
      blanks.exec(this.#text);
      this.#at = blanks.lastIndex;
      if (this.#text[this.#at] !== '#') return;
      const lineBreak = /[\r\n]|$/g;
      lineBreak.lastIndex = this.#at;
      const end = lineBreak.exec(this.#text)?.index ?? this.#text.length;
      this.#comments.push({ text: this.#text.slice(this.#at, end), start: this.#at, end });
      this.#at = end;
    }
  }

  #word(): Word | undefined {
    const start = this.#at;
    const quote = this.#text[start];
    return quote === '"' || quote === "'" ? this.#quoted(start, quote) : this.#plain(start);
  }

  #quoted(start: number, quote: string): Word | undefined {
    const pieces = quote === '"' ? doubleQuoted : singleQuoted;
    let text = '';
    this.#at = start + 1;
    for (;;) {
      pieces.lastIndex = this.#at;
      const piece = pieces.exec(this.#text)?.[0];
      if (piece === undefined) break;
      text += piece.startsWith('\\') ? unescaped(piece) : piece;
      this.#at += piece.length;
    }
    if (this.#text[this.#at] !== quote) {
      this.#fail('This quote is never closed.', start);
      return undefined;
    }
    this.#at++;
    const next = this.#text[this.#at];
    if (next !== undefined && !/[\s;{)]/.test(next)) {
      this.#fail(`Unexpected "${next}" behind a quoted word.`, this.#at);
      return undefined;
    }
    return { text, start, end: this.#at };
  }

  /** A brace behind `$` belongs to the name of a variable; any other ends the word. */
  #plain(start: number): Word {
    const pieces = /\$\{|\\[\s\S]?|[^\s;{\\$]+|\$/y;
    let text = '';
    for (;;) {
      pieces.lastIndex = this.#at;
      const piece = pieces.exec(this.#text)?.[0];
      if (piece === undefined) break;
      text += piece.startsWith('\\') ? unescaped(piece) : piece;
      this.#at += piece.length;
    }
    return { text, start, end: this.#at };
  }

  /** Lua in braces: their number decides where it ends, those in strings and comments not counted. */
  #skipLua(name: Word): void {
    const pieces = /--[^\n]*|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|[{}]|[^-"'{}]+|-/y;
    let depth = 1;
    while (depth > 0) {
      pieces.lastIndex = this.#at;
      const piece = pieces.exec(this.#text)?.[0];
      if (piece === undefined) {
        this.#fail(`The block of "${name.text}" is never closed.`, name.start);
        return;
      }
      this.#at += piece.length;
      if (piece === '{') depth++;
      else if (piece === '}') depth--;
    }
  }
}

/** nginx drops the backslash before quotes and itself, knows three letters, and keeps it everywhere else. */
function unescaped(piece: string): string {
  const character = piece.slice(1);
  switch (character) {
    case '"':
    case "'":
    case '\\':
      return character;
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case 'n':
      return '\n';
    default:
      return piece;
  }
}
