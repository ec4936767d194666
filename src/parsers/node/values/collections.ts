// What the lists, sets and maps of a file hold: what they are written with, and what is put into them afterwards.
import { append } from '../../../model/group-by.js';
import {
  argumentsOf,
  type CallNode,
  type ClassNode,
  classMembers,
  is,
  isCall,
  isClass,
  keyOf,
  methodCall,
  type Node,
  type NodeOf,
  propertiesOf,
  unwrap,
} from '../ast.js';
import type { Source } from '../source.js';

/** One thing that a collection holds; of a map, and of what `entries()` gives, a pair comes out. */
export interface Element {
  readonly value: Node;
  readonly key?: Node;
  readonly isPair: boolean;
}
interface Held {
  readonly value: Node;
  readonly key?: Node;
}

interface Ways {
  /** Where a value comes from, as far as the search that asks may go on. */
  look(node: Node): readonly Node[];
  fieldValues(owner: Node, name: string): readonly Node[];
  returns(node: Node): readonly Node[];
}

/** Nobody writes longer chains (`[...stops].reverse().filter(Boolean)`) or lists inside lists by hand. */
const deepest = 6;
const mostElements = 100;

const putting: ReadonlySet<string> = new Set(['push', 'unshift', 'add', 'set']);
/** What they give holds the same things. */
const same: ReadonlySet<string> = new Set([
  ...['slice', 'filter', 'concat', 'sort', 'toSorted', 'reverse', 'toReversed', 'splice', 'flat', 'values'],
]);
const turning: ReadonlySet<string> = new Set(['reverse', 'toReversed']);
/** One of the things, and nobody says which. */
const taking: ReadonlySet<string> = new Set(['pop', 'shift', 'at', 'find', 'get']);

export class Collections {
  readonly #source: Source;
  readonly #ways: Ways;
  #added: ReadonlyMap<Node, readonly Held[]> | undefined;

  constructor(source: Source, ways: Ways) {
    this.#source = source;
    this.#ways = ways;
  }

  /** Empty for what is no collection of this file, and for one of which nobody says what it holds. */
  elements(list: Node, depth = 0): readonly Element[] {
    if (depth > deepest) return [];
    const inner = unwrap(list);
    const handedOn = is(inner, 'CallExpression') ? this.#handedOn(inner, depth) : undefined;
    const found = handedOn ?? this.#held(inner, depth);
    return found.length > mostElements ? [] : found;
  }

  /** One of what is in there, whichever that is. */
  either(whole: Node): readonly Node[] {
    const elements = this.elements(whole);
    const found =
      elements.length > 0 ? elements : this.#ways.look(whole).flatMap((each) => this.#properties(each, false));
    return found.length > mostElements ? [] : found.map(({ value }) => value);
  }

  /** `stops.pop()`, `servers.get(name)`, `list.find(…)` */
  taken(call: NodeOf<'CallExpression'>): readonly Node[] {
    const method = methodCall(call);
    if (method === undefined || !taking.has(method.method)) return [];
    const found = this.elements(method.object).map(({ value }) => value);
    return method.method === 'pop' ? found.toReversed() : found;
  }

  /** `state.server = app.listen()` */
  assigned(object: Node, name: string): readonly Node[] {
    return (this.#put().get(object) ?? []).flatMap(({ key, value }) =>
      is(key, 'Identifier') && key.name === name ? [value] : [],
    );
  }

