// Reads the imports of source files from their syntax, and judges them against a table of layers.
import { posix } from 'node:path';
import { parseSync } from 'oxc-parser';

export interface Import {
  /** As written; undefined when it is computed and nobody can know it. */
  readonly specifier: string | undefined;
  readonly typeOnly: boolean;
  readonly line: number;
}

/** Paths below src, with '/' between folders, and their text. */
export type Sources = ReadonlyMap<string, string>;

export interface Layer {
  readonly name: string;
  /** Which files belong to it; the first layer that matches wins. */
  readonly files: RegExp;
  /** Files it may import besides its own layer. A group named `own` in `files` is put in place of `$own`. */
  readonly imports: readonly string[];
  /** Files of which it may import types, and nothing else. */
  readonly importsTypes?: readonly string[];
  /** True when files of the layer must not import each other. */
  readonly apart?: boolean;
  readonly packages?: readonly string[];
  /** Modules of Node, without `node:`. Left out: every one. */
  readonly builtins?: readonly string[];
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** The text of a literal or of a template without holes. */
function constantText(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TSLiteralType') return constantText(node.literal);
  if (node.type !== 'TemplateLiteral') return undefined;
  const quasis = node.quasis as readonly { value: { cooked: string } }[];
  return quasis.length === 1 ? quasis[0]?.value.cooked : undefined;
}

const allTypes = (specifiers: unknown, kind: string): boolean =>
  Array.isArray(specifiers) && specifiers.length > 0 && specifiers.every((specifier) => specifier[kind] === 'type');

function importOf(node: Node): { source: unknown; typeOnly: boolean } | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return {
        source: node.source,
        typeOnly: node.importKind === 'type' || allTypes(node.specifiers, 'importKind'),
      };
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      if (!isNode(node.source)) return undefined;
      return {
        source: node.source,
        typeOnly: node.exportKind === 'type' || allTypes(node.specifiers, 'exportKind'),
      };
    case 'ImportExpression':
      return { source: node.source, typeOnly: false };
    case 'TSImportType':
      return { source: node.source ?? node.argument, typeOnly: true };
    case 'TSExternalModuleReference':
      return { source: node.expression, typeOnly: false };
    case 'CallExpression': {
      const callee = node.callee;
      if (!isNode(callee) || callee.type !== 'Identifier' || callee.name !== 'require') return undefined;
      return { source: (node.arguments as unknown[])[0], typeOnly: false };
    }
    default:
      return undefined;
  }
}

export function importsOf(path: string, text: string): Import[] {
  const { program, errors } = parseSync(path, text, { astType: 'ts', range: false });
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const found: Import[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const element of value) visit(element);
    if (!isNode(value)) return;
    const written = importOf(value);
    if (written !== undefined) {
      const line = text.slice(0, value.start).split('\n').length;
      found.push({ specifier: constantText(written.source), typeOnly: written.typeOnly, line });
    }
    for (const key in value) visit(value[key]);
  };
  visit(program);
  return found;
}

/** The source file a relative specifier means; `.js` is written where `.ts` lies. */
const targetOf = (from: string, specifier: string): string =>
  posix.join(posix.dirname(from), specifier).replace(/\.([cm]?)js$/, '.$1ts');

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Does a pattern such as `parsers/kit/`, `rules/kit/index.ts` or `*` cover this path? */
const covers = (patterns: readonly string[], path: string, own: string): boolean =>
  patterns.some((pattern) => {
    const wanted = pattern.replace('$own', own);
    return wanted === '*' || (wanted.endsWith('/') ? path.startsWith(wanted) : path === wanted);
  });

/** One sentence per import that the table does not allow. */
export function violations(sources: Sources, layers: readonly Layer[], forbiddenBuiltins: readonly string[]): string[] {
  const layerOf = (path: string): Layer | undefined => layers.find((layer) => layer.files.test(path));
  return [...sources].flatMap(([path, text]) => {
    const layer = layerOf(path);
    if (layer === undefined) return [`${path} is in no layer of the table`];
    const own = layer.files.exec(path)?.groups?.own ?? '';
    const judge = ({ specifier, typeOnly }: Import): string | undefined => {
      if (specifier === undefined) return 'a computed path';
      if (specifier.startsWith('.')) {
        const target = targetOf(path, specifier);
        if (target === '../package.json') return undefined;
        if (!sources.has(target)) return `${specifier}, which is no source file`;
        const sameLayer =
          layerOf(target) === layer && layer.files.exec(target)?.groups?.own === layer.files.exec(path)?.groups?.own;
        if (sameLayer && layer.apart !== true) return undefined;
        if (covers(layer.imports, target, own)) return undefined;
        if (covers(layer.importsTypes ?? [], target, own))
          return typeOnly ? undefined : `${target} for more than types`;
        return target;
      }
      if (specifier.startsWith('node:')) {
        const builtin = specifier.slice('node:'.length);
        const allowed = layer.builtins?.includes(builtin) ?? !forbiddenBuiltins.includes(builtin);
        return allowed ? undefined : specifier;
      }
      return layer.packages?.includes(packageOf(specifier)) ? undefined : specifier;
    };
    return importsOf(path, text).flatMap((found) => {
      const problem = judge(found);
      return problem === undefined ? [] : [`${path}:${found.line} (${layer.name}) imports ${problem}`];
    });
  });
}

/**
 * Every import cycle once, as the paths along it. Types do not count: nothing of them is left at run time.
 * `roomOf`: what counts as one place, when it is not the file.
 */
export function cycles(sources: Sources, roomOf: (path: string) => string = (path) => path): string[] {
  const edges = new Map<string, Set<string>>();
  for (const [path, text] of sources) {
    const room = roomOf(path);
    const targets = edges.get(room) ?? new Set();
    edges.set(room, targets);
    for (const { specifier, typeOnly } of importsOf(path, text)) {
      if (!specifier?.startsWith('.') || typeOnly) continue;
      const target = roomOf(targetOf(path, specifier));
      if (target !== room || target === path) targets.add(target);
    }
  }
  const found = new Set<string>();
  const finished = new Set<string>();
  const visit = (room: string, trail: readonly string[]): void => {
    const start = trail.indexOf(room);
    if (start >= 0) {
      found.add([...trail.slice(start), room].join(' -> '));
      return;
    }
    if (finished.has(room)) return;
    for (const next of edges.get(room) ?? []) visit(next, [...trail, room]);
    finished.add(room);
  };
  for (const room of [...edges.keys()].sort()) visit(room, []);
  return [...found];
}
