// Settles each definition of a module once; one that leads back to itself is unknown.
import type { ConfigValue, Definition } from '../../../model/infrastructure.js';
import { openScalar, type Settled, sizeOf } from './settled.js';

/** Shared parts cost nothing to settle, but whoever walks the value would pay for each of them. */
const mostNodes = 20_000;

export class SettledOnce {
  readonly #settled = new Map<string, Settled>();
  readonly #busy = new Set<string>();

  get(key: string, definition: Definition, settle: (value: ConfigValue) => Settled): Settled {
    const known = this.#settled.get(key);
    if (known !== undefined) return known;
    const found = definition.value === undefined ? undefined : this.unlessBusy(key, settle, definition.value);
    if (found === undefined) return openScalar('dynamic', `${definition.name} refers to itself`, definition.at);
    const isTooLarge = sizeOf(found, mostNodes) >= mostNodes;
    const value = isTooLarge
      ? openScalar('dynamic', `${definition.name} is too large to follow`, definition.at)
      : found;
    this.#settled.set(key, value);
    return value;
  }

  /** Undefined where the answer is asked for while it is being looked for. */
  unlessBusy(key: string, settle: (value: ConfigValue) => Settled, value: ConfigValue): Settled | undefined {
    if (this.#busy.has(key)) return undefined;
    this.#busy.add(key);
    const found = settle(value);
    this.#busy.delete(key);
    return found;
  }
}
