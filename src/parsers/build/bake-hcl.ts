// Reads the part of HCL that bake files are written in: blocks with texts, lists of texts and maps of texts.
import type { NodeReader } from '../kit/yaml/node-reader.js';
import type { BakeFile, BakeTarget } from './parse-bake.js';

type Value = string | readonly string[] | Readonly<Record<string, string>> | undefined;
interface Token {
  readonly kind: 'word' | 'text' | 'mark';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export function readBakeHcl(reader: NodeReader): BakeFile {
  const tokens = tokensOf(reader.source);
  const targets: BakeTarget[] = [];
  const variables = new Map<string, string>();
  for (let at = 0; at < tokens.length; at++) {
    const [kind, name, open] = [tokens[at], tokens[at + 1], tokens[at + 2]];
    if (kind?.kind !== 'word' || name?.kind !== 'text' || open?.text !== '{') continue;
    const block = readBlock(tokens, at + 3);
    const end = tokens[block.next - 1]?.end ?? open.end;
    if (kind.text === 'target') targets.push(targetOf(name.text, block.values, reader.at({ start: kind.start, end })));
    const value = block.values.get('default');
    if (kind.text === 'variable' && typeof value === 'string') variables.set(name.text, value);
    at = block.next - 1;
  }
  return { targets, variables };
}

function targetOf(name: string, values: ReadonlyMap<string, Value>, at: BakeTarget['at']): BakeTarget {
  const pairs = [...values];
  const args = values.get('args');
  return {
    name,
    at,
    texts: Object.fromEntries(pairs.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : []))),
    lists: Object.fromEntries(pairs.flatMap(([key, value]) => (isList(value) ? [[key, value]] : []))),
    args: args === undefined || typeof args === 'string' || isList(args) ? {} : args,
  };
}
const isList = (value: Value): value is readonly string[] => Array.isArray(value);

interface Block {
  readonly values: ReadonlyMap<string, Value>;
  /** Behind the closing brace. */
  readonly next: number;
}
function readBlock(tokens: readonly Token[], from: number, isMap = false): Block {
  const values = new Map<string, Value>();
  let at = from;
  while (at < tokens.length && tokens[at]?.text !== '}') {
    const key = tokens[at];
    const sign = tokens[at + 1];
    if (key === undefined || sign?.kind !== 'mark' || !'=:'.includes(sign.text)) {
      // A nested block or something else: stepped over as a whole.
      at = key?.text === '{' || key?.text === '[' ? skipGroup(tokens, at) : at + 1;
      continue;
    }
    const read = readValue(tokens, at + 2, isMap);
    values.set(key.text, read.value);
    at = read.next;
  }
  return { values, next: at + 1 };
}

/** Maps hold texts: what else they hold is stepped over. */
function readValue(tokens: readonly Token[], at: number, isInMap: boolean): { value: Value; next: number } {
  const first = tokens[at];
  const following = tokens[at + 1];
  if (first?.kind === 'text' && following?.text !== '?') return { value: first.text, next: at + 1 };
  if (first?.text === '[') {
    const end = skipGroup(tokens, at);
    const texts = tokens.slice(at, end).flatMap((token) => (token.kind === 'text' ? [token.text] : []));
    return { value: texts, next: end };
  }
  if (first?.text === '{' && isInMap) return { value: undefined, next: skipGroup(tokens, at) };
  if (first?.text === '{') {
    const { values, next } = readBlock(tokens, at + 1, true);
    const pairs = [...values].flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[key, value]] : [],
    );
    return { value: Object.fromEntries(pairs), next };
  }
  // A reference is a text that variables can fill in; a call or a condition is nothing we read.
  if (first?.kind === 'word' && following?.text !== '(' && following?.text !== '?') {
    return { value: `\${${first.text}}`, next: at + 1 };
  }
  return { value: undefined, next: first === undefined ? at : at + 1 };
}

function skipGroup(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    const text = tokens[at]?.kind === 'mark' ? tokens[at]?.text : '';
    if (text === '{' || text === '[') depth++;
    if (text === '}' || text === ']') depth--;
    if (depth <= 0) return at + 1;
  }
  return tokens.length;
}

const shape =
  /"((?:\\.|[^"\\\r\n])*)"|"(?:\\.|[^"\\\r\n])*|[A-Za-z_][\w.-]*|[{}[\]=:(),?]|#[^\r\n]*|\/\/[^\r\n]*|\/\*(?:[\s\S]*?\*\/|[\s\S]*)/g;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(shape)) {
    const [all, quoted] = match;
    if (/^(?:#|\/\/|\/\*)/.test(all) || (all.startsWith('"') && quoted === undefined)) continue;
    const kind = quoted !== undefined ? 'text' : /^\w/.test(all) ? 'word' : 'mark';
    tokens.push({ kind, text: quoted ?? all, start: match.index, end: match.index + all.length });
  }
  return tokens;
}
