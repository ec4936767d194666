// What the templates of one chart may cost: steps taken, values walked through, and characters printed.
import type { Piece } from '../../kit/pieces.js';
import type { Sourced } from '../../kit/sourced.js';

const mostSteps = 250_000;
const mostCharacters = 16_000_000;

export class Budget {
  readonly #mostSteps: number;
  #steps = 0;
  #characters = 0;

  constructor(steps: number = mostSteps) {
    this.#mostSteps = steps;
  }

  /** The rest is left out. */
  get isSpent(): boolean {
    return this.#steps > this.#mostSteps || this.#characters > mostCharacters;
  }
  step(count = 1): void {
    this.#steps += count;
  }
  print(piece: Piece): void {
    this.#steps++;
    if (piece.kind === 'text') this.#characters += piece.text.length;
  }
  /** A function may walk through all of it. */
  walk(value: Sourced, depth = 0): void {
    this.#steps++;
    if (this.isSpent || depth > 100) return;
    if (value.kind === 'text') for (const piece of value.pieces) this.print(piece);
    else if (value.kind === 'list') for (const item of value.items) this.walk(item, depth + 1);
    else if (value.kind === 'map') for (const { value: held } of value.entries.values()) this.walk(held, depth + 1);
  }
}
