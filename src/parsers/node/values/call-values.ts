// The value of a call: modules required, objects merged, schemas, functions of this file, and those of other modules with what they are given.
import {
  argumentsOf,
  type CallNode,
  type FunctionNode,
  is,
  isFunction,
  methodCall,
  type Node,
  type NodeOf,
  stringOf,
} from '../ast.js';
import type { Binding } from '../scopes.js';
import { moduleByDeployment } from './choices.js';
import { configRead } from './config-reads.js';
import { givenBy } from './given-values.js';
import { returned } from './guarded-returns.js';
import { registeredUnder } from './injection.js';
import { below } from './layers.js';
import { dotted, isLocal, mayBeLocal, referenceOf, withoutNodePrefix } from './references.js';
import { readSchema } from './schemas.js';
import type { Entry, Frame, Reader, Value } from './values.js';

type Call = NodeOf<'CallExpression'>;

/** Libraries whose calls give one object out of several, the later over the earlier. */
const mergers: ReadonlySet<string> = new Set([
  ...['global.Object.assign', 'deepmerge', 'deepmerge.all', 'deepmerge-ts.deepmerge', 'ts-deepmerge.merge'],
  ...['lodash.merge', 'lodash.assign', 'lodash/merge', 'lodash.merge.merge', 'merge-deep', 'defu.reversed'],
]);
/** The earlier over the later. */
const defaulters: ReadonlySet<string> = new Set([
  ...['lodash.defaults', 'lodash.defaultsDeep', 'lodash/defaults', 'lodash/defaultsDeep', 'defu', 'defu.defu'],
]);

/** What they are given is what they give, with defaults of their own below it. */
const handsBack: ReadonlySet<string> = new Set(['global.Object.freeze', '@adonisjs/core/http.defineConfig']);

export function readCall(reader: Reader, node: Call, frame: Frame): Value | undefined {
  const { source } = reader;
  const required = requiredModule(reader, node);
  if (required !== undefined) return required;
  const reference = referenceOf(source, node.callee);
  const called = reference === undefined ? '' : dotted(reference);
  const [first] = argumentsOf(node);
  if (handsBack.has(called) && first !== undefined) return reader.value(first, frame);
  if (mergers.has(called) || defaulters.has(called)) {
    const parts = partsOf(node).map((each) => reader.value(each, frame));
    return merged(reader, mergers.has(called) ? parts : parts.toReversed(), node);
  }
  if (called === 'global.Deno.env.get' && first !== undefined) {
    const name = stringOf(first);
    return name === undefined
      ? undefined
      : { kind: 'expression', expression: { kind: 'env', name, at: source.at(node) } };
  }
  const known = readSchema(reader, node, frame) ?? configRead(reader, node, frame);
  if (known !== undefined) return known;
  const elsewhere = madeElsewhere(reader, node, frame) ?? askedFor(reader, node);
  if (elsewhere !== undefined) return elsewhere;
  const callee = reader.value(node.callee, frame);
  const fn = callee.kind === 'node' && isFunction(callee.node) ? callee.node : undefined;
  return fn && returned(reader, fn, framed(reader, fn, node, frame));
}

/** What a function or a class of another module gives. */
export function madeElsewhere(reader: Reader, node: CallNode, frame: Frame): Value | undefined {
  const callee = reader.value(node.callee, frame);
  if (callee.kind !== 'import' || !mayBeLocal(callee.specifier)) return undefined;
  // What packages make is known by who makes it: agents, clients.
  if (is(node, 'NewExpression') && !isLocal(callee.specifier)) return undefined;
  const given = givenBy(reader, node, frame);
  return {
    kind: 'import',
    specifier: callee.specifier,
    path: `${callee.path === '' ? 'default' : callee.path}()`,
    node,
    ...(given && { given }),
  };
}

const containers = /container|injector|moduleref|^(?:this\.)?app$/i;
/** `container.resolve(Config)`, `Container.get('config')`, `app.get(httpConfig.KEY)` */
function askedFor(reader: Reader, node: Call): Value | undefined {
  const method = methodCall(node);
  const [token, ...others] = argumentsOf(node);
  if (method === undefined || token === undefined || others.length > 0) return undefined;
  if (!/^(?:get|resolve|getAsync)$/.test(method.method)) return undefined;
  const object = reader.source.textOf(method.object);
  if (!containers.test(object)) return undefined;
  const found = registeredUnder(reader.source, token, node);
  // An application has settings of its own under names that are texts.
  return found.kind === 'token' && /app$/.test(object) ? undefined : found;
}

/** The parameters of a function for one call; those of the functions around it stay what they are. */
function framed(reader: Reader, fn: FunctionNode, call: Call, frame: Frame): Frame {
  const inner = new Map<Binding, Value>(frame);
  fn.params.forEach((parameter, index) => {
    const id = is(parameter, 'AssignmentPattern') ? parameter.left : parameter;
    const binding = is(id, 'Identifier') ? reader.source.resolve(id) : undefined;
    if (binding === undefined) return;
    const argument = argumentsOf(call)[index] ?? (is(parameter, 'AssignmentPattern') ? parameter.right : undefined);
    if (argument !== undefined) inner.set(binding, { kind: 'node', node: argument, frame });
  });
  return inner;
}

/** `merge(a, b)`, `merge.all([a, b])` */
function partsOf(node: Call): readonly Node[] {
  return argumentsOf(node).flatMap((each): readonly Node[] =>
    is(each, 'ArrayExpression') ? each.elements.flatMap((element) => element ?? []) : [each],
  );
}
function merged(reader: Reader, values: readonly Value[], node: Node): Value {
  let entries = new Map<string, Entry>();
  for (const each of values) {
    for (const rest of each.kind === 'object' ? each.rest : [each]) entries = new Map(below(reader, entries, rest));
    if (each.kind === 'object') for (const [key, entry] of each.entries) entries.set(key, entry);
  }
  return { kind: 'object', entries, rest: values.filter((each) => each.kind !== 'object'), node };
}

function requiredModule(reader: Reader, node: Call): Value | undefined {
  const { source } = reader;
  if (!is(node.callee, 'Identifier') || node.callee.name !== 'require' || source.resolve(node.callee) !== undefined)
    return undefined;
  const [written] = argumentsOf(node);
  const specifier = stringOf(written);
  if (specifier === undefined) return written && requiredByDeployment(reader, written, node);
  return withoutNodePrefix(specifier) === 'process' ? undefined : { kind: 'import', specifier, path: '', node };
}
/** `require(`./config/${env}`)`, `require('./config/' + env + '.json')` */
function requiredByDeployment(reader: Reader, written: Node, node: Call): Value | undefined {
  const parts = piecesOf(written);
  const [chosen, ...others] = parts.filter((each) => typeof each !== 'string');
  if (chosen === undefined || others.length > 0) return undefined;
  return moduleByDeployment(reader, reader.expression(chosen), node, (name) =>
    parts.map((each) => (typeof each === 'string' ? each : name)).join(''),
  );
}
const mostPieces = 8;
function piecesOf(node: Node, depth = 0): readonly (string | Node)[] {
  const text = stringOf(node);
  if (text !== undefined) return [text];
  if (is(node, 'TemplateLiteral'))
    return node.quasis.flatMap((each, index) => [each.value.cooked ?? '', node.expressions[index] ?? []].flat());
  if (
    is(node, 'BinaryExpression') &&
    node.operator === '+' &&
    !is(node.left, 'PrivateIdentifier') &&
    depth < mostPieces
  )
    return [...piecesOf(node.left, depth + 1), ...piecesOf(node.right, depth + 1)];
  return [node];
}
