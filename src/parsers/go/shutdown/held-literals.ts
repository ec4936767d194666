// Function literals that variables hold: `run, stop := newServer()`, where newServer gives back two of them, and who calls them.
import { perObject } from '../../../knowledge/memo.js';
import { append, groupPairs } from '../../../model/group-by.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { type GoFunction, skipParentheses } from '../file.js';
import { enclosingFunction } from '../values/flow.js';
import type { Declaration, Scope, Write } from '../values/scope.js';

/** The calls of a literal by the name of the only variable that is given it, in the order of the text. */
export const callsOfHeld = (scope: Scope, literal: SyntaxNode): readonly SyntaxNode[] =>
  callsByLiteral(scope).get(literal) ?? [];

const callsByLiteral = perObject((scope: Scope): ReadonlyMap<SyntaxNode, readonly SyntaxNode[]> => {
  const calls = groupPairs(
    scope.nodes('call_expression').flatMap((call) => {
      const callee = scope.file.callee(call);
      const held = callee.kind === 'local' ? scope.declarationOf(callee.at) : undefined;
      return held === undefined ? [] : [[held, call] as const];
    }),
  );
  const found = new Map<SyntaxNode, SyntaxNode[]>();
  for (const [declaration, called] of calls) {
    const literal = literalIn(declaration) ?? givenBack(scope, declaration);
    if (literal !== undefined) for (const call of called) append(found, literal, call);
  }
  for (const each of found.values()) each.sort((a, b) => a.start - b.start);
  return found;
});
function onlyWrite({ writes, parameterOf }: Declaration): Write | undefined {
  return parameterOf === undefined && writes.length === 1 ? writes[0] : undefined;
}
function literalIn(declaration: Declaration | undefined): SyntaxNode | undefined {
  const value = declaration === undefined ? undefined : skipParentheses(onlyWrite(declaration)?.value);
  return value?.type === 'func_literal' ? value : undefined;
}
/** The result of a function of this file that the variable is given. */
function givenBack(scope: Scope, declaration: Declaration): SyntaxNode | undefined {
  const write = onlyWrite(declaration);
  const made = skipParentheses(write?.value);
  const callee = made?.type === 'call_expression' ? scope.file.callee(made) : undefined;
  if (write === undefined || callee === undefined) return undefined;
  const [only, another] =
    callee.kind === 'local'
      ? [scope.functionNamed(callee.name)]
      : callee.kind === 'method'
        ? scope.methodsNamed(callee.name)
        : [];
  const literals = only === undefined || another !== undefined ? [] : literalsReturned(scope, only, write.index);
  return literals.length === 1 ? literals[0] : undefined;
}
function literalsReturned(scope: Scope, { node }: GoFunction, index: number): readonly SyntaxNode[] {
  const returned = (returnsByFunction(scope).get(node) ?? []).flatMap((statement) => {
    const value = skipParentheses(statement.children[0]?.children[index]);
    if (value?.type === 'func_literal') return [value];
    return (value?.type === 'identifier' ? literalIn(scope.declarationOf(value)) : undefined) ?? [];
  });
  return [...new Set(returned)];
}
const returnsByFunction = perObject((scope: Scope) =>
  groupPairs(
    scope.nodes('return_statement').flatMap((statement) => {
      const owner = enclosingFunction(statement);
      return owner === undefined ? [] : [[owner, statement] as const];
    }),
  ),
);
