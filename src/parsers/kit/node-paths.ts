// Tells which node of a tree a range of the text is, and by which keys and indexes one gets there.
import type { YamlNode, YamlScalar } from './yaml/node.js';

export interface NodePath {
  readonly path: readonly (string | number)[];
  readonly part: 'key' | 'value';
}

/** Looks nodes up by their range; of several with the same range the innermost. */
export class NodePaths {
  readonly #byRange = new Map<string, NodePath>();
  readonly #byStart = new Map<number, NodePath>();
  readonly #texts: { readonly scalar: YamlScalar; readonly path: NodePath['path'] }[] = [];

  constructor(root: YamlNode | undefined) {
    if (root !== undefined) this.#visit(root, []);
  }

  /** The node of exactly this range, else the innermost that starts there. */
  find(start: number, end: number): NodePath | undefined {
    return this.#byRange.get(`${start}:${end}`) ?? this.#byStart.get(start);
  }

  /** The text of several lines that this place stands in. */
  textAround(place: number): { readonly scalar: YamlScalar; readonly path: NodePath['path'] } | undefined {
    return this.#texts.find(({ scalar }) => scalar.start <= place && place <= scalar.end);
  }

  #visit(node: YamlNode, path: readonly (string | number)[]): void {
    this.#enter(node, { path, part: 'value' });
    if (node.kind === 'scalar') {
      if (node.text.includes('\n')) this.#texts.push({ scalar: node, path });
    } else if (node.kind === 'seq') {
      for (const [index, item] of node.items.entries()) this.#visit(item, [...path, index]);
    } else {
      for (const { key, value } of node.entries) {
        const below = [...path, key.text];
        this.#enter(key, { path: below, part: 'key' });
        this.#visit(value, below);
      }
    }
  }

  #enter({ start, end }: YamlNode, found: NodePath): void {
    this.#byRange.set(`${start}:${end}`, found);
    if (!this.#byStart.has(start) || found.part === 'key') this.#byStart.set(start, found);
  }
}
