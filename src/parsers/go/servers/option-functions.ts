// Functional options: `func Port(p string) Option { return func(s *Server) { s.http.Addr = ":" + p } }`, given to what makes the server.
//
// A field of a server made from options is a `name` of the package, `option(<type>).<field>`, where a function sets it and is called; one of a
// server that is handed to a function of another file (`harden(server)`) is `option(<function>()).<field>`.
import { type Expression, ifDefined } from '../../../model/expression.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { serverTypes } from '../shapes.js';
import { enclosingFunction, type Flow } from '../values/flow.js';
import type { Values } from '../values/values.js';
import { readAddress } from './address.js';
import type { ServerSite } from './site.js';

export const optionName = (type: string, field: string): string => `option(${type}).${field}`;

/** Fields that the option functions of this file set, by the type they are given. */
export function optionSetters(values: Values): ReadonlyMap<string, Expression> {
  const { scope } = values;
  const found = new Map<string, Expression>();
  for (const statement of scope.nodes('assignment_statement')) {
    const literal = enclosingFunction(statement);
    if (literal?.type !== 'func_literal' || literal.parent?.parent?.type !== 'return_statement') continue;
    const owner = enclosingFunction(literal);
    const setter = scope.file.functions.find((each) => each.node === owner);
    if (setter === undefined || setter.receiverType !== undefined || setter.parameters.length !== 1) continue;
    const [target] = statement.children[0]?.children ?? [];
    const [value] = statement.children[1]?.children ?? [];
    const field = target?.type === 'selector_expression' ? target.children[1] : undefined;
    const type = target === undefined ? '' : scope.typeOf(rootOf(target));
    if (field === undefined || value === undefined || type === '') continue;
    const name = scope.file.text(field);
    const read = name === 'Addr' ? readAddress(values, value).port : values.reading(value).expression;
    // What nobody passes is not set.
    if (read !== undefined) found.set(optionName(type, name), ifDefined(read));
  }
  return found;
}
function rootOf(node: SyntaxNode): SyntaxNode {
  const [operand] = node.children;
  return node.type === 'selector_expression' && operand !== undefined ? rootOf(operand) : node;
}
/** The names under which other functions may set fields of this server. */
export function holdersOf(values: Values, flow: Flow, site: ServerSite): readonly string[] {
  return [...receivers(values, flow, site), ...optionHolders(values, site)];
}
/** Functions of other files of the package that are handed the server, the last one first. */
function receivers({ scope }: Values, flow: Flow, site: ServerSite): readonly string[] {
  if (site.framework !== undefined) return [];
  const called = flow.callsGiven(site.places).flatMap((call) => {
    const callee = scope.file.callee(call);
    if (callee.kind !== 'local' || scope.functionNamed(callee.name) !== undefined) return [];
    // `apply(server)` of an option in a variable
    const [name] = call.children;
    return name === undefined || scope.declarationOf(name) !== undefined ? [] : [`${callee.name}()`];
  });
  return [...new Set(called.reverse())];
}
/** Those of options; none where it is not made from them. */
export function optionHolders({ scope }: Values, site: ServerSite): readonly string[] {
  const owner = enclosingFunction(site.node);
  const maker = scope.file.functions.find((each) => each.node === owner);
  const last = maker?.parameters.at(-1)?.type ?? '';
  if (site.framework !== undefined || !/^\[\]\.?\w*(?:opt|config|func)/i.test(last)) return [];
  const holding = [...scope.file.structs].flatMap(([struct, fields]) =>
    fields.some(({ name, type }) => serverTypes.has(type) && site.places.has(`f:${name}`)) ? [`.${struct}`] : [],
  );
  const own = [...serverTypes].flatMap(([type, product]) => (product === site.product ? [type] : []));
  return [...holding, ...own];
}
/** What an option says, else what is written. */
export function orOption(holders: readonly string[], field: string, expression: Expression): Expression {
  if (holders.length === 0) return expression;
  const { at } = expression;
  const options = holders.map(
    (holder): Expression => ({
      ...{ kind: 'name', space: 'package', name: optionName(holder, field) },
      shown: field,
      optional: true,
      at,
    }),
  );
  return { kind: 'fallback', mode: 'if-missing', options: [...options, expression], at };
}
