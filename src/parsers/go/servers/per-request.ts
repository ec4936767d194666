// Whether a Go file makes a value anew for each request, so that what it keeps is kept for one request only.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { enclosingFunction } from '../values/flow.js';
import type { Scope } from '../values/scope.js';

/** In a handler, or in a function that this file calls from handlers alone, and put nowhere for the next request. */
export function isMadePerRequest(scope: Scope, node: SyntaxNode): boolean {
  const owner = enclosingFunction(node);
  if (owner === undefined || keeps(scope, owner)) return false;
  if (answersRequests(scope, owner)) return true;
  const declared = scope.file.functions.find((each) => each.node === owner);
  const callers = declared === undefined ? [] : scope.callsTo(declared).map(enclosingFunction);
  return (
    callers.length > 0 &&
    callers.every((caller) => caller !== undefined && answersRequests(scope, caller) && !keeps(scope, caller))
  );
}

/** `func (h *Handlers) serve(w http.ResponseWriter, r *http.Request)`, whatever writes the answer. */
function answersRequests({ file }: Scope, owner: SyntaxNode): boolean {
  const lists = owner.children.filter((each) => each.type === 'parameter_list');
  const own = owner.type === 'method_declaration' ? lists[1] : lists[0];
  return own !== undefined && file.parameters(own).some(({ type }) => type.replace('*', '') === 'net/http.Request');
}

const keeping: ReadonlySet<string> = new Set(['Store', 'LoadOrStore', 'Do', 'GetOrCreate']);
/** `proxies[host] = proxy`, `h.proxy = proxy`, `cache.LoadOrStore(…)`, `once.Do(…)`. */
function keeps(scope: Scope, owner: SyntaxNode): boolean {
  const isOwn = (node: SyntaxNode): boolean => enclosingFunction(node) === owner;
  const assigned = scope.nodes('assignment_statement').filter(isOwn);
  if (assigned.some((each) => (each.children[0]?.children ?? []).some((left) => left.type === 'index_expression')))
    return true;
  return scope.nodes('call_expression').some((call) => {
    const callee = scope.file.callee(call);
    return isOwn(call) && callee.kind === 'method' && keeping.has(callee.name);
  });
}
