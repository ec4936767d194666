// Reads a document whose template expressions stand inside values or on lines of their own: with every offset kept, and never a value guessed.
import type { TemplateToken } from '../template-tokens.js';
import type { YamlEntry, YamlNode, YamlProblem, YamlScalar } from './node.js';

/** A document as text that YAML can read: expressions are letters of a private alphabet, whole lines of control are blank. */
export interface HoledText {
  /** As long as the source: every offset means the same place in both. */
  readonly text: string;
  /** Ranges that are there only under a condition, or more than once. */
  readonly conditional: readonly { readonly start: number; readonly end: number }[];
}

/** Each ASCII character of an expression has a letter here, so that it can be read back. */
const alphabet = 0xe000;
const letters = /[\uE000-\uE07F]/g;
const anyLetter = /[\uE000-\uE07F]/;

/** Undefined where expressions write structure: a key and its value under one condition, a line that only prints. */
export function fillHoles(source: string, tokens: readonly TemplateToken[] | undefined): HoledText | undefined {
  if (tokens === undefined || tokens.length === 0 || anyLetter.test(source)) return undefined;
  const out = source.split('');
  const nesting = new Nesting(source.length);
  let next = 0;
  while (next < tokens.length) {
    const line = tokensOfLine(source, tokens, next);
    next += line.tokens.length;
    const bare = outside(source, line).trim() === '';
    const prints = line.tokens.some(({ kind }) => kind === 'output');
    if (bare && !prints) {
      for (const token of line.tokens) blank(out, token);
      for (const token of line.tokens) nesting.follow(token, line.start, line.end);
    } else if (!isBalanced(line.tokens) || startsWithControl(source, line)) {
      return undefined;
    } else {
      for (const token of line.tokens) {
        if (token.kind === 'comment') blank(out, token);
        else if (!mask(out, token)) return undefined;
      }
    }
  }
  return { text: out.join(''), conditional: nesting.ranges() };
}

interface TokenLine {
  readonly start: number;
  readonly end: number;
  readonly tokens: readonly TemplateToken[];
}

/** The line that a token starts on, up to the end of the line that its last token ends on. */
function tokensOfLine(source: string, tokens: readonly TemplateToken[], from: number): TokenLine {
  const first = tokens[from];
  const start = source.lastIndexOf('\n', (first?.start ?? 0) - 1) + 1;
  const found: TemplateToken[] = [];
  let end = start;
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined || (found.length > 0 && token.start > end)) break;
    found.push(token);
    const lineBreak = source.indexOf('\n', token.end);
    end = lineBreak < 0 ? source.length : lineBreak;
  }
  return { start, end, tokens: found };
}

function outside(source: string, { start, end, tokens }: TokenLine): string {
  let text = '';
  let at = start;
  for (const token of tokens) {
    text += source.slice(at, token.start);
    at = token.end;
  }
  return text + source.slice(at, end);
}

function isBalanced(tokens: readonly TemplateToken[]): boolean {
  let depth = 0;
  for (const { nesting } of tokens) {
    if (nesting === 'open') depth++;
    else if (nesting === 'close' && --depth < 0) return false;
    else if (nesting === 'turn' && depth === 0) return false;
  }
  return depth === 0;
}

/** `{% if x %}key: value{% endif %}`: the key would be lost with its condition. */
function startsWithControl(source: string, { start, tokens }: TokenLine): boolean {
  const first = tokens[0];
  return first?.kind === 'control' && /^[ \t]*(?:-[ \t]+)?$/.test(source.slice(start, first.start));
}

function blank(out: string[], { start, end }: TemplateToken): void {
  for (let at = start; at < end; at++) {
    if (out[at] !== '\n' && out[at] !== '\r') out[at] = ' ';
  }
}

function mask(out: string[], { start, end }: TemplateToken): boolean {
  for (let at = start; at < end; at++) {
    const code = out[at]?.charCodeAt(0) ?? 0;
    if (code < 0x80) out[at] = String.fromCharCode(alphabet + code);
    else if (code === 0x85 || code === 0x2028 || code === 0x2029 || code === 0xfeff) return false;
  }
  return true;
}

