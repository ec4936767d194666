// Works out the pipelines of a template: operands, fields of what is known, and the functions that templates call.
import type { Piece } from '../../kit/pieces.js';
import { entry, nothing, type Sourced, text, textOf, unknown } from '../../kit/sourced.js';
import { cut, wordsFor, wordsWithin } from '../../kit/sourced-words.js';
import type { Budget } from './budget.js';
import type { Frame } from './frame.js';
import { functions } from './functions.js';
import type { Operand, Pipe } from './parser.js';
import { printed, truthOf } from './truth.js';

/** Calls that print templates, and those that belong to helm alone. */
export interface Callees {
  include(name: string | undefined, dot: Sourced, frame: Frame): readonly Piece[];
  /** A value that is a template of its own. */
  filled(value: Sourced, dot: Sourced, frame: Frame): Sourced;
  method(on: string, name: string, args: readonly Sourced[]): Sourced | undefined;
}

/** Functions that walk through everything they are given. */
const walkers =
  /^(?:must)?(?:to(?:Yaml|Json|RawJson)|from(?:Yaml|Json)|merge|deepCopy|concat|append|prepend|uniq|sort|join|n?indent)/i;
/** Functions that give something else each time. */
const random = /^(?:rand|gen|uuid|now$|shuffle|htpasswd|bcrypt)/;

export class Expressions {
  readonly #callees: Callees;
  readonly #budget: Budget;
  #randoms = 0;
  /** Why the templates would refuse these values: what `fail` and `required` say. */
  readonly refusals = new Set<string>();

  constructor(callees: Callees, budget: Budget) {
    this.#callees = callees;
    this.#budget = budget;
  }

  /** Its value, which its variables are given. */
  run(pipe: Pipe, frame: Frame): Sourced {
    const value = this.value(pipe, frame);
    for (const name of pipe.variables) {
      if (pipe.again) frame.variables.assign(name, value, frame.doubt);
      else frame.variables.declare(name, value);
    }
    return value;
  }

  value(pipe: Pipe, frame: Frame): Sourced {
    let value: Sourced | undefined;
    for (const [first, ...rest] of pipe.commands) {
      this.#budget.step();
      const args = rest.map((operand) => this.#operand(operand, frame));
      value = this.#command(first, value === undefined ? args : [...args, value], frame);
    }
    return value ?? nothing;
  }

  #command(first: Operand, args: readonly Sourced[], frame: Frame): Sourced {
    const { base, fields } = first;
    if (base.kind === 'function') return follow(this.#call(base.name, args, frame), fields);
    const method = fields.at(-1);
    if (args.length === 0 || method === undefined) return this.#operand(first, frame);
    const on = follow(this.#operand({ base, fields: [] }, frame), fields.slice(0, -1));
    const words = wordsFor(on);
    return (
      this.#callees.method(words, method, args) ?? unknown(cut(`${words}.${method} ${args.map(wordsFor).join(' ')}`))
    );
  }

  #operand({ base, fields }: Operand, frame: Frame): Sourced {
    switch (base.kind) {
      case 'literal':
        return base.value;
      case 'dot':
        return follow(frame.dot, fields);
      case 'variable':
        return follow(frame.variables.get(base.name) ?? unknown(base.name), fields);
      case 'function':
        return follow(this.#call(base.name, [], frame), fields);
      case 'group':
        return follow(this.run(base.pipe, frame), fields);
    }
  }

  #call(name: string, args: readonly Sourced[], frame: Frame): Sourced {
    const [first = nothing, second = nothing] = args;
    switch (name) {
      case 'include':
        return { kind: 'text', pieces: this.#callees.include(textOf(first), second, frame) };
      case 'tpl':
        return this.#callees.filled(first, second, frame);
      case 'fail':
        this.refusals.add(textOf(first) ?? 'fail');
        return nothing;
      case 'required':
        return this.#required(first, second);
      case 'set':
      case 'unset':
        return change(name, args, frame);
    }
    for (const arg of args) if (arg.kind === 'text' || walkers.test(name)) this.#budget.walk(arg);
    if (this.#budget.isSpent) return nothing;
    if (random.test(name)) return unknown(`${name} ${++this.#randoms}`);
    return functions.get(name)?.(args) ?? unknown(cut(`${name} ${args.map(wordsWithin).join(' ')}`.trim()));
  }

  #required(message: Sourced, value: Sourced): Sourced {
    const isMissing = value.kind === 'nothing' || (value.kind === 'text' && truthOf(value) === false);
    if (!isMissing) return value;
    this.refusals.add(textOf(message) ?? 'required');
    return unknown(cut(`required ${wordsFor(message)}`));
  }
}

/** `set` and `unset` change the map they are given. */
function change(name: 'set' | 'unset', [map, key, value]: readonly Sourced[], { doubt }: Frame): Sourced {
  const field = textOf(key);
  if (map?.kind !== 'map' || field === undefined) return map ?? nothing;
  const before = map.entries.get(field)?.value ?? nothing;
  const after = name === 'set' ? (value ?? nothing) : nothing;
  if (doubt > 0) {
    const words = cut(`${wordsFor(after)} or ${wordsFor(before)}`);
    map.entries.set(field, { key: printedKey(field), value: unknown(words) });
  } else if (name === 'unset') map.entries.delete(field);
  else map.entries.set(field, { key: printedKey(field), value: after });
  return map;
}
const printedKey = (key: string): readonly Piece[] => printed(text(key));

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
