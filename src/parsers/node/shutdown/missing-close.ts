// Calls of a method that closes, on an application that has none: only the server that listens has it.
import { perObject } from '../../../knowledge/memo.js';
import type { MissingClose } from '../../../model/facts.js';
import { is, keyOf, methodCall, type Node, type NodeOf, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import type { Source } from '../source.js';

/** `app.close()` of Express: what it is called on has no such method, as far as this file shows. */
export function missingClose(file: SourceFile, call: NodeOf<'CallExpression'>): MissingClose | undefined {
  const method = methodCall(call);
  if (method?.method !== 'close' || call.optional) return undefined;
  const of = closeless(file, method.object);
  return of === undefined
    ? undefined
    : { call: `${file.source.textOf(unwrap(call.callee))}()`, of, at: file.source.at(call) };
}

/** What to call the application, where all that the object may be is one that has no `close`. */
export function closeless(file: SourceFile, object: Node): string | undefined {
  const faces = file.things.facesOf(object);
  const [first] = faces;
  if (first === undefined || faces.some(({ thing, raw }) => raw || thing.framework.withoutClose === undefined))
    return undefined;
  return givesItOne(file.source) ? undefined : first.thing.framework.withoutClose;
}

/** `app.close = …`, `Object.assign(app, { close })`: somebody gives some object that method. */
const givesItOne = perObject((source: Source): boolean =>
  source.nodes.some(
    (node) =>
      (is(node, 'AssignmentExpression') && is(node.left, 'MemberExpression') && keyOf(node.left) === 'close') ||
      (is(node, 'CallExpression') && /^Object\.(?:assign|defineProperty)$/.test(source.textOf(node.callee))),
  ),
);
