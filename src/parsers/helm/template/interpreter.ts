// Fills in a Go template as far as values are known: what is unknown prints a hole, and what a condition nobody knows prints is marked.
import { exactPiece, holePiece, type Piece, wordsOf } from '../../kit/pieces.js';
import { nothing, type Sourced, textOf, unknown } from '../../kit/sourced.js';
import { cut, wordsFor } from '../../kit/sourced-words.js';
import type { Budget } from './budget.js';
import { Expressions } from './expressions.js';
import { doubted, type Frame, framed, nested, type TemplateText } from './frame.js';
import { type Branch, parseTemplate, type TemplateNode } from './parser.js';
import { printed, truthOf } from './truth.js';

export interface Named extends TemplateText {
  readonly body: readonly TemplateNode[];
}
export interface ChartSurroundings {
  readonly defines: Map<string, Named>;
  /** Calls that belong to helm alone. */
  method(on: string, name: string, args: readonly Sourced[]): Sourced | undefined;
}

const deepestCalls = 60;
/** Of expressions inside expressions the innermost and the outermost tell. */
const deepestVia = 8;

export class Interpreter {
  readonly #chart: ChartSurroundings;
  readonly #budget: Budget;
  readonly #expressions: Expressions;
  #calls = 0;
  #leaving: 'break' | 'continue' | undefined;

