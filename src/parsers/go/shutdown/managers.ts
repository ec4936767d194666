// Managers of controller-runtime: Start waits for the end of its context, then for the runnables that it was given, and comes back.
// https://pkg.go.dev/sigs.k8s.io/controller-runtime/pkg/manager#Manager
import { perObject } from '../../../knowledge/memo.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import type { Place } from '../values/flow.js';
import type { Scope } from '../values/scope.js';

const runtime = 'sigs.k8s.io/controller-runtime';
const types: ReadonlySet<string> = new Set([`${runtime}.Manager`, `${runtime}/pkg/manager.Manager`]);
const makers: ReadonlySet<string> = new Set([`${runtime}.NewManager`, `${runtime}/pkg/manager.New`]);

export interface ManagerStart {
  readonly call: SyntaxNode;
  readonly context: SyntaxNode;
}
/** `mgr.Start(ctx)` */
export const managerStarts = perObject((scope: Scope): readonly ManagerStart[] =>
  scope.methodCalls('Start').flatMap((call): ManagerStart[] => {
    const callee = scope.file.callee(call);
    const [context, another] = scope.file.callArguments(call);
    if (callee.kind !== 'method' || context === undefined || another !== undefined) return [];
    return isManager(scope, callee.receiver) ? [{ call, context }] : [];
  }),
);
export const startsManager = (scope: Scope, call: SyntaxNode): boolean =>
  managerStarts(scope).some((each) => each.call === call);
/** By its type, or by what it was made with. */
function isManager(scope: Scope, node: SyntaxNode): boolean {
  if (types.has(scope.typeOf(node))) return true;
  const write = node.type === 'identifier' ? scope.declarationOf(node)?.writes[0] : undefined;
  const made = write?.index === 0 ? skipParentheses(write.value) : undefined;
  return made?.type === 'call_expression' && makers.has(scope.file.calledFunction(made) ?? '');
}

/** `mgr.Add(manager.RunnableFunc(func(ctx context.Context) error { … }))`: its context ends with that of the manager. */
export const runnableContexts = perObject((scope: Scope): readonly Place[] =>
  scope.callsOf(`${runtime}/pkg/manager.RunnableFunc`).flatMap((call) => {
    const [literal] = scope.file.callArguments(call);
    const list =
      literal?.type === 'func_literal' ? literal.children.find(({ type }) => type === 'parameter_list') : undefined;
    const [context] = list === undefined ? [] : scope.file.parameters(list);
    const declaration = context === undefined ? undefined : scope.declarationAt(context.name);
    return declaration === undefined ? [] : [`d:${declaration.id}`];
  }),
);
