// Fills in a Go template as far as values are known: what is unknown prints a hole, and what a condition nobody knows prints is marked.
import { exactPiece, holePiece, type Piece, type Source, wordsOf } from '../../kit/pieces.js';
import { entry, nothing, type Sourced, text, textOf, unknown } from '../../kit/sourced.js';
import { cut, wordsFor, wordsWithin } from '../../kit/sourced-words.js';
import type { Budget } from './budget.js';
import { functions } from './functions.js';
import { type Branch, type Operand, type Pipe, parseTemplate, type TemplateNode } from './parser.js';
import { printed, truthOf } from './truth.js';

/** Where the text of a template stands. */
export interface TemplateText {
  readonly file: string;
  readonly text: string;
  /** The value that holds the template, where it is no file. */
  readonly within?: Source;
}
export interface Named extends TemplateText {
  readonly body: readonly TemplateNode[];
}
export interface ChartSurroundings {
  readonly defines: Map<string, Named>;
  /** Calls that belong to helm alone. */
  method(on: string, name: string, args: readonly Sourced[]): Sourced | undefined;
}

interface Variables {
  readonly own: Map<string, Sourced>;
  readonly outer: Variables | undefined;
  /** How many undecided conditions it stands under. */
  readonly doubt: number;
}
interface Frame {
  readonly dot: Sourced;
  readonly variables: Variables;
  readonly source: TemplateText;
}

const deepestCalls = 60;
/** Of expressions inside expressions the innermost and the outermost tell. */
const deepestVia = 8;
/** Functions that walk through everything they are given. */
const walkers =
  /^(?:must)?(?:to(?:Yaml|Json|RawJson)|from(?:Yaml|Json)|merge|deepCopy|concat|append|prepend|uniq|sort|join|n?indent)/i;

export class Interpreter {
  readonly #chart: ChartSurroundings;
  readonly #budget: Budget;
  #calls = 0;
  #doubt = 0;
  #random = 0;
  #leaving: 'break' | 'continue' | undefined;
  /** Why the templates would refuse these values: what `fail` and `required` say. */
  readonly refusals = new Set<string>();

  constructor(chart: ChartSurroundings, budget: Budget) {
    this.#chart = chart;
    this.#budget = budget;
  }

  run(template: Named, dot: Sourced): readonly Piece[] {
    const variables = { own: new Map([['$', dot]]), outer: undefined, doubt: this.#doubt };
    return this.#list(template.body, { dot, variables, source: template });
  }

  // ---------------------------------------------------------------- nodes

  #list(nodes: readonly TemplateNode[], frame: Frame): Piece[] {
    const out: Piece[] = [];
    const inner = { ...frame, variables: this.#nested(frame.variables) };
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
  #nested(outer: Variables): Variables {
    return { own: new Map(), outer, doubt: this.#doubt };
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
        const value = this.#pipe(node.pipe, frame);
        return node.pipe.variables.length > 0 ? [] : this.#through(printed(value), node, frame);
      }
      case 'call': {
        const dot = node.pipe === undefined ? nothing : this.#pipe(node.pipe, frame);
        return this.#through(this.#include(node.name, dot), node, frame);
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
    const scope = { ...frame, variables: this.#nested(frame.variables) };
    const value = this.#pipe(node.pipe, scope);
    const holds = truthOf(value);
    const inside = node.word === 'with' ? { ...scope, dot: value } : scope;
    if (holds !== undefined) return this.#list(holds ? node.body : node.otherwise, holds ? inside : scope);
    return this.#undecided(node, scope, wordsFor(value), [
      () => this.#list(node.body, inside),
      () => this.#list(node.otherwise, scope),
    ]);
  }

  /** What may be there: a short text is a hole as a whole, lines are marked. */
  #undecided(node: Branch, frame: Frame, words: string, sides: readonly (() => Piece[])[]): readonly Piece[] {
    this.#doubt++;
    const printedSides = sides.map((side) => {
      const pieces = side();
      // Whether the loop ends here is unknown too.
      this.#leaving = undefined;
      return pieces;
    });
    this.#doubt--;
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
    const scope = { ...frame, variables: this.#nested(frame.variables) };
    const value = this.#pipe({ ...node.pipe, variables: [] }, scope);
    const names = node.pipe.variables;
    const round = (key: Sourced, item: Sourced): Piece[] => {
      const variables = this.#nested(scope.variables);
      const [first, second] = names;
      if (first !== undefined) variables.own.set(first, second === undefined ? item : key);
      if (second !== undefined) variables.own.set(second, item);
      return this.#list(node.body, { ...scope, dot: item, variables });
    };
    const turns = roundsOf(value);
    const words = wordsFor(value);
    const open = (value.kind === 'list' || value.kind === 'map') && value.open !== undefined;
    if (turns === undefined || (open && turns.length === 0))
      return this.#undecided(node, scope, words, [
        () => round(unknown(`key of ${words}`), unknown(`element of ${words}`)),
        () => this.#list(node.otherwise, scope),
      ]);
    if (turns.length === 0) return this.#list(node.otherwise, scope);
    const out: Piece[] = [];
    for (const [key, item] of turns) {
      for (const piece of round(key, item)) out.push(piece);
      const left = this.#leaving;
      this.#leaving = undefined;
      if (left === 'break' || this.#budget.isSpent) break;
    }
    if (!open) return out;
    const more = () => round(unknown(`key of ${words}`), unknown(`element of ${words}`));
    return [...out, ...this.#undecided(node, scope, words, [more])];
  }

  // ---------------------------------------------------------------- values

  #pipe(pipe: Pipe, frame: Frame): Sourced {
    let value: Sourced | undefined;
    for (const [first, ...rest] of pipe.commands) {
      this.#budget.step();
      const args = rest.map((operand) => this.#operand(operand, frame));
      value = this.#command(first, value === undefined ? args : [...args, value], frame);
    }
    const result = value ?? nothing;
    for (const name of pipe.variables) this.#declare(name, result, pipe.again, frame.variables);
    return result;
  }

  #declare(name: string, value: Sourced, again: boolean, variables: Variables): void {
    if (!again) {
      variables.own.set(name, value);
      return;
    }
    const holder = holderOf(name, variables) ?? variables;
    // Set under a condition that nobody knows: it may have been left alone.
    const before = holder.own.get(name) ?? nothing;
    const certain = holder.doubt === this.#doubt;
    holder.own.set(name, certain ? value : unknown(cut(`${wordsFor(value)} or ${wordsFor(before)}`)));
  }

