// One list that several threads take from: one of them at the front, all others at the back.

const [left, front, back, helpers] = [0, 1, 2, 3];

/** Places of a list that nobody has taken. `counters` may be shared between threads. */
export class Queue {
  readonly counters: Int32Array;

  constructor(counters: Int32Array) {
    this.counters = counters;
  }
  static of(length: number): Queue {
    const counters = new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT));
    counters[left] = length;
    counters[back] = length;
    return new Queue(counters);
  }
  /** Said by each thread before it takes anything at the back. */
  join(): void {
    Atomics.add(this.counters, helpers, 1);
  }
  hasHelpers(): boolean {
    return Atomics.load(this.counters, helpers) > 0;
  }
  takeFirst(): number | undefined {
    return this.#isLeft() ? Atomics.add(this.counters, front, 1) : undefined;
  }
  takeLast(): number | undefined {
    return this.#isLeft() ? Atomics.sub(this.counters, back, 1) - 1 : undefined;
  }
  /** As many are taken as there were, so the two ends never pass each other. */
  #isLeft(): boolean {
    return Atomics.sub(this.counters, left, 1) > 0;
  }
}
