// Whose server an expression is when this file does not make it: an import's, or the parameter's of a function that others call.
import type { HandedIn, MadeServer, ServerOrigin } from '../../model/facts.js';
import { argumentsOf, is, keyOf, methodCall, type Node, type NodeOf, unwrap } from './ast.js';
import type { SourceFile } from './file.js';
import { listenerMethods, nodeServer, wrappers } from './frameworks.js';
import type { Face } from './things.js';
import { functionPaths } from './values/export-paths.js';
import { dotted, mayBeLocal, referenceOf } from './values/references.js';

type Owners = (node: Node) => ServerOrigin | undefined;
interface Comings {
  readonly ownerOf: Owners;
  readonly handedIn: (node: Node) => readonly HandedIn[];
}

/** Members and calls that lead from a framework's object to the Node server in it. */
const inside = new Set(['server', 'listener', 'httpServer', 'getHttpServer', 'getHttpAdapter']);

const opened = new WeakMap<SourceFile, Comings>();

export const ownersOf = (file: SourceFile): Owners => comingsOf(file).ownerOf;

/** The parameters of exported functions that a value may be, also one by one out of a list. */
export const handedInTo = (file: SourceFile): Comings['handedIn'] => comingsOf(file).handedIn;

function comingsOf(file: SourceFile): Comings {
  const before = opened.get(file);
  if (before !== undefined) return before;
  const comings = createComings(file);
  opened.set(file, comings);
  return comings;
}

function createComings(file: SourceFile): Comings {
  const { source, tracer, things } = file;
  let paths: ReturnType<typeof functionPaths> | undefined;
  const pathsOf = (fn: Node): readonly string[] => {
    paths ??= functionPaths(file);
    return paths.get(fn) ?? [];
  };

  const parametersOf = (node: Node): readonly HandedIn[] =>
    tracer.origins(node).flatMap((origin): readonly HandedIn[] => {
      const member = is(origin, 'MemberExpression') ? keyOf(origin) : undefined;
      const holders = is(origin, 'MemberExpression') && member !== undefined ? tracer.origins(origin.object) : [origin];
      return holders.flatMap((holder) => {
        const binding = is(holder, 'Identifier') ? source.resolve(holder) : undefined;
        if (binding === undefined) return [];
        if (binding.parameter === undefined || binding.path.length > 1) return [];
        const [of, ...also] = pathsOf(binding.parameter.of);
        const key = binding.path[0] ?? member;
        if (of === undefined || (binding.path.length > 0 && member !== undefined)) return [];
        const { index } = binding.parameter;
        return [{ is: 'parameter', of, ...(also.length > 0 && { also }), index, ...(key !== undefined && { key }) }];
      });
    });

  /** What a loop goes through comes from outside, wherever each of it is written. */
  const handedIn = (node: Node): readonly HandedIn[] => {
    const found = parametersOf(node);
    if (found.length > 0) return found;
    return tracer.origins(node).flatMap((origin): readonly HandedIn[] => {
      if (is(origin, 'Identifier')) return oneOf(origin);
      const key = is(origin, 'MemberExpression') ? keyOf(origin) : undefined;
      if (!is(origin, 'MemberExpression') || key === undefined) return [];
      const holders = tracer.origins(origin.object).flatMap((each) => (is(each, 'Identifier') ? oneOf(each) : []));
      return holders.flatMap((each) => (each.key === undefined ? [{ ...each, key }] : []));
    });
  };
  function oneOf(name: NodeOf<'Identifier'>): readonly HandedIn[] {
    const list = listBehind(source, name);
    return list === undefined ? [] : parametersOf(list);
  }

  const ownerOf = (node: Node): ServerOrigin | undefined => {
    const imported = things.importedOf(node);
    if (imported === undefined) return parametersOf(node)[0];
    return mayBeLocal(imported.specifier) ? { is: 'import', path: imported } : undefined;
  };

  return {
    ownerOf(node) {
      const outer = holderOf(file, node);
      if (isAdapterOfNest(file, outer)) return { is: 'injected', by: 'nestjs' };
      if (outer !== node && isStrapi(file, outer)) return { is: 'injected', by: 'strapi' };
      return ownerOf(outer) ?? (outer === node ? undefined : ownerOf(node));
    },
    handedIn,
  };
}

