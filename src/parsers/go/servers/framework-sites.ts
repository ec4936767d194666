// Finds servers that a framework makes: its constructor, its start method, and the major version that decides its habits.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { type FrameworkShape, frameworks } from '../shapes.js';
import { type Flow, keyedElements, type Place } from '../values/flow.js';
import type { Scope } from '../values/scope.js';
import { makerOf } from './handed-out.js';
import { holdsServer, isHandlerElsewhere, type ServerSite } from './site.js';
import { startOf } from './starts.js';

export function frameworkSites(scope: Scope, flow: Flow): readonly ServerSite[] {
  const { file } = scope;
  return frameworks.flatMap((shape): readonly ServerSite[] => {
    const imported = [...file.imports.values()].find((each) =>
      [shape.type, ...shape.constructors].some((name) => name.startsWith(`${each.base}.`)),
    );
    if (imported === undefined) return [];
    return sitesOf(scope, flow, inMajor(shape, imported.major), imported.major);
  });
}
/** The framework as its major version behaves. */
function inMajor(shape: FrameworkShape, major: number): FrameworkShape {
  const later = shape.majors?.findLast((each) => major >= each.since);
  if (later === undefined) return shape;
  return { ...shape, product: later.product, ...(later.handlesSignals === true ? { handlesSignals: true } : {}) };
}

function sitesOf(scope: Scope, flow: Flow, shape: FrameworkShape, major: number): readonly ServerSite[] {
  const { file } = scope;
  const base = { product: shape.product, framework: shape, major, bare: false };
  const claimed = new Set<SyntaxNode>();
  const made = scope.nodes('call_expression').flatMap((call): ServerSite[] => {
    if (!shape.constructors.includes(file.calledFunction(call) ?? '')) return [];
    const places = flow.reachedFrom([`s:${call.start}:0`]);
    const listen = startOf(scope, flow, places, new Set(shape.starts)) ?? configuredStart(scope, flow, shape, places);
    // `if tracing { s = grpc.NewServer(a) } else { s = grpc.NewServer() }` is one server.
    if (listen !== undefined && claimed.has(listen)) return [];
    if (listen !== undefined) claimed.add(listen);
    if (listen === undefined) {
      if (isHandlerElsewhere(scope, flow, places)) return [];
      if (shape.onlyWhenStarted === true && makerOf(scope, call, shape.type) === undefined) return [];
    }
    return [
      site(
        scope,
        { ...base, node: call, places: withHook(scope, places, listen), escapes: listen === undefined },
        listen,
      ),
    ];
  });
  const held = new Set(made.flatMap((each) => [...each.places]));
  return [...made, ...madeElsewhere(scope, flow, shape, base, held)];
}
/** `e.Start(…)` where `e` came in as a parameter or field of the framework's type; several starts are alternatives. */
function madeElsewhere(
  scope: Scope,
  flow: Flow,
  shape: FrameworkShape,
  base: Pick<ServerSite, 'product' | 'framework' | 'major' | 'bare'>,
  held: Set<Place>,
): readonly ServerSite[] {
  const { file } = scope;
  return scope.nodes('call_expression').flatMap((call): ServerSite[] => {
    const callee = file.callee(call);
    if (callee.kind !== 'method' || !shape.starts.includes(callee.name)) return [];
    const place = flow.placeOf(callee.receiver);
    if (scope.typeOf(callee.receiver) !== shape.type || place === undefined || held.has(place)) return [];
    held.add(place);
    return [site(scope, { ...base, node: call, places: flow.reachedFrom([place]), escapes: false }, call)];
  });
}
function site(scope: Scope, known: Omit<ServerSite, 'listen' | 'address'>, listen: SyntaxNode | undefined): ServerSite {
  if (listen === undefined) return known;
  const config = startConfig(scope, listen);
  const named =
    config === undefined ? undefined : keyedElements(scope, config).find((each) => each.name === 'Address')?.value;
  const address = config === undefined ? scope.file.callArguments(listen)[0] : named;
  return { ...known, listen, ...(address === undefined ? {} : { address }) };
}

/** echo 5: `echo.StartConfig{…}.Start(ctx, e)`. */
function configuredStart(
  scope: Scope,
  flow: Flow,
  shape: FrameworkShape,
  places: ReadonlySet<Place>,
): SyntaxNode | undefined {
  if (shape.startConfig === undefined) return undefined;
  return scope.nodes('call_expression').find((call) => {
    const callee = scope.file.callee(call);
    if (callee.kind !== 'method' || scope.typeOf(callee.receiver) !== shape.startConfig) return false;
    return scope.file.callArguments(call).some((each) => holdsServer(scope, flow, each, places));
  });
}
function startConfig(scope: Scope, listen: SyntaxNode): SyntaxNode | undefined {
  const callee = scope.file.callee(listen);
  const receiver = callee.kind === 'method' ? skipParentheses(callee.receiver) : undefined;
  if (receiver?.type === 'composite_literal') return receiver;
  const value =
    receiver?.type === 'identifier' ? skipParentheses(scope.declarationOf(receiver)?.writes[0]?.value) : undefined;
  return value?.type === 'composite_literal' ? value : undefined;
}
/** `BeforeServeFunc: func(s *http.Server) error { s.ReadTimeout = … }` sets fields of the framework's own server. */
function withHook(scope: Scope, places: ReadonlySet<Place>, listen: SyntaxNode | undefined): ReadonlySet<Place> {
  const config = listen === undefined ? undefined : startConfig(scope, listen);
  const hook =
    config === undefined
      ? undefined
      : keyedElements(scope, config).find((each) => each.name === 'BeforeServeFunc')?.value;
  const list = hook?.children.find((each) => each.type === 'parameter_list');
  const name = list === undefined ? undefined : scope.file.parameters(list)[0]?.name;
  const declaration = name === undefined ? undefined : scope.declarationAt(name);
  return declaration === undefined ? places : new Set([...places, `d:${declaration.id}`]);
}
