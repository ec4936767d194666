// Reads what a Go file sets on one server: fields of its literal, assignments afterwards, options of a framework.
import type { Expression } from '../../model/expression.js';
import { literal } from '../../model/expression.js';
import type { WrittenSetting } from '../../model/facts.js';
import type { SyntaxNode } from '../kit/tree-sitter.js';
import { skipParentheses } from './file.js';
import { type Flow, keyedElements } from './flow.js';
import { combine, either } from './reading.js';
import { grpcKeepaliveFields, type SettingFields, serverTypes } from './shapes.js';
import { assignmentsTo, type ServerSite } from './sites.js';
import type { Values } from './values.js';

interface Source {
  readonly name: string;
  readonly key: SyntaxNode;
  readonly value: SyntaxNode;
  readonly conditional: boolean;
}

export function readSettings(values: Values, flow: Flow, site: ServerSite): readonly WrittenSetting[] {
  const { scope } = values;
  const { file } = scope;
  if (site.product === 'beego') return beegoSettings(values);
  if (site.framework?.product === 'go-grpc') return grpcSettings(values, site.node);
  if (site.framework?.options !== undefined) return optionSettings(values, site.node, site.framework.options);
  const fields = site.framework?.config ?? (site.framework?.inner === undefined ? site.fields : httpFields());
  const literals: SyntaxNode[] = site.framework === undefined ? [site.node] : [];
  if (site.framework?.config !== undefined) {
    for (const argument of file.callArguments(site.node)) literals.push(...literalsOf(values, argument));
  }
  const written = literals
    .flatMap((each) => keyedElements(scope, each))
    .map((each) => ({ ...each, conditional: false }));
  const assigned = assignmentsTo(scope, flow, site.places, site.framework?.inner ?? []).map((each) => ({
    ...each,
    conditional: isConditional(each.key),
  }));
  return settingsFrom(values, [...written, ...assigned], fields);
}

/** One setting per field, the last write deciding unless it only holds sometimes. */
export function settingsFrom(
  values: Values,
  sources: readonly Source[],
  fields: SettingFields,
): readonly WrittenSetting[] {
  const { file } = values.scope;
  return Object.entries(fields).flatMap(([key, name]): WrittenSetting[] => {
    const own = sources.filter((each) => each.name === key);
    const last = own.at(-1);
    if (last === undefined) return [];
    const options = own.map((each) => ({
      reading: { kind: 'any' as const, expression: readField(values, name, each.value) },
      conditional: each.conditional,
    }));
    const reading = combine(options, file.at(last.value), `${key} depends on a condition`);
    return reading === undefined ? [] : [{ name, key, value: reading.expression, keyAt: file.at(last.key) }];
  });
}
function readField(values: Values, name: string, node: SyntaxNode): Expression {
  return name === 'outbound.poolSize' ? values.read(node) : values.readLength(node);
}

/** A literal written in place, or in the variable that stands there. */
export function literalsOf(values: Values, node: SyntaxNode): readonly SyntaxNode[] {
  const inner = skipParentheses(node);
  if (inner === undefined) return [];
  if (inner.type === 'composite_literal') return [inner];
  if (inner.type === 'unary_expression')
    return inner.children[0] === undefined ? [] : literalsOf(values, inner.children[0]);
  if (inner.type !== 'identifier') return [];
  const declaration = values.scope.declarationOf(inner);
  const value = skipParentheses(declaration?.writes[0]?.value);
  return value?.type === 'composite_literal' || value?.type === 'unary_expression' ? literalsOf(values, value) : [];
}

