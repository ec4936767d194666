// Collects the routes a Go file registers, and tells a metrics or health server from one that takes the traffic.
import type { Expression } from '../../../model/expression.js';
import type { ServerFact } from '../../../model/facts.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import type { Declaration, Scope } from '../values/scope.js';
import { functionNameOf, type ServerSite } from './site.js';

type Route = ServerFact['routes'][number];
interface FoundRoute extends Omit<Route, 'path'> {
  /** Undefined where a variable holds it: `mux.Handle(path, handler)` of what a generator of services gives. */
  readonly path: string | undefined;
  readonly receiver: SyntaxNode | undefined;
  readonly node: SyntaxNode;
  /** Its handler is that of Prometheus, at whatever path. */
  readonly counts: boolean;
}

const registering = new Map<string, string | undefined>([
  ['Handle', undefined],
  ['HandleFunc', undefined],
  ['Any', undefined],
  ['All', undefined],
  ['Mount', undefined],
  ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'].map((method): [string, string] => [method, method]),
  ...['Get', 'Post', 'Put', 'Patch', 'Delete', 'Head', 'Options'].map((method): [string, string] => [
    method,
    method.toUpperCase(),
  ]),
]);
const mostRoutes = 500;

export function findRoutes(scope: Scope): readonly FoundRoute[] {
  const { file } = scope;
  const found: FoundRoute[] = [];
  for (const call of scope.nodes('call_expression')) {
    const callee = file.callee(call);
    if (callee.kind !== 'method' && callee.kind !== 'package') continue;
    if (callee.kind === 'package' && callee.package.path !== 'net/http') continue;
    if (!registering.has(callee.name)) continue;
    const args = file.callArguments(call);
    // httprouter and fasthttp take the method first: `r.Handle("GET", "/x", h)`.
    const pathAt = args.length === 3 && /^[A-Z]+$/.test(file.stringValue(args[0]) ?? '') ? 1 : 0;
    const written = pathOf(scope, args[pathAt]);
    const counts = args.length > 1 && /^promhttp\.Handler/.test(file.text(args.at(-1) ?? call));
    const isOpen =
      written === undefined && callee.name === 'Handle' && (counts || skipParentheses(args[0])?.type === 'identifier');
    if ((written === undefined && !isOpen) || args.length < 2) continue;
    const [, verb, path = written] = /^([A-Z]+) +(\/.*)$/.exec(written ?? '') ?? [];
    const method = verb ?? registering.get(callee.name) ?? (pathAt === 1 ? file.stringValue(args[0]) : undefined);
    found.push({
      path,
      at: file.at(call),
      node: call,
      receiver: callee.kind === 'method' ? callee.receiver : undefined,
      counts,
      ...(method === undefined ? {} : { method }),
    });
    if (found.length >= mostRoutes) break;
  }
  return found;
}
/** The path, also where a helper or a prefix stands around it: `s.prefixed("/healthz")`, `base + "/healthz"`. */
function pathOf(scope: Scope, node: SyntaxNode | undefined): string | undefined {
  const inner = skipParentheses(node);
  if (inner === undefined) return undefined;
  const own = scope.file.stringValue(inner);
  if (own !== undefined) return /^(?:[A-Z]+ +)?\//.test(own) ? own : undefined;
  if (inner.type === 'call_expression') {
    const args = scope.file.callArguments(inner);
    return args.length === 1 ? pathOf(scope, args[0]) : undefined;
  }
  return inner.type === 'binary_expression' ? pathOf(scope, inner.children[1]) : undefined;
}

