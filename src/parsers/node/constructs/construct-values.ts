// Turns what a program hands to its constructs into values of a configuration: lengths, images, references between constructs.
import type { Expression } from '../../../model/expression.js';
import { literal } from '../../../model/expression.js';
import type { ConfigEntry, ConfigMap, ConfigValue } from '../../../model/infrastructure.js';
import type { Location } from '../../../model/location.js';
import { scalarOf, unknownOf } from '../../kit/config-value.js';
import { argumentsOf, type CallNode, is, isCall, isFunction, keyOf, methodCall, type Node, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import type { Entry, Value } from '../values/values.js';
import { namedFolder } from './folders.js';
import { handingOut, libraryCalls, secondsOf } from './library-calls.js';
import { constructType, enumMember, isTemplateType, libraryName } from './vocabulary.js';

const deepest = 20;

export class ConstructValues {
  readonly #file: SourceFile;
  /** The address of each construct, by the call that makes it. */
  readonly #made: ReadonlyMap<Node, string>;
  readonly #nodes: ReadonlyMap<string, Node>;

  constructor(file: SourceFile, made: ReadonlyMap<Node, string>) {
    this.#file = file;
    this.#made = made;
    this.#nodes = new Map([...made].map(([node, address]) => [address, node]));
  }

  /** The construct that an expression is, and the way from there to a part of it: `service.targetGroup`. */
  reference(node: Node): readonly string[] | undefined {
    return this.#reference(node, 0);
  }
  #reference(node: Node, depth: number): readonly string[] | undefined {
    if (depth > deepest) return undefined;
    for (const origin of this.#file.tracer.origins(node)) {
      const address = this.#made.get(origin);
      if (address !== undefined) return [address];
      const part = is(origin, 'MemberExpression') ? keyOf(origin) : undefined;
      const whole =
        part !== undefined && is(origin, 'MemberExpression') ? this.#reference(origin.object, depth + 1) : undefined;
      if (part !== undefined && whole !== undefined) return [...whole, part];
    }
    return undefined;
  }

  /** One that is a resource itself: made as such, or taken from below its construct. */
  isResource(node: Node): boolean {
    const steps = this.reference(node);
    const made = steps?.length === 1 ? this.#nodes.get(steps[0] ?? '') : undefined;
    const isMade = isCall(made) && isTemplateType(constructType(this.#file.source, made.callee));
    return isMade || steps?.at(-1) === 'defaultChild';
  }

  /** What a statement sets, or nothing where a condition keeps it from running and its construct is made all the same. */
  unlessSkipped(statement: Node, on: Node, value: ConfigValue): ConfigValue {
    const { source } = this.#file;
    const made = this.#nodes.get(this.reference(on)?.[0] ?? '');
    for (let at = source.parent(statement); at !== undefined && !isFunction(at); at = source.parent(at)) {
      if (!is(at, 'IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchStatement')) continue;
      if (made !== undefined && isAround(at, made)) return value;
      const place = source.at(at);
      const condition = unknownOf('dynamic', 'a condition decides whether it is set', place);
      return { is: 'choice', condition, yes: value, no: scalarOf(null, place), at: place };
    }
    return value;
  }

  value(node: Node): ConfigValue {
    return this.#value(node, 0);
  }
  #value(node: Node, depth: number): ConfigValue {
    const { source, reader, tracer } = this.#file;
    const inner = unwrap(node);
    const at = source.at(inner);
    if (depth > deepest) return unknownOf('unsupported-syntax', `${source.textOf(inner)} is nested too deeply`, at);
    const steps = this.reference(inner);
    if (steps !== undefined) return { is: 'reference', steps, at };
    if (is(inner, 'ConditionalExpression')) {
      return {
        is: 'choice',
        condition: unknownOf('dynamic', `${source.textOf(inner.test)} decides`, source.at(inner.test)),
        yes: this.#value(inner.consequent, depth + 1),
        no: this.#value(inner.alternate, depth + 1),
        at,
      };
    }
    const origins = tracer.origins(inner);
    const [origin] = origins;
    const known = origins.length === 1 && isCall(origin) ? this.#libraryCall(origin, depth) : undefined;
    if (known !== undefined) return known;
    const member = origin === undefined || origins.length > 1 ? undefined : enumMember(source, origin);
    if (member !== undefined) return scalarOf(member, at);
    return this.#ofValue(reader.value(inner), inner, depth);
  }

  #ofValue(value: Value, from: Node, depth: number): ConfigValue {
    const { source, reader } = this.#file;
    if (value.kind === 'object') return this.#mapOf(value, depth);
    if (value.kind === 'node' && is(value.node, 'ArrayExpression')) {
      const items = value.node.elements.flatMap((each) => {
        if (each === null) return [];
        return is(each, 'SpreadElement')
          ? [unknownOf('dynamic', source.textOf(each), source.at(each))]
          : [this.#value(each, depth + 1)];
      });
      return { is: 'list', items, at: source.at(value.node) };
    }
    if (value.kind === 'node' && value.node !== from && value.frame.size === 0)
      return this.#value(value.node, depth + 1);
    return { is: 'scalar', expression: whenMade(reader.expressionOf(value)) };
  }

  /** What is spread into it may set anything that is written before. */
  #mapOf(value: ObjectValue, depth: number): ConfigValue {
    const at = this.#file.source.at(value.node);
    if (value.rest.length === 0) return { is: 'map', entries: this.#entriesOf(value, [...value.entries], depth), at };
    return { is: 'call', name: 'merge', arguments: this.#partsOf(value, depth), spread: false, at };
  }
  /** In the order in which they are put together; where that is not written here, what is not known comes last. */
  #partsOf(value: ObjectValue, depth: number): readonly ConfigValue[] {
    const { source } = this.#file;
    const at = source.at(value.node);
    const own = [...value.entries];
    const isFramed = own.some(([, { value: held }]) => held.kind === 'node' && held.frame.size > 0);
    if (!is(value.node, 'ObjectExpression') || isFramed) {
      const unseen = unknownOf('dynamic', spreadText, at);
      return [{ is: 'map', entries: this.#entriesOf(value, own, depth), at }, unseen];
    }
    const written: ConfigValue[] = value.node.properties.map((property) => {
      if (is(property, 'SpreadElement')) return this.#spread(property.argument, depth);
      const key = keyOf(property);
      const keyAt = source.at(property.key);
      if (key === undefined) return unknownOf('dynamic', 'the name of one of its entries is not known', keyAt);
      const entry = { key, keyAt, value: this.#value(property.value, depth + 1) };
      return { is: 'map', entries: [entry], at };
    });
    // `options.idleTimeout = …` below it.
    const later = own.filter(([, { key }]) => is(key, 'MemberExpression'));
    return [...written, { is: 'map', entries: this.#entriesOf(value, later, depth), at }];
  }
  #spread(node: Node, depth: number): ConfigValue {
    const { source } = this.#file;
    const at = source.at(node);
    const inner = unwrap(node);
    // `...(isLive && { idleTimeout })`
    if (is(inner, 'LogicalExpression') && inner.operator === '&&') {
      const condition = unknownOf('dynamic', `${source.textOf(inner.left)} decides`, source.at(inner.left));
      return { is: 'choice', condition, yes: this.#spread(inner.right, depth + 1), no: scalarOf(null, at), at };
    }
    const value = this.#value(inner, depth + 1);
    return value.is === 'scalar' && value.expression.kind !== 'literal' ? unknownOf('dynamic', spreadText, at) : value;
  }
  #entriesOf(value: ObjectValue, entries: readonly (readonly [string, Entry])[], depth: number): ConfigEntry[] {
    const { source } = this.#file;
    return entries.map(([key, entry]) => {
      const node = entry.value.kind === 'node' && entry.value.frame.size === 0 ? entry.value.node : undefined;
      const inner =
        node === undefined ? this.#ofValue(entry.value, value.node, depth + 1) : this.#value(node, depth + 1);
      return { key, keyAt: source.at(entry.key), value: inner };
    });
  }

  /** Calls of the libraries that stand for a value; undefined for any other. */
  #libraryCall(call: CallNode, depth: number): ConfigValue | undefined {
    const { source } = this.#file;
    const at = source.at(call);
    const given = argumentsOf(call);
    const [first, second] = given;
    const name = libraryName(source, call.callee) ?? '';
    const meaning = first === undefined ? undefined : libraryCalls.get(name);
    const seconds = secondsOf.get(name);
    const method = methodCall(call);
    const handed = method === undefined ? undefined : handingOut.get(method.method);
    const read = (node: Node): ConfigValue => this.#value(node, depth + 1);

    if (first === undefined) return undefined;
    if (seconds !== undefined) return { is: 'scalar', expression: this.#length(seconds, first, at) };
    if (method !== undefined && handed !== undefined)
      return map(
        [
          [handed[0], read(method.object)],
          [handed[1], read(first)],
        ],
        at,
      );
    if (meaning === undefined) return undefined;
    if (meaning === 'same') return read(first);
    if (meaning === 'folder') return this.asset(first, second, at);
    const parts = Object.entries(meaning).flatMap(([key, place]): readonly Part[] => {
      const node = given[place];
      return node === undefined ? [] : [[key, read(node)]];
    });
    return parts.length === 0 ? undefined : map(parts, at);
  }
  /** In seconds, as the templates that the program makes have it. */
  #length(seconds: number, node: Node, at: Location): Expression {
    const count = whenMade(this.#file.reader.expression(node));
    if (count.kind === 'literal' && typeof count.value === 'number') return literal(count.value * seconds, at);
    if (seconds === 1) return count;
    return { kind: 'arithmetic', operator: '*', operands: [count, literal(seconds, at)], at };
  }
  /** An image that is built from a folder when the program is deployed. */
  asset(folder: Node, options: Node | undefined, at: Location): ConfigValue {
    const named = namedFolder(this.#file, folder);
    const path =
      named === undefined
        ? unknownOf('dynamic', `${this.#file.source.textOf(folder)} is put together when the program runs`, at)
        : scalarOf(named.path, this.#file.source.at(folder));
    const from = scalarOf(named?.from ?? 'program', at);
    return map(
      [['folder', path], ['from', from], ...(options === undefined ? [] : [['options', this.value(options)] as const])],
      at,
    );
  }
}
const isAround = (outer: Node, inner: Node): boolean =>
  outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
type ObjectValue = Extract<Value, { kind: 'object' }>;
const spreadText = 'what is spread into it is not known';

/** The environment of whoever runs the program is not that of the container. */
function whenMade(expression: Expression): Expression {
  switch (expression.kind) {
    case 'env': {
      const text = `${expression.name} is read from the environment in which the program runs`;
      return { kind: 'unknown', reason: 'dynamic', text, at: expression.at };
    }
    case 'fallback':
    case 'either':
      return { ...expression, options: expression.options.map(whenMade) };
    case 'arithmetic':
      return { ...expression, operands: expression.operands.map(whenMade) };
    case 'convert':
      return { ...expression, operand: whenMade(expression.operand) };
    default:
      return expression;
  }
}

type Part = readonly [key: string, value: ConfigValue];
function map(parts: readonly Part[], at: Location): ConfigMap {
  return { is: 'map', entries: parts.map(([key, value]) => ({ key, keyAt: at, value })), at };
}