/** Which stretches stand between a control that opens and its end. */
class Nesting {
  readonly #length: number;
  readonly #open: number[] = [];
  readonly #found: { start: number; end: number }[] = [];

  constructor(length: number) {
    this.#length = length;
  }

  follow({ nesting }: TemplateToken, lineStart: number, lineEnd: number): void {
    if (nesting === 'open') this.#open.push(lineEnd);
    else if (nesting === 'close') this.#found.push({ start: this.#open.pop() ?? 0, end: lineStart });
  }

  /** What was opened in another document lasts to the end of this one, or from its start. */
  ranges(): readonly { readonly start: number; readonly end: number }[] {
    return [...this.#found, ...this.#open.map((start) => ({ start, end: this.#length }))];
  }
}

// ---------------------------------------------------------------- the tree

/** The tree with the source's own words in it, moved by `base`; undefined where a condition chooses between two objects. */
export function withHoles(
  root: YamlNode,
  { text, conditional }: HoledText,
  base: number,
  duplicates: readonly number[],
): YamlNode | undefined {
  // What encloses the whole object decides whether it is there, not what it says.
  const inside = conditional.filter(({ start, end }) => !(start <= root.start && end >= root.end));
  const within = (offset: number): boolean => inside.some(({ start, end }) => start <= offset && offset < end);
  const reaches = (node: YamlNode): boolean =>
    within(node.start) || inside.some(({ start }) => node.start < start && start < node.end);
  // A key that comes twice is the two branches of a condition, a name that only the filled-in text would tell, or set twice for certain.
  if (duplicates.some((offset) => !within(offset) && isHole(text, offset)) || keysInside(root, within))
    return undefined;
  const moved = (node: YamlNode): { start: number; end: number } => ({
    start: base + node.start,
    end: base + node.end,
  });
  const scalar = (node: YamlScalar, conditional: boolean): YamlScalar => ({
    ...scalarWithHoles(node, conditional),
    ...moved(node),
  });
  const visit = (node: YamlNode): YamlNode => {
    // A block of text is what all of its lines are.
    if (node.kind === 'scalar') return scalar(node, reaches(node));
    const conditional = within(node.start);
    const place = conditional ? { ...moved(node), filledIn: true as const } : moved(node);
    if (node.kind === 'seq') return { ...node, ...place, items: node.items.map(visit) };
    const entries = node.entries.map(({ key, value }): YamlEntry => ({ key: scalar(key, false), value: visit(value) }));
    return { ...node, ...place, entries };
  };
  return visit(root);
}

/** Whether an expression is part of the key that starts here. */
function isHole(text: string, start: number): boolean {
  const line = text.slice(start, start + longestKey).split(/[\r\n]|:(?:\s|$)/, 1)[0] ?? '';
  return anyLetter.test(line);
}
/** YAML allows no longer key without a mark of its own. https://yaml.org/spec/1.2.2/#742-flow-mappings */
const longestKey = 1024;

/** Keys that are set twice whatever the expressions become: the last one counts. */
export function certainTwice(
  { text, conditional }: HoledText,
  problems: readonly YamlProblem[],
): readonly YamlProblem[] {
  const isCertain = ({ offset }: YamlProblem): boolean =>
    !isHole(text, offset) && !conditional.some(({ start, end }) => start <= offset && offset < end);
  return problems.filter(isCertain);
}

/** What an object is must not depend on a condition. */
function keysInside(root: YamlNode, within: (offset: number) => boolean): boolean {
  if (root.kind !== 'map') return true;
  return root.entries.some(({ key }) => (key.text === 'kind' || key.text === 'apiVersion') && within(key.start));
}

function scalarWithHoles(scalar: YamlScalar, conditional: boolean): YamlScalar {
  const holed = anyLetter.test(scalar.text);
  if (!holed && !conditional) return scalar;
  if (!holed) return { ...scalar, filledIn: true };
  const text = scalar.text
    .replace(letters, (letter) => String.fromCharCode(letter.charCodeAt(0) - alphabet))
    .replaceAll('\u007f', '');
  return { ...scalar, text, value: text, filledIn: true };
}
