// Reads a Go template into a tree: text, printed pipelines, and the branches and loops around them.
import { type Sourced, text } from '../../kit/sourced.js';
import { lexTemplate, type Part, type Span, type Token } from './lexer.js';

export type TemplateNode =
  | ({ readonly kind: 'text' } & Span)
  | ({ readonly kind: 'print'; readonly pipe: Pipe } & Span)
  | ({ readonly kind: 'call'; readonly name: string; readonly pipe: Pipe | undefined } & Span)
  | ({ readonly kind: 'leave'; readonly word: 'break' | 'continue' } & Span)
  | Branch;
/** An `else if` is a branch inside `otherwise`. */
export interface Branch extends Span {
  readonly kind: 'branch';
  readonly word: 'if' | 'with' | 'range';
  readonly pipe: Pipe;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
}
export interface Pipe {
  /** Variables that the value goes to: `$x :=`, or `$key, $value :=` of a loop. */
  readonly variables: readonly string[];
  /** `=`: they are there already. */
  readonly again: boolean;
  readonly commands: readonly Command[];
}
export type Command = readonly [Operand, ...Operand[]];
export interface Operand {
  readonly base:
    | { readonly kind: 'literal'; readonly value: Sourced }
    | { readonly kind: 'dot' }
    | { readonly kind: 'variable'; readonly name: string }
    | { readonly kind: 'function'; readonly name: string }
    | { readonly kind: 'group'; readonly pipe: Pipe };
  readonly fields: readonly string[];
}
export interface Template {
  readonly body: readonly TemplateNode[];
  readonly defines: ReadonlyMap<string, readonly TemplateNode[]>;
}

/** Deeper ones are hostile. */
const deepest = 100;

/** Undefined where Go would refuse it, or where it is nested beyond reason. */
export function parseTemplate(source: string): Template | undefined {
  const parts = lexTemplate(source);
  if (parts === undefined) return undefined;
  const reader = new TemplateReader(parts);
  const body = reader.list(0);
  return body === undefined || !reader.done ? undefined : { body, defines: reader.defines };
}

class TemplateReader {
  readonly defines = new Map<string, readonly TemplateNode[]>();
  readonly #parts: readonly Part[];
  #at = 0;

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  get done(): boolean {
    return this.#at >= this.#parts.length;
  }

  /** Up to the `end` or `else` that closes it, which stays. */
  list(depth: number): TemplateNode[] | undefined {
    if (depth > deepest) return undefined;
    const nodes: TemplateNode[] = [];
    for (let part = this.#parts[this.#at]; part !== undefined; part = this.#parts[this.#at]) {
      if (part.kind === 'text') {
        nodes.push({ kind: 'text', start: part.start, end: part.end });
        this.#at++;
        continue;
      }
      const word = part.tokens[0]?.kind === 'word' ? part.tokens[0].text : undefined;
      if (word === 'end' || word === 'else') return nodes;
      this.#at++;
      const node = this.#action(part, word, depth);
      if (node === undefined) return undefined;
      if (node !== 'nothing') nodes.push(node);
    }
    return nodes;
  }

  #action(
    part: Part & { readonly kind: 'action' },
    word: string | undefined,
    depth: number,
  ): TemplateNode | 'nothing' | undefined {
    const { tokens, start, end } = part;
    const rest = tokens.slice(1);
    switch (word) {
      case 'if':
      case 'with':
      case 'range':
        return this.#branch(word, rest, start, end, depth);
      case 'define':
      case 'block': {
        const name = rest[0]?.kind === 'string' ? unquote(rest[0].text) : undefined;
        const body = this.list(depth + 1);
        if (name === undefined || body === undefined || !this.#closes('end')) return undefined;
        this.defines.set(name, body);
        return word === 'define' ? 'nothing' : called(name, rest.slice(1), start, end);
      }
      case 'template': {
        const name = rest[0]?.kind === 'string' ? unquote(rest[0].text) : undefined;
        return name === undefined ? undefined : called(name, rest.slice(1), start, end);
      }
      case 'break':
      case 'continue':
        return { kind: 'leave', word, start, end };
      default: {
        const pipe = parsePipe(tokens);
        return pipe === undefined ? undefined : { kind: 'print', pipe, start, end };
      }
    }
  }

  #branch(
    word: Branch['word'],
    tokens: readonly Token[],
    start: number,
    end: number,
    depth: number,
  ): Branch | undefined {
    const pipe = parsePipe(tokens);
    const body = this.list(depth + 1);
    const part = this.#parts[this.#at];
    if (pipe === undefined || body === undefined || part?.kind !== 'action') return undefined;
    const branch = { kind: 'branch', word, pipe, body, start, end } as const;
    this.#at++;
    const [first, next] = part.tokens;
    if (first?.text === 'end') return part.tokens.length === 1 ? { ...branch, otherwise: [] } : undefined;
    if (next === undefined) {
      const otherwise = this.list(depth + 1);
      return otherwise === undefined || !this.#closes('end') ? undefined : { ...branch, otherwise };
    }
    if (next.text !== 'if' && next.text !== 'with') return undefined;
    const chained = this.#branch(next.text, part.tokens.slice(2), part.start, part.end, depth + 1);
    return chained === undefined ? undefined : { ...branch, otherwise: [chained] };
  }

  #closes(word: string): boolean {
    const part = this.#parts[this.#at++];
    return part?.kind === 'action' && part.tokens.length === 1 && part.tokens[0]?.text === word;
  }
}