/** `server.Default(server.WithIdleTimeout(d))`: the option's name without its package is the key. */
function optionSettings(values: Values, call: SyntaxNode, options: SettingFields): readonly WrittenSetting[] {
  const { file } = values.scope;
  const sources = optionCalls(values, call).flatMap((each): Source[] => {
    const [value] = file.callArguments(each.call);
    return value === undefined ? [] : [{ name: each.name, key: each.call, value, conditional: false }];
  });
  return settingsFrom(values, sources, options);
}
/** Option calls among the arguments, also through a slice handed over with `opts...`. */
export function optionCalls(
  values: Values,
  call: SyntaxNode,
): readonly { readonly name: string; readonly call: SyntaxNode }[] {
  const { file } = values.scope;
  return file.callArguments(call).flatMap((argument) => {
    const inner = argument.type === 'variadic_argument' ? argument.children[0] : argument;
    if (inner === undefined) return [];
    const nodes = inner.type === 'call_expression' ? [inner] : callsIn(values, inner);
    return nodes.flatMap((each) => {
      const callee = file.callee(each);
      return callee.kind === 'package' ? [{ name: callee.name, call: each }] : [];
    });
  });
}
function callsIn(values: Values, node: SyntaxNode): readonly SyntaxNode[] {
  const declaration = node.type === 'identifier' ? values.scope.declarationOf(node) : undefined;
  if (declaration === undefined) return [];
  return declaration.writes.flatMap((write) => {
    const value = skipParentheses(write.value);
    if (value?.type === 'composite_literal') {
      return (value.children[1]?.children ?? [])
        .flatMap((each) => skipParentheses(each) ?? [])
        .filter((each) => each.type === 'call_expression');
    }
    return value?.type === 'call_expression' && values.scope.file.callee(value).kind === 'local'
      ? values.scope.file.callArguments(value).filter((each) => each.type === 'call_expression')
      : [];
  });
}

function grpcSettings(values: Values, call: SyntaxNode): readonly WrittenSetting[] {
  const { scope } = values;
  const sources = optionCalls(values, call)
    .filter((each) => each.name === 'KeepaliveParams')
    .flatMap((each) => scope.file.callArguments(each.call))
    .flatMap((argument) => literalsOf(values, argument))
    .flatMap((each) => keyedElements(scope, each))
    .map((each) => ({ ...each, conditional: false }));
  return settingsFrom(values, sources, grpcKeepaliveFields);
}

/** `web.BConfig.Listen.ServerTimeOut = 60`: whole seconds, for reading and writing at once. */
function beegoSettings(values: Values): readonly WrittenSetting[] {
  const { scope } = values;
  return scope.nodes('assignment_statement').flatMap((statement): WrittenSetting[] => {
    const [left, right] = statement.children;
    const [target, value] = [left?.children[0], right?.children[0]];
    if (
      target === undefined ||
      value === undefined ||
      !scope.file.text(target).endsWith('BConfig.Listen.ServerTimeOut')
    )
      return [];
    const at = scope.file.at(value);
    const seconds: Expression = { kind: 'convert', to: 'integer-seconds', operand: values.read(value), at };
    return (['inbound.requestTimeout', 'inbound.writeTimeout'] as const).map((name) => ({
      name,
      key: 'ServerTimeOut',
      value: seconds,
      keyAt: scope.file.at(target),
    }));
  });
}

/** Fields of `http.Transport`, with its dialer. */
export function poolingSetting(values: Values, disabled: SyntaxNode): Expression {
  const at = values.scope.file.at(disabled);
  if (disabled.type === 'true' || disabled.type === 'false')
    return literal(disabled.type === 'false', at, `DisableKeepAlives: ${disabled.type}`);
  const options = [literal(true, at), literal(false, at)];
  return either(
    options.map((expression) => ({ kind: 'any' as const, expression })),
    at,
    'DisableKeepAlives is decided while the program runs',
  ).expression;
}

const httpFields = (): SettingFields => serverTypes.get('net/http.Server')?.fields ?? {};
const conditions = new Set(['if_statement', 'expression_case', 'default_case', 'for_statement']);
function isConditional(node: SyntaxNode): boolean {
  for (let each = node.parent; each !== undefined && !each.type.endsWith('_declaration'); each = each.parent) {
    if (conditions.has(each.type)) return true;
    if (each.type === 'func_literal') return false;
  }
  return false;
}
