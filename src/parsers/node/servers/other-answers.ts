// What may answer requests that none of the routes takes: middleware of others, plugins, whoever is handed the application.
import type { ModulePath } from '../../../model/facts.js';
import {
  argumentsOf,
  is,
  isCall,
  isFunction,
  keyOf,
  type MethodCall,
  methodCall,
  type Node,
  propertiesOf,
  stringOf,
  unwrap,
} from '../ast.js';
import type { SourceFile } from '../file.js';
import { listenerMethods, socketLibraries, wrappers } from '../frameworks.js';
import type { Thing } from '../things.js';
import { dotted, referenceOf } from '../values/references.js';
import { type HandlerStyle, neverSucceeds } from './never-succeeds.js';
import { hasLiteralPaths, isRouteMethod, routerOf } from './routes.js';
import { isSilentCall, isSilentPlugin } from './silent-middleware.js';

/** Their applications answer nothing by themselves, and refuse what nobody takes. */
const bareMakers = new Set([
  ...['express', 'express.express', 'polka', 'koa', 'koa.Koa'],
  ...['fastify', 'fastify.fastify', 'fastify.Fastify'],
]);
const settingMethods = new Set([
  ...[
    'set',
    'enable',
    'disable',
    'enabled',
    'disabled',
    'engine',
    'param',
    'callback',
    'emit',
    'off',
    'removeListener',
  ],
  ...['listen', 'close', 'address', 'ref', 'unref', 'setTimeout', 'ready', 'after', 'inject', 'withTypeProvider'],
  ...['decorate', 'decorateRequest', 'decorateReply', 'addSchema', 'addContentTypeParser', 'setErrorHandler'],
  ...['setValidatorCompiler', 'setSerializerCompiler', 'setSchemaErrorFormatter'],
]);

export interface OtherAnswers {
  /** Whether nobody else was given a way to answer for these: a server, and what it runs. */
  haveOnlyRoutes(things: readonly Thing[]): boolean;
  /** Whether this file adds nothing to an application of another module, but starts it. */
  isOnlyStarted(path: ModulePath): boolean;
  /** The application among them that answers nothing by itself. */
  bareAmong(things: readonly Thing[]): Thing | undefined;
}

