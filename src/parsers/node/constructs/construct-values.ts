// Turns what a program hands to its constructs into values of a configuration: lengths, images, references between constructs.
import type { Expression } from '../../../model/expression.js';
import { literal } from '../../../model/expression.js';
import type { ConfigEntry, ConfigMap, ConfigValue } from '../../../model/infrastructure.js';
import type { Location } from '../../../model/location.js';
import { scalarOf, unknownOf } from '../../kit/config-value.js';
import { argumentsOf, type CallNode, is, isCall, isFunction, keyOf, methodCall, type Node, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import type { Entry, Frame, Value } from '../values/values.js';
import { truthOf } from './conditions.js';
import { namedFolder } from './folders.js';
import { handingOut, libraryCalls, secondsOf } from './library-calls.js';
import type { Turn, Turns } from './turns.js';
import { constructType, enumMember, isTemplateType, libraryName } from './vocabulary.js';

const deepest = 20;

/** Where constructs are made, and under which address in each turn of what repeats them. */
export interface MadeConstructs {
  readonly turns: Turns;
  address(call: Node, turn: Turn | undefined): string | undefined;
  /** The call that makes what has an address. */
  node(address: string | undefined): Node | undefined;
}

/** Values as they are in one turn. */
export class ConstructValues {
  readonly #file: SourceFile;
  readonly #made: MadeConstructs;
  readonly #turn: Turn | undefined;
  readonly #frame: Frame;

  constructor(file: SourceFile, made: MadeConstructs, turn?: Turn) {
    this.#file = file;
    this.#made = made;
    this.#turn = turn;
    this.#frame = turn?.frame ?? new Map();
  }

  /** The construct that an expression is, and the way from there to a part of it: `service.targetGroup`. */
  reference(node: Node): readonly string[] | undefined {
    return this.#reference(node, this.#frame, this.#turn, 0);
  }
  #reference(node: Node, frame: Frame, turn: Turn | undefined, depth: number): readonly string[] | undefined {
    const { source, tracer } = this.#file;
    if (depth > deepest) return undefined;
    const inner = unwrap(node);
    const binding = frame.size > 0 && is(inner, 'Identifier') ? source.resolve(inner) : undefined;
    const given = binding === undefined ? undefined : frame.get(binding);
    // What is given was written in the turn around.
    if (given !== undefined)
      return given.kind === 'node' ? this.#reference(given.node, given.frame, turn?.outer, depth + 1) : undefined;
    const found = tracer.origins(inner).flatMap((origin): readonly (readonly string[])[] => {
      const address = this.#addressOf(origin, inner, turn);
      if (address !== undefined) return [[address]];
      const part = is(origin, 'MemberExpression') ? keyOf(origin) : undefined;
      const whole =
        part !== undefined && is(origin, 'MemberExpression')
          ? this.#reference(origin.object, frame, turn, depth + 1)
          : undefined;
      return part !== undefined && whole !== undefined ? [[...whole, part]] : [];
    });
    // Where several can be meant, nobody can tell which.
    const [only, ...others] = new Map(found.map((steps) => [steps.join(' '), steps])).values();
    return others.length > 0 ? undefined : only;
  }
  /** What was made in this turn or one around it, or in the turn of the call that hands it out. */
  #addressOf(origin: Node, asked: Node, turn: Turn | undefined): string | undefined {
    const { turns } = this.#made;
    const all = turns.of(origin);
    if (all.length === 1) return this.#made.address(origin, all[0]);
    for (let at = turn; at !== undefined; at = at.outer) if (all.includes(at)) return this.#made.address(origin, at);
    const call = this.#callBehind(asked, 0);
    const [only, ...others] = all.filter((each) => each?.call === call && isWithin(turn, each?.outer));
    return call === undefined || others.length > 0 ? undefined : this.#made.address(origin, only);
  }
  /** `const api = this.addService('api')`; `this.api.service` */
  #callBehind(node: Node, depth: number): Node | undefined {
    const { source, tracer } = this.#file;
    const inner = unwrap(node);
    if (depth > deepest || isCall(inner)) return isCall(inner) ? inner : undefined;
    if (is(inner, 'Identifier')) {
      const init = source.resolve(inner)?.init;
      return init === undefined ? undefined : this.#callBehind(init, depth + 1);
    }
    if (!is(inner, 'MemberExpression')) return undefined;
    const name = keyOf(inner);
    const owner = is(unwrap(inner.object), 'ThisExpression') ? source.owner(inner) : undefined;
    const [only, ...others] = owner === undefined || name === undefined ? [] : tracer.fieldValues(owner, name);
    if (owner === undefined) return this.#callBehind(inner.object, depth + 1);
    return only === undefined || others.length > 0 ? undefined : this.#callBehind(only, depth + 1);
  }

  /** One that is a resource itself: made as such, or taken from below its construct. */
  isResource(node: Node): boolean {
    const steps = this.reference(node);
    const made = steps?.length === 1 ? this.#made.node(steps[0]) : undefined;
    const isMade = isCall(made) && isTemplateType(constructType(this.#file.source, made.callee));
    return isMade || steps?.at(-1) === 'defaultChild';
  }

  /** What a statement sets, or nothing where a condition keeps it from running and its construct is made all the same. */
  unlessSkipped(statement: Node, on: Node, value: ConfigValue): ConfigValue {
    const { source } = this.#file;
    const made = this.#made.node(this.reference(on)?.[0]);
    for (let at = source.parent(statement); at !== undefined && !isFunction(at); at = source.parent(at)) {
      if (!is(at, 'IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchStatement')) continue;
      if (made !== undefined && isAround(at, made)) return value;
      // One that is settled in this turn has let it run.
      if (is(at, 'IfStatement') && truthOf(this.#file, at.test, this.#frame) !== undefined) continue;
      const place = source.at(at);
      const condition = unknownOf('dynamic', 'a condition decides whether it is set', place);
      return { is: 'choice', condition, yes: value, no: scalarOf(null, place), at: place };
    }
    return value;
  }

  value(node: Node): ConfigValue {
    return this.#value(node, this.#frame, 0);
  }
  #value(node: Node, frame: Frame, depth: number): ConfigValue {
    const { source, reader, tracer } = this.#file;
    const inner = unwrap(node);
    const at = source.at(inner);
    if (depth > deepest) return unknownOf('unsupported-syntax', `${source.textOf(inner)} is nested too deeply`, at);
    const steps = this.#reference(inner, frame, this.#turn, 0);
    if (steps !== undefined) return { is: 'reference', steps, at };
    if (is(inner, 'ConditionalExpression')) {
      return {
        is: 'choice',
        condition: unknownOf('dynamic', `${source.textOf(inner.test)} decides`, source.at(inner.test)),
        yes: this.#value(inner.consequent, frame, depth + 1),
        no: this.#value(inner.alternate, frame, depth + 1),
        at,
      };
    }
    const value = reader.value(inner, frame);
    const origins = tracer.origins(inner);
    const traced: Value | undefined =
      origins[0] && origins.length === 1 ? { kind: 'node', node: origins[0], frame } : undefined;
    for (const each of [value, traced]) {
      if (each?.kind !== 'node') continue;
      const known = isCall(each.node) ? this.#libraryCall(each.node, each.frame, depth) : undefined;
      if (known !== undefined) return known;
      const member = enumMember(source, each.node);
      if (member !== undefined) return scalarOf(member, at);
    }
    return this.#ofValue(value, inner, depth);
  }

  #ofValue(value: Value, from: Node, depth: number): ConfigValue {
    const { source, reader } = this.#file;
    if (value.kind === 'object') return this.#mapOf(value, depth);
    if (value.kind === 'node' && is(value.node, 'ArrayExpression')) {
      const { frame } = value;
      const items = value.node.elements.flatMap((each) => {
        if (each === null) return [];
        return is(each, 'SpreadElement')
          ? [unknownOf('dynamic', source.textOf(each), source.at(each))]
          : [this.#value(each, frame, depth + 1)];
      });
      return { is: 'list', items, at: source.at(value.node) };
    }
    if (value.kind === 'node' && value.node !== from) return this.#value(value.node, value.frame, depth + 1);
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
    if (!is(value.node, 'ObjectExpression')) {
      const unseen = unknownOf('dynamic', spreadText, at);
      return [{ is: 'map', entries: this.#entriesOf(value, own, depth), at }, unseen];
    }
    const frames = own.flatMap(([, { value: held }]) => (held.kind === 'node' ? [held.frame] : []));
    const frame = frames.find(({ size }) => size > 0) ?? new Map();
    const written: ConfigValue[] = value.node.properties.map((property) => {
      if (is(property, 'SpreadElement')) return this.#spread(property.argument, frame, depth);
      const key = keyOf(property);
      const keyAt = source.at(property.key);
      if (key === undefined) return unknownOf('dynamic', 'the name of one of its entries is not known', keyAt);
      const entry = { key, keyAt, value: this.#value(property.value, frame, depth + 1) };
      return { is: 'map', entries: [entry], at };
    });
    // `options.idleTimeout = …` below it.
    const later = own.filter(([, { key }]) => is(key, 'MemberExpression'));
    return [...written, { is: 'map', entries: this.#entriesOf(value, later, depth), at }];
  }
  #spread(node: Node, frame: Frame, depth: number): ConfigValue {
    const { source } = this.#file;
    const at = source.at(node);
    const inner = unwrap(node);
    // `...(isLive && { idleTimeout })`
    if (is(inner, 'LogicalExpression') && inner.operator === '&&') {
      const condition = unknownOf('dynamic', `${source.textOf(inner.left)} decides`, source.at(inner.left));
      return { is: 'choice', condition, yes: this.#spread(inner.right, frame, depth + 1), no: scalarOf(null, at), at };
    }
    const value = this.#value(inner, frame, depth + 1);
    return value.is === 'scalar' && value.expression.kind !== 'literal' ? unknownOf('dynamic', spreadText, at) : value;
  }
  #entriesOf(value: ObjectValue, entries: readonly (readonly [string, Entry])[], depth: number): ConfigEntry[] {
    const { source } = this.#file;
    return entries.map(([key, { key: named, value: held }]) => ({
      key,
      keyAt: source.at(named),
      value:
        held.kind === 'node'
          ? this.#value(held.node, held.frame, depth + 1)
          : this.#ofValue(held, value.node, depth + 1),
    }));
  }

  /** Calls of the libraries that stand for a value; undefined for any other. */
  #libraryCall(call: CallNode, frame: Frame, depth: number): ConfigValue | undefined {
    const { source } = this.#file;
    const at = source.at(call);
    const given = argumentsOf(call);
    const [first, second] = given;
    const name = libraryName(source, call.callee) ?? '';
    const meaning = first === undefined ? undefined : libraryCalls.get(name);
    const seconds = secondsOf.get(name);
    const method = methodCall(call);
    const handed = method === undefined ? undefined : handingOut.get(method.method);
    const read = (node: Node): ConfigValue => this.#value(node, frame, depth + 1);

    if (first === undefined) return undefined;
    if (seconds !== undefined) return { is: 'scalar', expression: this.#length(seconds, first, frame, at) };
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
    if (meaning === 'folder') return this.#asset(first, second, frame, at);
    const parts = Object.entries(meaning).flatMap(([key, place]): readonly Part[] => {
      const node = given[place];
      return node === undefined ? [] : [[key, read(node)]];
    });
    return parts.length === 0 ? undefined : map(parts, at);
  }
  /** In seconds, as the templates that the program makes have it. */
  #length(seconds: number, node: Node, frame: Frame, at: Location): Expression {
    const count = whenMade(this.#file.reader.evaluate(node, frame));
    if (seconds === 1) return count;
    // The number that is written counts something else than seconds.
    if (count.kind === 'literal' && typeof count.value === 'number') return literal(count.value * seconds, at);
    return { kind: 'arithmetic', operator: '*', operands: [count, literal(seconds, at)], at };
  }
  /** An image that is built from a folder when the program is deployed. */
  asset(folder: Node, options: Node | undefined, at: Location): ConfigValue {
    return this.#asset(folder, options, this.#frame, at);
  }
  #asset(folder: Node, options: Node | undefined, frame: Frame, at: Location): ConfigValue {
    const named = namedFolder(this.#file, folder, frame);
    const path =
      named === undefined
        ? unknownOf('dynamic', `${this.#file.source.textOf(folder)} is put together when the program runs`, at)
        : scalarOf(named.path, this.#file.source.at(folder));
    const from = scalarOf(named?.from ?? 'program', at);
    return map(
      [
        ['folder', path],
        ['from', from],
        ...(options === undefined ? [] : [['options', this.#value(options, frame, 0)] as const]),
      ],
      at,
    );
  }
}
/** A turn, or one of those around it. */
function isWithin(turn: Turn | undefined, wanted: Turn | undefined): boolean {
  for (let at = turn; at !== undefined; at = at.outer) if (at === wanted) return true;
  return wanted === undefined;
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
