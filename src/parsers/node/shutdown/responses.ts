// What request handlers of a file do once its shutdown handler has set a flag: fail a probe, refuse every request, announce the end.
import { type FunctionNode, is, isCall, isFunction, methodCall, type Node, unwrap } from '../ast.js';
import { isCloseHeader } from '../close-header.js';
import type { SourceFile } from '../file.js';
import { seesEverything } from '../middleware.js';
import { flagName, flagsSet } from './guards.js';
import type { FoundStep } from './handler/course.js';

/** `listeners`: what the signal calls; `functions`: these, and all that they call. */
export function responsesOnceFlagged(
  file: SourceFile,
  listeners: readonly FunctionNode[],
  functions: readonly FunctionNode[],
): { steps: FoundStep[]; rejecting: Node[] } {
  const flags = flagsSet(file, functions);
  const steps: FoundStep[] = [];
  const rejecting: Node[] = [];
  if (flags.size === 0) return { steps, rejecting };
  const all = file.source.nodes.filter(
    (node): node is FunctionNode =>
      isFunction(node) && !functions.some((fn) => overlaps(fn, node)) && readsFlag(file, node, flags),
  );
  // The function that reads the flag, not those around it.
  const readers = all.filter(
    (fn) =>
      !all.some(
        (other) =>
          other !== fn && overlaps(fn, other) && other.range[0] >= fn.range[0] && other.range[1] <= fn.range[1],
      ),
  );
  for (const reader of readers) {
    const inside = file.source.within(reader);
    const header = inside.find((node) => isCloseHeader(node));
    if (header !== undefined) steps.push({ step: { do: 'announce-close', at: file.source.at(header) } });
    const refusal = inside.find((node) => is(node, 'Literal') && node.value === 503);
    if (refusal === undefined) continue;
    const isForAll = isForEverything(file, reader);
    const everything =
      isForAll && isOfApplication(file, reader) && !asksForPath(inside) && isSetAtOnce(file, listeners, flags);
    steps.push({
      step: { do: 'fail-readiness', at: file.source.at(refusal), ...(everything && { everything: true as const }) },
    });
    if (isForAll) rejecting.push(refusal);
  }
  return { steps, rejecting };
}

const overlaps = (a: Node, b: Node): boolean =>
  (a.range[0] <= b.range[0] && b.range[1] <= a.range[1]) || (b.range[0] <= a.range[0] && a.range[1] <= b.range[1]);

const readsFlag = (file: SourceFile, fn: FunctionNode, flags: ReadonlySet<string>): boolean =>
  file.source.within(fn).some((node) => {
    const name = is(node, 'Identifier', 'MemberExpression') ? flagName(file, node) : undefined;
    return name !== undefined && flags.has(name);
  });

/** Middleware without a path sees every request. */
function isForEverything(file: SourceFile, fn: FunctionNode): boolean {
  const parent = file.source.parent(fn);
  const method = parent && methodCall(parent);
  return method !== undefined && seesEverything(method);
}
/** A router sees the requests below its path only. */
function isOfApplication(file: SourceFile, fn: FunctionNode): boolean {
  const parent = file.source.parent(fn);
  const method = parent && methodCall(parent);
  return method !== undefined && file.things.facesOf(method.object).length > 0;
}
/** `req.path === '/ready'`: it may mean the probe alone. */
const asksForPath = (inside: readonly Node[]): boolean =>
  inside.some(
    (node) =>
      is(node, 'MemberExpression') &&
      is(node.property, 'Identifier') &&
      ['path', 'url', 'originalUrl', 'pathname', 'routeOptions', 'routerPath'].includes(node.property.name),
  );

/** In the listener itself, or in a function that it calls, before anything is waited for. */
function isSetAtOnce(file: SourceFile, listeners: readonly FunctionNode[], flags: ReadonlySet<string>): boolean {
  const called = listeners.flatMap((fn) =>
    file.source
      .within(fn)
      .filter((node) => isCall(node) && file.source.enclosingFunction(node) === fn && !waitsBefore(file, fn, node))
      .flatMap((node) => (isCall(node) ? file.tracer.functions(unwrap(node.callee)) : [])),
  );
  return [...listeners, ...called].some((fn) =>
    file.source.within(fn).some((node) => {
      if (!is(node, 'AssignmentExpression') || !is(node.right, 'Literal') || node.right.value !== true) return false;
      const name = flagName(file, unwrap(node.left));
      return (
        name !== undefined &&
        flags.has(name) &&
        file.source.enclosingFunction(node) === fn &&
        !waitsBefore(file, fn, node)
      );
    }),
  );
}
const waitsBefore = (file: SourceFile, fn: FunctionNode, node: Node): boolean =>
  file.source
    .within(fn)
    .some(
      (each) =>
        is(each, 'AwaitExpression') && each.range[0] < node.range[0] && file.source.enclosingFunction(each) === fn,
    );
