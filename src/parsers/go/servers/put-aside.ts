// Whether a value is only put into a field of a struct: what becomes of it, another file of the package says.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import type { Flow } from '../values/flow.js';
import type { Scope } from '../values/scope.js';

/** `upgrader{proxy: proxy}`, without any `x.proxy.ServeHTTP(…)` or `serve(x.proxy)` beside it. */
export function isPutAside(scope: Scope, flow: Flow, node: SyntaxNode): boolean {
  const uses = usesOf(scope, node);
  if (!uses.some((each) => isOfStruct(scope, each))) return false;
  if (!uses.every((each) => isOfStruct(scope, each) || isConfigured(each))) return false;
  const place = flow.placeOf(node);
  const places = place === undefined ? new Set<string>() : flow.reachedFrom([place]);
  const isMeant = (each: SyntaxNode): boolean => places.has(flow.placeOf(each) ?? '');
  return !scope.nodes('call_expression').some((call) => {
    const callee = scope.file.callee(call);
    const serves = callee.kind === 'method' && callee.name === 'ServeHTTP' && isMeant(callee.receiver);
    return serves || scope.file.callArguments(call).some(isMeant);
  });
}

/** The names it goes by, or itself where it is given none. */
function usesOf(scope: Scope, node: SyntaxNode): readonly SyntaxNode[] {
  const value = node.parent?.type === 'unary_expression' ? node.parent : node;
  const declared = scope
    .allDeclarations()
    .find(({ writes }) => writes.some((write) => write.value === value || write.value === node));
  if (declared === undefined) return [value];
  return namesIn(declared.scope, (name) => scope.declarationOf(name) === declared && !isDeclared(name));
}
function namesIn(node: SyntaxNode, test: (name: SyntaxNode) => boolean): readonly SyntaxNode[] {
  if (node.type === 'identifier') return test(node) ? [node] : [];
  return node.children.flatMap((each) => namesIn(each, test));
}
function isDeclared(name: SyntaxNode): boolean {
  const list = name.parent?.type === 'expression_list' ? name.parent : name;
  const statement = list.parent;
  return (
    (statement?.type === 'short_var_declaration' || statement?.type === 'assignment_statement') &&
    statement.children[0] === list
  );
}
function isOfStruct(scope: Scope, use: SyntaxNode): boolean {
  const element = use.parent?.type === 'literal_element' ? use.parent.parent : use.parent;
  const key = element?.type === 'keyed_element' ? element.children[0] : undefined;
  return key !== undefined && scope.file.text(key) !== 'Handler';
}
/** `proxy.FlushInterval = …` */
function isConfigured(use: SyntaxNode): boolean {
  const selector = use.parent;
  const list = selector?.parent?.type === 'expression_list' ? selector.parent : selector;
  return selector?.type === 'selector_expression' && list?.parent?.type === 'assignment_statement'
    ? list.parent.children[0] === list
    : false;
}
