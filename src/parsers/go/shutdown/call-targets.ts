// Where a call leads: to a function of the same file, to what a variable or field holds, or out of the file.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import type { Declaration, Scope } from '../values/scope.js';

export type CallTarget =
  /** A literal, or a function or method declared here. */
  | { readonly is: 'function'; readonly node: SyntaxNode }
  | { readonly is: 'variable'; readonly declaration: Declaration; readonly at: SyntaxNode }
  /** A field, a method of another file, or one of several of that name; `held`: what may hold a function. */
  | { readonly is: 'method'; readonly held: SyntaxNode | undefined; readonly several: boolean }
  | { readonly is: 'outside' | 'nothing' };

export function targetOf(scope: Scope, call: SyntaxNode): CallTarget {
  const callee = scope.file.callee(call);
  switch (callee.kind) {
    case 'other': {
      const target = skipParentheses(call.children[0]);
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