/** The routes of one server: those of its handler, and those nobody's handler claims unless it only serves probes. */
export function routesOf(
  scope: Scope,
  site: ServerSite,
  sites: readonly ServerSite[],
  routes: readonly FoundRoute[],
): readonly FoundRoute[] {
  if (sites.length === 1) return routes;
  const claims = sites.map((each) => ({ site: each, names: handlerNames(scope, each) }));
  const side = namedAsSide(scope, site, undefined);
  return routes.filter((route) => {
    const distances = claims.map((each) => distanceTo(scope, each.site, each.names, route));
    const nearest = Math.min(...distances);
    // What a handler is made from may know another server's router too: the one that holds it most directly serves it.
    return nearest === Number.POSITIVE_INFINITY
      ? !side
      : claims.some((each, index) => each.site === site && distances[index] === nearest);
  });
}
/** Variables behind a handler, with how many steps lead there. */
type Names = ReadonlyMap<number, number>;
function handlerNames(scope: Scope, site: ServerSite): Names {
  const names = new Map<number, number>();
  const start = handlerOf(site);
  if (start !== undefined) collectNames(scope, start, names, 0);
  return names;
}
function handlerOf(site: ServerSite): SyntaxNode | undefined {
  return site.handler ?? (site.framework === undefined ? undefined : site.listen);
}
function distanceTo(scope: Scope, site: ServerSite, names: Names, route: FoundRoute): number {
  const start = handlerOf(site);
  const never = Number.POSITIVE_INFINITY;
  if (route.receiver === undefined)
    return site.framework === undefined && (start === undefined || mentionsDefaultMux(scope, start)) ? 0 : never;
  const root = rootName(route.receiver);
  const declaration = root === undefined ? undefined : scope.declarationOf(root);
  if (declaration === undefined) return never;
  const own = [declaration, ...passedAs(scope, declaration)];
  if (own.some(({ id }) => site.places.has(`d:${id}`))) return 0;
  const direct = own.flatMap(({ id }) => names.get(id) ?? []);
  if (direct.length > 0) return Math.min(...direct);
  const behind = new Map<number, number>();
  for (const write of declaration.writes) collectNames(scope, write.value, behind, 1);
  const shared = [...behind].some(([id]) => names.has(id));
  return shared && functionNameOf(scope, route.node) === functionNameOf(scope, site.node) ? mostSteps : never;
}
/** What callers in this file pass for a parameter: `addProfiler(sideRouter)`. */
function passedAs(scope: Scope, { parameterOf }: Declaration): readonly Declaration[] {
  if (parameterOf?.declared === undefined) return [];
  return scope.callsTo(parameterOf.declared).flatMap((call) => {
    const root = rootName(scope.file.callArguments(call)[parameterOf.index] ?? call);
    return root === undefined ? [] : (scope.declarationOf(root) ?? []);
  });
}
function mentionsDefaultMux(scope: Scope, node: SyntaxNode | undefined): boolean {
  return node !== undefined && scope.file.text(node).includes('DefaultServeMux');
}
const mostSteps = 12;
function collectNames(scope: Scope, node: SyntaxNode, into: Map<number, number>, steps: number, depth = 0): void {
  if (depth > mostSteps || into.size > 60) return;
  if (node.type === 'identifier') {
    const declaration = scope.declarationOf(node);
    if (declaration === undefined || into.has(declaration.id) || declaration.type === 'context.Context') return;
    into.set(declaration.id, steps);
    for (const write of declaration.writes) collectNames(scope, write.value, into, steps + 1, depth + 1);
    return;
  }
  for (const child of node.children) collectNames(scope, child, into, steps, depth + 1);
}
function rootName(node: SyntaxNode): SyntaxNode | undefined {
  let inner: SyntaxNode | undefined = node;
  while (inner !== undefined && inner.type !== 'identifier') inner = inner.children[0];
  return inner;
}

const sideName =
  /metric|prom(?:etheus|port|addr|server|http|listen|\b)|pprof|profil|health|probe|liveness|readiness|debug|diagnos|telemetry|monitoring/i;
const sidePath =
  /^\/(?:(?:-\/)?(?:metrics|health\w*|live\w*|ready\w*|readyz?|ping|status|version|_?healthz?)|debug\/(?:pprof|vars).*)\/?$/i;

