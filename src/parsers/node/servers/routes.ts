// The paths a file's servers answer, as far as literals tell: routers with their mounts, route objects, comparisons of the URL.
import type { ServerFact } from '../../../model/facts.js';
import { argumentsOf, is, isCall, keyOf, methodCall, type Node, propertiesOf, stringOf, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import { dotted, referenceOf } from '../values/references.js';

type Route = ServerFact['routes'][number];
export interface FoundRoutes {
  /** Routes by the application or server they hang on; `undefined` where only the file is known. */
  readonly routes: readonly { readonly owner: Node | undefined; readonly route: Route }[];
  /** Applications that take routes from elsewhere: what is seen here is not all. */
  readonly open: ReadonlySet<Node>;
}

/** What answers requests of one method, or of all. */
const methods = new Set(['get', 'head', 'post', 'put', 'patch', 'delete', 'del', 'options', 'all', 'opts']);
const mounts = new Set(['use', 'register', 'route', 'mount']);
const routers = new Set([
  'express.Router',
  'koa-router',
  '@koa/router',
  'router',
  'find-my-way',
  'hono',
  'hono.Hono',
  'hono/quick.Hono',
  'itty-router.Router',
  'express-promise-router',
]);

export function findRoutes(file: SourceFile): FoundRoutes {
  const routes: { owner: Node | undefined; route: Route }[] = [];
  const open = new Set<Node>();
  const prefixes = mountPrefixes(file);
  for (const node of file.source.nodes) {
    const comparison = comparedPath(file, node);
    if (comparison !== undefined)
      routes.push({ owner: undefined, route: { path: comparison, at: file.source.at(node) } });
    const method = methodCall(node);
    if (method === undefined) continue;
    const owners = file.things.facesOf(method.object).map(({ thing }) => thing.node);
    const router = owners.length === 0 ? routerOf(file, method.object) : undefined;
    if (owners.length === 0 && router === undefined) continue;
    const [first] = argumentsOf(method.call);
    if (mounts.has(method.method) && !is(first, 'ObjectExpression'))
      for (const owner of owners) if (bringsRoutes(method.call)) open.add(owner);
    for (const route of routesOf(file, method.method, method.call)) {
      for (const prefix of (router && prefixes.get(router)) ?? ['']) {
        const path = joined(prefix, route.path);
        for (const owner of owners.length === 0 ? [undefined] : owners)
          routes.push({ owner, route: { ...route, path } });
      }
    }
  }
  return { routes, open };
}

function routesOf(file: SourceFile, method: string, call: Node): Route[] {
  if (!is(call, 'CallExpression')) return [];
  const [first, second] = argumentsOf(call);
  if (first === undefined) return [];
  const at = file.source.at(call);
  if (methods.has(method)) {
    if (second === undefined) return [];
    const verb =
      method === 'all' ? undefined : method === 'del' ? 'DELETE' : method === 'opts' ? 'OPTIONS' : method.toUpperCase();
    const redirects = onlyRedirects(argumentsOf(call).at(-1));
    return paths(first).map((path) => ({
      path,
      at,
      ...(verb && { method: verb }),
      ...(redirects && { redirects: true as const }),
    }));
  }
  if (method === 'route' && is(first, 'ObjectExpression')) return [...routeObjects(file, first)];
  if (method === 'route' && is(first, 'ArrayExpression'))
    return first.elements.flatMap((each) => (each === null ? [] : routeObjects(file, each)));
  if (method === 'route' && second === undefined) return paths(first).map((path) => ({ path, at }));
  if (method === 'use' && second !== undefined) return paths(first).map((path) => ({ path, at, below: true as const }));
  const prefix = method === 'register' ? stringOf(propertiesOf(unwrap(second ?? first), 'prefix')[0]) : undefined;
  return prefix?.startsWith('/') === true ? [{ path: prefix, at, below: true }] : [];
}

/** `(req, res) => res.redirect('/login')`, also in a block of its own. */
function onlyRedirects(handler: Node | undefined): boolean {
  const inner = handler === undefined ? undefined : unwrap(handler);
  if (!is(inner, 'ArrowFunctionExpression', 'FunctionExpression') || inner.body === null) return false;
  const [only, second] = is(inner.body, 'BlockStatement') ? inner.body.body : [inner.body];
  if (only === undefined || second !== undefined) return false;
  const expression = is(only, 'ReturnStatement')
    ? only.argument
    : is(only, 'ExpressionStatement')
      ? only.expression
      : only;
  return expression !== null && methodCall(unwrap(expression))?.method === 'redirect';
}

function routeObjects(file: SourceFile, node: Node): Route[] {
  if (!is(node, 'ObjectExpression')) return [];
  const property = (names: readonly string[]): Node | undefined =>
    node.properties.flatMap((each) =>
      is(each, 'Property') && names.includes(keyOf(each) ?? '') ? [each.value] : [],
    )[0];
  const path = stringOf(property(['path', 'url']));
  const method = stringOf(property(['method']));
  return path === undefined
    ? []
    : [{ path, at: file.source.at(node), ...(method && method !== '*' && { method: method.toUpperCase() }) }];
}

function paths(node: Node): string[] {
  const inner = unwrap(node);
  const all = is(inner, 'ArrayExpression') ? inner.elements.map(stringOf) : [stringOf(inner)];
  return all.filter((path) => path !== undefined).filter(isPath);
}
const isPath = (path: string): boolean => path.startsWith('/') || path === '*';

export const isRouteMethod = (name: string): boolean => methods.has(name);
/** Whether every path that is given is written here. */
export function hasLiteralPaths(node: Node | undefined): boolean {
  const inner = node === undefined ? undefined : unwrap(node);
  const all = is(inner, 'ArrayExpression') ? inner.elements.map(stringOf) : [stringOf(inner)];
  return all.every((path) => path !== undefined && isPath(path));
}

const joined = (prefix: string, path: string): string =>
  prefix === '' || prefix === '/' ? path : path === '/' ? prefix : `${prefix}${path}`;

/** A mount that may hold routes: a router, an imported handler; not a function in place. */
function bringsRoutes(call: Node): boolean {
  if (!is(call, 'CallExpression')) return false;
  const last = argumentsOf(call).at(-1);
  return last !== undefined && !is(unwrap(last), 'ArrowFunctionExpression', 'FunctionExpression');
}

/** The creation of a router that no server is. */
export function routerOf(file: SourceFile, node: Node): Node | undefined {
  return file.tracer.origins(node).find((origin) => {
    const reference = isCall(origin) ? referenceOf(file.source, origin.callee) : undefined;
    return reference !== undefined && routers.has(dotted(reference));
  });
}

/** `app.use('/api', router)` */
function mountPrefixes(file: SourceFile): ReadonlyMap<Node, string[]> {
  const found = new Map<Node, string[]>();
  for (const node of file.source.calls) {
    const method = methodCall(node);
    if (method === undefined || !mounts.has(method.method)) continue;
    const [first, ...others] = argumentsOf(method.call);
    const prefix = first === undefined ? undefined : stringOf(first);
    if (prefix === undefined) continue;
    for (const other of others) {
      const router = routerOf(file, other);
      if (router !== undefined) found.set(router, [...(found.get(router) ?? []), prefix]);
    }
  }
  return found;
}

/** `req.url === '/health'`, `switch (url.pathname) { case '/health': }` */
function comparedPath(file: SourceFile, node: Node): string | undefined {
  if (is(node, 'SwitchCase') && node.test !== null) {
    const parent = file.source.parent(node);
    const path = stringOf(node.test);
    return is(parent, 'SwitchStatement') && isUrl(file, parent.discriminant) && path?.startsWith('/')
      ? path
      : undefined;
  }
  if (!is(node, 'BinaryExpression') || !/^[!=]==?$/.test(node.operator) || is(node.left, 'PrivateIdentifier'))
    return undefined;
  if (!isUrl(file, node.left)) return undefined;
  const path = stringOf(node.right) ?? constantPath(file, node.right);
  return path?.startsWith('/') ? path : undefined;
}
const isUrl = (file: SourceFile, node: Node): boolean => /(url|path(name)?)$/i.test(file.source.textOf(node));

function constantPath(file: SourceFile, node: Node): string | undefined {
  if (!is(node, 'Identifier')) return undefined;
  const expression = file.reader.expression(node);
  return expression.kind === 'literal' && typeof expression.value === 'string' ? expression.value : undefined;
}
