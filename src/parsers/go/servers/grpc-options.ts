// Options of a gRPC server: what they set, and where others than this file have a say.
import type { WrittenSetting } from '../../../model/facts.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { enclosingFunction, keyedElements } from '../values/flow.js';
import type { Values } from '../values/values.js';
import { type FieldSource, isConditional, literalsOf, settingsFrom } from './field-sources.js';
import type { SourceKey } from './source-keys.js';

/** The options that say how long connections live, with their fields. */
const structs: ReadonlyMap<string, readonly string[]> = new Map([
  ['KeepaliveParams', ['MaxConnectionIdle', 'MaxConnectionAge', 'MaxConnectionAgeGrace', 'Time', 'Timeout']],
  ['KeepaliveEnforcementPolicy', ['MinTime', 'PermitWithoutStream']],
]);
/** Packages whose options intercept, trace and count calls, and nothing else. */
const harmless =
  /^(?:github\.com\/(?:grpc-ecosystem\/|openzipkin\/|DataDog\/|getsentry\/)|go\.opentelemetry\.io\/|gopkg\.in\/DataDog\/|go\.elastic\.co\/)/i;
const deepest = 6;

interface Options {
  readonly calls: readonly { readonly name: string; readonly call: SyntaxNode }[];
  /** What may be any options. */
  readonly open: readonly SyntaxNode[];
}
const none: Options = { calls: [], open: [] };
const opened = (node: SyntaxNode): Options => ({ calls: [], open: [node] });

export function grpcSettings(values: Values, made: SyntaxNode, keys: readonly SourceKey[]): readonly WrittenSetting[] {
  const { scope } = values;
  const { calls, open } = optionsOf(values, made);
  const fields: FieldSource[] = [];
  /** Fields of which a struct that stands elsewhere decides, by where it is handed over. */
  const elsewhere = new Map<string, SyntaxNode>();
  for (const { name, call } of calls) {
    const [argument] = scope.file.callArguments(call);
    const own = structs.get(name);
    if (own === undefined || argument === undefined) continue;
    const literals = literalsOf(values, argument);
    if (literals.length === 0) for (const field of own) elsewhere.set(field, argument);
    const conditional = isConditional(call);
    for (const literal of literals)
      fields.push(...keyedElements(scope, literal).map((each) => ({ ...each, conditional })));
  }
  const written = settingsFrom(values, fields, keys);
  const [unread] = open;
  const rest = keys.flatMap(({ name, key, field }): WrittenSetting[] => {
    const by = elsewhere.get(field) ?? unread;
    if (by === undefined || written.some((each) => each.name === name)) return [];
    const shown = by.type === 'call_expression' ? (by.children[0] ?? by) : by;
    const { expression } = values.unknown(by, `${scope.file.excerpt(shown)} may set it`);
    return [{ name, key, value: expression, keyAt: scope.file.at(by) }];
  });
  return [...written, ...rest];
}

/** All options of a call, also through variables, slices, `append` and functions of the file. */
function optionsOf(values: Values, made: SyntaxNode): Options {
  const { scope } = values;
  const seen = new Set<SyntaxNode>();
  const joined = (all: readonly Options[]): Options => ({
    calls: all.flatMap(({ calls }) => calls),
    open: all.flatMap(({ open }) => open),
  });
  const read = (node: SyntaxNode | undefined, depth: number): Options => {
    const inner = skipParentheses(node?.type === 'variadic_argument' ? node.children[0] : node);
    if (inner === undefined || seen.has(inner)) return none;
    if (depth === 0) return opened(inner);
    seen.add(inner);
    switch (inner.type) {
      case 'identifier':
        return ofName(inner, depth);
      case 'composite_literal':
        return joined((inner.children[1]?.children ?? []).map((each) => read(elementOf(each), depth - 1)));
      case 'call_expression':
        return ofCall(inner, depth);
      case 'nil':
      case 'comment':
      case 'type_conversion_expression':
        return none;
      default:
        return opened(inner);
    }
  };
  const ofName = (name: SyntaxNode, depth: number): Options => {
    const declaration = scope.declarationOf(name);
    if (declaration === undefined || declaration.parameterOf !== undefined) return opened(name);
    return joined(declaration.writes.map(({ index, value }) => (index === 0 ? read(value, depth - 1) : opened(name))));
  };
  const ofCall = (call: SyntaxNode, depth: number): Options => {
    const callee = scope.file.callee(call);
    if (callee.kind === 'package') {
      if (callee.package.path === 'google.golang.org/grpc') return { calls: [{ name: callee.name, call }], open: [] };
      return harmless.test(callee.package.path) ? none : opened(call);
    }
    if (callee.kind !== 'local') return opened(call);
    const { name } = callee;
    if (name === 'make') return none;
    if (name === 'append') return joined(scope.file.callArguments(call).map((each) => read(each, depth - 1)));
    const declared = scope.functionNamed(name);
    if (declared === undefined || scope.declarationOf(callee.at)?.parameterOf !== undefined) return opened(call);
    const returned = scope
      .nodes('return_statement')
      .filter((each) => enclosingFunction(each) === declared.node)
      .map((each) => each.children[0]?.children[0] ?? each.children[0]);
    return returned.length === 0 ? opened(call) : joined(returned.map((each) => read(each, depth - 1)));
  };
  return joined(scope.file.callArguments(made).map((each) => read(each, deepest)));
}
/** `[]grpc.ServerOption{a, b}`: an element may stand in a node of its own. */
function elementOf(node: SyntaxNode): SyntaxNode | undefined {
  return node.type === 'literal_element' ? node.children[0] : node;
}
