// The settings a file gives to a server that is there: by properties, by `setTimeout`, by `Object.assign`.
import { propertyNames, settingsOfProperty, traitKeys } from '../../../knowledge/source-options.js';
import type { Expression } from '../../../model/expression.js';
import type { WrittenSetting } from '../../../model/facts.js';
import { argumentsOf, type CallNode, is, keyOf, methodCall, type Node, type NodeOf, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import { dotted, referenceOf } from '../values/references.js';
import { unlessGuarded } from './guarded-writes.js';
import { readOptions, type Written } from './options.js';

/** Says whose settings those of an object are; undefined for what is no server. `home`: where the server is made, in this file. */
export interface Target {
  readonly product: string;
  readonly member: string;
  readonly home?: Node;
  intoOf(object: Node): Written | undefined;
  /** Whether an object that callers fill can be the server: `Object.assign(record, body)` is how records are filled, too. */
  isFilled?(object: Node): boolean;
}

/** `server.keepAliveTimeout = 65_000` */
export function readPropertyWrite(file: SourceFile, node: NodeOf<'AssignmentExpression'>, server: Target): void {
  const { product, member, intoOf, home } = server;
  const target = unwrap(node.left);
  if (!is(target, 'MemberExpression') || node.operator === '??=' || node.operator === '||=') return;
  const key = keyOf(target);
  if (key === undefined) {
    readComputedWrite(file, target, server);
    return;
  }
  const names = settingsOfProperty(product, key);
  if (names.length === 0 && !traitKeys.has(key)) return;
  const into = intoOf(target.object);
  if (into === undefined) return;
  // `server.keepAliveTimeout *= 2` rests on what was there, which may be a default.
  const text = `${file.source.textOf(node)} is computed while the process runs`;
  const value = node.operator === '=' ? writtenValue(node.right) : file.reader.unknown('dynamic', text, node);
  const keyAt = file.source.at(target);
  const write = { node, right: node.right, object: target.object, home };
  for (const name of names) {
    const before = into.settings.findLast((each) => each.name === name)?.value;
    into.settings.push({ name, key: `${member}.${key}`, value: unlessGuarded(file, write, value, before), keyAt });
  }
  if (names.length === 0) into.traits.push({ name: key, value, at: keyAt });

  /** `server.headersTimeout = server.keepAliveTimeout + 1000`: what the server was set to before. */
  function writtenValue(right: Node, depth = 0): Expression {
    const inner = unwrap(right);
    if (is(inner, 'BinaryExpression') && /^[+*-]$/.test(inner.operator) && depth < 4) {
      const operands = [inner.left, inner.right].map((side) => writtenValue(side, depth + 1));
      const operator = inner.operator as '+' | '*' | '-';
      if (operands.some(({ kind }) => kind !== 'literal'))
        return { kind: 'arithmetic', operator, operands, at: file.source.at(inner) };
    }
    const own = is(inner, 'MemberExpression') ? keyOf(inner) : undefined;
    const [name] = own === undefined ? [] : settingsOfProperty(product, own);
    if (name === undefined || !is(inner, 'MemberExpression') || intoOf(inner.object) !== into)
      return file.reader.expression(right);
    return into?.settings.findLast((each) => each.name === name)?.value ?? file.reader.expression(right);
  }
}

/** `server[name] = value`: any of its settings may be the one. The key names none of them, for the object may be no server at all. */
function readComputedWrite(
  file: SourceFile,
  target: NodeOf<'MemberExpression'>,
  { product, member, intoOf }: Target,
): void {
  const into = target.computed ? intoOf(target.object) : undefined;
  if (into === undefined) return;
  const keyAt = file.source.at(target);
  const text = `it may be set by ${file.source.textOf(target)}, and which property that is shows only while the process runs`;
  const value: Expression = { kind: 'unknown', reason: 'dynamic', text, at: keyAt };
  for (const key of propertyNames(product))
    into.settings.push(
      ...settingsOfProperty(product, key).map((name) => ({ name, key: `${member}[…]`, value, keyAt })),
    );
}

/** `server.setTimeout(0)`, `Object.assign(server, { … })` */
export function readPropertyCall(file: SourceFile, node: CallNode, server: Target): void {
  const { product, member, intoOf, home, isFilled } = server;
  const method = methodCall(node);
  const [first, second] = argumentsOf(node);
  if (first === undefined) return;
  if (method?.method === 'setTimeout') {
    const into = intoOf(method.object);
    if (into === undefined) return;
    const write = { node, right: first, object: method.object, home };
    for (const name of settingsOfProperty(product, 'setTimeout()')) {
      const before = into.settings.findLast((each) => each.name === name)?.value;
      const value = unlessGuarded(file, write, file.reader.expression(first), before);
      into.settings.push({ name, key: `${member}.setTimeout()`, value, keyAt: file.source.at(node) });
    }
    return;
  }
  if (second === undefined) return;
  const reference = referenceOf(file.source, node.callee);
  if (reference === undefined || dotted(reference) !== 'global.Object.assign') return;
  const filling = file.reader.value(second);
  const into = intoOf(first);
  if (into === undefined) return;
  const given: Written = { settings: [], traits: [] };
  readOptions(file, filling, 'node-http', given);
  const write = { node, right: second, object: first, home };
  const isNamed = ({ key }: WrittenSetting): boolean => filling.kind === 'object' && filling.entries.has(key);
  for (const setting of given.settings) {
    if (isFilled?.(first) === false && !isNamed(setting)) continue;
    const before = into.settings.findLast((each) => each.name === setting.name)?.value;
    const value = unlessGuarded(file, write, setting.value, before);
    into.settings.push({ ...setting, key: `${member}.${setting.key}`, value });
  }
  into.traits.push(...given.traits);
}
