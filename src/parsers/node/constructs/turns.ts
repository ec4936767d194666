// Parts of a program that run several times: a loop over what is written, a function with several callers. Each time is a turn of its own.
import { literal } from '../../../model/expression.js';
import {
  argumentsOf,
  type CallNode,
  type FunctionNode,
  is,
  isFunction,
  methodCall,
  type Node,
  type NodeOf,
  unwrap,
} from '../ast.js';
import type { SourceFile } from '../file.js';
import type { Binding } from '../scopes.js';
import { dotted, referenceOf } from '../values/references.js';
import type { Entry, Frame, Value } from '../values/values.js';

/** One time that a part runs, inside a turn of the part around it. */
export interface Turn {
  readonly part: Node;
  readonly outer: Turn | undefined;
  /** What its names stand for this time, those around it among them. */
  readonly frame: Frame;
  readonly call?: CallNode;
}

/** No person writes more of them; a program that does is read as if each ran once. */
const mostTurns = 60;
const mostInAll = 5000;
const deepest = 6;
const repeating: ReadonlySet<string> = new Set(['map', 'flatMap', 'forEach']);
const once: readonly [undefined] = [undefined];
const noFrame: Frame = new Map();

export class Turns {
  readonly #file: SourceFile;
  readonly #asked = new Map<Node, readonly (Turn | undefined)[]>();
  #left = mostInAll;
  readonly #known = new Map<Node, readonly (Turn | undefined)[]>();

  constructor(file: SourceFile) {
    this.#file = file;
  }

  /** The turns in which a node runs; one that is undefined where nothing repeats it. */
  of(node: Node): readonly (Turn | undefined)[] {
    const known = this.#asked.get(node);
    if (known !== undefined) return known;
    const around = this.#around(node, 0);
    this.#left -= around.length - 1;
    const turns = this.#left < 0 ? once : around;
    this.#asked.set(node, turns);
    return turns;
  }
  #around(node: Node, depth: number): readonly (Turn | undefined)[] {
    const { source } = this.#file;
    if (depth > deepest) return once;
    let below = node;
    for (let at = source.parent(node); at !== undefined; below = at, at = source.parent(at)) {
      if (isFunction(at) || (is(at, 'ForOfStatement') && at.body === below)) return this.#turnsOf(at, depth);
    }
    return once;
  }
  #turnsOf(part: NodeOf<'ForOfStatement'> | FunctionNode, depth: number): readonly (Turn | undefined)[] {
    const known = this.#known.get(part);
    if (known !== undefined) return known;
    // One that calls itself.
    this.#known.set(part, once);
    const found = this.#read(part, depth + 1);
    const turns = found === undefined || found.length > mostTurns ? this.#around(part, depth + 1) : found;
    this.#known.set(part, turns);
    return turns;
  }

  /** Undefined where it runs no more often than what is around it. */
  #read(part: NodeOf<'ForOfStatement'> | FunctionNode, depth: number): readonly Turn[] | undefined {
    const { source, tracer } = this.#file;
    if (is(part, 'ForOfStatement'))
      return this.#overElements(
        part,
        part.right,
        namesIn(this.#file, [part.left], ({ init }) => init === part.right),
        depth,
      );
    const call = source.parent(part);
    const method = call === undefined ? undefined : methodCall(call);
    const names = namesIn(this.#file, part.params, ({ parameter }) => parameter?.of === part);
    if (method !== undefined && repeating.has(method.method) && method.call.arguments[0] === part)
      return this.#overElements(
        part,
        method.object,
        names.filter(({ parameter }) => parameter?.index === 0),
        depth,
      );
    const calls = tracer.callsOf(part);
    if (calls.length > mostTurns) return undefined;
    const turns = calls.flatMap((each) =>
      this.#around(each, depth).map(
        (outer): Turn => ({ part, outer, frame: this.#given(names, each, outer), call: each }),
      ),
    );
    const isSingle = turns.length < 2 && turns[0]?.outer === undefined;
    return isSingle ? undefined : turns;
  }

  #overElements(part: Node, list: Node, names: readonly Binding[], depth: number): readonly Turn[] | undefined {
    const turns = this.#around(part, depth).map((outer): readonly Turn[] | undefined => {
      const frame = outer?.frame ?? noFrame;
      return elementsOf(this.#file, list, frame)?.map((element): Turn => {
        const inner = new Map(frame);
        for (const name of names) this.#bind(inner, name, element);
        return { part, outer, frame: inner };
      });
    });
    return turns.every((each) => each !== undefined) ? turns.flat() : undefined;
  }
  #given(names: readonly Binding[], call: CallNode, outer: Turn | undefined): Frame {
    const frame = outer?.frame ?? noFrame;
    const inner = new Map(frame);
    for (const name of names) {
      const node = argumentsOf(call)[name.parameter?.index ?? 0];
      const given: Value | undefined = node === undefined ? undefined : { kind: 'node', node, frame };
      this.#bind(inner, name, given);
    }
    return inner;
  }
  #bind(frame: Map<Binding, Value>, name: Binding, whole: Value | undefined): void {
    const { reader, source } = this.#file;
    let value = whole;
    let isAbsent = whole === undefined;
    for (const key of name.path) {
      if (value === undefined) break;
      const held: Value = reader.settled(value);
      isAbsent = held.kind === 'object' && held.rest.length === 0 && !held.entries.has(key);
      value = isAbsent ? undefined : reader.member(held, key, name.declaration);
    }
    const nothing: Value = { kind: 'expression', expression: literal(null, source.at(name.declaration)) };
    const otherwise: Value | undefined =
      name.fallback === undefined ? undefined : { kind: 'node', node: name.fallback, frame: noFrame };
    const bound = value ?? otherwise ?? (isAbsent ? nothing : undefined);
    if (bound !== undefined) frame.set(name, bound);
  }
}

