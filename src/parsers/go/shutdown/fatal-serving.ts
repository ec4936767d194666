// Whether the process ends when a call that serves gives an error, and takes http.ErrServerClosed, the answer to a shutdown, for one.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { enclosingFunction } from '../values/flow.js';
import type { Values } from '../values/values.js';
import { type Given, type GivenError, holds, wrapped } from './error-tests.js';
import { isHarmless } from './harmless.js';
import { isFunction } from './order.js';
import { isExit } from './shutdown-calls.js';

/** What statements do about the error: nothing that is known, unless one of these. */
type Outcome =
  | { readonly is: 'exit'; readonly at: SyntaxNode }
  /** `error`: what whoever called is given of it. */
  | { readonly is: 'returns'; readonly error?: Given }
  | { readonly is: 'sends'; readonly channel: SyntaxNode }
  /** The statements are done, and what stands behind them runs. */
  | { readonly is: 'done' }
  | { readonly is: 'unknown' };
const unknown: Outcome = { is: 'unknown' };
const done: Outcome = { is: 'done' };
const deepest = 3;

/** `log.Fatal(srv.ListenAndServe())`, or a check that ends the process for that error, too. `givesNil`: a shutdown is no error. */
export function fatalAfter(values: Values, serving: SyntaxNode, givesNil: boolean): SyntaxNode | undefined {
  const outcome = outcomeOf(values, serving, givesNil ? 'nil' : 'closed');
  return outcome.is === 'exit' ? outcome.at : undefined;
}
/** The channel that the error is sent to. */
export function sentTo(values: Values, serving: SyntaxNode): SyntaxNode | undefined {
  const outcome = outcomeOf(values, serving, 'closed');
  return outcome.is === 'sends' ? outcome.channel : undefined;
}

/** What becomes of the error that a call gives, or a receive. */
function outcomeOf(values: Values, serving: SyntaxNode, given: Given): Outcome {
  const { scope } = values;
  let error: GivenError = { given, is: (node) => skipParentheses(node) === serving };
  for (let node: SyntaxNode = serving; node.parent !== undefined && !isFunction(node.parent); node = node.parent) {
    const { parent } = node;
    switch (parent.type) {
      case 'argument_list': {
        const call = parent.parent;
        return call === undefined || node !== serving ? unknown : ofCall(values, call, error, 0);
      }
      case 'send_statement':
        return parent.children[1] === serving && parent.children[0] !== undefined
          ? { is: 'sends', channel: parent.children[0] }
          : unknown;
      case 'return_statement':
        return { is: 'returns', error: given };
      case 'short_var_declaration':
      case 'assignment_statement':
      case 'receive_statement': {
        const [name] = parent.children[0]?.children ?? [];
        const text = name?.type === 'identifier' ? scope.file.text(name) : '_';
        if (text === '_' || !isAlone(parent)) return unknown;
        error = { given, is: (each) => each.type === 'identifier' && scope.file.text(each) === text };
        break;
      }
      case 'if_statement': {
        if (node === parent.children.find((each) => each.type === 'block')) return unknown;
        const outcome = ofBranch(values, parent, error, 0);
        if (outcome.is !== 'done') return outcome;
        // What it declared is not seen behind it.
        error = { given, is: () => false };
        break;
      }
      case 'communication_case':
        return unknown;
      case 'statement_list':
        return ofStatements(values, parent.children.slice(parent.children.indexOf(node) + 1), error, 0);
    }
  }
  return unknown;
}
/** One value on the right; `n, err := f()` gives the error second, and serving gives nothing else. */
function isAlone(statement: SyntaxNode): boolean {
  const [left, right] = statement.children;
  return left?.children.length === 1 && (right?.type !== 'expression_list' || right.children.length === 1);
}

