// Turns what a program hands to its constructs into values of a configuration: lengths, images, references between constructs.
import type { Expression } from '../../../model/expression.js';
import { literal } from '../../../model/expression.js';
import type { ConfigEntry, ConfigMap, ConfigValue } from '../../../model/infrastructure.js';
import type { Location } from '../../../model/location.js';
import { scalarOf, unknownOf } from '../../kit/config-value.js';
import { argumentsOf, type CallNode, is, isCall, keyOf, methodCall, type Node, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import type { Value } from '../values/values.js';
import { namedFolder } from './folders.js';
import { enumMember, libraryName } from './vocabulary.js';

/** What `Duration` counts by. */
const secondsOf: Readonly<Record<string, number>> = {
  millis: 0.001,
  seconds: 1,
  minutes: 60,
  hours: 3600,
  days: 86_400,
};
const deepest = 20;

export class ConstructValues {
  readonly #file: SourceFile;
  /** The address of each construct, by the call that makes it. */
  readonly #made: ReadonlyMap<Node, string>;

  constructor(file: SourceFile, made: ReadonlyMap<Node, string>) {
    this.#file = file;
    this.#made = made;
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
  /** What is spread into it may set anything. */
  #mapOf(value: Extract<Value, { kind: 'object' }>, depth: number): ConfigValue {
    const { source } = this.#file;
    const at = source.at(value.node);
    const entries = [...value.entries].map(([key, entry]): ConfigEntry => {
      const node = entry.value.kind === 'node' && entry.value.frame.size === 0 ? entry.value.node : undefined;
      const inner =
        node === undefined ? this.#ofValue(entry.value, value.node, depth + 1) : this.#value(node, depth + 1);
      return { key, keyAt: source.at(entry.key), value: inner };
    });
    const own: ConfigMap = { is: 'map', entries, at };
    const [spread] = value.rest;
    if (spread === undefined) return own;
    const text = 'what is spread into it is not known';
    return { is: 'call', name: 'merge', arguments: [unknownOf('dynamic', text, at), own], spread: false, at };
  }

  /** Calls of the libraries that stand for a value; undefined for any other. */
  #libraryCall(call: CallNode, depth: number): ConfigValue | undefined {
    const { source } = this.#file;
    const at = source.at(call);
    const [first, second] = argumentsOf(call);
    const name = libraryName(source, call.callee) ?? '';
    const unit = /^Duration\.(\w+)$/.exec(name)?.[1];
    if (unit !== undefined && first !== undefined) return { is: 'scalar', expression: this.#length(unit, first, at) };
    if (/^(?:ContainerImage\.fromAsset|AssetImage|DockerImageCode\.fromImageAsset)$/.test(name) && first !== undefined)
      return this.#asset(first, second, at);
    if (/^(?:ContainerImage\.fromRegistry|RepositoryImage)$/.test(name) && first !== undefined)
      return this.#value(first, depth + 1);
    if (/^(?:ContainerImage\.from(?:EcrRepository|DockerImageAsset)|EcrImage)$/.test(name) && first !== undefined)
      return map([['made', this.#value(first, depth + 1), at]], at);
    if (name === 'Repository.fromRepositoryName') {
      const title = argumentsOf(call)[2];
      return title === undefined ? undefined : map([['repositoryName', this.#value(title, depth + 1), at]], at);
    }
    if (name === 'ListenerAction.forward' && first !== undefined)
      return map([['targetGroups', this.#value(first, depth + 1), at]], at);
    if (
      /^(?:LoadBalancerV2Origin|HttpOrigin|VpcOrigin\.with(?:Application|Network)LoadBalancer)$/.test(name) &&
      first !== undefined
    )
      return map(
        [
          ['server', this.#value(first, depth + 1), at],
          ...(second === undefined ? [] : [['props', this.#value(second, depth + 1), at] as const]),
        ],
        at,
      );
    if (/^(?:Alb(?:Listener|Arn)?Target)$/.test(name) && first !== undefined) return this.#value(first, depth + 1);
    if (/^ListenerConfig\.\w+Listener$/.test(name) && first !== undefined)
      return map(
        [
          ['listener', this.#value(first, depth + 1), at],
          ...(second === undefined ? [] : [['props', this.#value(second, depth + 1), at] as const]),
        ],
        at,
      );
    const method = methodCall(call);
    if (method?.method !== 'loadBalancerTarget' || first === undefined) return undefined;
    return map(
      [
        ['service', this.#value(method.object, depth + 1), at],
        ['options', this.#value(first, depth + 1), at],
      ],
      at,
    );
  }
  /** In seconds, as the templates that the program makes have it. */
  #length(unit: string, node: Node, at: Location): Expression {
    const seconds = Object.hasOwn(secondsOf, unit) ? secondsOf[unit] : undefined;
    if (seconds === undefined)
      return { kind: 'unknown', reason: 'unsupported-syntax', text: `Duration.${unit} is not read`, at };
    const count = whenMade(this.#file.reader.expression(node));
    if (count.kind === 'literal' && typeof count.value === 'number') return literal(count.value * seconds, at);
    if (seconds === 1) return count;
    return { kind: 'arithmetic', operator: '*', operands: [count, literal(seconds, at)], at };
  }
  /** An image that is built from a folder when the program is deployed. */
  asset(folder: Node, options: Node | undefined, at: Location): ConfigValue {
    return this.#asset(folder, options, at);
  }
  #asset(folder: Node, options: Node | undefined, at: Location): ConfigValue {
    const named = namedFolder(this.#file, folder);
    const path =
      named === undefined
        ? unknownOf('dynamic', `${this.#file.source.textOf(folder)} is put together when the program runs`, at)
        : scalarOf(named.path, this.#file.source.at(folder));
    return map(
      [
        ['folder', path, at],
        ['from', scalarOf(named?.from ?? 'program', at), at],
        ...(options === undefined ? [] : [['options', this.value(options), at] as const]),
      ],
      at,
    );
  }
}

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

function map(entries: readonly (readonly [key: string, value: ConfigValue, at: Location])[], at: Location): ConfigMap {
  return { is: 'map', entries: entries.map(([key, value, keyAt]) => ({ key, keyAt, value })), at };
}
