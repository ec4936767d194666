// What a piece of a template stands in: the dot, the variables around it, and how certain it is that helm gets there.
import type { Source } from '../../kit/pieces.js';
import { nothing, type Sourced, unknown } from '../../kit/sourced.js';
import { cut, wordsFor } from '../../kit/sourced-words.js';

/** Where the text of a template stands. */
export interface TemplateText {
  readonly file: string;
  readonly text: string;
  /** The value that holds the template, where it is no file. */
  readonly within?: Source;
}
export interface Frame {
  readonly dot: Sourced;
  readonly variables: Variables;
  readonly source: TemplateText;
  /** How many conditions that nobody knows it stands under. */
  readonly doubt: number;
}
export const framed = (source: TemplateText, dot: Sourced, doubt: number): Frame => ({
  dot,
  variables: new Variables(doubt).declare('$', dot),
  source,
  doubt,
});
/** Variables declared inside end there. */
export const nested = (frame: Frame): Frame => ({ ...frame, variables: new Variables(frame.doubt, frame.variables) });
export const doubted = (frame: Frame): Frame => ({ ...frame, doubt: frame.doubt + 1 });

/** One scope, inside another. */
export class Variables {
  readonly #own = new Map<string, Sourced>();
  readonly #doubt: number;
  readonly #outer: Variables | undefined;

  constructor(doubt: number, outer?: Variables) {
    this.#doubt = doubt;
    this.#outer = outer;
  }

  get(name: string): Sourced | undefined {
    const holder = this.#holderOf(name);
    return holder === undefined ? undefined : holder.#own.get(name);
  }
  declare(name: string, value: Sourced): this {
    this.#own.set(name, value);
    return this;
  }
  /** Under more doubt than it was declared with, it may have been left as it was. */
  assign(name: string, value: Sourced, doubt: number): void {
    const holder = this.#holderOf(name) ?? this;
    const before = holder.#own.get(name) ?? nothing;
    holder.declare(name, holder.#doubt === doubt ? value : unknown(cut(`${wordsFor(value)} or ${wordsFor(before)}`)));
  }

  #holderOf(name: string): Variables | undefined {
    for (let each: Variables | undefined = this; each !== undefined; each = each.#outer) {
      if (each.#own.has(name)) return each;
    }
    return undefined;
  }
}