function namesIn(
  { source }: SourceFile,
  patterns: readonly Node[],
  isMeant: (binding: Binding) => boolean,
): readonly Binding[] {
  const names = patterns
    .flatMap((pattern) => source.within(pattern))
    .flatMap((node) => (is(node, 'Identifier') ? (source.resolve(node) ?? []) : []));
  return [...new Set(names)].filter(isMeant);
}

/** Those of a list that is written, of `Object.entries()` and its like; undefined where they are not known. */
function elementsOf(file: SourceFile, list: Node, frame: Frame): readonly Value[] | undefined {
  const { source, reader } = file;
  const inner = unwrap(list);
  const [first] = is(inner, 'CallExpression') ? argumentsOf(inner) : [];
  const called = is(inner, 'CallExpression') ? referenceOf(source, inner.callee) : undefined;
  const way = called === undefined ? undefined : /^global\.Object\.(entries|keys|values)$/.exec(dotted(called))?.[1];
  if (way !== undefined && first !== undefined) {
    const whole = reader.value(first, frame);
    if (whole.kind !== 'object' || whole.rest.length > 0 || whole.entries.size > mostTurns) return undefined;
    return [...whole.entries].map(([name, entry]): Value => {
      const key: Value = { kind: 'expression', expression: literal(name, source.at(entry.key)) };
      if (way !== 'entries') return way === 'keys' ? key : entry.value;
      const pair: readonly (readonly [string, Entry])[] = [
        ['0', { key: entry.key, value: key }],
        ['1', entry],
      ];
      return { kind: 'object', entries: new Map(pair), rest: [], node: first };
    });
  }
  const value = reader.value(inner, frame);
  if (value.kind !== 'node' || !is(value.node, 'ArrayExpression')) return undefined;
  const { elements } = value.node;
  if (elements.length > mostTurns || elements.some((each) => each === null || is(each, 'SpreadElement')))
    return undefined;
  return elements.flatMap((node): readonly Value[] =>
    node === null ? [] : [{ kind: 'node', node, frame: value.frame }],
  );
}