/** Statement by statement, as long as none of them takes time. */
function ofStatements(values: Values, statements: readonly SyntaxNode[], error: GivenError, depth: number): Outcome {
  for (const statement of statements) {
    const outcome = ofStatement(values, statement, error, depth);
    if (outcome.is !== 'done') return outcome;
  }
  return done;
}
function ofStatement(values: Values, statement: SyntaxNode, error: GivenError, depth: number): Outcome {
  switch (statement.type) {
    case 'comment':
    case 'empty_statement':
    case 'defer_statement':
      return done;
    case 'block':
      return ofStatements(values, statementsOf(statement), error, depth);
    case 'if_statement': {
      const block = statement.children.findIndex((each) => each.type === 'block');
      const first = block > 1 ? statement.children[0] : undefined;
      return first === undefined || ofStatement(values, first, error, depth).is === 'done'
        ? ofBranch(values, statement, error, depth)
        : unknown;
    }
    case 'return_statement':
      return returned(values, statement, error);
    case 'send_statement': {
      const [channel, value] = statement.children;
      return channel !== undefined && value !== undefined && someIdentifier(value, error)
        ? { is: 'sends', channel }
        : unknown;
    }
    case 'expression_statement': {
      const exit = firstExit(values, statement);
      if (exit !== undefined) return { is: 'exit', at: exit };
      const [call] = statement.children;
      const own = call?.type === 'call_expression' ? ofCall(values, call, error, depth) : unknown;
      return own.is === 'unknown' && takesNoTime(values, statement) ? done : own;
    }
    case 'short_var_declaration':
    case 'var_declaration':
    case 'assignment_statement': {
      const [left] = statement.children;
      const replaced = left?.children.some((each) => error.is(each)) === true;
      return !replaced && takesNoTime(values, statement) ? done : unknown;
    }
    default:
      return unknown;
  }
}
function ofBranch(values: Values, statement: SyntaxNode, error: GivenError, depth: number): Outcome {
  const { children } = statement;
  const index = children.findIndex((each) => each.type === 'block');
  const taken = holds(values.scope, children[index - 1], error);
  if (taken === undefined) return unknown;
  const branch = taken ? children[index] : children[index + 1];
  return branch === undefined ? done : ofStatement(values, branch, error, depth);
}
function returned({ scope }: Values, statement: SyntaxNode, error: GivenError): Outcome {
  const list = statement.children.find((each) => each.type === 'expression_list');
  const value = (list?.children ?? []).find((each) => someIdentifier(each, error));
  return value === undefined ? { is: 'returns' } : { is: 'returns', error: wrapped(scope, value, error) };
}
/** A function of this file that is given the error: `must(srv.ListenAndServe())`. */
function ofCall(values: Values, call: SyntaxNode, error: GivenError, depth: number): Outcome {
  const { scope } = values;
  if (isExit(values, call)) return { is: 'exit', at: call };
  const callee = scope.file.callee(call);
  const index = scope.file.callArguments(call).findIndex((each) => error.is(each));
  const declared = callee.kind === 'local' ? scope.functionNamed(callee.name) : undefined;
  const parameter = declared?.parameters[index];
  if (declared?.body === undefined || parameter === undefined || depth >= deepest) return unknown;
  const name = scope.file.text(parameter.name);
  const inner: GivenError = { ...error, is: (each) => each.type === 'identifier' && scope.file.text(each) === name };
  const outcome = ofStatements(values, statementsOf(declared.body), inner, depth + 1);
  return outcome.is === 'exit' || (outcome.is === 'done' && declared.results.length === 0) ? outcome : unknown;
}
const takesNoTime = (values: Values, statement: SyntaxNode): boolean =>
  !values.scope.file.text(statement).includes('<-') && isHarmless(values, statement);
const statementsOf = (block: SyntaxNode): readonly SyntaxNode[] =>
  block.children.flatMap((each) => (each.type === 'statement_list' ? each.children : [each]));

function someIdentifier(node: SyntaxNode, error: GivenError): boolean {
  return error.is(node) || node.children.some((each) => someIdentifier(each, error));
}
function firstExit(values: Values, node: SyntaxNode): SyntaxNode | undefined {
  if (node.type === 'call_expression' && isExit(values, node)) return node;
  if (node.type === 'func_literal') return undefined;
  for (const child of node.children) {
    const found = firstExit(values, child);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The error is handed to a caller of this file, and ends the process there. */
export function fatalInCallers(
  values: Values,
  serving: SyntaxNode,
  given: Given = 'closed',
  depth = 0,
): SyntaxNode | undefined {
  const { scope } = values;
  const owner = enclosingFunction(serving);
  const declared = scope.file.functions.find((each) => each.node === owner);
  const handed = declared === undefined || depth > deepest ? undefined : handedOn(values, serving, given);
  if (declared === undefined || handed === undefined) return undefined;
  for (const call of scope.callsTo(declared)) {
    const outcome = outcomeOf(values, call, handed);
    const found = outcome.is === 'exit' ? outcome.at : fatalInCallers(values, call, handed, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `return srv.ListenAndServe()`, `if err := srv.Start(); err != nil { return err }`: the error of a shutdown reaches whoever called. */
export function handsErrorOn(values: Values, serving: SyntaxNode): boolean {
  return handedOn(values, serving, 'closed') !== undefined;
}
function handedOn(values: Values, serving: SyntaxNode, given: Given): Given | undefined {
  const owner = enclosingFunction(serving);
  if (owner === undefined || owner.type === 'func_literal') return undefined;
  const outcome = outcomeOf(values, serving, given);
  return outcome.is === 'returns' ? outcome.error : undefined;
}
