// Things whose written type is that of a library: `private watchers: FSWatcher[]`. Closing them closes no server of ours.
import { is, keyOf, type Node, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import { frameworkOfType } from '../frameworks.js';
import { dotted, mayBeLocal, typeReference } from '../values/references.js';

/** Libraries have servers of their own. */
const serverLike = /server|app|listen/i;
/** Around the type of what a list holds. */
const holders: ReadonlySet<string> = new Set(['Array', 'ReadonlyArray', 'Set', 'ReadonlySet', 'Map', 'ReadonlyMap']);
const deepest = 8;

export function isOfLibrary(file: SourceFile, node: Node): boolean {
  const type = typeOf(file, node);
  return type !== undefined && isLibraryType(file, type, 0);
}

function typeOf({ source }: SourceFile, node: Node): Node | undefined {
  const inner = unwrap(node);
  if (is(inner, 'Identifier')) {
    const binding = source.resolve(inner);
    if (binding === undefined || binding.path.length > 0) return undefined;
    const { declaration, kind, init } = binding;
    const own = is(declaration, 'Identifier') ? declaration.typeAnnotation?.typeAnnotation : undefined;
    if (own !== undefined) return own;
    return kind === 'element' && init !== undefined ? fieldType(source, listOf(init)) : undefined;
  }
  return fieldType(source, inner);
}

/** `this.watchers ?? []` */
function listOf(init: Node): Node {
  const inner = unwrap(init);
  return is(inner, 'LogicalExpression') ? unwrap(inner.left) : inner;
}

/** `this.watchers`, by the field of its class or the parameter of the constructor that makes one. */
function fieldType(source: SourceFile['source'], member: Node): Node | undefined {
  if (!is(member, 'MemberExpression') || !is(unwrap(member.object), 'ThisExpression')) return undefined;
  const name = keyOf(member);
  const owner = source.owner(member);
  if (name === undefined || owner === undefined || is(owner, 'ObjectExpression')) return undefined;
  for (const each of owner.body.body) {
    if (is(each, 'PropertyDefinition') && keyOf(each) === name) return each.typeAnnotation?.typeAnnotation;
    if (!is(each, 'MethodDefinition') || each.kind !== 'constructor') continue;
    for (const parameter of each.value.params) {
      const declared = is(parameter, 'TSParameterProperty') ? parameter.parameter : undefined;
      if (declared !== undefined && is(declared, 'Identifier') && declared.name === name)
        return declared.typeAnnotation?.typeAnnotation;
    }
  }
  return undefined;
}

function isLibraryType(file: SourceFile, type: Node, depth: number): boolean {
  if (depth > deepest) return false;
  const isOne = (each: Node): boolean => isLibraryType(file, each, depth + 1);
  if (is(type, 'TSArrayType')) return isOne(type.elementType);
  if (is(type, 'TSUnionType')) {
    const types = type.types.filter((each) => !is(each, 'TSNullKeyword') && !is(each, 'TSUndefinedKeyword'));
    return types.length > 0 && types.every(isOne);
  }
  if (!is(type, 'TSTypeReference')) return false;
  if (is(type.typeName, 'Identifier') && holders.has(type.typeName.name)) {
    const held = type.typeArguments?.params.at(-1);
    return held !== undefined && isOne(held);
  }
  const reference = typeReference(file.source, type.typeName);
  if (reference === undefined || mayBeLocal(reference.module)) return false;
  const name = dotted(reference);
  return !frameworkOfType.has(name) && !serverLike.test(reference.path.at(-1) ?? reference.module);
}