  constructor(chart: ChartSurroundings, budget: Budget) {
    this.#chart = chart;
    this.#budget = budget;
    this.#expressions = new Expressions(
      {
        include: (name, dot, { doubt }) => this.#include(name, dot, doubt),
        filled: (value, dot, frame) => this.#filled(value, dot, frame),
        method: (on, name, args) => chart.method(on, name, args),
      },
      budget,
    );
  }

  /** Why the templates would refuse these values. */
  get refusals(): ReadonlySet<string> {
    return this.#expressions.refusals;
  }

  run(template: Named, dot: Sourced, doubt = 0): readonly Piece[] {
    return this.#list(template.body, framed(template, dot, doubt));
  }

  #list(nodes: readonly TemplateNode[], frame: Frame): Piece[] {
    const out: Piece[] = [];
    const inner = nested(frame);
    for (const node of nodes) {
      this.#budget.step();
      if (this.#budget.isSpent || this.#leaving !== undefined) break;
      for (const piece of this.#node(node, inner)) {
        this.#budget.print(piece);
        out.push(piece);
      }
    }
    return out;
  }

  #node(node: TemplateNode, frame: Frame): readonly Piece[] {
    switch (node.kind) {
      case 'text': {
        const { file, text: whole, within } = frame.source;
        const words = whole.slice(node.start, node.end);
        return [
          within === undefined
            ? exactPiece(words, { file, start: node.start, end: node.end })
            : { kind: 'text', text: words, from: within },
        ];
      }
      case 'print': {
        const value = this.#expressions.run(node.pipe, frame);
        return node.pipe.variables.length > 0 ? [] : this.#through(printed(value), node, frame);
      }
      case 'call': {
        const dot = node.pipe === undefined ? nothing : this.#expressions.run(node.pipe, frame);
        return this.#through(this.#include(node.name, dot, frame.doubt), node, frame);
      }
      case 'leave':
        this.#leaving = node.word;
        return [];
      case 'branch':
        return node.word === 'range' ? this.#range(node, frame) : this.#choice(node, frame);
    }
  }

  /** Everything an action prints is also known by the action. */
  #through(pieces: readonly Piece[], { start, end }: { start: number; end: number }, { source }: Frame): Piece[] {
    const via = source.within ?? { file: source.file, start, end };
    this.#budget.step(pieces.length);
    return pieces.map((piece) =>
      piece.kind === 'mark' ? piece : { ...piece, via: [...(piece.via ?? []).slice(0, deepestVia), via] },
    );
  }

  #choice(node: Branch, frame: Frame): readonly Piece[] {
    const scope = nested(frame);
    const value = this.#expressions.run(node.pipe, scope);
    const holds = truthOf(value);
    const body = (at: Frame): Piece[] => this.#list(node.body, node.word === 'with' ? { ...at, dot: value } : at);
    const otherwise = (at: Frame): Piece[] => this.#list(node.otherwise, at);
    if (holds === undefined) return this.#undecided(node, scope, wordsFor(value), [body, otherwise]);
    return holds ? body(scope) : otherwise(scope);
  }

  /** What may be there: a short text is a hole as a whole, lines are marked. */
  #undecided(node: Branch, frame: Frame, words: string, sides: readonly ((at: Frame) => Piece[])[]): readonly Piece[] {
    const printedSides = sides.map((side) => {
      const pieces = side(doubted(frame));
      // Whether the loop ends here is unknown too.
      this.#leaving = undefined;
      return pieces;
    });
    if (printedSides.every((pieces) => pieces.length === 0)) return [];
    const lines = printedSides.some((pieces) =>
      pieces.some((piece) => piece.kind === 'mark' || (piece.kind === 'text' && piece.text.includes('\n'))),
    );
    if (lines)
      return printedSides.flatMap((pieces): Piece[] =>
        pieces.length === 0 ? [] : [{ kind: 'mark', mark: 'open' }, ...pieces, { kind: 'mark', mark: 'close' }],
      );
    const [yes = '', no = ''] = printedSides.map(wordsOf);
    const hole = holePiece(cut(`ternary ${JSON.stringify(yes)} ${JSON.stringify(no)} (${words})`));
    return this.#through([hole], node, frame);
  }

  #range(node: Branch, frame: Frame): readonly Piece[] {
    const scope = nested(frame);
    const value = this.#expressions.value(node.pipe, scope);
    const [first, second] = node.pipe.variables;
    const round = (at: Frame, key: Sourced, item: Sourced): Piece[] => {
      const inside = { ...nested(at), dot: item };
      if (first !== undefined) inside.variables.declare(first, second === undefined ? item : key);
      if (second !== undefined) inside.variables.declare(second, item);
      return this.#list(node.body, inside);
    };
    const otherwise = (at: Frame): Piece[] => this.#list(node.otherwise, at);
    const turns = roundsOf(value);
    const words = wordsFor(value);
    const more = (at: Frame): Piece[] => round(at, unknown(`key of ${words}`), unknown(`element of ${words}`));
    const open = (value.kind === 'list' || value.kind === 'map') && value.open !== undefined;
    if (turns === undefined || (open && turns.length === 0))
      return this.#undecided(node, scope, words, [more, otherwise]);
    if (turns.length === 0) return otherwise(scope);
    const out: Piece[] = [];
    for (const [key, item] of turns) {
      for (const piece of round(scope, key, item)) out.push(piece);
      const left = this.#leaving;
      this.#leaving = undefined;
      if (left === 'break' || this.#budget.isSpent) break;
    }
    return open ? [...out, ...this.#undecided(node, scope, words, [more])] : out;
  }

  #include(name: string | undefined, dot: Sourced, doubt: number): readonly Piece[] {
    const template = name === undefined ? undefined : this.#chart.defines.get(name);
    if (template === undefined || this.#calls >= deepestCalls)
      return [holePiece(cut(`include ${JSON.stringify(name)}`))];
    this.#calls++;
    const pieces = this.run(template, dot, doubt);
    this.#calls--;
    return pieces;
  }

  #filled(value: Sourced, dot: Sourced, frame: Frame): Sourced {
    const source = textOf(value);
    if (source === undefined) return value.kind === 'text' ? unknown(cut(`tpl ${wordsFor(value)}`)) : value;
    if (!source.includes('{{')) return value;
    const template = parseTemplate(source);
    if (template === undefined || this.#calls >= deepestCalls) return unknown(cut(`tpl ${wordsFor(value)}`));
    const [piece, more] = value.kind === 'text' ? value.pieces : [];
    const isFile = piece?.kind === 'text' && piece.exact === true && piece.from?.start === 0 && more === undefined;
    const within = (piece?.kind === 'text' ? (piece.from ?? piece.via?.[0]) : undefined) ?? frame.source.within;
    const place = within ?? { file: frame.source.file, start: 0, end: 0 };
    // A file of the chart knows where each of its lines stands.
    const named = (body: readonly TemplateNode[]): Named =>
      isFile ? { body, file: place.file, text: source } : { body, file: place.file, text: source, within: place };
    for (const [name, body] of template.defines) this.#chart.defines.set(name, named(body));
    this.#calls++;
    const pieces = this.run(named(template.body), dot, frame.doubt);
    this.#calls--;
    return { kind: 'text', pieces };
  }
}

/** Go walks maps in the order of their keys. */
function roundsOf(value: Sourced): readonly (readonly [Sourced, Sourced])[] | undefined {
  switch (value.kind) {
    case 'nothing':
      return [];
    case 'list':
      return value.items.map((item, index) => [{ kind: 'number', value: index, float: false }, item]);
    case 'map':
      return [...value.entries]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, { key, value: item }]) => [{ kind: 'text', pieces: key }, item]);
    case 'number':
      return Array.from({ length: Math.min(Math.max(0, value.value), 1000) }, (_, index) => {
        const item = { kind: 'number', value: index, float: false } as const;
        return [item, item] as const;
      });
    default:
      return undefined;
  }
}