/** `for (const stop of stops)`, `stops.map((stop) => …)`: the list. */
function listBehind(source: SourceFile['source'], name: NodeOf<'Identifier'>): Node | undefined {
  const binding = source.resolve(name);
  if (binding === undefined || binding.path.length > 0) return undefined;
  if (binding.kind === 'element') return binding.init;
  const call = binding.parameter?.index === 0 ? source.parent(binding.parameter.of) : undefined;
  const method = call && methodCall(call);
  return method !== undefined && ['forEach', 'map'].includes(method.method) ? method.object : undefined;
}

/** `this.host.httpAdapter` of an HttpAdapterHost. https://docs.nestjs.com/faq/http-adapter */
function isAdapterOfNest({ source, tracer }: SourceFile, node: Node): boolean {
  const nameOf = (each: Node): string | undefined =>
    is(each, 'Identifier') ? source.resolve(each)?.path.at(-1) : is(each, 'MemberExpression') ? keyOf(each) : undefined;
  const isAdapter = [node, ...tracer.origins(node)].some((each) => nameOf(each) === 'httpAdapter');
  return (
    isAdapter && source.nodes.some((each) => is(each, 'ImportDeclaration') && each.source.value.startsWith('@nestjs/'))
  );
}

/** `strapi`, a global and what `bootstrap({ strapi })` is given. https://docs.strapi.io/cms/configurations/functions */
function isStrapi({ source }: SourceFile, node: Node): boolean {
  if (!is(node, 'Identifier') || node.name !== 'strapi') return false;
  const binding = source.resolve(node);
  return binding === undefined || (binding.parameter !== undefined && binding.path.at(-1) === 'strapi');
}

/** The object whose server this is, also behind a variable: `const server = app.getHttpServer()`. */
function holderOf(file: SourceFile, node: Node, depth = 0): Node {
  const outer = outermost(node);
  const [origin, ...others] = file.tracer.origins(outer);
  if (origin === undefined || others.length > 0 || depth > 3 || outermost(origin) === unwrap(origin)) return outer;
  return holderOf(file, origin, depth + 1);
}

/** Where a value comes from, with what hands it back (stoppable, Object.assign, listeners) looked through. */
export function originsBehind(file: SourceFile, node: Node, depth = 0): readonly Node[] {
  return file.tracer.origins(node).flatMap((origin): readonly Node[] => {
    const method = methodCall(origin);
    if (method !== undefined && listenerMethods.has(method.method) && depth < 3)
      return originsBehind(file, method.object, depth + 1);
    const reference = is(origin, 'CallExpression') ? referenceOf(file.source, origin.callee) : undefined;
    const [first] = is(origin, 'CallExpression') ? argumentsOf(origin) : [];
    const wraps = reference !== undefined && wrappers.has(dotted(reference)) && first !== undefined && depth < 3;
    return wraps ? originsBehind(file, first, depth + 1) : [origin];
  });
}

/** `app.getHttpServer()` is part of `app`. */
function outermost(node: Node): Node {
  const inner = unwrap(node);
  const method = methodCall(inner);
  if (method !== undefined && inside.has(method.method)) return outermost(method.object);
  if (is(inner, 'MemberExpression') && inside.has(keyOf(inner) ?? '') && !is(unwrap(inner.object), 'ThisExpression'))
    return outermost(inner.object);
  return inner;
}

/** How others start and stop something made here. */
export function madeServer(file: SourceFile, { thing, raw }: Face): Omit<MadeServer, 'name'> {
  const { framework, node } = thing;
  return {
    product: framework.product,
    at: file.source.at(node),
    starts: (raw ? nodeServer.start : framework.start) ?? [],
    closes: raw ? nodeServer.close : framework.close,
  };
}

export function sameOrigin(a: ServerOrigin | undefined, b: ServerOrigin | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (a.is === 'import')
    return b.is === 'import' && a.path.specifier === b.path.specifier && a.path.name === b.path.name;
  if (a.is === 'injected') return b.is === 'injected' && a.by === b.by;
  return b.is === 'parameter' && a.of === b.of && a.index === b.index && a.key === b.key;
}
