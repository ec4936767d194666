// The settings, traits, port and host a file gives to a server: by options, by properties, by `setTimeout`, by `Object.assign`.

import {
  optionNames,
  propertyNames,
  settingsOfOption,
  settingsOfProperty,
  traitKeys,
} from '../../../knowledge/source-options.js';
import { type Expression, literal } from '../../../model/expression.js';
import type { ServerFact, WrittenSetting } from '../../../model/facts.js';
import {
  argumentsOf,
  type CallNode,
  is,
  isCall,
  isFunction,
  keyOf,
  methodCall,
  type Node,
  type NodeOf,
  unwrap,
} from '../ast.js';
import type { SourceFile } from '../file.js';
import { originsBehind, ownersOf, sameOrigin } from '../owners.js';
import type { Face } from '../things.js';
import { exportsOf } from '../values/exports.js';
import { dotted, referenceOf } from '../values/references.js';
import type { Value } from '../values/values.js';
import type { FoundServer } from './find-servers.js';
import { unlessGuarded } from './guarded-writes.js';

type Trait = ServerFact['traits'][number];
export interface Written {
  readonly settings: WrittenSetting[];
  readonly traits: Trait[];
}

/** The part of a call's arguments that a path such as `0.http` names. */
export function argumentAt(file: SourceFile, call: Node, path: string): Value | undefined {
  if (!isCall(call)) return undefined;
  const [index, ...keys] = path.split('.');
  const argument = argumentsOf(call)[Number(index)];
  if (argument === undefined || isFunction(unwrap(argument))) return undefined;
  return keys.reduce<Value | undefined>(
    (value, key) => value && file.reader.member(value, key, argument),
    file.reader.value(argument),
  );
}

/** `prefix` says where among the options these stand: `http.`, `serverOptions.`. */
export function readOptions(
  file: SourceFile,
  options: Value | undefined,
  product: string,
  into: Written,
  prefix = '',
): void {
  if (options === undefined) return;
  if (options.kind === 'import' && prefix === '') {
    // Options that another module holds: nobody knows here which of them are set.
    into.traits.push({ name: 'options', value: file.reader.expressionOf(options), at: file.source.at(options.node) });
  }
  if (options.kind === 'given' && prefix === '')
    into.settings.push(...fromCallers(file, options, product, into.settings));
  if (options.kind !== 'object') return;
  for (const [key, { key: keyNode, value }] of options.entries) {
    const keyAt = file.source.at(keyNode);
    const names = settingsOfOption(product, `${prefix}${key}`);
    if (isUndefined(value)) continue;
    if (names.length > 0) {
      const written = { key: `${prefix}${key}`, value: file.reader.expressionOf(value), keyAt };
      into.settings.push(...names.map((name) => ({ name, ...written })));
    } else if (traitKeys.has(key)) into.traits.push({ name: key, value: traitValue(file, value), at: keyAt });
  }
  for (const rest of options.rest) readOptions(file, rest, product, into, prefix);
}

/** Options that callers in other modules hand over: each setting is there or not; `before` are those written in front of them. */
function fromCallers(
  file: SourceFile,
  options: Value & { kind: 'given' },
  product: string,
  before: readonly WrittenSetting[],
): readonly WrittenSetting[] {
  const keyAt = file.source.at(options.node);
  const isBehind = ({ keyAt: own }: WrittenSetting): boolean =>
    own.line > keyAt.line || (own.line === keyAt.line && own.column > keyAt.column);
  return optionNames(product).flatMap((key) => {
    const part = file.reader.expressionOf({ ...options, name: `${options.name}.${key}` });
    const given: Expression = part.kind === 'name' ? { ...part, optional: true } : part;
    return settingsOfOption(product, key).flatMap((name): WrittenSetting[] => {
      const own = before.findLast((each) => each.name === name);
      // `{ ...options, keepAliveTimeout: 65_000 }`: what stands behind the spread holds.
      if (own !== undefined && isBehind(own)) return [];
      const options = [given, own?.value ?? literal(null, keyAt)];
      const value: Expression = { kind: 'fallback', mode: 'if-missing', options, at: keyAt };
      return [{ name, key, value, keyAt }];
    });
  });
}

/** `{ timeout: undefined }` sets nothing. */
function isUndefined(value: Value): boolean {
  return value.kind === 'node' && is(value.node, 'Identifier') && value.node.name === 'undefined';
}

/** A function or object as a trait's value says only that it is there. */
function traitValue(file: SourceFile, value: Value): Expression {
  const settled = value.kind === 'node' ? file.reader.value(value.node, value.frame) : value;
  if (settled.kind === 'node' && isFunction(settled.node))
    return { kind: 'literal', value: true, at: file.source.at(settled.node) };
  return file.reader.expressionOf(settled);
}

