// The parts of values, under dotted names.
import type { Expression } from '../../../model/expression.js';
import type { BindingsFact } from '../../../model/facts.js';
import type { SourceFile } from '../file.js';
import type { Value } from './values.js';

const maximalDepth = 4;

export class Names {
  readonly #file: SourceFile;
  readonly #names = new Map<string, Expression[]>();

  constructor(file: SourceFile) {
    this.#file = file;
  }
  add(name: string, expression: Expression): void {
    this.#names.set(name, [...(this.#names.get(name) ?? []), expression]);
  }
  flatten(name: string, value: Value | undefined, depth = 0): void {
    if (value === undefined) return;
    const { reader } = this.#file;
    const settled = value.kind === 'node' ? reader.value(value.node, value.frame) : value;
    if (settled.kind !== 'object') {
      if (name !== '' && settled.kind !== 'environment') this.add(name, reader.expressionOf(settled));
      return;
    }
    if (depth >= maximalDepth) return;
    for (const [key, entry] of settled.entries)
      this.flatten(name === '' ? key : `${name}.${key}`, entry.value, depth + 1);
  }
  /** No fact where there is none. */
  bindings(space: BindingsFact['space']): BindingsFact[] {
    if (this.#names.size === 0) return [];
    return [{ kind: 'bindings', space, owner: this.#file.source.path, names: Object.fromEntries(this.#names) }];
  }
}
