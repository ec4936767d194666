// Where a call leads: to a function of the same file, to what a variable or field holds, or out of the file.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import type { Declaration, Scope } from '../values/scope.js';
import type { Values } from '../values/values.js';
import type { UnfollowedCall } from './shutdown-calls.js';

export type CallTarget =
  /** A literal, or a function or method declared here. */
  | { readonly is: 'function'; readonly node: SyntaxNode }
  | { readonly is: 'variable'; readonly declaration: Declaration; readonly at: SyntaxNode }
  /** A field, a method of another file, or one of several of that name; `held`: what may hold a function. */
  | { readonly is: 'method'; readonly held: SyntaxNode | undefined; readonly several: boolean }
  /** `hooks[i](ctx)` */
  | { readonly is: 'element' }
  | { readonly is: 'outside' | 'nothing' };

export function targetOf(scope: Scope, call: SyntaxNode): CallTarget {
  const callee = scope.file.callee(call);
  switch (callee.kind) {
    case 'other': {
      const target = skipParentheses(call.children[0]);
      if (target?.type === 'index_expression') return { is: 'element' };
      return target?.type === 'func_literal' ? { is: 'function', node: target } : { is: 'nothing' };
    }
    case 'local': {
      const declaration = scope.declarationOf(callee.at);
      const value = skipParentheses(declaration?.writes[0]?.value);
      if (value?.type === 'func_literal') return { is: 'function', node: value };
      if (declaration !== undefined) return { is: 'variable', declaration, at: callee.at };
      const named = scope.functionNamed(callee.name);
      return named === undefined ? { is: 'outside' } : { is: 'function', node: named.node };
    }
    case 'method': {
      const type = scope.typeOf(callee.receiver);
      const methods = scope.methodsNamed(callee.name).filter((each) => type === '' || type === `.${each.receiverType}`);
      const [only] = methods;
      if (methods.length === 1 && only !== undefined) return { is: 'function', node: only.node };
      const held = callee.receiver.type === 'selector_expression' ? call.children[0] : undefined;
      return { is: 'method', held, several: methods.length > 0 };
    }
    default:
      return { is: 'outside' };
  }
}

/** A function that the caller gives: a parameter of a function of this file, or one of a list. */
export function isHandedIn({ parameterOf, writes, type }: Declaration): boolean {
  if (writes.length > 0 || type === 'context.CancelFunc') return false;
  return parameterOf === undefined ? type === '' : parameterOf.declared !== undefined;
}
/** `m.stop(ctx)` where the struct has such a field, and no method. */
export function isHandedField(scope: Scope, call: SyntaxNode): boolean {
  const callee = scope.file.callee(call);
  if (callee.kind !== 'method') return false;
  const fields = scope.file.structs.get(scope.typeOf(callee.receiver).replace(/^\./, ''));
  const field = fields?.find(({ name }) => name === callee.name);
  return field !== undefined && field.type !== 'context.CancelFunc';
}
/** `hook.Stop(ctx)` of one of a list. */
export function isHandedElement(scope: Scope, call: SyntaxNode): boolean {
  const callee = scope.file.callee(call);
  if (callee.kind !== 'method') return false;
  const declaration = callee.receiver.type === 'identifier' ? scope.declarationOf(callee.receiver) : undefined;
  return declaration?.parameterOf === undefined && declaration?.type === '' && declaration.writes.length === 0;
}
/** Whatever it is that other files hand to this package, link puts it there. */
export function handedIn({ scope }: Values, call: SyntaxNode): UnfollowedCall {
  const text = scope.file.excerpt(call.children[0] ?? call);
  return { reason: `it calls ${text}, which other files hand in`, calls: { space: 'handed', name: '' } };
}