export function readServerSettings(file: SourceFile, server: FoundServer, isOnly: boolean): Written {
  const into: Written = { settings: [], traits: [] };
  const { framework, node } = server;
  const product = framework.product;
  if (is(node, 'ObjectExpression')) {
    const whole = file.reader.value(node);
    readOptions(file, product === 'moleculer-web' ? file.reader.member(whole, 'settings', node) : whole, product, into);
  } else if (server.from === undefined)
    for (const path of framework.options ?? [])
      readOptions(
        file,
        soleArgument(file, node, path, framework.handler?.includes('0') === true),
        product,
        into,
        prefixOf(path),
      );
  if (server.plugin === true) readOptions(file, exportedOptions(file), product, into);
  for (const start of server.starts)
    if (product === 'elysia') readOptions(file, argumentAt(file, start, '0'), product, into);
  for (const owner of server.under) {
    for (const path of owner.framework.options ?? []) {
      const given: Written = { settings: [], traits: [] };
      readOptions(file, argumentAt(file, owner.node, path), owner.framework.product, given);
      into.traits.push(...given.traits);
    }
  }
  for (const name of framework.traits ?? [])
    into.traits.push({
      name,
      value: { kind: 'literal', value: true, at: file.source.at(node) },
      at: file.source.at(node),
    });
  readProperties(file, server, isOnly, into);
  return into;
}

/** `module.exports.options = { keepAliveTimeout: 65_000 }`, which `fastify start --options` reads. */
function exportedOptions(file: SourceFile): Value | undefined {
  const exported = exportsOf(file).exports.find(({ name }) => name === 'options');
  return exported && file.reader.value(exported.node);
}

/** `createServer(x)` with one argument that is no object: `x` is the handler, whatever its name. */
function soleArgument(file: SourceFile, node: Node, path: string, takesHandler: boolean): Value | undefined {
  const found = argumentAt(file, node, path);
  if (found === undefined || found.kind === 'object' || path !== '0' || !takesHandler) return found;
  return isCall(node) && node.arguments.length > 1 ? found : undefined;
}

function readProperties(file: SourceFile, server: FoundServer, isOnly: boolean, into: Written): void {
  const { product, serverMembers } = server.framework;
  // `server.keepAliveTimeout`, `listener.keepAliveTimeout`: the property as the framework names its server.
  const member = serverMembers?.[0] ?? 'server';
  const intoOf = (object: Node): Written | undefined => (serverFaces(file, server, object, isOnly) ? into : undefined);
  for (const node of file.source.nodes) {
    if (is(node, 'AssignmentExpression')) readPropertyWrite(file, node, product, member, intoOf);
    else if (is(node, 'CallExpression')) readPropertyCall(file, node, product, member, intoOf);
  }
}

/** `intoOf` says whose settings those of an object are; undefined for what is no server. */
type IntoOf = (object: Node) => Written | undefined;

/** `server.keepAliveTimeout = 65_000` */
export function readPropertyWrite(
  file: SourceFile,
  node: NodeOf<'AssignmentExpression'>,
  product: string,
  member: string,
  intoOf: IntoOf,
): void {
  const target = unwrap(node.left);
  if (!is(target, 'MemberExpression') || node.operator !== '=') return;
  const key = keyOf(target);
  if (key === undefined) {
    readComputedWrite(file, target, product, member, intoOf);
    return;
  }
  const names = settingsOfProperty(product, key);
  if (names.length === 0 && !traitKeys.has(key)) return;
  const into = intoOf(target.object);
  if (into === undefined) return;
  const value = file.reader.expression(node.right);
  const keyAt = file.source.at(target);
  for (const name of names) {
    const before = into.settings.findLast((each) => each.name === name)?.value;
    into.settings.push({ name, key: `${member}.${key}`, value: unlessGuarded(file, node, value, before), keyAt });
  }
  if (names.length === 0) into.traits.push({ name: key, value, at: keyAt });
}

/** `server[name] = value`: any of its settings may be the one. */
function readComputedWrite(
  file: SourceFile,
  target: NodeOf<'MemberExpression'>,
  product: string,
  member: string,
  intoOf: IntoOf,
): void {
  const into = target.computed ? intoOf(target.object) : undefined;
  if (into === undefined) return;
  const keyAt = file.source.at(target);
  const text = `it may be set by ${file.source.textOf(target)}, and which property that is shows only while the process runs`;
  const value: Expression = { kind: 'unknown', reason: 'dynamic', text, at: keyAt };
  for (const key of propertyNames(product))
    into.settings.push(
      ...settingsOfProperty(product, key).map((name) => ({ name, key: `${member}.${key}`, value, keyAt })),
    );
}