/** Whether a server answers only scrapes, probes and profilers. */
export function roleOf(
  scope: Scope,
  site: ServerSite,
  sites: readonly ServerSite[],
  routes: readonly FoundRoute[],
  port: Expression | undefined,
): ServerFact['role'] {
  if (site.framework !== undefined && site.escapes && site.framework.startedByFramework !== true) return 'library';
  if (namedAsSide(scope, site, port) || isAnyPort(port)) return 'side';
  // Importing pprof for its effect puts it on the default mux.
  if (site.handler === undefined && site.framework === undefined && routes.length === 0 && importsProfiler(scope))
    return 'side';
  const handler = site.handler === undefined ? '' : handlerText(scope, site.handler);
  const onlySide =
    /promhttp|pprof/.test(handler) ||
    (routes.length > 0 &&
      routes.every(({ path, counts }) => counts || (path !== undefined && sidePath.test(path))) &&
      !isOpenRouter(scope, site.handler) &&
      !isFilledElsewhere(scope, routes));
  const alone = sites.length === 1 && scope.file.packageName === 'main';
  return onlySide && site.framework === undefined && !alone ? 'side' : 'main';
}
/** `Handler: s`, where the struct of `s` embeds a router: whoever has one adds routes in other files. */
function isOpenRouter(scope: Scope, handler: SyntaxNode | undefined): boolean {
  const fields = handler === undefined ? [] : (scope.file.structs.get(scope.typeOf(handler).replace(/^\./, '')) ?? []);
  return fields.some(({ embedded, type }) => embedded && router.test(type));
}
/** `orders.Register(router)`: what another file adds to it nobody knows here, unless the call says that it is more of the same. */
function isFilledElsewhere(scope: Scope, routes: readonly FoundRoute[]): boolean {
  const routers = new Set(routes.flatMap(({ receiver }) => declaredBehind(scope, receiver)));
  if (routers.size === 0) return false;
  return scope.nodes('call_expression').some((call) => {
    if (!isStatement(scope, call)) return false;
    const callee = scope.file.callee(call);
    if (callee.kind !== 'method' && callee.kind !== 'package') return false;
    if (sideName.test(scope.file.text(call.children[0] ?? call)) || registering.has(callee.name)) return false;
    return scope.file.callArguments(call).some((each) => {
      const inner = skipParentheses(each);
      return inner?.type === 'identifier' && declaredBehind(scope, inner).some((id) => routers.has(id));
    });
  });
}
/** The variable, and that which it was made from: `orders := router.PathPrefix("/orders").Subrouter()`. */
function declaredBehind(scope: Scope, node: SyntaxNode | undefined): readonly number[] {
  const root = node === undefined ? undefined : rootName(node);
  const declaration = root === undefined ? undefined : scope.declarationOf(root);
  if (declaration === undefined) return [];
  const made = declaration.writes.flatMap(({ value }) => {
    const from = rootName(value);
    return (from === undefined ? undefined : scope.declarationOf(from))?.id ?? [];
  });
  return [declaration.id, ...made];
}
/** Nothing but an error comes of it, so that it is called for what it does to its arguments. */
function isStatement(scope: Scope, call: SyntaxNode): boolean {
  const holder = call.parent?.type === 'expression_list' ? call.parent.parent : call.parent;
  if (holder?.type === 'expression_statement' || call.parent?.type === 'block') return true;
  if (holder?.type !== 'short_var_declaration' && holder?.type !== 'assignment_statement') return false;
  return /^(?:err|_)$/.test(scope.file.text(holder.children[0] ?? holder));
}
const router = /\.(?:Engine|Echo|Mux|Router|App|ServeMux)$/;

/** The kernel picks port 0: no Service and no proxy can name it, as with the servers that tests and examples start for themselves. */
const isAnyPort = (port: Expression | undefined): boolean => port?.kind === 'literal' && Number(port.value) === 0;
/** By the names around it: its function, its variable, its port, its package. */
function namedAsSide(scope: Scope, site: ServerSite, port: Expression | undefined): boolean {
  const { file } = scope;
  if (site.framework !== undefined) return false;
  const statement =
    site.node.parent?.type === 'unary_expression' ? site.node.parent.parent?.parent : site.node.parent?.parent;
  const holder =
    statement?.type === 'short_var_declaration' || statement?.type === 'assignment_statement'
      ? statement.children[0]
      : undefined;
  const names = [
    functionNameOf(scope, site.node),
    holder === undefined ? '' : file.text(holder),
    site.address === undefined ? '' : file.text(site.address),
    port === undefined ? '' : namesIn(port),
    file.packageName,
  ];
  return names.some((each) => sideName.test(each));
}
function importsProfiler(scope: Scope): boolean {
  return scope.file.root.children.some(
    (each) => each.type === 'import_declaration' && scope.file.text(each).includes('"net/http/pprof"'),
  );
}
function handlerText(scope: Scope, node: SyntaxNode): string {
  const declaration = node.type === 'identifier' ? scope.declarationOf(node) : undefined;
  return [node, ...(declaration?.writes ?? []).map((each) => each.value)]
    .map((each) => scope.file.text(each))
    .join(' ');
}
function namesIn(expression: Expression): string {
  switch (expression.kind) {
    case 'env':
    case 'name':
      return expression.name;
    case 'fallback':
    case 'either':
      return expression.options.map(namesIn).join(' ');
    case 'convert':
      return namesIn(expression.operand);
    default:
      return '';
  }
}
