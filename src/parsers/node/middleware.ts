// Functions that every request goes through.
import {
  argumentsOf,
  type FunctionNode,
  isCall,
  isFunction,
  type MethodCall,
  methodCall,
  type Node,
  stringOf,
  unwrap,
} from './ast.js';
import type { SourceFile } from './file.js';

/** Middleware without a path, a hook, or a listener of the server. */
export function seesEverything({ method, call }: MethodCall): boolean {
  return method === 'addHook' || (['use', 'on'].includes(method) && !stringOf(call.arguments[0])?.startsWith('/'));
}

/** Those that are given to the server, and those that it or its application was told of; `roots`: both of these. */
export function functionsOfEverything(
  { source, things, tracer }: SourceFile,
  server: Node,
  roots: ReadonlySet<Node>,
): readonly FunctionNode[] {
  const calls = source.calls.filter((call) => {
    const method = methodCall(call);
    // A router sees the requests below its path only.
    const isTold = method !== undefined && things.facesOf(method.object).some(({ thing }) => roots.has(thing.node));
    return isTold && seesEverything(method);
  });
  const given = [...(isCall(server) ? [server] : []), ...calls].flatMap((call) => argumentsOf(call));
  return given.flatMap((argument) => {
    const inner = unwrap(argument);
    return isFunction(inner) ? [inner] : tracer.functions(argument);
  });
}
