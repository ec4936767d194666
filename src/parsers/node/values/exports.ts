// What a module gives to others, in both module systems, and which code runs without being asked by them.
import { perObject } from '../../../knowledge/memo.js';
import { groupPairs } from '../../../model/group-by.js';
import {
  argumentsOf,
  type CallNode,
  type ClassNode,
  children,
  type FunctionNode,
  is,
  isCall,
  isClass,
  isFunction,
  keyOf,
  type Node,
  stringOf,
  unwrap,
} from '../ast.js';
import { dotted, referenceOf } from './references.js';
import type { TracedFile } from './trace.js';

export interface Export {
  readonly name: string;
  readonly node: Node;
}
export interface Reexport {
  readonly as: string;
  readonly specifier: string;
  readonly name: string;
}

const nameOf = (node: Node): string => (is(node, 'Identifier') ? node.name : (stringOf(node) ?? ''));

interface Given {
  readonly exports: readonly Export[];
  readonly reexports: readonly Reexport[];
}
export const exportsOf = ({ source }: Pick<TracedFile, 'source'>): Given => givenBy(source);

const givenBy = perObject((source: TracedFile['source']): Given => {
  const exports: Export[] = [];
  const reexports: Reexport[] = [];
  for (const node of source.nodes) {
    if (is(node, 'ExportDefaultDeclaration')) exports.push({ name: 'default', node: node.declaration });
    else if (is(node, 'TSExportAssignment')) exports.push({ name: 'default', node: node.expression });
    else if (is(node, 'ExportAllDeclaration')) {
      reexports.push({
        as: node.exported === null ? '*' : nameOf(node.exported),
        specifier: node.source.value,
        name: '*',
      });
    } else if (is(node, 'ExportNamedDeclaration')) {
      const { declaration, source: from } = node;
      for (const { exported, local } of node.specifiers) {
        if (from === null) exports.push({ name: nameOf(exported), node: local });
        else reexports.push({ as: nameOf(exported), specifier: from.value, name: nameOf(local) });
      }
      if (is(declaration, 'VariableDeclaration')) {
        for (const { id } of declaration.declarations)
          for (const each of patternNames(id)) exports.push({ name: each.name, node: each });
      } else if (declaration !== null && (isFunction(declaration) || isClass(declaration)) && declaration.id !== null) {
        exports.push({ name: declaration.id.name, node: declaration });
      } else if (is(declaration, 'TSEnumDeclaration'))
        exports.push({ name: declaration.id.name, node: declaration.id });
    } else if (is(node, 'AssignmentExpression')) exports.push(...commonJs({ source }, node.left, node.right));
  }
  return { exports, reexports };
});

function patternNames(pattern: Node): Extract<Node, { name: string; type: unknown }>[] {
  if (is(pattern, 'Identifier')) return [pattern];
  if (!is(pattern, 'ObjectPattern', 'ArrayPattern', 'Property', 'AssignmentPattern', 'RestElement')) return [];
  const inner = is(pattern, 'Property')
    ? [pattern.value]
    : is(pattern, 'AssignmentPattern')
      ? [pattern.left]
      : children(pattern);
  return inner.flatMap(patternNames);
}

const exportedName = (target: string): string | undefined =>
  /^global\.(?:module\.)?exports\.(?:default\.)?([\w$]+)$/.exec(target)?.[1];
/** `module.exports = …`, `module.exports.a = …`, `exports.a = …`; the parts of an exported object are names of their own. */
function commonJs(file: Pick<TracedFile, 'source'>, left: Node, right: Node): Export[] {
  const reference = referenceOf(file.source, left);
  const target = reference === undefined ? '' : dotted(reference);
  const named = exportedName(target);
  if (named !== undefined) return [{ name: named, node: right }];
  if (target !== 'global.module.exports' && target !== 'global.exports') return [];
  const whole = unwrap(right);
  const parts = is(whole, 'ObjectExpression')
    ? whole.properties.flatMap((property) => {
        const name = is(property, 'Property') ? keyOf(property) : undefined;
        return name === undefined || !is(property, 'Property') ? [] : [{ name, node: property.value }];
      })
    : [];
  return [{ name: 'default', node: right }, ...parts];
}

/** Whether code runs by itself, or only when another module calls an export. */
export type Reach = { readonly runs: true } | { readonly runs: false; readonly exportedAs: string | undefined };

