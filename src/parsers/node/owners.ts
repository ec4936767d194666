// Whose server an expression is when this file does not make it: an import's, or the parameter's of a function that others call.
import type { MadeServer, ServerOrigin } from '../../model/facts.js';
import { argumentsOf, is, keyOf, methodCall, type Node, unwrap } from './ast.js';
import type { SourceFile } from './file.js';
import { listenerMethods, nodeServer, wrappers } from './frameworks.js';
import type { Face } from './things.js';
import { functionPaths } from './values/export-paths.js';
import { dotted, mayBeLocal, referenceOf } from './values/references.js';

export type Owners = (node: Node) => ServerOrigin | undefined;

/** Members and calls that lead from a framework's object to the Node server in it. */
const inside = new Set(['server', 'listener', 'httpServer', 'getHttpServer', 'getHttpAdapter']);

const opened = new WeakMap<SourceFile, Owners>();

export function ownersOf(file: SourceFile): Owners {
  const before = opened.get(file);
  if (before !== undefined) return before;
  const owners = createOwners(file);
  opened.set(file, owners);
  return owners;
}

function createOwners(file: SourceFile): Owners {
  const { source, tracer, things } = file;
  let paths: ReadonlyMap<Node, string> | undefined;
  const pathOf = (fn: Node): string | undefined => {
    paths ??= functionPaths(file);
    return paths.get(fn);
  };

  const parameterOf = (node: Node): ServerOrigin | undefined => {
    for (const origin of tracer.origins(node)) {
      const member = is(origin, 'MemberExpression') ? keyOf(origin) : undefined;
      const holders = is(origin, 'MemberExpression') && member !== undefined ? tracer.origins(origin.object) : [origin];
      for (const holder of holders) {
        const binding = is(holder, 'Identifier') ? source.resolve(holder) : undefined;
        if (binding?.parameter === undefined || binding.path.length > 1) continue;
        const of = pathOf(binding.parameter.of);
        const key = binding.path[0] ?? member;
        if (of !== undefined && (binding.path.length === 0 || member === undefined))
          return { is: 'parameter', of, index: binding.parameter.index, ...(key !== undefined && { key }) };
      }
    }
    return undefined;
  };

  const ownerOf = (node: Node): ServerOrigin | undefined => {
    const imported = things.importedOf(node);
    if (imported === undefined) return parameterOf(node);
    return mayBeLocal(imported.specifier) ? { is: 'import', path: imported } : undefined;
  };

  return (node) => {
    const outer = holderOf(file, node);
    if (isAdapterOfNest(file, outer)) return { is: 'injected', by: 'nestjs' };
    if (outer !== node && isStrapi(file, outer)) return { is: 'injected', by: 'strapi' };
    return ownerOf(outer) ?? (outer === node ? undefined : ownerOf(node));
  };
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
