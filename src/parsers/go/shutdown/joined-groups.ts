// Groups of goroutines that nobody waits for: `group.Go(…)` without a `group.Wait()`, `actors.Add(…)` without an `actors.Run()`.
import { perObject } from '../../../knowledge/memo.js';
import { append } from '../../../model/group-by.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import type { Declaration, Scope } from '../values/scope.js';

const filling: ReadonlySet<string> = new Set(['Go', 'TryGo', 'Add', 'Done', 'SetLimit']);

/** Packages whose types run what `Go` and `Add` are given until somebody waits for all of it. */
const groups =
  /^(?:sync|golang\.org\/x\/sync\/errgroup|github\.com\/oklog\/(?:oklog\/pkg\/)?(?:run|group)|github\.com\/sourcegraph\/conc(?:\/pool)?|gopkg\.in\/tomb)(?:\.|$)/;
/**
 * Something may wait for what the call is given. Of a type of the program's own it is not known, unless its methods here wait; nor of one
 * that another package makes.
 */
export function mayWait(scope: Scope, call: SyntaxNode): boolean {
  const callee = scope.file.callee(call);
  if (callee.kind !== 'method' || (callee.name !== 'Go' && callee.name !== 'Add')) return true;
  const type = scope.typeOf(callee.receiver);
  if (type === '') return isMadeByGroups(scope, callee.receiver);
  if (!type.startsWith('.')) return groups.test(type);
  const own = scope.file.functions.filter(({ receiverType }) => `.${receiverType}` === type);
  if (own.some(({ name }) => name === callee.name))
    return own.some(({ body }) => body !== undefined && /\.Wait\(/.test(scope.file.text(body)));
  return (scope.file.structs.get(type.slice(1)) ?? []).some((each) => each.embedded && groups.test(each.type));
}
/** Where nothing says who made it, its methods' names are all there is. */
function isMadeByGroups(scope: Scope, receiver: SyntaxNode): boolean {
  const maker = receiver.type === 'identifier' ? scope.declarationOf(receiver)?.writes[0]?.value : undefined;
  const callee = maker?.type === 'call_expression' ? scope.file.callee(maker) : undefined;
  return callee?.kind !== 'package' || groups.test(callee.package.base);
}
/** Only of a variable of its own function that is not given away: whoever else holds it may wait. */
export function isNeverJoined(scope: Scope, call: SyntaxNode): boolean {
  const callee = scope.file.callee(call);
  const group = callee.kind === 'method' && callee.receiver.type === 'identifier' ? callee.receiver : undefined;
  const declaration = group === undefined ? undefined : scope.declarationOf(group);
  return declaration !== undefined && neverJoined(scope).has(declaration);
}
const neverJoined = perObject((scope: Scope): ReadonlySet<Declaration> => {
  const groups = new Map<Declaration, SyntaxNode[]>();
  const names = new Set<string>();
  for (const call of scope.nodes('call_expression')) {
    const callee = scope.file.callee(call);
    if (callee.kind !== 'method' || !filling.has(callee.name) || callee.receiver.type !== 'identifier') continue;
    const declaration = scope.declarationOf(callee.receiver);
    const isOwn = declaration?.parameterOf === undefined && declaration?.scope !== scope.file.root;
    if (declaration === undefined || !isOwn) continue;
    append(groups, declaration, callee.receiver);
    names.add(declaration.name);
  }
  const used = new Set<Declaration>();
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'identifier' && names.has(scope.file.text(node))) {
      const declaration = scope.declarationOf(node);
      if (declaration !== undefined && !fills(scope, node)) used.add(declaration);
    }
    node.children.forEach(visit);
  };
  visit(scope.file.root);
  return new Set([...groups.keys()].filter((each) => !used.has(each)));
});
/** The name where it is declared, or `group` of `group.Go(…)`. */
function fills(scope: Scope, name: SyntaxNode): boolean {
  const { parent } = name;
  if (parent?.type === 'selector_expression') return filling.has(scope.file.text(parent.children[1] ?? parent));
  const statement = parent?.type === 'expression_list' ? parent.parent : parent;
  if (statement?.type === 'var_spec') return true;
  return statement?.type === 'short_var_declaration' && statement.children[0] === parent;
}
