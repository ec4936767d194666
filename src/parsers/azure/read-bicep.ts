// Reads a Bicep file into declarations: objects, lists and texts with their places; what has to be worked out stays as it is written.
import type { YamlEntry, YamlNode, YamlScalar } from '../kit/yaml/node.js';

export interface BicepDeclaration {
  readonly keyword: 'resource' | 'module' | 'param' | 'var';
  readonly name: string;
  /** Of a resource `Microsoft.Web/sites@2022-09-01`, of a module its path. */
  readonly type: string;
  readonly value: YamlNode | undefined;
}
/** Marks what only the deployment works out: a scalar with its text, or a list of the arguments of a call. */
export const workedOut = '!worked-out';

interface Token {
  readonly kind: 'text' | 'word' | 'number' | 'mark' | 'line';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const shape =
  /'''(?:[\s\S]*?'''|[\s\S]*)|'(?:[^'\\\r\n]|\\.)*'?|[A-Za-z_]\w*|\d+|\r?\n|\/\/[^\r\n]*|\/\*(?:[\s\S]*?\*\/|[\s\S]*)|[{}[\](),:=?]|[^\s\w'{}[\](),:=?/]+|\//g;
/** No template is longer. */
const longest = 1024 * 1024;

export function readBicep(text: string): { declarations: readonly BicepDeclaration[]; comments: readonly Comment[] } {
  const comments: Comment[] = [];
  const tokens: Token[] = [];
  for (const match of text.slice(0, longest).matchAll(shape)) {
    const [all] = match;
    const place = { text: all, start: match.index, end: match.index + all.length };
    if (all.startsWith('//') || all.startsWith('/*')) comments.push(place);
    else tokens.push({ kind: kindOf(all), ...place });
  }
  return { declarations: new BicepReader(text, tokens).read(), comments };
}
interface Comment {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
function kindOf(text: string): Token['kind'] {
  if (text.startsWith("'")) return 'text';
  if (/^[\r\n]/.test(text)) return 'line';
  if (/^\d/.test(text)) return 'number';
  return /^[A-Za-z_]/.test(text) ? 'word' : 'mark';
}

/** Deeper than any template nests. */
const deepest = 100;

class BicepReader {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  readonly #found: BicepDeclaration[] = [];

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  read(): readonly BicepDeclaration[] {
    while (this.#at < this.#tokens.length) if (!this.#declaration(0)) this.#at++;
    return this.#found;
  }

  /** At the beginning of a line; `resource` stands inside another one as well. */
  #declaration(depth: number): boolean {
    const [keyword, name, type] = this.#tokens.slice(this.#at, this.#at + 3);
    if (keyword?.kind !== 'word' || name?.kind !== 'word' || !isKeyword(keyword.text)) return false;
    const before = this.#tokens[this.#at - 1];
    if (before !== undefined && before.kind !== 'line' && before.text !== '{') return false;
    this.#at += 2;
    while (this.#at < this.#tokens.length && !['=', '\n', '\r\n'].includes(this.#peek()?.text ?? '')) this.#at++;
    const hasValue = this.#peek()?.text === '=';
    if (hasValue) this.#at++;
    const value = hasValue ? this.#value(depth + 1) : undefined;
    const written = type?.kind === 'text' ? type.text.slice(1, -1) : '';
    this.#found.push({ keyword: keyword.text, name: name.text, type: written, value });
    return true;
  }

  #value(depth: number): YamlNode {
    const first = this.#peek();
    const start = first?.start ?? this.#text.length;
    if (first === undefined || depth > deepest) return this.#expression(start);
    if (first.text === 'if' && this.#tokens[this.#at + 1]?.text === '(') {
      this.#at++;
      this.#skipGroup();
      return this.#value(depth + 1);
    }
    const value = this.#plain(first, depth);
    // `a ? b : c`, `a.b`, `x[0]`: what begins so is worked out, to the end of its line or list.
    const next = this.#peek();
    if (value !== undefined && (next === undefined || endsValue(next))) return value;
    return this.#expression(start);
  }

