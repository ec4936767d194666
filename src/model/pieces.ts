// Work that stops now and then, so that others may have a turn: a language server answers between two pieces of a long lint.

/** Called between pieces; whoever rejects it gives the work up. */
export type Pause = () => Promise<void>;

export function atOnce<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const piece = work.next();
    if (piece.done === true) return piece.value;
  }
}
export async function inPieces<T>(work: Generator<undefined, T>, pause: Pause): Promise<T> {
  for (;;) {
    const piece = work.next();
    if (piece.done === true) return piece.value;
    await pause();
  }
}
