// The transport under a client that requests are sent with: the default one, or an own one with its settings.
import type { WrittenSetting } from '../../../model/facts.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { type Flow, keyedElements } from '../values/flow.js';
import type { Values } from '../values/values.js';
import { ownTransport } from './clients.js';

export interface RequestTransport {
  readonly product: string;
  readonly settings: readonly WrittenSetting[];
}
export const defaultTransport: RequestTransport = { product: 'go-default-transport', settings: [] };
const clientType = 'net/http.Client';

/** Undefined unless every client that this may be is made in this file, all with the same transport. */
export function transportOfClient(values: Values, flow: Flow, receiver: SyntaxNode): RequestTransport | undefined {
  const { scope } = values;
  const { file } = scope;
  const inner = skipParentheses(receiver);
  if (inner === undefined) return undefined;
  if (file.text(inner) === 'http.DefaultClient') return defaultTransport;
  if (scope.typeOf(inner) !== clientType) return undefined;
  const field = inner.type === 'selector_expression' ? inner.children[1] : undefined;
  const declaration = inner.type === 'identifier' ? scope.declarationOf(inner) : undefined;
  if (declaration?.parameterOf !== undefined) return undefined;
  const given =
    field === undefined
      ? (declaration?.writes.map(({ value }) => value) ?? [inner])
      : scope
          .nodes('composite_literal')
          .flatMap((each) => keyedElements(scope, each))
          .flatMap(({ name, value }) => (name === file.text(field) ? [value] : []));
  // Another one that is put into its place later.
  if (field !== undefined && /\.Transport = /.test(file.slice(0, file.root.end))) return undefined;
  const found = given.map((each) => transportIn(values, flow, each));
  const [first] = found;
  const isOne = found.every((each) => JSON.stringify(each) === JSON.stringify(first));
  return isOne ? first : undefined;
}
function transportIn(values: Values, flow: Flow, node: SyntaxNode, depth = 0): RequestTransport | undefined {
  const { scope } = values;
  const inner = skipParentheses(node);
  const value = inner?.type === 'unary_expression' ? skipParentheses(inner.children[0]) : inner;
  if (value === undefined || depth > 3) return undefined;
  if (scope.file.text(value) === 'http.DefaultClient') return defaultTransport;
  if (value.type === 'identifier') {
    const [write, ...others] = scope.declarationOf(value)?.writes ?? [];
    return write === undefined || others.length > 0 ? undefined : transportIn(values, flow, write.value, depth + 1);
  }
  if (value.type !== 'composite_literal' || scope.file.typeText(value.children[0]) !== clientType) return undefined;
  return ownTransport(values, flow, value);
}
