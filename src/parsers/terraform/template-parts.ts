// The parts of a template: the text between its holes as it stands, loops and conditions as what they choose.
import type { ConfigValue } from '../../model/infrastructure.js';
import { scalarOf, unknownOf } from '../kit/config-value.js';
import type { SyntaxNode } from '../kit/tree-sitter.js';
import { type HclSource, placeOf } from './hcl-source.js';

export interface Range {
  readonly start: number;
  readonly end: number;
}
type ReadExpression = (source: HclSource, node: SyntaxNode) => ConfigValue;

export class TemplateParts {
  readonly #source: HclSource;
  readonly #read: ReadExpression;
  /** Blanks that `<<-` takes from every line. */
  readonly #indent: number;

  constructor(source: HclSource, read: ReadExpression, indent = 0) {
    this.#source = source;
    this.#read = read;
    this.#indent = indent;
  }

  /** Everything within a range: what stands between holes and directives is text, blanks included. */
  within(nodes: readonly SyntaxNode[], { start, end }: Range): ConfigValue {
    const { text } = this.#source;
    const parts: ConfigValue[] = [];
    let from = start;
    const add = (until: number, stripsEnd: boolean): void => {
      const raw = text.slice(from, until);
      parts.push(...this.#literals(from, stripsEnd ? withoutEnd(raw) : raw));
    };
    for (const node of nodes) {
      if (!/^template_(?:interpolation|directive)$/.test(node.type) || node.end <= from || node.start >= end) continue;
      add(node.start, text.startsWith('{~', node.start + 1));
      parts.push(node.type === 'template_interpolation' ? this.#hole(node) : this.#directive(node));
      from = text.startsWith('~}', node.end - 2) ? afterBlanks(text, node.end) : node.end;
    }
    add(end, false);
    return { is: 'template', parts, at: placeOf(this.#source, { start, end }) };
  }

  /** `$${` is `${` of the text. */
  #literals(start: number, text: string): readonly ConfigValue[] {
    const { text: whole } = this.#source;
    const cut = this.#indent === 0 ? [text] : text.split(/(?<=\n)/);
    let at = start;
    return cut
      .flatMap((line) =>
        line.split(/(?<=[$%])(?=[$%]\{)/).map((piece, index, all) => ({ piece, escapes: index < all.length - 1 })),
      )
      .flatMap(({ piece, escapes }): readonly ConfigValue[] => {
        const isLineStart = this.#indent > 0 && whole.charAt(at - 1) === '\n';
        const blanks = isLineStart ? Math.min(this.#indent, /^[ \t]*/.exec(piece)?.[0].length ?? 0) : 0;
        const place = placeOf(this.#source, { start: at + blanks, end: at + piece.length });
        at += piece.length;
        const kept = piece.slice(blanks, escapes ? -1 : undefined);
        return kept === '' ? [] : [scalarOf(kept, place)];
      });
  }
  #hole(node: SyntaxNode): ConfigValue {
    const inner = node.children.find((child) => child.type === 'expression');
    return inner === undefined ? this.#unreadable(node) : this.#read(this.#source, inner);
  }
  #unreadable(node: SyntaxNode): ConfigValue {
    return unknownOf('templated', 'a template directive decides about it', placeOf(this.#source, node));
  }

  #directive(node: SyntaxNode): ConfigValue {
    const [inner] = node.children;
    if (inner?.type === 'template_for') return this.#loop(inner);
    return inner?.type === 'template_if' ? this.#condition(inner) : this.#unreadable(node);
  }
  #loop(node: SyntaxNode): ConfigValue {
    const start = childOf(node, 'template_for_start');
    const end = childOf(node, 'template_for_end');
    const names = (start?.children ?? [])
      .filter((child) => child.type === 'identifier')
      .map((name) => this.#source.text.slice(name.start, name.end));
    const collection = start === undefined ? undefined : childOf(start, 'expression');
    const item = names.at(-1);
    if (start === undefined || end === undefined || collection === undefined || item === undefined)
      return this.#unreadable(node);
    const at = placeOf(this.#source, node);
    const [key] = names;
    const loop: ConfigValue = {
      is: 'for',
      makes: 'list',
      collection: this.#read(this.#source, collection),
      item,
      ...(names.length > 1 && key !== undefined ? { key } : {}),
      result: this.within(node.children, this.#between(start, end)),
      at,
    };
    return { is: 'call', name: 'join', arguments: [scalarOf('', at), loop], spread: false, at };
  }
  #condition(node: SyntaxNode): ConfigValue {
    const intro = childOf(node, 'template_if_intro');
    const other = childOf(node, 'template_else_intro');
    const end = childOf(node, 'template_if_end');
    const condition = intro === undefined ? undefined : childOf(intro, 'expression');
    if (intro === undefined || end === undefined || condition === undefined) return this.#unreadable(node);
    const at = placeOf(this.#source, node);
    return {
      is: 'choice',
      condition: this.#read(this.#source, condition),
      yes: this.within(node.children, this.#between(intro, other ?? end)),
      no: other === undefined ? scalarOf('', at) : this.within(node.children, this.#between(other, end)),
      at,
    };
  }
  /** What two marks have between them, without the blanks that they strip. */
  #between(first: SyntaxNode, last: SyntaxNode): Range {
    const { text } = this.#source;
    const start = text.startsWith('~}', first.end - 2) ? afterBlanks(text, first.end) : first.end;
    const inner = text.slice(start, last.start);
    const kept = text.startsWith('{~', last.start + 1) ? withoutEnd(inner) : inner;
    return { start, end: start + kept.length };
  }
}

const childOf = (node: SyntaxNode, type: string): SyntaxNode | undefined =>
  node.children.find((child) => child.type === type);
/** A strip marker reaches to the end of its line, and from a line's beginning to the end of the one before. */
function afterBlanks(text: string, at: number): number {
  let end = at;
  while (end < text.length && text[end] !== '\n' && /\s/.test(text.charAt(end))) end += 1;
  return text[end] === '\n' ? end + 1 : end;
}
function withoutEnd(text: string): string {
  const line = text.lastIndexOf('\n', text.endsWith('\n') ? text.length - 2 : text.length) + 1;
  return text.slice(0, line) + text.slice(line).trimEnd();
}
