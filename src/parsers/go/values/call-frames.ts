// Which call a function is being read for: `envDuration("IDLE", 75*time.Second)` gives its parameters these values, whoever else calls it.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import type { GoFunction } from '../file.js';

interface CallFrame {
  readonly target: GoFunction;
  readonly call: SyntaxNode;
  readonly given: readonly SyntaxNode[];
  readonly outer: CallFrame | undefined;
}
/** Calls within calls; helpers of configuration are two or three deep. */
const deepest = 6;

export class CallFrames {
  #innermost: CallFrame | undefined;

  /** Reads the function as this call has it; undefined where the call passes what no parameter can be told from. */
  within<T>(target: GoFunction, call: SyntaxNode, given: readonly SyntaxNode[], read: () => T): T | undefined {
    const { parameters } = target;
    if (parameters.length !== given.length || parameters.some(({ type }) => type.startsWith('...'))) return undefined;
    const outer = this.#innermost;
    for (let each = outer, depth = 1; each !== undefined; each = each.outer, depth += 1)
      if (depth >= deepest || each.target === target) return undefined;
    return this.#in({ target, call, given, outer }, read);
  }
  /** Reads what the call that is being read passes; undefined where nobody reads a call of that function. */
  argument<T>(target: GoFunction | undefined, index: number, read: (node: SyntaxNode) => T): T | undefined {
    let frame = this.#innermost;
    while (frame !== undefined && frame.target !== target) frame = frame.outer;
    const node = frame?.given[index];
    return frame === undefined || node === undefined ? undefined : this.#in(frame.outer, () => read(node));
  }
  /** Reads what holds whoever calls. */
  outside<T>(read: () => T): T {
    return this.#in(undefined, read);
  }
  /** The call that a reader of the file would point at. */
  outermost(): SyntaxNode | undefined {
    let frame = this.#innermost;
    while (frame?.outer !== undefined) frame = frame.outer;
    return frame?.call;
  }
  #in<T>(frame: CallFrame | undefined, read: () => T): T {
    const before = this.#innermost;
    this.#innermost = frame;
    const answer = read();
    this.#innermost = before;
    return answer;
  }
}
