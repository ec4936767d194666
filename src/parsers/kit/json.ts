// Reads JSON into the tree that YAML is read into, with positions; comments and trailing commas are allowed.
import { limits, type YamlNode, type YamlProblem } from './yaml/node.js';
import { TreeBuilder } from './yaml/tree.js';

export interface JsonRead {
  /** What could be read: of a file that breaks off, everything in front of the break. */
  readonly root: YamlNode | undefined;
  readonly problems: readonly YamlProblem[];
}

export function readJson(text: string): JsonRead {
  if (text.length > limits.characters) {
    const message = `The file is larger than ${limits.characters / 1024 / 1024} MB.`;
    return { root: undefined, problems: [{ code: 'limit', message, offset: 0 }] };
  }
  return new JsonReader(text).read();
}

const words: Readonly<Record<string, true>> = { true: true, false: true, null: true };
const jsonNumber = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/;
const asString = { tag: '!!str' };
const asWritten = {};

class JsonReader {
  readonly #text: string;
  readonly #builder: TreeBuilder;
  #at: number;
  /** Said once, however many collections are left open. */
  #cut = false;

  constructor(text: string) {
    this.#text = text;
    this.#builder = new TreeBuilder(text);
    this.#at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  read(): JsonRead {
    this.#space();
    if (this.#at >= this.#text.length) this.#broken('holds no value', this.#at);
    else this.#value();
    this.#space();
    const { root, problems } = this.#builder;
    if (this.#at < this.#text.length) this.#broken('goes on behind its value', this.#at);
    return { root, problems };
  }

  #value(): void {
    switch (this.#text.charCodeAt(this.#at)) {
      case 0x7b: // {
        this.#collection('map', 0x7d);
        return;
      case 0x5b: // [
        this.#collection('seq', 0x5d);
        return;
      case 0x22: // "
        this.#string();
        return;
      default:
        this.#word();
    }
  }

  #collection(kind: 'map' | 'seq', closer: number): void {
    const start = this.#at++;
    this.#builder.open(kind, start, asWritten);
    for (;;) {
      if (this.#builder.full) return;
      this.#space();
      const code = this.#text.charCodeAt(this.#at);
      if (code === closer) {
        this.#at++;
        break;
      }
      if (Number.isNaN(code)) {
        this.#breaksOff();
        break;
      }
      if (isCloser(code)) {
        this.#broken(`has a ${JSON.stringify(String.fromCharCode(code))} that closes nothing`, this.#at);
        if (this.#builder.isInside(code === 0x7d ? 'map' : 'seq')) break;
        this.#at = Math.min(this.#at + 1, this.#text.length);
      } else if (code === 0x2c) {
        this.#broken('has a comma without a value in front of it', this.#at++);
      } else {
        this.#item(kind);
      }
    }
    this.#builder.close(this.#at);
  }

  #item(kind: 'map' | 'seq'): void {
    if (kind === 'map') {
      this.#key();
      if (this.#builder.full) return;
    } else {
      this.#value();
    }
    const behind = this.#at;
    this.#space();
    const code = this.#text.charCodeAt(this.#at);
    if (code === 0x2c) this.#at++;
    else if (!isCloser(code) && !Number.isNaN(code)) this.#broken('lacks a comma', behind);
  }

  #key(): void {
    const start = this.#at;
    if (this.#text.charCodeAt(start) === 0x22) this.#string();
    else {
      this.#broken('has a key that is not a string', start);
      this.#value();
    }
    const behind = this.#at;
    this.#space();
    const code = this.#text.charCodeAt(this.#at);
    if (code === 0x3a) {
      this.#at++;
      this.#space();
      const next = this.#text.charCodeAt(this.#at);
      if (!Number.isNaN(next) && next !== 0x2c && !isCloser(next)) {
        this.#value();
        return;
      }
      if (!Number.isNaN(next)) this.#broken('has a key without a value', behind);
    } else if (!Number.isNaN(code)) {
      this.#broken('lacks a colon', behind);
    }
    this.#builder.scalar('', false, behind, behind, asWritten);
  }

  #string(): void {
    const start = this.#at;
    const end = this.#stringEnd(start + 1);
    const closed = this.#text.charCodeAt(end) === 0x22;
    if (end >= this.#text.length) this.#breaksOff();
    else if (!closed) this.#broken('has a line break inside a string', end);
    const body = this.#text.slice(start + 1, end);
    this.#at = closed ? end + 1 : end;
    this.#builder.scalar(body.includes('\\') ? this.#unescaped(body, start) : body, true, start, this.#at, asWritten);
  }

  /** The closing quote, or the line break or end of the text that comes before it. */
  #stringEnd(from: number): number {
    let at = from;
    for (; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === 0x22 || code === 0x0a || code === 0x0d) return at;
      if (code === 0x5c) at++;
    }
    return this.#text.length;
  }

  #unescaped(body: string, start: number): string {
    return body.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S])|$)/g, (written, hex?: string, letter?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      const meant = letter === undefined ? undefined : escapes.get(letter);
      if (meant === undefined) this.#broken('has an escape that JSON does not know', start);
      return meant ?? written;
    });
  }

  #word(): void {
    const start = this.#at;
    wordEnd.lastIndex = start + 1;
    const end = wordEnd.exec(this.#text)?.index ?? this.#text.length;
    const text = this.#text.slice(start, end);
    this.#at = end;
    const known = Object.hasOwn(words, text) || jsonNumber.test(text);
    if (!known && end < this.#text.length) this.#broken(`has the unknown value ${shortened(text)}`, start);
    else if (!known) this.#breaksOff();
    this.#builder.scalar(text, false, start, end, known ? asWritten : asString);
  }

  /** Blanks, line breaks and comments. */
  #space(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) continue;
      if (code !== 0x2f) return;
      const next = this.#text.charCodeAt(this.#at + 1);
      if (next === 0x2f) this.#at = this.#before('\n', this.#at + 2);
      else if (next === 0x2a) this.#at = this.#before('*/', this.#at + 2);
      else return;
    }
  }

  /** The last offset of `closing`, or of the text and a problem where a comment never ends. */
  #before(closing: '\n' | '*/', from: number): number {
    const at = this.#text.indexOf(closing, from);
    if (at >= 0) return at + closing.length - 1;
    if (closing === '*/') this.#breaksOff();
    return this.#text.length - 1;
  }

  /** After as many problems as anybody reads, the rest of the text is left alone. */
  #broken(what: string, offset: number): void {
    if (this.#builder.full) return;
    this.#builder.problem('syntax', `The JSON ${what}.`, offset);
    if (this.#builder.problems.length >= limits.problems) this.#at = this.#text.length;
  }

  #breaksOff(): void {
    if (!this.#cut) this.#broken('breaks off', this.#text.length);
    this.#cut = true;
  }
}

const isCloser = (code: number): boolean => code === 0x7d || code === 0x5d;

const wordEnd = /[\s,:[\]{}"]/g;

const shortened = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
