// Configurations of a framework that a function of another package gives: `func Fiber() fiber.Config { return fiber.Config{…} }`.
import type { Expression } from '../../../model/expression.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { type GoFunction, skipParentheses } from '../file.js';
import { isLibrary } from '../settings-packages.js';
import { frameworks } from '../shapes.js';
import { enclosingFunction, keyedElements } from '../values/flow.js';
import type { Values } from '../values/values.js';
import { literalsOf } from './field-sources.js';
import { sourceKeys } from './source-keys.js';

/** By the type of the configuration, which stands beside the framework's constructor: the framework. */
const products: ReadonlyMap<string, string> = new Map(
  frameworks.flatMap(({ config, type, product }) =>
    config === true ? [[`${type.slice(0, type.lastIndexOf('.'))}.Config`, product] as const] : [],
  ),
);

/** What the only literal that a function returns sets; what it leaves out is zero, as everywhere in Go. */
export function* givenConfigurations(values: Values): Iterable<readonly [string, Expression]> {
  for (const owner of values.scope.file.functions) {
    const product = owner.receiverType === undefined ? products.get(owner.results[0] ?? '') : undefined;
    const literal = product === undefined ? undefined : onlyLiteral(values, owner);
    if (product === undefined || literal === undefined) continue;
    const elements = keyedElements(values.scope, literal);
    for (const { field, isLength } of sourceKeys(product)) {
      const value = elements.find(({ name }) => name === field)?.value;
      const at = values.scope.file.at(literal);
      const none: Expression = { kind: 'literal', value: 0, at };
      const set = value === undefined ? none : isLength ? values.readLength(value) : values.read(value);
      yield [`${owner.name}().${field}`, set];
    }
  }
}
/** Nothing is written to it before it is returned. */
function onlyLiteral(values: Values, { node }: GoFunction): SyntaxNode | undefined {
  const { scope } = values;
  const returns = scope.nodes('return_statement').filter((each) => enclosingFunction(each) === node);
  const [only, another] = returns;
  const [list] = only?.children ?? [];
  const given = skipParentheses(list?.type === 'expression_list' ? list.children[0] : list);
  if (given === undefined || another !== undefined || given.type === 'identifier') return undefined;
  const [literal] = literalsOf(values, given);
  return literal;
}

/** The name of one field of what `configs.Fiber()` gives, where the scan may have that function. */
export function givenField(values: Values, given: SyntaxNode, field: string): Expression | undefined {
  const { file } = values.scope;
  const callee = given.type === 'call_expression' ? file.callee(given) : undefined;
  if (callee?.kind !== 'package' || isLibrary(callee.package.path)) return undefined;
  const at = file.at(given);
  return { kind: 'name', space: `package:${callee.package.path}`, name: `${callee.name}().${field}`, at };
}
