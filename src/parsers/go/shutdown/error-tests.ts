// What a condition says of the error that a call gave: of http.ErrServerClosed, or of none at all.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { standardLibrary } from '../shapes.js';
import type { Scope } from '../values/scope.js';

/**
 * What the call gave: the error that a shutdown makes of serving, one around it (`%w`), one that only tells of it (`%v`), one that may be
 * any of these, or nil.
 */
export type Given = 'closed' | 'around' | 'told' | 'some' | 'nil';
export interface GivenError {
  readonly given: Given;
  /** The expression holds that error. */
  readonly is: (node: SyntaxNode) => boolean;
}
const closed = 'net/http.ErrServerClosed';
/** https://pkg.go.dev/net/http#pkg-variables */
const closedText = 'http: Server closed';

/** True or false where the condition rests on nothing else. */
export function holds(scope: Scope, condition: SyntaxNode | undefined, error: GivenError): boolean | undefined {
  const node = skipParentheses(condition);
  if (node === undefined) return undefined;
  switch (node.type) {
    case 'unary_expression': {
      const inner = scope.unaryOperator(node) === '!' ? holds(scope, node.children[0], error) : undefined;
      return inner === undefined ? undefined : !inner;
    }
    case 'binary_expression':
      return ofOperator(scope, node, error);
    case 'call_expression':
      return ofCall(scope, node, error);
    default:
      return undefined;
  }
}
function ofOperator(scope: Scope, node: SyntaxNode, error: GivenError): boolean | undefined {
  const [left, right] = node.children;
  const operator = scope.operator(node);
  if (left === undefined || right === undefined) return undefined;
  if (operator === '&&' || operator === '||') {
    const both = [holds(scope, left, error), holds(scope, right, error)];
    const settling = operator === '||';
    if (both.includes(settling)) return settling;
    return both.includes(undefined) ? undefined : !settling;
  }
  if (operator !== '==' && operator !== '!=') return undefined;
  const same = error.is(left) ? equals(scope, right, error) : error.is(right) ? equals(scope, left, error) : undefined;
  const equal = same ?? textEquals(scope, left, right, error);
  return equal === undefined ? undefined : equal === (operator === '==');
}
function equals(scope: Scope, node: SyntaxNode, { given }: GivenError): boolean | undefined {
  const text = scope.file.text(node);
  if (text === 'nil') return given === 'nil';
  const named = sentinel(scope, node);
  return named === undefined || given === 'some' ? undefined : given === 'closed' && named === closed;
}
/** `err.Error() == "http: Server closed"` */
function textEquals(scope: Scope, left: SyntaxNode, right: SyntaxNode, error: GivenError): boolean | undefined {
  const [text] = [left, right].filter((each) => each.type === 'interpreted_string_literal');
  const [call] = [left, right].filter((each) => each.type === 'call_expression');
  const callee = call === undefined ? undefined : scope.file.callee(call);
  if (text === undefined || callee?.kind !== 'method' || callee.name !== 'Error' || !error.is(callee.receiver))
    return undefined;
  return error.given === 'closed' ? scope.file.text(text) === `"${closedText}"` : undefined;
}
/** `errors.Is(err, http.ErrServerClosed)` */
function ofCall(scope: Scope, call: SyntaxNode, error: GivenError): boolean | undefined {
  const [value, target] = scope.file.callArguments(call);
  if (scope.file.calledFunction(call) !== 'errors.Is' || value === undefined || !error.is(value)) return undefined;
  // It looks inside what is around another.
  const given = error.given === 'around' ? 'closed' : error.given;
  return target === undefined ? undefined : equals(scope, target, { ...error, given });
}
/** What another error makes of it: `fmt.Errorf("serve: %w", err)`. */
export function wrapped(scope: Scope, node: SyntaxNode, error: GivenError): Given {
  const { given } = error;
  if (error.is(node) || given === 'nil' || given === 'some') return given;
  const inner = skipParentheses(node);
  if (inner?.type !== 'call_expression') return 'some';
  const [format, ...rest] = scope.file.callArguments(inner);
  const around = rest.filter((each) => error.is(each));
  const [only, another] = around;
  if (scope.file.calledFunction(inner) !== 'fmt.Errorf' || only === undefined || another !== undefined) return 'some';
  const verbs = [...(scope.file.stringValue(format) ?? '').matchAll(/%[-+# 0]?([a-zA-Z%])/g)].filter(
    ([, verb]) => verb !== '%',
  );
  if (verbs.length !== rest.length) return 'some';
  const verb = verbs[rest.indexOf(only)]?.[1];
  return verb === 'w' ? (given === 'told' ? 'told' : 'around') : 'told';
}
/** A variable of the standard library; one of another package may be made of anything. */
function sentinel(scope: Scope, node: SyntaxNode): string | undefined {
  const [operand, field] = node.type === 'selector_expression' ? node.children : [];
  const imported = operand === undefined ? undefined : scope.file.packageNamed(operand);
  if (imported === undefined || field === undefined || !standardLibrary.test(imported.path)) return undefined;
  return `${imported.path}.${scope.file.text(field)}`;
}
