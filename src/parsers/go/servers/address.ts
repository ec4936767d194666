// Reads where a Go server listens: host and port out of `":8080"`, `host + ":" + port`, `fmt.Sprintf(":%d", port)`, JoinHostPort.
import { type Expression, literal } from '../../../model/expression.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { type GoFunction, skipParentheses } from '../file.js';
import type { Values } from '../values/values.js';
import { openedOn, openerOf, openingIn, withArguments } from './listeners.js';

export interface Address {
  readonly port?: Expression;
  readonly host?: Expression;
}

export function readAddress(values: Values, node: SyntaxNode | undefined, depth = 0): Address {
  const inner = skipParentheses(node);
  if (inner === undefined || depth > 6) return {};
  const { scope } = values;
  const { file } = scope;
  if (inner.type === 'binary_expression') return readParts(values, flatten(inner));
  if (inner.type === 'call_expression') {
    const called = file.calledFunction(inner);
    const args = file.callArguments(inner);
    if (called === 'net.JoinHostPort') return withHost(values, args[0], args[1]);
    if (called === 'fmt.Sprintf') return readFormat(values, inner);
    if (called === 'fmt.Sprint') return readParts(values, args);
    const opened = openedOn(scope, inner);
    if (opened !== undefined) return readAddress(values, opened, depth + 1);
    const opener = openerOf(scope, inner);
    const inside =
      opener && values.frames.within(opener.target, inner, args, () => readAddress(values, opener.opens, depth + 1));
    if (inside !== undefined) return inside;
    return splitExpression(withArguments(values, inner, values.read(inner)));
  }
  if (inner.type === 'identifier') {
    const declaration = scope.declarationOf(inner);
    const [only] = declaration?.writes ?? [];
    if (only !== undefined && declaration?.writes.length === 1 && only.index === 0) {
      const value = skipParentheses(only.value);
      if (value?.type === 'binary_expression' || value?.type === 'call_expression' || value?.type === 'identifier') {
        return readAddress(values, value, depth + 1);
      }
    }
  }
  return splitExpression(values.read(inner));
}

/** What a function listens on that gives its listener to other files, as far as it is not what they hand it. */
export function addressOpenedBy(values: Values, target: GoFunction): Expression | undefined {
  const opens = openingIn(values.scope, target);
  return opens === undefined ? undefined : values.forCallers(target, () => readAddress(values, opens).port);
}

function flatten(node: SyntaxNode): readonly SyntaxNode[] {
  if (node.type !== 'binary_expression') return [node];
  return node.children.flatMap(flatten);
}
/** `host`, `":"`, `port`; or `":"` and `port`: what is added up, or printed side by side. */
function readParts(values: Values, parts: readonly SyntaxNode[]): Address {
  const { file } = values.scope;
  const colon = parts.findIndex((each) => file.stringValue(each)?.includes(':') === true);
  const port = parts[colon + 1];
  const text = colon < 0 ? undefined : file.stringValue(parts[colon]);
  if (text === undefined || port === undefined || colon + 2 !== parts.length || !text.endsWith(':')) return {};
  const named = text.slice(0, -1);
  const at = parts[colon];
  const host = named === '' ? (colon === 1 ? parts[0] : undefined) : undefined;
  const written = named !== '' && at !== undefined ? { host: literal(named, file.at(at)) } : {};
  return { ...withHost(values, host, port), ...written };
}
function readFormat(values: Values, call: SyntaxNode): Address {
  const { file } = values.scope;
  const [format, ...args] = file.callArguments(call);
  const text = file.stringValue(format);
  const match = text === undefined ? null : /^(.*):(%[dsv]|\d+)$/.exec(text);
  if (match === null || format === undefined) return {};
  const [, before = '', after = ''] = match;
  const verbs = before.match(/%[dsv]/g)?.length ?? 0;
  if (verbs > 1) return {};
  const port = after.startsWith('%') ? args[verbs] : undefined;
  const host = verbs === 1 && before.length === 2 ? args[0] : undefined;
  const written = verbs === 0 && before !== '' ? { host: literal(before, file.at(format)) } : {};
  if (port === undefined && !after.startsWith('%'))
    return { ...written, port: literal(Number(after), file.at(format)) };
  return { ...withHost(values, host, port), ...written };
}
function withHost(values: Values, host: SyntaxNode | undefined, port: SyntaxNode | undefined): Address {
  return {
    ...(port === undefined ? {} : { port: splitExpression(values.read(port)).port ?? values.read(port) }),
    ...(host === undefined ? {} : { host: values.read(host) }),
  };
}

/** What comes from elsewhere is passed on as it is: whoever learns its value takes it apart. */
function splitExpression(expression: Expression): Address {
  switch (expression.kind) {
    case 'literal': {
      if (typeof expression.value === 'number') return { port: expression };
      if (typeof expression.value !== 'string') return {};
      const match = /^(?:(.*):)?(\d{1,5})$/.exec(expression.value);
      if (match === null) return { port: expression };
      const port = literal(Number(match[2]), expression.at, expression.value);
      return match[1] === undefined || match[1] === '' ? { port } : { port, host: literal(match[1], expression.at) };
    }
    case 'fallback':
    case 'either': {
      const parts = expression.options.map(splitExpression);
      if (parts.some(({ host }) => host !== undefined)) return { port: expression };
      return { port: { ...expression, options: expression.options.map((each, index) => parts[index]?.port ?? each) } };
    }
    default:
      return { port: expression };
  }
}
