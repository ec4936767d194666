// What an expression refers to outside the file: a name of an imported module or a global, aliases followed.
import { perObject } from '../../../knowledge/memo.js';
import { argumentsOf, is, keyOf, type Node, stringOf, unwrap } from '../ast.js';
import { knownModules } from '../known-modules.js';
import type { Source } from '../source.js';

/** `http` + `['createServer']`; the module itself and its default export are the empty path. `global` holds the globals. */
export interface Reference {
  readonly module: string;
  readonly path: readonly string[];
}

/** Wrappers that compilers put around `require`. */
const interop =
  /^(__importDefault|__importStar|_?_?interopRequire(Default|Wildcard)|__toESM|_interop_require_(default|wildcard))$/;
const maximalDepth = 12;

export const withoutNodePrefix = (specifier: string): string => specifier.replace(/^node:/, '');

const keptOf = perObject((_: Source) => new WeakMap<Node, { readonly is: Reference | undefined }>());

export function referenceOf(source: Source, node: Node, depth = 0): Reference | undefined {
  if (depth > maximalDepth) return undefined;
  const inner = unwrap(node);
  const kept = keptOf(source);
  const seen = kept.get(inner);
  if (seen !== undefined) return seen.is;
  const found = followReference(source, inner, depth);
  // What is nothing further down may only be too far from where this began.
  if (found !== undefined || depth === 0) kept.set(inner, { is: found });
  return found;
}
function followReference(source: Source, inner: Node, depth: number): Reference | undefined {
  const follow = (next: Node): Reference | undefined => referenceOf(source, next, depth + 1);
  if (is(inner, 'AwaitExpression')) return follow(inner.argument);
  if (is(inner, 'Identifier')) {
    const binding = source.resolve(inner);
    if (binding === undefined) return { module: 'global', path: [inner.name] };
    if (binding.imported !== undefined) {
      const { specifier, name } = binding.imported;
      return { module: withoutNodePrefix(specifier), path: name === '*' || name === 'default' ? [] : [name] };
    }
    if (binding.kind !== 'constant' && binding.kind !== 'variable') return undefined;
    const value = binding.init ?? (binding.writes.length === 1 ? binding.writes[0] : undefined);
    if (value === undefined || binding.mutated || (binding.init !== undefined && binding.writes.length > 0))
      return undefined;
    const whole = follow(value);
    return whole && binding.path.reduce(step, whole);
  }
  if (is(inner, 'MemberExpression')) {
    const key = keyOf(inner);
    const whole = key === undefined ? undefined : follow(inner.object);
    return key === undefined || whole === undefined ? undefined : step(whole, key);
  }
  if (is(inner, 'ConditionalExpression')) return eitherModule(follow(inner.consequent), follow(inner.alternate));
  if (is(inner, 'ImportExpression')) return moduleReference(stringOf(inner.source));
  if (is(inner, 'CallExpression')) {
    const [first] = argumentsOf(inner);
    if (first === undefined) return undefined;
    const callee = unwrap(inner.callee);
    const name = is(callee, 'Identifier') ? callee.name : is(callee, 'MemberExpression') ? keyOf(callee) : undefined;
    if (name === undefined) return undefined;
    if (name === 'require' && is(callee, 'Identifier')) return moduleReference(stringOf(first));
    if (interop.test(name)) return follow(first);
  }
  return undefined;
}

/** `secure ? https : http`: what both have under the name is told by either alike. */
function eitherModule(one: Reference | undefined, other: Reference | undefined): Reference | undefined {
  if (one === undefined || other === undefined || one.path.join('.') !== other.path.join('.')) return undefined;
  const modules = [one.module, other.module];
  if (modules.every((each) => each === one.module)) return one;
  return modules.every((each) => each === 'http' || each === 'https') ? { ...one, module: 'http' } : undefined;
}

const moduleReference = (specifier: string | undefined): Reference | undefined =>
  specifier === undefined ? undefined : { module: withoutNodePrefix(specifier), path: [] };

function step(whole: Reference, key: string): Reference {
  if (key === 'default' && whole.path.length === 0) return whole;
  if (
    whole.module === 'global' &&
    (whole.path[0] === 'globalThis' || whole.path[0] === 'global') &&
    whole.path.length === 1
  )
    return { module: 'global', path: [key] };
  return { module: whole.module, path: [...whole.path, key] };
}

export const dotted = (reference: Reference): string => [reference.module, ...reference.path].join('.');

/** `process`, as a global or imported. */
export function isProcess(source: Source, node: Node): boolean {
  const reference = referenceOf(source, node);
  if (reference === undefined) return false;
  return dotted(reference) === 'global.process' || dotted(reference) === 'process';
}

/** `process.exit`, `process.env`, `import { exit } from 'node:process'`: the path below `process`. */
export function processMember(source: Source, node: Node): string | undefined {
  const reference = referenceOf(source, node);
  if (reference?.module === 'process') return reference.path.join('.');
  if (reference?.module === 'global' && reference.path[0] === 'process') return reference.path.slice(1).join('.');
  return undefined;
}

/** Whether a specifier can be nothing but a file of the scan: a relative path, or an alias of the usual forms. */
export const isLocal = (specifier: string): boolean => /^(\.{1,2}(\/|$)|[~@#$]\/|#|src\/|app\/)/.test(specifier);

/** Whether it may be one: aliases and workspace packages have names like any package. What is no file of the scan leads nowhere later. */
export const mayBeLocal = (specifier: string): boolean =>
  isLocal(specifier) || !(knownModules.has(specifier) || elsewhere.test(specifier) || specifier.includes('://'));
/** Builtins, registries of other runtimes, and the scopes of widely used libraries. */
const elsewhere = new RegExp(
  [
    '^(?:node:|bun(?:$|:)|npm:|jsr:)',
    `^(?:${'assert|buffer|child_process|cluster|crypto|dgram|dns|events|fs|net|os|path|process|stream|timers|tls|url|util|v8|vm'})(?:$|/)`,
    `^@(?:${[
      ...[
        'nestjs',
        'fastify',
        'koa',
        'hapi',
        'hono',
        'apollo',
        'graphql-yoga',
        'trpc',
        'adonisjs',
        'loopback',
        'feathersjs',
      ],
      ...[
        'remix-run',
        'react-router',
        'sveltejs',
        'nuxt',
        'tanstack',
        'prisma',
        'aws-sdk',
        'azure',
        'google-cloud',
        'grpc',
      ],
      ...[
        'hocuspocus',
        'opentelemetry',
        'sentry',
        't3-oss',
        'types',
        'babel',
        'typescript-eslint',
        'godaddy',
        'radix-ui',
        'mui',
        'angular',
      ],
    ].join('|')})/`,
  ].join('|'),
);

/** `Server`, `http.Server` as the name of a type. */
export function typeReference(source: Source, name: Node): Reference | undefined {
  if (is(name, 'Identifier')) {
    const imported = source.top.get(name.name)?.imported;
    if (imported === undefined) return undefined;
    const path = imported.name === '*' || imported.name === 'default' ? [] : [imported.name];
    return { module: withoutNodePrefix(imported.specifier), path };
  }
  if (!is(name, 'TSQualifiedName')) return undefined;
  const whole = typeReference(source, name.left);
  return whole && { module: whole.module, path: [...whole.path, name.right.name] };
}