  #plain(first: Token, depth: number): YamlNode | undefined {
    if (first.text === '{') return this.#object(depth);
    if (first.text === '[') return this.#list(depth);
    if (first.kind === 'word' && this.#tokens[this.#at + 1]?.text === '(') return this.#call(depth);
    this.#at++;
    if (first.kind === 'text') return textOf(first);
    if (first.kind === 'number') return scalar(first, Number(first.text));
    if (first.text === 'true' || first.text === 'false') return scalar(first, first.text === 'true');
    return first.kind === 'word' ? { ...scalar(first, first.text), tag: workedOut } : undefined;
  }

  #object(depth: number): YamlNode {
    const start = this.#peek()?.start ?? 0;
    this.#at++;
    const entries: YamlEntry[] = [];
    for (let next = this.#peek(); next !== undefined && next.text !== '}'; next = this.#peek()) {
      const colon = this.#tokens[this.#at + 1];
      if ((next.kind === 'word' || next.kind === 'text') && colon?.text === ':') {
        this.#at += 2;
        const key = next.kind === 'text' ? textOf(next) : scalar(next, next.text);
        entries.push({ key, value: this.#value(depth + 1) });
      } else if (!this.#declaration(depth + 1)) this.#at++;
    }
    const end = this.#peek()?.end ?? this.#text.length;
    this.#at++;
    return { kind: 'map', entries, start, end };
  }

  #list(depth: number): YamlNode {
    const start = this.#peek()?.start ?? 0;
    const following = this.#tokens[this.#at + 1];
    // `[for each in all: { … }]`
    if (following?.text === 'for') {
      this.#skipGroup();
      const end = this.#tokens[this.#at - 1]?.end ?? start;
      return { kind: 'seq', items: [this.#openScalar(start, end)], start, end };
    }
    const { items, end } = this.#items(']', depth);
    return { kind: 'seq', items, start, end };
  }

  /** `union(a, { … })`, `concat([ … ], b)`: each argument may be a part of what it gives. */
  #call(depth: number): YamlNode {
    const start = this.#peek()?.start ?? 0;
    this.#at++;
    const { items, end } = this.#items(')', depth);
    return { kind: 'seq', items, tag: workedOut, start, end };
  }

  #items(close: string, depth: number): { items: YamlNode[]; end: number } {
    this.#at++;
    const items: YamlNode[] = [];
    for (let next = this.#peek(); next !== undefined && next.text !== close; next = this.#peek()) {
      if (next.kind === 'line' || next.text === ',') this.#at++;
      else {
        const before = this.#at;
        items.push(this.#value(depth + 1));
        if (this.#at === before) this.#at++;
      }
    }
    const end = this.#peek()?.end ?? this.#text.length;
    this.#at++;
    return { items, end };
  }

  /** From `start` to where the value ends, groups stepped over. */
  #expression(start: number): YamlScalar {
    for (let next = this.#peek(); next !== undefined && !endsValue(next); next = this.#peek()) {
      if ('{[('.includes(next.text)) this.#skipGroup();
      else this.#at++;
    }
    return this.#openScalar(start, this.#tokens[this.#at - 1]?.end ?? start);
  }
  #openScalar(start: number, end: number): YamlScalar {
    const text = this.#text.slice(start, Math.max(start, end));
    return { kind: 'scalar', value: text, text, quoted: false, tag: workedOut, start, end };
  }

  #skipGroup(): void {
    let depth = 0;
    for (; this.#at < this.#tokens.length; this.#at++) {
      const text = this.#peek()?.text ?? '';
      if (text !== '' && '{[('.includes(text)) depth++;
      if (text !== '' && '}])'.includes(text)) depth--;
      if (depth <= 0) break;
    }
    this.#at++;
  }
  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }
}

const isKeyword = (text: string): text is BicepDeclaration['keyword'] => /^(?:resource|module|param|var)$/.test(text);
const endsValue = ({ kind, text }: Token): boolean => kind === 'line' || /^[,}\])]$/.test(text);
function scalar({ text, start, end }: Token, value: string | number | boolean): YamlScalar {
  return { kind: 'scalar', value, text, quoted: false, start, end };
}
function textOf({ text, start, end }: Token): YamlScalar {
  const inner = text.startsWith("'''") ? text.slice(3, -3) : text.slice(1, -1).replace(/\\(?!\$)(.)/g, '$1');
  const isOpen = !text.startsWith("'''") && /(?<!\\)\$\{/.test(inner);
  return { kind: 'scalar', value: inner, text: inner, quoted: true, start, end, ...(isOpen ? { tag: workedOut } : {}) };
}
