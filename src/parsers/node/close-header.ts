// Responses that say `Connection: close`: all of them from the start, or some once the program is told to stop.
import { argumentsOf, type FunctionNode, is, keyOf, type Node, stringOf } from './ast.js';
import type { SourceFile } from './file.js';
import { functionsOfEverything } from './middleware.js';

/** `res.set('Connection', 'close')`, `reply.header('connection', 'close')`, `res.writeHead(200, { Connection: 'close' })` */
export function isCloseHeader(node: Node): boolean {
  if (!is(node, 'CallExpression')) return false;
  const given = argumentsOf(node);
  const [name, value] = given;
  const written = given.flatMap((each): (readonly [string | undefined, Node])[] =>
    is(each, 'ObjectExpression')
      ? each.properties.flatMap((own) => (is(own, 'Property') ? [[keyOf(own), own.value] as const] : []))
      : [],
  );
  const pairs = value === undefined ? written : [[stringOf(name), value] as const, ...written];
  return pairs.some(([key, text]) => key?.toLowerCase() === 'connection' && stringOf(text)?.toLowerCase() === 'close');
}

/** Where a file says `Connection: close` under a condition that is named for stopping, whoever sets it. */
export function conditionalCloseHeader(file: SourceFile): Node | undefined {
  return file.source.calls.find((node) => {
    if (!isCloseHeader(node)) return false;
    for (let at = file.source.parent(node); at !== undefined && !is(at, 'Program'); at = file.source.parent(at)) {
      const test = is(at, 'IfStatement', 'ConditionalExpression')
        ? at.test
        : is(at, 'LogicalExpression')
          ? at.left
          : undefined;
      if (test !== undefined && stopped.test(file.source.textOf(test))) return true;
    }
    return false;
  });
}
/** `server.listening` is false from `close()` on. */
const stopped = /shut|clos|drain|stop|terminat|exit|dying|healthy|ready|!\s*[\w.]+\.listening\b/i;

/** Where what answers every request says `Connection: close`, whatever the request. */
export function everyCloseHeader(file: SourceFile, server: Node, roots: ReadonlySet<Node>): Node | undefined {
  const headers = file.source.calls.filter((node) => isCloseHeader(node));
  if (headers.length === 0) return undefined;
  const everywhere = functionsOfEverything(file, server, roots);
  return headers.find((node) => everywhere.some((fn) => isAlwaysDone(file, node, fn)));
}
/** A statement of the function itself: under no condition, in no inner function. */
function isAlwaysDone({ source }: SourceFile, node: Node, fn: FunctionNode): boolean {
  let at = source.parent(node);
  while (is(at, 'ExpressionStatement', 'BlockStatement', 'AwaitExpression', 'MemberExpression', 'CallExpression'))
    at = source.parent(at);
  return at === fn;
}
