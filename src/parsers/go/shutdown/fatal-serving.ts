// Whether the process ends when a call that serves gives an error, and takes http.ErrServerClosed, the answer to a shutdown, for one.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { enclosingFunction } from '../values/flow.js';
import { isInside } from '../values/scope.js';
import type { Values } from '../values/values.js';
import { isFunction } from './order.js';
import { isExit } from './shutdown-calls.js';

/** `log.Fatal(srv.ListenAndServe())`, or an error check that never mentions ErrServerClosed and ends the process. `givesNil`: a shutdown is no error. */
export function fatalAfter(values: Values, serving: SyntaxNode, givesNil: boolean): SyntaxNode | undefined {
  const { file } = values.scope;
  const around = serving.parent?.type === 'argument_list' ? serving.parent.parent : undefined;
  if (around !== undefined) return isExit(values, around) ? around : undefined;
  for (let node = serving.parent; node !== undefined && !isFunction(node); node = node.parent) {
    if (node.type === 'if_statement')
      return isInside(serving, headOf(node)) && !givesNil ? exitIn(values, node) : undefined;
    if (node.type !== 'short_var_declaration' && node.type !== 'assignment_statement') continue;
    if (node.parent?.type === 'if_statement') continue;
    const next = nextStatement(node);
    const call = next?.type === 'expression_statement' ? next.children[0] : undefined;
    if (call?.type === 'call_expression') return isExit(values, call) ? call : undefined;
    return !givesNil &&
      next?.type === 'if_statement' &&
      /!= *nil/.test(file.slice(headOf(next).start, headOf(next).end))
      ? exitIn(values, next)
      : undefined;
  }
  return undefined;
}
/** Only where nothing turns off before the exit. */
function exitIn(values: Values, statement: SyntaxNode): SyntaxNode | undefined {
  if (tellsApart.test(values.scope.file.text(statement))) return undefined;
  const block = statement.children.find((each) => each.type === 'block');
  for (const each of block?.children.flatMap((list) => (list.type === 'statement_list' ? list.children : [list])) ??
    []) {
    const call = each.type === 'expression_statement' ? firstExit(values, each) : undefined;
    if (call !== undefined) return call;
    if (each.type !== 'expression_statement' && /\b(?:return|break|continue|goto)\b/.test(values.scope.file.text(each)))
      return undefined;
  }
  return undefined;
}
const tellsApart = /ErrServerClosed|ErrAbortHandler/;
function firstExit(values: Values, node: SyntaxNode): SyntaxNode | undefined {
  if (node.type === 'call_expression' && isExit(values, node)) return node;
  if (node.type === 'func_literal') return undefined;
  for (const child of node.children) {
    const found = firstExit(values, child);
    if (found !== undefined) return found;
  }
  return undefined;
}
/** Initialiser and condition of an `if`. */
function headOf(statement: SyntaxNode): { readonly start: number; readonly end: number } {
  const block = statement.children.find((each) => each.type === 'block');
  return { start: statement.start, end: block?.start ?? statement.end };
}
function nextStatement(node: SyntaxNode): SyntaxNode | undefined {
  const list = node.parent?.children ?? [];
  return list[list.indexOf(node) + 1];
}

/** The error is handed to a caller of this file, and ends the process there. */
export function fatalInCallers(values: Values, serving: SyntaxNode, depth = 0): SyntaxNode | undefined {
  const { scope } = values;
  const owner = enclosingFunction(serving);
  const declared = scope.file.functions.find((each) => each.node === owner);
  if (declared === undefined || depth > deepest || !handsErrorOn(values, serving)) return undefined;
  for (const call of scope.nodes('call_expression')) {
    const callee = scope.file.callee(call);
    const kind = declared.receiverType === undefined ? 'local' : 'method';
    if (callee.kind !== kind || callee.name !== declared.name) continue;
    const found = fatalAfter(values, call, false) ?? fatalInCallers(values, call, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
const deepest = 3;

/** `return srv.ListenAndServe()`, `if err := srv.Start(); err != nil { return err }`, in a function that never tells that error apart. */
export function handsErrorOn({ scope }: Values, serving: SyntaxNode): boolean {
  const owner = enclosingFunction(serving);
  if (owner === undefined || owner.type === 'func_literal' || tellsApart.test(scope.file.text(owner))) return false;
  for (let node: SyntaxNode | undefined = serving.parent; node !== undefined && node !== owner; node = node.parent) {
    if (node.type === 'return_statement') return true;
    if (node.type === 'argument_list') return false;
    if (node.type === 'short_var_declaration' || node.type === 'assignment_statement') {
      if (node.parent?.type === 'if_statement') continue;
      const next = nextStatement(node);
      return next !== undefined && returnsError(scope.file.text(next));
    }
    if (node.type === 'if_statement') return isInside(serving, headOf(node)) && returnsError(scope.file.text(node));
  }
  return false;
}
const returnsError = (text: string): boolean => /\breturn\b[^\n{}]{0,200}\berr\b/.test(text);
