// What a container of dependencies hands to a class: an object of the class that a type names, or what is registered under a token.
import { type ClassNode, classMembers, type FunctionNode, is, isClass, keyOf, type Node, stringOf } from '../ast.js';
import type { Source } from '../source.js';
import { mayBeLocal, referenceOf, typeReference } from './references.js';
import type { Value } from './values.js';

/** Decorators of classes that a container makes: tsyringe, InversifyJS, typedi, Nest. */
const containerMade = new Set([
  ...['injectable', 'singleton', 'autoInjectable', 'scoped', 'Service', 'Injectable', 'Controller', 'Singleton'],
  ...['Module', 'Provide', 'JsonController'],
]);
const injecting = new Set(['inject', 'Inject', 'Autowired']);

/** A parameter of the constructor of such a class. */
export function injectedParameter(source: Source, fn: FunctionNode, declaration: Node): Value | undefined {
  const method = source.parent(fn);
  const owner = method === undefined ? undefined : source.parent(source.parent(method) ?? method);
  if (!is(method, 'MethodDefinition') || method.kind !== 'constructor' || !isClass(owner)) return undefined;
  const around = source.parent(declaration);
  const decorators = decoratorsOf(declaration).concat(is(around, 'TSParameterProperty') ? decoratorsOf(around) : []);
  return injected(source, owner, decorators, declaration);
}
/** `@Inject() private config!: Config` */
export function injectedField(source: Source, owner: ClassNode, name: string): Value | undefined {
  if (classMembers(owner).some((member) => member.name === name)) return undefined;
  const field = owner.body.body.find((member) => is(member, 'PropertyDefinition') && keyOf(member) === name);
  if (!is(field, 'PropertyDefinition')) return undefined;
  const decorators = decoratorsOf(field);
  return decorators.some((each) => injecting.has(decoratorName(each) ?? ''))
    ? injected(source, owner, decorators, field)
    : undefined;
}

function injected(source: Source, owner: ClassNode, decorators: readonly Node[], declaration: Node): Value | undefined {
  const inject = decorators.find((each) => injecting.has(decoratorName(each) ?? ''));
  const token = inject === undefined ? undefined : firstArgument(inject);
  if (token !== undefined) return registeredUnder(source, token, declaration);
  if (inject === undefined && !decoratorsOf(owner).some((each) => containerMade.has(decoratorName(each) ?? '')))
    return undefined;
  const type = typeOf(declaration);
  if (!is(type, 'TSTypeReference')) return undefined;
  const reference = typeReference(source, type.typeName);
  return reference === undefined ? undefined : instanceOf(reference.module, reference.path, declaration);
}

/** What stands for a token: `Config` itself, `http.KEY` of Nest's `registerAs`, or a name of the container. */
export function registeredUnder(source: Source, token: Node, at: Node): Value {
  const key = is(token, 'MemberExpression') && keyOf(token) === 'KEY' ? token.object : undefined;
  const reference = referenceOf(source, key ?? token);
  if (reference !== undefined && mayBeLocal(reference.module) && reference.module !== 'global') {
    const path = reference.path.length === 0 ? ['default'] : reference.path;
    if (key !== undefined) return { kind: 'import', specifier: reference.module, path: path.join('.'), node: at };
    const made = instanceOf(reference.module, reference.path, at);
    if (made !== undefined && is(token, 'Identifier') && /^[A-Z][a-z]/.test(token.name)) return made;
  }
  return { kind: 'token', name: tokenName(source, token), node: at };
}
/** Both sides write it the same way: the text of a string, else the expression. */
export const tokenName = (source: Source, token: Node): string => stringOf(token) ?? source.textOf(token);

function instanceOf(specifier: string, path: readonly string[], node: Node): Value | undefined {
  if (!mayBeLocal(specifier)) return undefined;
  return { kind: 'import', specifier, path: `${path.length === 0 ? 'default' : path.join('.')}()`, node };
}

const decoratorsOf = (node: Node): readonly Node[] => ('decorators' in node ? (node.decorators ?? []) : []);
function decoratorName(decorator: Node): string | undefined {
  const inner = is(decorator, 'Decorator') ? decorator.expression : decorator;
  const callee = is(inner, 'CallExpression') ? inner.callee : inner;
  return is(callee, 'Identifier') ? callee.name : undefined;
}
function firstArgument(decorator: Node): Node | undefined {
  const inner = is(decorator, 'Decorator') ? decorator.expression : decorator;
  return is(inner, 'CallExpression') ? inner.arguments[0] : undefined;
}
function typeOf(declaration: Node): Node | undefined {
  return is(declaration, 'Identifier', 'PropertyDefinition') ? declaration.typeAnnotation?.typeAnnotation : undefined;
}