export function createReach(file: TracedFile): (node: Node) => Reach {
  const { source, tracer } = file;
  const exportedAs = new Map<Node, string>();
  for (const { name, node } of exportsOf(file).exports) {
    for (const origin of tracer.origins(node))
      if ((isFunction(origin) || isClass(origin)) && !exportedAs.has(origin)) exportedAs.set(origin, name);
  }
  const instances = (made: ClassNode): CallNode[] =>
    source.calls.filter((node) => is(node, 'NewExpression') && tracer.origins(node.callee).includes(made));

  /** One answer per function or class: callers of callers fan out, and a circle of calls starts nothing by itself. */
  const known = new Map<Node, Reach>();
  const reach = (node: Node): Reach => {
    const fn = source.enclosingFunction(node);
    const owner = classAround(node, fn);
    if (fn === undefined && owner === undefined) return { runs: true };
    const around = owner ?? fn;
    if (around === undefined) return { runs: false, exportedAs: undefined };
    const before = known.get(around);
    if (before !== undefined) return before;
    known.set(around, { runs: false, exportedAs: undefined });
    const answer = reachOf(around, node, fn, owner);
    known.set(around, answer);
    return answer;
  };
  const reachOf = (
    around: FunctionNode | ClassNode,
    node: Node,
    fn: FunctionNode | undefined,
    owner: ClassNode | undefined,
  ): Reach => {
    const calls = isClass(around)
      ? instances(around)
      : isFunction(around)
        ? [...tracer.callsOf(around), ...passedTo(around), ...askedByName(around)]
        : [];
    const reached: Reach[] = [];
    for (const call of calls) {
      const each = reach(call);
      if (each.runs) return each;
      reached.push(each);
    }
    const name = exportedAs.get(around);
    if (name !== undefined) return { runs: false, exportedAs: name };
    const through = reached.find((each) => !each.runs && each.exportedAs !== undefined);
    if (through !== undefined) return through;
    // A method of an exported object, or code that nobody seems to call: callers may come by a way that was not followed.
    const outer = fn === undefined ? undefined : source.enclosingFunction(fn);
    if (owner === undefined && outer !== undefined) return reach(fn ?? node);
    return owner !== undefined || fn === undefined ? { runs: false, exportedAs: undefined } : { runs: true };
  };
  /** A function given to a call runs with it: `list.forEach(fn)`, `main().then(fn)`, `(() => …)()`. */
  const passedTo = (fn: FunctionNode): CallNode[] => {
    const parent = source.parent(fn);
    const direct = isCall(parent) ? [parent] : [];
    const binding = is(fn, 'FunctionDeclaration') ? fn.id?.name : undefined;
    if (binding === undefined) return direct;
    handedOver ??= callsByArgument(source.calls);
    return [...direct, ...(handedOver.get(binding) ?? [])];
  };
  /** `module.exports.start()`: a module may call what it exports by that name. */
  const askedByName = (fn: FunctionNode): readonly CallNode[] => {
    const name = exportedAs.get(fn);
    if (name === undefined) return [];
    byExport ??= callsOfExports(source);
    return byExport.get(name) ?? [];
  };
  let byExport: ReadonlyMap<string, readonly CallNode[]> | undefined;
  let handedOver: ReadonlyMap<string, readonly CallNode[]> | undefined;
  /** The class whose method or field holds the code. */
  const classAround = (node: Node, fn: FunctionNode | undefined): ClassNode | undefined => {
    // Decorators run when the class is defined, not when it is used.
    let decorates = false;
    for (let at = source.parent(node); at !== undefined; at = source.parent(at)) {
      if (is(at, 'Decorator')) decorates = true;
      if (isClass(at)) {
        if (!decorates) return at;
        decorates = false;
      }
      if (at === fn && !is(source.parent(at), 'MethodDefinition', 'PropertyDefinition')) return undefined;
    }
    return undefined;
  };
  return reach;
}

function callsOfExports(source: TracedFile['source']): ReadonlyMap<string, readonly CallNode[]> {
  return groupPairs(
    source.calls.flatMap((call): (readonly [string, CallNode])[] => {
      const reference = is(call.callee, 'MemberExpression') ? referenceOf(source, call.callee) : undefined;
      const name = reference === undefined ? undefined : exportedName(dotted(reference));
      return name === undefined ? [] : [[name, call]];
    }),
  );
}
/** Calls by the names they are given, found once: a bundle has thousands of both. */
function callsByArgument(all: readonly CallNode[]): ReadonlyMap<string, readonly CallNode[]> {
  const calls = new Map<string, CallNode[]>();
  for (const node of all) {
    for (const name of new Set(
      argumentsOf(node).flatMap((argument) => (is(argument, 'Identifier') ? [argument.name] : [])),
    )) {
      const list = calls.get(name);
      if (list === undefined) calls.set(name, [node]);
      else list.push(node);
    }
  }
  return calls;
}