export function otherAnswers(file: SourceFile): OtherAnswers {
  const open = new Set<Node>();
  const told = new Map<Node, MethodCall[]>();
  const asked = new Map<Node, boolean>();
  const thingsOf = (node: Node): readonly Thing[] => file.things.facesOf(node).map(({ thing }) => thing);

  /** A router of this file, by its creation. */
  function routerIsOpen(router: Node): boolean {
    const known = asked.get(router);
    if (known !== undefined) return known;
    // One that is mounted on itself adds nothing.
    asked.set(router, false);
    const answer = !hasOwnPaths(router) || (told.get(router) ?? []).some((call) => !isAccountedFor(call, 'response'));
    asked.set(router, answer);
    return answer;
  }
  function isAccountedFor(told: MethodCall, style: HandlerStyle): boolean {
    const { method, call } = told;
    const given = argumentsOf(call);
    const [first, second] = given;
    if (given.length < call.arguments.length) return false;
    // `app.get('env')` reads a setting, `route('/x').get(show)` adds to a route.
    if (isRouteMethod(method)) return second === undefined || hasLiteralPaths(first);
    if (method === 'route') return second === undefined && hasLiteralPath(first);
    if (method === 'use')
      return (second !== undefined && hasLiteralPaths(first)) || given.every((each) => isSilent(each, style));
    if (method === 'register') return isSilentRegistration(first, second);
    if (method === 'addHook') return given.slice(1).every((each) => isSilent(each, style));
    if (listenerMethods.has(method)) return stringOf(first) !== 'request' && stringOf(first) !== undefined;
    return settingMethods.has(method) || handsItself.has(method);
  }
  function isSilent(node: Node, style: HandlerStyle): boolean {
    const inner = unwrap(node);
    if (is(inner, 'ArrayExpression'))
      return inner.elements.every((each) => each !== null && !is(each, 'SpreadElement') && isSilent(each, style));
    const functions = isFunction(inner) ? [inner] : file.tracer.functions(node);
    if (functions.length > 0) return functions.every((fn) => neverSucceeds(file.source, fn, style));
    const made = file.tracer.origins(node);
    return made.length > 0 && made.every((each) => isSilentOrigin(each));
  }
  function isSilentOrigin(origin: Node): boolean {
    const method = methodCall(origin);
    // `router.routes()` of Koa stands for the router.
    const router = routerOf(file, method === undefined ? origin : method.object);
    if (router !== undefined) return !routerIsOpen(router) && (method === undefined || handsItself.has(method.method));
    const reference = isCall(origin) ? referenceOf(file.source, origin.callee) : undefined;
    return reference !== undefined && isSilentCall(dotted(reference));
  }
  function isSilentRegistration(plugin: Node | undefined, options: Node | undefined): boolean {
    if (plugin === undefined) return false;
    if (options !== undefined && stringOf(propertiesOf(unwrap(options), 'prefix')[0]) !== undefined) return true;
    const reference = referenceOf(file.source, plugin);
    return reference !== undefined && isSilentPlugin(reference.module);
  }
  function isBare({ node }: Thing): boolean {
    const reference = isCall(node) ? referenceOf(file.source, node.callee) : undefined;
    if (!isCall(node) || reference === undefined || !bareMakers.has(dotted(reference))) return false;
    return node.arguments.every((each) => is(each, 'ObjectExpression') && !each.properties.some(mayRoute));
  }

  for (const call of file.source.calls) {
    const method = methodCall(call);
    const owners = method === undefined ? [] : thingsOf(method.object);
    if (method !== undefined && owners.length === 0) {
      const router = routerOf(file, method.object);
      if (router !== undefined) told.set(router, [...(told.get(router) ?? []), method]);
    }
    if (owners.length > 0 || isMaker(call)) continue;
    for (const thing of handedOver(call).flatMap((each) => thingsOf(each))) open.add(thing.node);
  }
  function isMaker(call: Node): boolean {
    const reference = isCall(call) ? referenceOf(file.source, call.callee) : undefined;
    const name = reference === undefined ? '' : dotted(reference);
    return wrappers.has(name) || socketLibraries.has(name) || thingsOf(call).length > 0;
  }
  for (const call of file.source.calls) {
    const method = methodCall(call);
    if (method === undefined) {
      // `app[verb](path, handler)`
      const callee = unwrap(call.callee);
      if (is(callee, 'MemberExpression')) for (const thing of thingsOf(callee.object)) open.add(thing.node);
      continue;
    }
    for (const thing of thingsOf(method.object))
      if (!isAccountedFor(method, thing.framework.product === 'koa' ? 'context' : 'response')) open.add(thing.node);
  }
  return {
    isOnlyStarted(path) {
      const isIt = (node: Node): boolean => {
        const found = file.things.importedOf(node);
        return found?.specifier === path.specifier && found.name === path.name;
      };
      return file.source.calls.every((call) => {
        const method = methodCall(call);
        if (method !== undefined && isIt(method.object))
          return settingMethods.has(method.method) || listenerMethods.has(method.method);
        return isMaker(call) || !handedOver(call).some(isIt);
      });
    },
    haveOnlyRoutes: (things) => things.every(({ node }) => !open.has(node)),
    bareAmong: (things) => things.find((each) => isBare(each)),
  };
}

/** An option that sends requests elsewhere or answers them, or one that nobody sees: Fastify's `rewriteUrl`, Polka's `onNoMatch`. */
function mayRoute(option: Node): boolean {
  return !is(option, 'Property') || /^(?:rewriteUrl|onNoMatch|server|serverFactory)$/.test(keyOf(option) ?? 'server');
}
/** What Koa's routers give to `use()`. */
const handsItself = new Set(['routes', 'middleware', 'allowedMethods']);
/** Its routes stand where they say: no option puts something in front of them. */
function hasOwnPaths(router: Node): boolean {
  return (
    isCall(router) &&
    router.arguments.every((each) => is(each, 'ObjectExpression') && propertiesOf(each, 'prefix').length === 0)
  );
}
/** Arguments, and the values of objects among them: `applyMiddleware({ app })`. */
function handedOver(call: Node): readonly Node[] {
  return isCall(call)
    ? argumentsOf(call).flatMap((argument) => {
        const inner = unwrap(argument);
        return is(inner, 'ObjectExpression')
          ? inner.properties.flatMap((each) => (is(each, 'Property') ? [each.value] : []))
          : [argument];
      })
    : [];
}
/** `'/orders'`, or an object that says so: `{ method: 'GET', url: '/orders', handler }`. */
function hasLiteralPath(node: Node | undefined): boolean {
  const inner = node === undefined ? undefined : unwrap(node);
  if (!is(inner, 'ObjectExpression')) return hasLiteralPaths(node);
  return [...propertiesOf(inner, 'url'), ...propertiesOf(inner, 'path')].some((each) => stringOf(each) !== undefined);
}
