// Reads TOML into the same tree as YAML: values with the place where they stand.
import type { Comment } from './suppressions.js';
import { limits, type YamlEntry, type YamlMap, type YamlNode, type YamlProblem, type YamlScalar } from './yaml/node.js';

export interface TomlDocument {
  readonly root: YamlMap;
  readonly comments: readonly Comment[];
  /** The first thing wrong; everything above it is in the tree. */
  readonly problem?: YamlProblem;
}

export function readToml(text: string): TomlDocument {
  const reader = new Reader(text);
  return reader.read();
}

/** A table while it is being filled. */
interface Table extends YamlMap {
  readonly entries: YamlEntry[];
  end: number;
}
interface Key {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
class TomlError extends Error {
  readonly offset: number;
  readonly code: YamlProblem['code'];

  constructor(message: string, offset: number, code: YamlProblem['code'] = 'syntax') {
    super(message);
    this.offset = offset;
    this.code = code;
  }
}

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  '"': '"',
  '\\': '\\',
  e: '\u001b',
};

class Reader {
  readonly #text: string;
  readonly #comments: Comment[] = [];
  #at = 0;
  #nodes = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): TomlDocument {
    const root = this.#table(0);
    try {
      if (this.#text.length > limits.characters)
        throw new TomlError(`The file is larger than ${limits.characters / 1024 / 1024} MB.`, 0, 'limit');
      this.#document(root);
      return { root, comments: this.#comments };
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      return {
        root,
        comments: this.#comments,
        problem: { message: error.message, offset: error.offset, code: error.code },
      };
    }
  }

  #document(root: Table): void {
    let current = root;
    for (;;) {
      this.#skip(true);
      if (this.#at >= this.#text.length) return;
      if (this.#text[this.#at] === '[') {
        current = this.#header(root);
      } else {
        this.#assignment(current, 0);
      }
      this.#skip(false);
      if (this.#at < this.#text.length && !/[\r\n]/.test(this.#text.charAt(this.#at)))
        throw new TomlError('Expected the end of the line.', this.#at);
    }
  }

  #header(root: Table): Table {
    const start = this.#at;
    const isList = this.#text.startsWith('[[', start);
    this.#at += isList ? 2 : 1;
    const keys = this.#keys();
    const close = isList ? ']]' : ']';
    if (!this.#text.startsWith(close, this.#at)) throw new TomlError(`Expected "${close}".`, this.#at);
    this.#at += close.length;
    let table = root;
    for (const [index, key] of keys.entries()) {
      const isLast = index === keys.length - 1;
      table = isLast && isList ? this.#append(table, key) : this.#into(table, key);
    }
    return table;
  }
  /** The table of that name, the last one of a list of tables, or a new one. */
  #into(table: Table, key: Key): Table {
    const found = table.entries.find((entry) => entry.key.text === key.text)?.value;
    const node = found?.kind === 'seq' ? found.items.at(-1) : found;
    if (node === undefined) {
      const made = this.#table(key.start);
      table.entries.push({ key: this.#scalar(key.text, key.text, true, key.start, key.end), value: made });
      return made;
    }
    if (!isTable(node)) throw new TomlError(`"${key.text}" has a value already.`, key.start);
    return node;
  }
  #append(table: Table, key: Key): Table {
    const made = this.#table(key.start);
    const found = table.entries.find((entry) => entry.key.text === key.text)?.value;
    if (found === undefined) {
      table.entries.push({
        key: this.#scalar(key.text, key.text, true, key.start, key.end),
        value: { kind: 'seq', items: [made], start: key.start, end: key.end },
      });
    } else if (found.kind === 'seq' && isMutable(found.items)) {
      found.items.push(made);
    } else {
      throw new TomlError(`"${key.text}" is no list of tables.`, key.start);
    }
    return made;
  }

  #assignment(table: Table, depth: number): void {
    const keys = this.#keys();
    this.#skip(false);
    if (this.#text[this.#at] !== '=') throw new TomlError('Expected "=".', this.#at);
    this.#at++;
    this.#skip(false);
    const value = this.#value(depth);
    const last = keys.at(-1);
    if (last === undefined) throw new TomlError('Expected a key.', this.#at);
    const owner = keys.slice(0, -1).reduce((inner, key) => this.#into(inner, key), table);
    if (owner.entries.some((entry) => entry.key.text === last.text))
      throw new TomlError(`"${last.text}" is written twice.`, last.start, 'duplicate-key');
    owner.entries.push({ key: this.#scalar(last.text, last.text, true, last.start, last.end), value });
    owner.end = Math.max(owner.end, value.end);
  }

  #keys(): readonly Key[] {
    const keys: Key[] = [];
    for (;;) {
      this.#skip(false);
      keys.push(this.#key());
      this.#skip(false);
      if (this.#text[this.#at] !== '.') return keys;
      this.#at++;
      if (keys.length > limits.depth) throw new TomlError('Keys are nested too deeply.', this.#at, 'limit');
    }
  }
  #key(): Key {
    const start = this.#at;
    const quote = this.#text[start];
    if (quote === '"' || quote === "'") {
      const text = this.#string();
      return { text, start, end: this.#at };
    }
    const text = this.#match(/[A-Za-z0-9_-]+/y);
    if (text === undefined) throw new TomlError('Expected a key.', start);
    return { text, start, end: this.#at };
  }

  #value(depth: number): YamlNode {
    if (depth > limits.depth) throw new TomlError('Values are nested too deeply.', this.#at, 'limit');
    const start = this.#at;
    const first = this.#text[start];
    if (first === '[') return this.#list(depth);
    if (first === '{') return this.#inline(depth);
    if (first === '"' || first === "'") {
      const text = this.#string();
      return this.#scalar(text, text, true, start, this.#at);
    }
    const word = this.#match(/[^\s,\]}#]+(?: \d{2}:\d{2}[^\s,\]}#]*)?/y);
    if (word === undefined) throw new TomlError('Expected a value.', start);
    return this.#scalar(plainValue(word), word, false, start, this.#at);
  }
  #list(depth: number): YamlNode {
    const start = this.#at++;
    const items: YamlNode[] = [];
    for (;;) {
      this.#skip(true);
      if (this.#text[this.#at] === ']') break;
      items.push(this.#value(depth + 1));
      this.#skip(true);
      if (this.#text[this.#at] === ',') this.#at++;
      else if (this.#text[this.#at] !== ']') throw new TomlError('Expected "," or "]".', this.#at);
    }
    this.#at++;
    return { kind: 'seq', items, start, end: this.#at };
  }
  #inline(depth: number): YamlNode {
    const table = this.#table(this.#at);
    this.#at++;
    for (;;) {
      this.#skip(true);
      if (this.#text[this.#at] === '}') break;
      this.#assignment(table, depth + 1);
      this.#skip(true);
      if (this.#text[this.#at] === ',') this.#at++;
      else if (this.#text[this.#at] !== '}') throw new TomlError('Expected "," or "}".', this.#at);
    }
    this.#at++;
    table.end = this.#at;
    return table;
  }

  #string(): string {
    const start = this.#at;
    const quote = this.#text.charAt(start);
    const long = this.#text.startsWith(quote.repeat(3), start);
    const close = long ? quote.repeat(3) : quote;
    this.#at += close.length;
    if (long) this.#match(/\r?\n/y);
    const pieces =
      quote === "'"
        ? /[^'\r\n]+|'|\r?\n/y
        : /[^"\\\r\n]+|\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[ \t]*\r?\n\s*|.)|"|\r?\n/y;
    let text = '';
    for (;;) {
      if (this.#text.startsWith(close, this.#at)) {
        this.#at += close.length;
        // Up to two quotes may stand right before the end.
        while (long && this.#text[this.#at] === quote) {
          text += quote;
          this.#at++;
        }
        return text;
      }
      const piece = this.#match(pieces);
      if (piece === undefined || (!long && /^\r?\n/.test(piece)))
        throw new TomlError('This string is never closed.', start);
      text += piece.startsWith('\\') && quote === '"' ? unescaped(piece) : piece;
    }
  }

  /** Blanks and comments, and line breaks where they mean nothing. */
  #skip(lineBreaks: boolean): void {
    for (;;) {
      this.#match(lineBreaks ? /\s+/y : /[ \t]+/y);
      if (this.#text[this.#at] !== '#') return;
      const start = this.#at;
      const text = this.#match(/#[^\r\n]*/y) ?? '#';
      this.#comments.push({ text, start, end: this.#at });
      if (!lineBreaks) return;
    }
  }
  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
  #count(): void {
    this.#nodes++;
    if (this.#nodes > limits.nodes)
      throw new TomlError(`The file has more than ${limits.nodes} values.`, this.#at, 'limit');
  }
  #table(start: number): Table {
    this.#count();
    return { kind: 'map', entries: [], start, end: start };
  }
  #scalar(value: YamlScalar['value'], text: string, quoted: boolean, start: number, end: number): YamlScalar {
    this.#count();
    return { kind: 'scalar', value, text, quoted, start, end };
  }
}

function isTable(node: YamlNode): node is Table {
  return node.kind === 'map';
}
function isMutable(items: readonly YamlNode[]): items is YamlNode[] {
  return items.every((each) => each.kind === 'map');
}
/** Dates and times stay text. */
function plainValue(word: string): string | number | boolean {
  if (word === 'true' || word === 'false') return word === 'true';
  const number = word.replaceAll('_', '');
  return /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(number) ? Number(number) : word;
}
function unescaped(piece: string): string {
  if (/^\\[uU]/.test(piece)) {
    const code = Number.parseInt(piece.slice(2), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : piece;
  }
  if (/^\\\s/.test(piece)) return '';
  const letter = piece.slice(1);
  return Object.hasOwn(escapes, letter) ? (escapes[letter] ?? piece) : piece;
}
