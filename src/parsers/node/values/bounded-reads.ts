// How far a value is followed, and what is kept of it: code made to be hard is given up on, and nothing is read twice.
import type { Node } from '../ast.js';

const maximalDepth = 24;
/** One value is read in far fewer steps. */
const maximalSteps = 500;

interface Kept<T> {
  readonly is: T;
  /** Nothing of it was given up, or met itself: then it is the same wherever it is asked for. */
  readonly isWhole: boolean;
  /** What reading it took, with everything below it. */
  readonly steps: number;
  readonly depth: number;
}
/** What is known of nodes, outside of calls that are followed. */
export type Memory<T> = WeakMap<Node, Kept<T>>;

/** Reads that ask for further reads, with one bound for all that the outermost asks for. */
export class BoundedReads {
  #depth = 0;
  #steps = 0;
  /** The deepest place of the read that is under way. */
  #deepest = 0;
  /** How often a read was given up, or met what is being read: what comes of that holds for this way to it only. */
  #cuts = 0;

  /** `over` stands for what is too deep, or takes too long. */
  bounded<T>(over: () => T, read: () => T): T {
    this.#begin();
    this.#steps += 1;
    if (this.#depth >= maximalDepth || this.#steps > maximalSteps) {
      this.#cuts += 1;
      return over();
    }
    this.#depth += 1;
    this.#deepest = Math.max(this.#deepest, this.#depth);
    try {
      return read();
    } finally {
      this.#depth -= 1;
    }
  }

  /** To be called where a value turns out to be made from what is being read. */
  meetsItself(): void {
    this.#cuts += 1;
  }

  /** What is kept counts as if it were read again, so that the bound falls where it fell before. */
  once<T>(memory: Memory<T>, node: Node, read: () => T): T {
    this.#begin();
    const seen = memory.get(node);
    if (seen !== undefined && this.#holdsHere(seen)) {
      this.#steps += seen.steps;
      this.#deepest = Math.max(this.#deepest, this.#depth + seen.depth);
      return seen.is;
    }
    const before = { steps: this.#steps, cuts: this.#cuts, deepest: this.#deepest };
    this.#deepest = this.#depth;
    const is = read();
    const isWhole = this.#cuts === before.cuts;
    if (isWhole || this.#depth === 0)
      memory.set(node, { is, isWhole, steps: this.#steps - before.steps, depth: this.#deepest - this.#depth });
    this.#deepest = Math.max(this.#deepest, before.deepest);
    return is;
  }

  #begin(): void {
    if (this.#depth === 0) this.#steps = 0;
  }
  #holdsHere(seen: Kept<unknown>): boolean {
    if (this.#depth === 0) return true;
    return seen.isWhole && this.#steps + seen.steps <= maximalSteps && this.#depth + seen.depth <= maximalDepth;
  }
}