  /** `[...stops].reverse()`, `Array.from(servers.values())`, `Object.entries(servers)`, `ports.map((port) => app.listen(port))` */
  #handedOn(call: NodeOf<'CallExpression'>, depth: number): readonly Element[] | undefined {
    const method = methodCall(call);
    if (method === undefined || depth > deepest) return undefined;
    const [first] = argumentsOf(call);
    const object = unwrap(method.object);
    if (is(object, 'Identifier') && this.#source.resolve(object) === undefined && first !== undefined) {
      if (object.name === 'Array' && method.method === 'from') return this.elements(first, depth + 1);
      if (object.name !== 'Object' || !['values', 'entries'].includes(method.method)) return undefined;
      return this.#ways.look(first).flatMap((origin) => this.#properties(origin, method.method === 'entries'));
    }
    if (method.method === 'map' && first !== undefined)
      return this.#ways.returns(first).map((value) => ({ value, isPair: false }));
    if (method.method === 'entries')
      return this.elements(method.object, depth + 1).map((each) => ({ ...each, isPair: true }));
    if (!same.has(method.method)) return undefined;
    const found = this.elements(method.object, depth + 1);
    if (method.method === 'values') return found.map((each) => ({ ...each, isPair: false }));
    return turning.has(method.method) ? found.toReversed() : found;
  }

  #properties(object: Node, isPair: boolean): readonly Element[] {
    const written = is(object, 'ObjectExpression')
      ? object.properties.flatMap((each) =>
          is(each, 'Property') ? [{ value: each.value as Node, key: each.key }] : [],
        )
      : [];
    return [...written, ...(this.#put().get(object) ?? [])].map((each) => ({ ...each, isPair }));
  }

  #held(list: Node, depth: number): readonly Element[] {
    return this.#ways.look(list).flatMap((origin): readonly Element[] => {
      if (is(origin, 'CallExpression')) return this.#handedOn(origin, depth + 1) ?? [];
      if (!isCollection(origin)) return [];
      const isPair = is(origin, 'NewExpression') && isMade(origin, 'Map');
      const added = (this.#put().get(origin) ?? []).map((each) => ({ ...each, isPair }));
      const [first] = is(origin, 'NewExpression') ? argumentsOf(origin) : [];
      if (first !== undefined) return [...this.#from(first, isPair, depth), ...added];
      return [...(is(origin, 'ArrayExpression') ? this.#written(origin, depth) : []), ...added];
    });
  }

  /** `new Set([a, b])`, `new Map([['http', server]])` */
  #from(list: Node, isPair: boolean, depth: number): readonly Element[] {
    const elements = this.elements(list, depth + 1);
    if (!isPair) return elements;
    return elements.flatMap((each) => {
      if (each.isPair) return [each];
      const [key, value] = is(each.value, 'ArrayExpression') ? each.value.elements : [];
      return key && value && !is(value, 'SpreadElement') ? [{ key, value, isPair }] : [];
    });
  }

  #written(list: NodeOf<'ArrayExpression'>, depth: number): readonly Element[] {
    return list.elements.flatMap((element): readonly Element[] => {
      if (element === null) return [];
      if (!is(element, 'SpreadElement')) return [{ value: element, isPair: false }];
      return this.elements(element.argument, depth + 1);
    });
  }

  /** By what the collection is written as: whatever the file puts into it, read once. */
  #put(): ReadonlyMap<Node, readonly Held[]> {
    if (this.#added !== undefined) return this.#added;
    const found = new Map<Node, Held[]>();
    this.#added = found;
    for (const call of this.#source.calls) this.#putBy(call, found);
    for (const node of this.#source.nodes)
      if (is(node, 'AssignmentExpression') && node.operator === '=') {
        const left = unwrap(node.left);
        if (!is(left, 'MemberExpression') || is(left.object, 'ThisExpression')) continue;
        // What stands in brackets is the value of a name, and no name.
        const key = left.computed && is(left.property, 'Identifier') ? {} : { key: left.property };
        for (const container of this.#containers(left.object)) append(found, container, { ...key, value: node.right });
      }
    return found;
  }
  #putBy(call: CallNode, found: Map<Node, Held[]>): void {
    const method = methodCall(call);
    if (method === undefined || !putting.has(method.method)) return;
    const given = argumentsOf(call);
    const [key, value] = given;
    for (const container of this.#containers(method.object)) {
      if (!isCollection(container)) continue;
      if (method.method !== 'set') for (const each of given) append(found, container, { value: each });
      else if (key !== undefined && value !== undefined) append(found, container, { key, value });
    }
  }

  /** What a name or a field is made as; not where it has come from further away. */
  #containers(node: Node): readonly Node[] {
    const inner = unwrap(node);
    return this.#madeAs(inner).flatMap(sides).filter(isContainer);
  }
  #madeAs(node: Node): readonly Node[] {
    if (is(node, 'Identifier')) {
      const binding = this.#source.resolve(node);
      if (binding === undefined || binding.path.length > 0) return [];
      return [...(binding.init === undefined ? [] : [binding.init]), ...binding.writes];
    }
    if (!is(node, 'MemberExpression')) return [node];
    const name = keyOf(node);
    const object = unwrap(node.object);
    // `stopsOf[phase].push(stop)`: in one of them.
    if (name === undefined) return is(object, 'MemberExpression') ? [] : this.#madeAs(object).flatMap(valuesIn);
    if (is(object, 'ThisExpression')) {
      const owner = this.#source.owner(object);
      return owner === undefined ? [] : this.#ways.fieldValues(owner, name);
    }
    const init = is(object, 'Identifier') ? this.#source.resolve(object)?.init : undefined;
    const whole = init && unwrap(init);
    if (isClass(whole)) return staticField(whole, name);
    return whole === undefined ? [] : propertiesOf(whole, name);
  }
}

/** `lists.get(name) ?? []` */
const sides = (node: Node): readonly Node[] => {
  const inner = unwrap(node);
  return is(inner, 'LogicalExpression') && inner.operator !== '&&'
    ? [unwrap(inner.left), unwrap(inner.right)]
    : [inner];
};
const valuesIn = (whole: Node): readonly Node[] => {
  const inner = unwrap(whole);
  return is(inner, 'ObjectExpression')
    ? inner.properties.flatMap((each) => (is(each, 'Property') ? [each.value as Node] : []))
    : [];
};
const staticField = (owner: ClassNode, name: string): readonly Node[] =>
  classMembers(owner).flatMap((member) => (member.isStatic && member.name === name ? [member.value] : []));
const isContainer = (node: Node): boolean => isCollection(node) || is(node, 'ObjectExpression') || isClass(node);
const isCollection = (node: Node): node is NodeOf<'ArrayExpression' | 'NewExpression'> =>
  is(node, 'ArrayExpression') ||
  (is(node, 'NewExpression') && ['Array', 'Set', 'Map'].some((name) => isMade(node, name)));
const isMade = (node: Node, name: string): boolean =>
  isCall(node) && is(node.callee, 'Identifier') && node.callee.name === name;
