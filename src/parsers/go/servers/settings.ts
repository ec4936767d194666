// Reads what a Go file sets on one server: fields of its literal, assignments afterwards, options of a framework.
import { literal } from '../../../model/expression.js';
import type { WrittenSetting } from '../../../model/facts.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { fillsServers, standardLibrary } from '../shapes.js';
import { type Flow, keyedElements, type Place } from '../values/flow.js';
import type { Scope } from '../values/scope.js';
import type { Values } from '../values/values.js';
import { withConfigFile } from './config-file.js';
import { type FieldSource, isConditional, literalsOf, settingsFrom } from './field-sources.js';
import { givenField } from './given-configurations.js';
import { swaggerSettings } from './go-swagger.js';
import { grpcSettings } from './grpc-options.js';
import { holdersOf, orOption } from './option-functions.js';
import { defaultsSet, filledIn, libraryThatFills } from './self-stopping.js';
import { assignmentsTo, holdsServer, type ServerSite } from './site.js';
import { sourceKeys } from './source-keys.js';

export function readSettings(values: Values, flow: Flow, site: ServerSite): readonly WrittenSetting[] {
  const { scope } = values;
  const keys = sourceKeys(site.product);
  const { framework } = site;
  const always = (each: Omit<FieldSource, 'conditional'>): FieldSource => ({ ...each, conditional: false });
  if (site.product === 'go-swagger') return swaggerSettings(values, flow, site);
  if (site.product === 'beego') return settingsFrom(values, beegoFields(values), keys);
  if (framework?.product === 'go-grpc') return grpcSettings(values, site.node, keys);
  if (framework?.options !== undefined)
    return settingsFrom(values, optionFields(values, site.node, framework.options), keys);
  const literals = framework === undefined ? [site.node] : [...configLiterals(values, site)];
  const elements = literals.flatMap((each) => keyedElements(scope, each)).map(always);
  const written = [
    ...defaultsSet(scope, site),
    ...elements,
    ...(framework === undefined ? [] : configWrites(values, site)),
  ];
  const assigned = assignmentsTo(scope, flow, site.places, innerOf(values, site));
  const direct = framework?.inner === undefined ? [] : assignmentsTo(scope, flow, site.places);
  const underneath = assignmentsTo(scope, flow, innerServers(values, flow, site));
  const later = [...assigned, ...direct, ...underneath].map((each) => ({
    ...each,
    conditional: isConditional(each.key) || mayReturnBefore(scope, each.key),
  }));
  const own = withConfigFile(values, site, settingsFrom(values, [...written, ...later], keys));
  const filler = filledBy(values, flow, site) ?? givenElsewhere(values, site);
  if (filler !== undefined) {
    const library = libraryThatFills(scope.file.calledFunction(filler) ?? '');
    if (library !== undefined) return filledIn(values, library, filler, own, keys);
    const named = filler.type === 'call_expression' ? filler.children[0] : undefined;
    const value = values.unknown(filler, `${scope.file.excerpt(named ?? filler)} may set it`).expression;
    const unset = keys.filter(({ name }) => !own.some((each) => each.name === name));
    return [
      ...own,
      ...unset.map(({ name, key, field }) => ({
        ...{ name, key, keyAt: scope.file.at(filler) },
        value: (framework?.config === true ? givenField(values, filler, field) : undefined) ?? value,
      })),
    ];
  }
  const holders = holdersOf(values, flow, site);
  if (holders.length === 0) return own;
  const at = scope.file.at(site.node);
  const others = keys.filter(({ name }) => !own.some((each) => each.name === name));
  return [
    ...own.map((each) => ({
      ...each,
      value: orOption(holders, each.key.slice(each.key.lastIndexOf('.') + 1), each.value),
    })),
    ...others.map(({ name, key, field }) => ({
      ...{ name, key, keyAt: at },
      value: orOption(holders, field, literal(null, at)),
    })),
  ];
}
/** `graceful.WithDefaults(&http.Server{…})`, `harden.Configure(server)`: a function of another package that sets more. */
function filledBy({ scope }: Values, flow: Flow, { node, places, framework }: ServerSite): SyntaxNode | undefined {
  const given = node.parent?.type === 'unary_expression' ? node.parent : node;
  const around = given.parent?.type === 'argument_list' ? given.parent.parent : undefined;
  const calls = [
    ...(around === undefined ? [] : [around]),
    ...(framework === undefined ? flow.callsGiven(places) : []),
  ];
  return calls.find((call) => {
    const callee = call.type === 'call_expression' ? scope.file.callee(call) : undefined;
    if (callee?.kind !== 'package' || standardLibrary.test(callee.package.path)) return false;
    return fillsServers.test(callee.name) && !setsNoTime.test(callee.package.base);
  });
}
/** `http2.ConfigureServer(server, …)` */
const setsNoTime = /^golang\.org\/x\/net\//;
/** `fiber.New(configs.Fiber())`: a configuration whose fields do not stand here. */
function givenElsewhere(values: Values, { framework, node }: ServerSite): SyntaxNode | undefined {
  if (framework?.config !== true) return undefined;
  const { scope } = values;
  return scope.file.callArguments(node).find((each) => {
    if (literalsOf(values, each).length > 0) return false;
    const inner = skipParentheses(each);
    const declaration = inner?.type === 'identifier' ? scope.declarationOf(inner) : undefined;
    // `var cfg fiber.Config` starts empty.
    return declaration === undefined || declaration.parameterOf !== undefined || declaration.writes.length > 0;
  });
}
/** Everything that holds the server underneath, which a method of the framework hands out. */
function innerServers({ scope }: Values, flow: Flow, site: ServerSite): ReadonlySet<Place> {
  const method = site.framework?.innerMethod;
  if (method === undefined) return new Set();
  const handed = scope.nodes('call_expression').flatMap((call) => {
    const callee = scope.file.callee(call);
    const isHanded =
      callee.kind === 'method' && callee.name === method && holdsServer(scope, flow, callee.receiver, site.places);
    return isHanded ? (flow.placeOf(call) ?? []) : [];
  });
  return flow.reachedFrom(handed);
}
/** The configuration struct handed to a constructor, and the one a start method hangs on. */
function configLiterals(values: Values, site: ServerSite): readonly SyntaxNode[] {
  const { file } = values.scope;
  const given =
    site.framework?.config === true ? file.callArguments(site.node).flatMap((each) => literalsOf(values, each)) : [];
  const callee = site.listen === undefined ? undefined : file.callee(site.listen);
  const started = callee?.kind === 'method' ? literalsOf(values, callee.receiver) : [];
  return [...given, ...started];
}

