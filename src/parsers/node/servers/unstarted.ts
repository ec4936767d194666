// Servers that a file makes, keeps to itself and never starts, while it starts another: what is set on them and closes them does nothing.
import { is, isCall, keyOf, type Node } from '../ast.js';
import type { SourceFile } from '../file.js';
import { frameworkOf } from '../frameworks.js';
import type { Binding } from '../scopes.js';
import { dotted, referenceOf } from '../values/references.js';

/** Methods that neither start a server nor hand it to anybody. */
const idle = new Set([
  ...['close', 'closeIdleConnections', 'closeAllConnections', 'on', 'once', 'addListener', 'setTimeout', 'address'],
  ...['ref', 'unref', 'removeListener', 'off', 'getConnections'],
]);

/** `creation`: the call that makes it. False wherever somebody else may have it. */
export function isNeverStarted(file: SourceFile, creation: Node): boolean {
  const { source } = file;
  const maker = isCall(creation) ? referenceOf(source, creation.callee) : undefined;
  if (maker === undefined || frameworkOf.get(dotted(maker))?.form !== 'server') return false;
  const declarator = source.parent(creation);
  if (!is(declarator, 'VariableDeclarator') || declarator.init !== creation || !is(declarator.id, 'Identifier'))
    return false;
  const { id } = declarator;
  const binding = source.resolve(id);
  if (binding === undefined || binding.writes.length > 0) return false;
  const statement = source.parent(declarator);
  if (statement === undefined || is(source.parent(statement), 'ExportNamedDeclaration')) return false;
  return usesOf(file, binding, id).every((use) => isIdleUse(file, use));
}
const usesOf = ({ source }: SourceFile, binding: Binding, declared: Node): readonly Node[] =>
  source.nodes.filter(
    (node) =>
      is(node, 'Identifier') && node !== declared && node.name === binding.name && source.resolve(node) === binding,
  );

/** `server.close(…)`, `server.keepAliveTimeout = …`, `if (server)`: nothing by which it could come to listen. */
function isIdleUse({ source }: SourceFile, use: Node): boolean {
  const around = source.parent(use);
  if (is(around, 'IfStatement')) return true;
  if (!is(around, 'MemberExpression') || around.object !== use) return false;
  const further = source.parent(around);
  if (is(further, 'AssignmentExpression')) return further.left === around;
  return isCall(further) && further.callee === around && idle.has(keyOf(around) ?? '');
}
