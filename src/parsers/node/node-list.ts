// The nodes of a tree in one list, each before what is inside it: what surrounds a node and what is in it are places in that list.
import { children, type Node } from './ast.js';

export interface NodeList {
  readonly nodes: readonly Node[];
  /** By place: the place of the node around it, -1 at the top. */
  readonly outer: readonly number[];
  /** -1 for a node of another tree, or one that takes no part in running the program. */
  placeOf(node: Node): number;
  parentOf(node: Node): Node | undefined;
  /** A node and everything inside it. */
  within(node: Node): readonly Node[];
}

export function listNodes(program: Node): NodeList {
  const nodes: Node[] = [];
  const outer: number[] = [];
  const places = new Map<Node, number>();
  // Deep trees do not exhaust the stack.
  const waiting: Node[] = [program];
  const around: number[] = [-1];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const place = nodes.length;
    places.set(node, place);
    nodes.push(node);
    outer.push(around.pop() ?? -1);
    const inside = children(node);
    for (let index = inside.length - 1; index >= 0; index -= 1) {
      const child = inside[index];
      if (child === undefined) continue;
      waiting.push(child);
      around.push(place);
    }
  }
  const sizes = new Int32Array(nodes.length).fill(1);
  for (let place = nodes.length - 1; place > 0; place -= 1) {
    const above = outer[place] ?? 0;
    sizes[above] = (sizes[above] ?? 1) + (sizes[place] ?? 1);
  }
  const placeOf = (node: Node): number => places.get(node) ?? -1;
  return {
    nodes,
    outer,
    placeOf,
    parentOf: (node) => nodes[outer[placeOf(node)] ?? -1],
    within(node) {
      const place = placeOf(node);
      return place < 0 ? [] : nodes.slice(place, place + (sizes[place] ?? 1));
    },
  };
}