/** `cfg := fiber.Config{}; cfg.IdleTimeout = …; app := fiber.New(cfg)` */
function configWrites({ scope }: Values, site: ServerSite): readonly FieldSource[] {
  if (site.framework?.config !== true) return [];
  const given = scope.file.callArguments(site.node).flatMap((each) => scope.declarationOf(each) ?? []);
  return scope.nodes('assignment_statement').flatMap((statement) => {
    const [left, right] = statement.children;
    return (left?.children ?? []).flatMap((target, index): FieldSource[] => {
      const [operand, field] = target.type === 'selector_expression' ? target.children : [];
      const value = scope.operator(statement) === '=' ? right?.children[index] : statement;
      const owner = operand?.type === 'identifier' ? scope.declarationOf(operand) : undefined;
      if (owner === undefined || field === undefined || value === undefined || !given.includes(owner)) return [];
      return [{ name: scope.file.text(field), key: target, value, conditional: isConditional(target) }];
    });
  });
}
/** `e.StartTLS(…)` serves with `e.TLSServer`, and `e.Start(…)` with `e.Server`. */
function innerOf({ scope }: Values, { framework, listen }: ServerSite): readonly string[] {
  const callee = listen === undefined ? undefined : scope.file.callee(listen);
  const own = callee?.kind === 'method' ? framework?.innerOf?.[callee.name] : undefined;
  return own === undefined ? (framework?.inner ?? []) : [own];
}