function called(name: string, tokens: readonly Token[], start: number, end: number): TemplateNode | undefined {
  const pipe = tokens.length === 0 ? undefined : parsePipe(tokens);
  return tokens.length > 0 && pipe === undefined ? undefined : { kind: 'call', name, pipe, start, end };
}

// ---------------------------------------------------------------- pipelines

function parsePipe(tokens: readonly Token[]): Pipe | undefined {
  const reader = new PipeReader(tokens);
  const pipe = reader.pipe(0);
  return pipe !== undefined && reader.done ? pipe : undefined;
}

class PipeReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  pipe(depth: number): Pipe | undefined {
    if (depth > deepest) return undefined;
    const { variables, again } = this.#declarations();
    const commands: Command[] = [];
    for (;;) {
      const command = this.#command(depth);
      if (command === undefined) return undefined;
      commands.push(command);
      if (!this.#takes('|')) return { variables, again, commands };
    }
  }

  #declarations(): { variables: string[]; again: boolean } {
    const variables: string[] = [];
    for (let at = this.#at; this.#tokens[at]?.kind === 'variable'; at += 2) {
      variables.push(this.#tokens[at]?.text ?? '');
      const sign = this.#tokens[at + 1]?.text;
      if (sign === ':=' || sign === '=') {
        this.#at = at + 2;
        return { variables, again: sign === '=' };
      }
      if (sign !== ',') break;
    }
    return { variables: [], again: false };
  }

  #command(depth: number): Command | undefined {
    const operands: Operand[] = [];
    for (let token = this.#tokens[this.#at]; token !== undefined; token = this.#tokens[this.#at]) {
      if (token.text === '|' || token.text === ')') break;
      const operand = this.#operand(token, depth);
      if (operand === undefined) return undefined;
      operands.push(operand);
    }
    const [first, ...rest] = operands;
    return first === undefined ? undefined : [first, ...rest];
  }

  #operand(token: Token, depth: number): Operand | undefined {
    this.#at++;
    const steps = token.text.split('.');
    switch (token.kind) {
      case 'field':
        return { base: { kind: 'dot' }, fields: steps.slice(1).filter((step) => step !== '') };
      case 'variable':
        return { base: { kind: 'variable', name: steps[0] ?? '$' }, fields: steps.slice(1) };
      case 'word':
        return { base: wordOf(token.text), fields: [] };
      case 'string':
        return literal(text(unquote(token.text)));
      case 'number': {
        const value = Number(token.text);
        return Number.isNaN(value) ? undefined : literal({ kind: 'number', value, float: token.text.includes('.') });
      }
      case 'sign': {
        const pipe = token.text === '(' ? this.pipe(depth + 1) : undefined;
        if (pipe === undefined || !this.#takes(')')) return undefined;
        const chain = this.#tokens[this.#at];
        if (chain?.kind !== 'chain') return { base: { kind: 'group', pipe }, fields: [] };
        this.#at++;
        return { base: { kind: 'group', pipe }, fields: chain.text.split('.').slice(1) };
      }
      case 'chain':
        return undefined;
    }
  }

  #takes(sign: string): boolean {
    if (this.#tokens[this.#at]?.text !== sign) return false;
    this.#at++;
    return true;
  }
}

const literal = (value: Sourced): Operand => ({ base: { kind: 'literal', value }, fields: [] });
function wordOf(word: string): Operand['base'] {
  if (word === 'true' || word === 'false')
    return { kind: 'literal', value: { kind: 'boolean', value: word === 'true' } };
  return word === 'nil' ? { kind: 'literal', value: { kind: 'nothing' } } : { kind: 'function', name: word };
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', f: '\f', v: '\v' };
function unquote(token: string): string {
  const inner = token.slice(1, -1);
  if (token.startsWith('`')) return inner;
  return inner.replace(/\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|[\s\S])/g, (_, code: string) =>
    code.length > 1 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (escapes[code] ?? code),
  );
}
