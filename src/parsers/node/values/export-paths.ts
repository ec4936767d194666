// The paths under which other modules reach what this one makes: `createApp()`, `Server().http`, `default.close`.
import { type ClassNode, classMembers, is, isClass, isFunction, keyOf, type Node } from '../ast.js';
import { exportsOf } from './exports.js';
import type { TracedFile } from './trace.js';

/** `()` stands for a call and for `new` alike. */
export interface ExportPath {
  readonly path: string;
  readonly node: Node;
}

const maximalDepth = 4;
const maximalPaths = 400;

/** Every path once, the shortest first; a class gives the parts of its instances, a function what it returns. */
export function exportPaths(file: TracedFile): readonly ExportPath[] {
  const { source, tracer } = file;
  const found = new Map<string, ExportPath>();
  let wave = exportsOf(file).exports.map(({ name, node }): ExportPath => ({ path: name, node }));
  for (let depth = 0; depth <= maximalDepth && wave.length > 0; depth += 1) {
    const next: ExportPath[] = [];
    for (const each of wave) {
      if (found.has(each.path) || found.size >= maximalPaths) continue;
      found.set(each.path, each);
      next.push(...partsOf(each));
    }
    wave = next;
  }
  return [...found.values()];

  function partsOf({ path, node }: ExportPath): readonly ExportPath[] {
    return tracer.origins(node).flatMap((origin): readonly ExportPath[] => {
      if (isFunction(origin)) return tracer.returns(origin).map((result) => ({ path: `${path}()`, node: result }));
      if (isClass(origin)) {
        const statics = classMembers(origin).filter((member) => member.isStatic);
        return [
          ...statics.map(({ name, value }) => ({ path: `${path}.${name}`, node: value })),
          ...instanceParts(origin, `${path}()`),
        ];
      }
      if (is(origin, 'NewExpression'))
        return tracer.origins(origin.callee).flatMap((made) => (isClass(made) ? instanceParts(made, path) : []));
      if (is(origin, 'ObjectExpression'))
        return origin.properties.flatMap((property) => {
          const name = is(property, 'Property') ? keyOf(property) : undefined;
          return name === undefined || !is(property, 'Property')
            ? []
            : [{ path: `${path}.${name}`, node: property.value }];
        });
      return [];
    });
  }

  function instanceParts(made: ClassNode, path: string): readonly ExportPath[] {
    const own = [...memberNames(made)].flatMap((name) =>
      tracer.fieldValues(made, name).flatMap((value): readonly ExportPath[] => {
        const parent = source.parent(value);
        if (is(parent, 'MethodDefinition') && parent.kind === 'get' && isFunction(value))
          return tracer.returns(value).map((result) => ({ path: `${path}.${name}`, node: result }));
        return [{ path: `${path}.${name}`, node: value }];
      }),
    );
    const above = made.superClass === null ? [] : tracer.origins(made.superClass).filter(isClass);
    // A class that extends itself by way of others ends here.
    return above.includes(made) || path.length > 200
      ? own
      : [...own, ...above.flatMap((each) => instanceParts(each, path))];
  }

  function memberNames(made: ClassNode): ReadonlySet<string> {
    const names = new Set(classMembers(made).flatMap(({ name, isStatic }) => (isStatic ? [] : [name])));
    for (const node of source.within(made)) {
      const name =
        is(node, 'AssignmentExpression') && is(node.left, 'MemberExpression') && is(node.left.object, 'ThisExpression')
          ? keyOf(node.left)
          : undefined;
      if (name !== undefined) names.add(name);
    }
    names.delete('constructor');
    return names;
  }
}

/** Functions by the paths under which others call them, the shortest first; a constructor by its class. */
export function functionPaths(file: TracedFile): ReadonlyMap<Node, readonly [string, ...string[]]> {
  const found = new Map<Node, [string, ...string[]]>();
  const enter = (fn: Node, path: string): void => {
    const before = found.get(fn);
    if (before === undefined) found.set(fn, [path]);
    else if (before.length < mostNames) before.push(path);
  };
  for (const { path, node } of exportPaths(file)) {
    for (const origin of file.tracer.origins(node)) {
      if (isFunction(origin)) enter(origin, path);
      else if (is(origin, 'ClassDeclaration', 'ClassExpression'))
        for (const build of file.tracer.fieldValues(origin, 'constructor')) if (isFunction(build)) enter(build, path);
    }
  }
  return found;
}
/** Class, instance, default export and what gives one of these: nobody offers one function under more. */
const mostNames = 8;