/** `server.Default(server.WithIdleTimeout(d))`. */
function optionFields(values: Values, made: SyntaxNode, others: readonly string[]): readonly FieldSource[] {
  const { scope } = values;
  const calls = [
    made,
    ...scope.nodes('call_expression').filter((each) => others.includes(scope.file.calledFunction(each) ?? '')),
  ];
  return calls.flatMap((call) =>
    optionCalls(values, call).flatMap((each): FieldSource[] => {
      const [value] = scope.file.callArguments(each.call);
      return value === undefined ? [] : [{ name: each.name, key: each.call, value, conditional: false }];
    }),
  );
}
/** Option calls among the arguments, also through variables and a slice handed over with `opts...`. */
export function optionCalls(
  values: Values,
  call: SyntaxNode,
): readonly { readonly name: string; readonly call: SyntaxNode }[] {
  const { file } = values.scope;
  return file.callArguments(call).flatMap((argument) => {
    const inner = argument.type === 'variadic_argument' ? argument.children[0] : argument;
    return callsIn(values, inner).flatMap((each) => {
      const callee = file.callee(each);
      return callee.kind === 'package' ? [{ name: callee.name, call: each }] : [];
    });
  });
}
/** The calls that an argument is, or that the variable or slice is made of. */
function callsIn(values: Values, node: SyntaxNode | undefined, depth = 4): readonly SyntaxNode[] {
  const inner = skipParentheses(node);
  if (inner === undefined || depth === 0) return [];
  const { scope } = values;
  if (inner.type === 'identifier') {
    return (scope.declarationOf(inner)?.writes ?? []).flatMap((write) => callsIn(values, write.value, depth - 1));
  }
  if (inner.type === 'composite_literal') {
    return (inner.children[1]?.children ?? []).flatMap((each) => callsIn(values, each, depth - 1));
  }
  if (inner.type !== 'call_expression') return [];
  // `append(opts, grpc.KeepaliveParams(…))`
  if (scope.file.callee(inner).kind !== 'local') return [inner];
  return scope.file.callArguments(inner).filter((each) => each.type === 'call_expression');
}

/** `web.BConfig.Listen.ServerTimeOut = 60`. */
function beegoFields(values: Values): readonly FieldSource[] {
  const { scope } = values;
  return scope.nodes('assignment_statement').flatMap((statement): FieldSource[] => {
    const [left, right] = statement.children;
    const [target, value] = [left?.children[0], right?.children[0]];
    const field = target?.type === 'selector_expression' ? target.children[1] : undefined;
    if (target === undefined || field === undefined || value === undefined) return [];
    if (!scope.file.text(target).includes('BConfig.')) return [];
    return [{ name: scope.file.text(field), key: target, value, conditional: false }];
  });
}

/** `if !tuned { return srv }` in front of it; what fails gives no server back. */
function mayReturnBefore({ file }: Scope, target: SyntaxNode): boolean {
  const [operand] = target.children;
  const statement = target.parent?.parent;
  const siblings = statement?.parent?.children ?? [];
  return siblings.some((each) => {
    if (each.type !== 'if_statement' || statement === undefined || each.start >= statement.start) return false;
    const body = each.children.find(({ type }) => type === 'block');
    const statements = body?.children.flatMap((list) => (list.type === 'statement_list' ? list.children : [list]));
    const last = statements?.at(-1);
    if (body === undefined || last?.type !== 'return_statement') return false;
    const [list] = last.children;
    const given = skipParentheses(list?.type === 'expression_list' ? list.children[0] : list);
    const isBare = given === undefined && !/\bnil\b/.test(file.slice(each.start, body.start));
    return isBare || (given !== undefined && operand !== undefined && file.text(given) === file.text(operand));
  });
}