/** `server.setTimeout(0)`, `Object.assign(server, { … })` */
export function readPropertyCall(
  file: SourceFile,
  node: CallNode,
  product: string,
  member: string,
  intoOf: IntoOf,
): void {
  const method = methodCall(node);
  const [first, second] = argumentsOf(node);
  if (first === undefined) return;
  if (method?.method === 'setTimeout') {
    const into = intoOf(method.object);
    if (into === undefined) return;
    const written = {
      key: `${member}.setTimeout()`,
      value: file.reader.expression(first),
      keyAt: file.source.at(node),
    };
    into.settings.push(...settingsOfProperty(product, 'setTimeout()').map((name) => ({ name, ...written })));
    return;
  }
  if (second === undefined) return;
  const reference = referenceOf(file.source, node.callee);
  if (reference === undefined || dotted(reference) !== 'global.Object.assign') return;
  const into = intoOf(first);
  if (into === undefined) return;
  const given: Written = { settings: [], traits: [] };
  readOptions(file, file.reader.value(second), 'node-http', given);
  into.settings.push(...given.settings.map((setting) => ({ ...setting, key: `${member}.${setting.key}` })));
  into.traits.push(...given.traits);
}

/** `0.http` holds options that go by `http.…`. */
function prefixOf(path: string): string {
  const keys = path.split('.').slice(1);
  return keys.length === 0 ? '' : `${keys.join('.')}.`;
}

/** Is this object the Node server of the record? */
function serverFaces(file: SourceFile, server: FoundServer, object: Node, isOnly: boolean): boolean {
  const matches = ({ thing, raw }: Face): boolean => {
    if (server.under.some((owner) => owner.node === thing.node)) return raw;
    if (thing.node === server.node) return raw;
    // A server handed to a function of this file by another module's callback: the file has only one it can be.
    return thing.kind === 'given' && isOnly && (raw || thing.framework.form === 'server');
  };
  if (file.things.facesOf(object).some(matches)) return true;
  const inner = unwrap(object);
  if (server.framework.product === 'moleculer-web') {
    return (
      is(inner, 'MemberExpression') &&
      is(inner.object, 'ThisExpression') &&
      keyOf(inner) === 'server' &&
      file.source.owner(inner) === server.node
    );
  }
  if (server.from === undefined) return false;
  // What an imported application's `listen()` gave.
  if (originsBehind(file, object).includes(server.node)) return true;
  // `app.server.keepAliveTimeout`, `server.keepAliveTimeout` on the imported thing itself.
  return sameOrigin(ownersOf(file)(object), server.from);
}

export interface Address {
  readonly port?: Expression;
  readonly host?: Expression;
}

export function readAddress(file: SourceFile, server: FoundServer): Address {
  const { framework, node } = server;
  for (const path of framework.address ?? []) {
    const found = fromObject(
      file,
      is(node, 'ObjectExpression') ? file.reader.value(node) : argumentAt(file, node, path),
      node,
    );
    if (found !== undefined) return found;
  }
  if (is(node, 'ObjectExpression')) {
    const whole = file.reader.value(node);
    return fromObject(file, file.reader.member(whole, 'settings', node) ?? whole, node) ?? {};
  }
  for (const start of server.starts) {
    const found = fromListen(file, start);
    if (found !== undefined) return found;
  }
  return {};
}

function fromObject(file: SourceFile, value: Value | undefined, at: Node): Address | undefined {
  if (value === undefined || value.kind !== 'object') return undefined;
  const port = file.reader.member(value, 'port', at);
  const host =
    file.reader.member(value, 'hostname', at) ??
    file.reader.member(value, 'host', at) ??
    file.reader.member(value, 'ip', at);
  if (port === undefined && host === undefined) return undefined;
  return {
    ...(port && { port: file.reader.expressionOf(port) }),
    ...(host && { host: file.reader.expressionOf(host) }),
  };
}

function fromListen(file: SourceFile, start: CallNode): Address | undefined {
  const [first, second] = argumentsOf(start);
  if (first === undefined || isFunction(unwrap(first))) return undefined;
  const whole = file.reader.value(first);
  if (whole.kind === 'object') return fromObject(file, whole, first) ?? {};
  const host = second === undefined ? undefined : hostOf(file, second);
  return { port: file.reader.expression(first), ...(host && { host }) };
}

/** The second argument of `listen` is a host, a backlog or the callback. */
function hostOf(file: SourceFile, node: Node): Expression | undefined {
  if (file.tracer.functions(node).length > 0) return undefined;
  const expression = file.reader.expression(node);
  if (expression.kind === 'literal') return typeof expression.value === 'string' ? expression : undefined;
  return expression.kind === 'unknown' ? undefined : expression;
}