  #command(first: Operand, args: readonly Sourced[], frame: Frame): Sourced {
    const { base, fields } = first;
    if (base.kind === 'function') return follow(this.#call(base.name, args, frame), fields);
    const method = fields.at(-1);
    if (args.length === 0 || method === undefined) return this.#operand(first, frame);
    const on = follow(this.#operand({ base, fields: [] }, frame), fields.slice(0, -1));
    const words = wordsFor(on);
    return (
      this.#chart.method(words, method, args) ?? unknown(cut(`${words}.${method} ${args.map(wordsFor).join(' ')}`))
    );
  }

  #operand({ base, fields }: Operand, frame: Frame): Sourced {
    switch (base.kind) {
      case 'literal':
        return base.value;
      case 'dot':
        return follow(frame.dot, fields);
      case 'variable':
        return follow(holderOf(base.name, frame.variables)?.own.get(base.name) ?? unknown(base.name), fields);
      case 'function':
        return follow(this.#call(base.name, [], frame), fields);
      case 'group':
        return follow(this.#pipe(base.pipe, frame), fields);
    }
  }

  #call(name: string, args: readonly Sourced[], frame: Frame): Sourced {
    const [first, second] = args;
    switch (name) {
      case 'include': {
        const pieces = this.#include(textOf(first), second ?? nothing);
        return { kind: 'text', pieces };
      }
      case 'tpl':
        return this.#filled(first ?? nothing, second ?? nothing, frame);
      case 'fail':
        this.refusals.add(textOf(first) ?? 'fail');
        return nothing;
      case 'required':
        if (
          second === undefined ||
          second.kind === 'nothing' ||
          (second.kind === 'text' && truthOf(second) === false)
        ) {
          this.refusals.add(textOf(first) ?? 'required');
          return unknown(cut(`required ${wordsFor(first ?? nothing)}`));
        }
        return second;
      case 'set':
      case 'unset':
        return this.#change(name, args);
    }
    for (const arg of args) if (arg.kind === 'text' || walkers.test(name)) this.#budget.walk(arg);
    if (this.#budget.isSpent) return nothing;
    if (/^(?:rand|gen|uuid|now$|shuffle|htpasswd|bcrypt)/.test(name)) return unknown(`${name} ${++this.#random}`);
    return functions.get(name)?.(args) ?? unknown(cut(`${name} ${args.map(wordsWithin).join(' ')}`.trim()));
  }

  #change(name: 'set' | 'unset', [map, key, value]: readonly Sourced[]): Sourced {
    const field = textOf(key);
    if (map?.kind !== 'map' || field === undefined) return map ?? nothing;
    const before = map.entries.get(field)?.value ?? nothing;
    const after = name === 'set' ? (value ?? nothing) : nothing;
    if (this.#doubt > 0) {
      const words = cut(`${wordsFor(after)} or ${wordsFor(before)}`);
      map.entries.set(field, { key: printedKey(field), value: unknown(words) });
    } else if (name === 'unset') map.entries.delete(field);
    else map.entries.set(field, { key: printedKey(field), value: after });
    return map;
  }

  #include(name: string | undefined, dot: Sourced): readonly Piece[] {
    const template = name === undefined ? undefined : this.#chart.defines.get(name);
    if (template === undefined || this.#calls >= deepestCalls)
      return [holePiece(cut(`include ${JSON.stringify(name)}`))];
    this.#calls++;
    const pieces = this.run(template, dot);
    this.#calls--;
    return pieces;
  }

  /** A value that is a template of its own. */
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
    const pieces = this.run(named(template.body), dot);
    this.#calls--;
    return { kind: 'text', pieces };
  }
}

const printedKey = (key: string): readonly Piece[] => printed(text(key));

function holderOf(name: string, variables: Variables): Variables | undefined {
  for (let each: Variables | undefined = variables; each !== undefined; each = each.outer) {
    if (each.own.has(name)) return each;
  }
  return undefined;
}

/** Of what is not there nothing is either; a value below nothing is one that helm would stumble over. */
function follow(value: Sourced, fields: readonly string[]): Sourced {
  let current = value;
  for (const field of fields) {
    if (current.kind === 'map') {
      const open = current.open === undefined ? nothing : unknown(cut(`${wordsWithin(current)}.${field}`));
      current = entry(current, field) ?? open;
    } else current = unknown(cut(`${current.kind === 'nothing' ? 'nothing' : wordsWithin(current)}.${field}`));
  }
  return current;
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
