// Which declaration an identifier means: lexical scopes, what a name is first set to, and what is assigned to it later.
import {
  type ClassNode,
  type FunctionNode,
  is,
  isFunction,
  keyOf,
  type Node,
  type NodeOf,
  stringOf,
  unwrap,
} from './ast.js';
import { listNodes } from './node-list.js';

export interface Binding {
  readonly name: string;
  readonly kind: 'variable' | 'constant' | 'function' | 'class' | 'parameter' | 'import' | 'enum' | 'element' | 'other';
  /** Where the name is introduced. */
  readonly declaration: Node;
  /** What it is set to: the whole initialiser, of which `path` picks a part. For `element`, the collection iterated over. */
  readonly init?: Node;
  readonly path: readonly string[];
  /** Default inside a pattern or a parameter list. */
  readonly fallback?: Node;
  readonly imported?: { readonly specifier: string; readonly name: string };
  readonly parameter?: { readonly of: FunctionNode; readonly index: number };
  /** Right sides of later assignments, in source order. */
  readonly writes: Node[];
  /** Changed in a way nobody follows: `x++`, `x += 1`, a destructuring assignment. */
  mutated: boolean;
}

interface Scope {
  readonly names: Map<string, Binding>;
  readonly isFunction: boolean;
  readonly outer: Scope | undefined;
}

export interface Scopes {
  parent(node: Node): Node | undefined;
  resolve(identifier: NodeOf<'Identifier'>): Binding | undefined;
  /** Names of the file's top level. */
  readonly top: ReadonlyMap<string, Binding>;
  enclosingFunction(node: Node): FunctionNode | undefined;
  /** The class or object literal whose `this` is meant at this place. */
  owner(node: Node): ClassNode | NodeOf<'ObjectExpression'> | undefined;
  /** Every node of the file, each before what is inside it. */
  readonly nodes: readonly Node[];
  /** A node and everything inside it. */
  within(node: Node): readonly Node[];
}

type BindingStart = Omit<Binding, 'name' | 'declaration' | 'path' | 'writes' | 'mutated'>;

const scopeTypes: ReadonlySet<string> = new Set([
  'Program',
  'BlockStatement',
  'ForStatement',
  'ForOfStatement',
  'ForInStatement',
  'CatchClause',
  'SwitchStatement',
  'ClassExpression',
  'StaticBlock',
  'TSModuleBlock',
  'TSEnumDeclaration',
]);
const opensScope = (node: Node): boolean => scopeTypes.has(node.type) || isFunction(node);

export function buildScopes(program: Node): Scopes {
  const tree = listNodes(program);
  const { nodes, parentOf } = tree;
  /** By the place of a node: the scope it opens, else the one it stands in. */
  const scopes: Scope[] = [];
  for (const [place, node] of nodes.entries()) {
    const outer = scopes[tree.outer[place] ?? -1];
    const own = opensScope(node) ? scopeWithin(outer, isFunction(node) || node.type === 'Program') : outer;
    if (own !== undefined) scopes[place] = own;
  }

  const scopeOf = (node: Node, wantFunction = false): Scope | undefined => {
    let scope = scopes[tree.placeOf(node)];
    while (wantFunction && scope !== undefined && !scope.isFunction) scope = scope.outer;
    return scope;
  };
  const declare = (
    scope: Scope | undefined,
    id: NodeOf<'Identifier'>,
    path: readonly string[],
    start: BindingStart,
  ) => {
    if (scope === undefined) return;
    const known = scope.names.get(id.name);
    if (known !== undefined) {
      // `var x; var x = 1;`: the second is an assignment.
      if (start.init !== undefined && path.length === 0) write(known, start.init);
      return;
    }
    scope.names.set(id.name, { name: id.name, declaration: id, path, writes: [], mutated: false, ...start });
  };
  const declarePattern = (
    scope: Scope | undefined,
    pattern: Node,
    start: BindingStart,
    path: readonly string[] = [],
  ) => {
    if (is(pattern, 'Identifier')) declare(scope, pattern, path, start);
    else if (is(pattern, 'AssignmentPattern'))
      declarePattern(scope, pattern.left, { ...start, fallback: pattern.right }, path);
    else if (is(pattern, 'TSParameterProperty')) declarePattern(scope, pattern.parameter, start, path);
    else if (is(pattern, 'RestElement')) declarePattern(scope, pattern.argument, { kind: 'other' }, path);
    else if (is(pattern, 'ObjectPattern')) {
      for (const property of pattern.properties) {
        if (is(property, 'RestElement')) declarePattern(scope, property, start, path);
        else if (is(property, 'Property')) {
          const key = keyOf(property);
          if (key === undefined) declarePattern(scope, property.value, { kind: 'other' }, path);
          else declarePattern(scope, property.value, start, [...path, key]);
        }
      }
    } else if (is(pattern, 'ArrayPattern')) {
      pattern.elements.forEach((element, index) => {
        if (element !== null) declarePattern(scope, element, start, [...path, String(index)]);
      });
    }
  };

  for (const node of nodes) declareIn(node);
  function declareIn(node: Node): void {
    if (is(node, 'VariableDeclaration')) {
      const parent = parentOf(node);
      const scope = scopeOf(node, node.kind === 'var');
      for (const declarator of node.declarations) {
        if (is(parent, 'ForOfStatement', 'ForInStatement') && parent.left === node) {
          declarePattern(scope, declarator.id, {
            kind: is(parent, 'ForOfStatement') ? 'element' : 'other',
            init: parent.right,
          });
        } else {
          const kind = node.kind === 'const' ? 'constant' : 'variable';
          declarePattern(scope, declarator.id, declarator.init === null ? { kind } : { kind, init: declarator.init });
        }
      }
    } else if (isFunction(node)) {
      if (is(node, 'FunctionDeclaration') && node.id !== null) {
        const outer = parentOf(node);
        declare(outer && scopeOf(outer), node.id, [], { kind: 'function', init: node });
      } else if (is(node, 'FunctionExpression') && node.id != null) {
        declare(scopeOf(node), node.id, [], { kind: 'function', init: node });
      }
      node.params.forEach((parameter, index) => {
        declarePattern(scopeOf(node), parameter, { kind: 'parameter', parameter: { of: node, index } });
      });
    } else if (is(node, 'ClassDeclaration', 'ClassExpression') && node.id !== null) {
      declare(scopeOf(is(node, 'ClassExpression') ? node : (parentOf(node) ?? node)), node.id, [], {
        kind: 'class',
        init: node,
      });
    } else if (is(node, 'TSEnumDeclaration')) declareEnum(node);
    else if (is(node, 'CatchClause') && node.param !== null) {
      declarePattern(scopeOf(node), node.param, { kind: 'other' });
    } else if (is(node, 'ImportDeclaration')) {
      for (const specifier of node.specifiers) {
        const name = is(specifier, 'ImportSpecifier')
          ? is(specifier.imported, 'Identifier')
            ? specifier.imported.name
            : String(specifier.imported.value)
          : is(specifier, 'ImportDefaultSpecifier')
            ? 'default'
            : '*';
        declare(scopeOf(node), specifier.local, [], {
          kind: 'import',
          imported: { specifier: node.source.value, name },
        });
      }
    } else if (is(node, 'TSImportEqualsDeclaration') && is(node.moduleReference, 'TSExternalModuleReference')) {
      const specifier = stringOf(node.moduleReference.expression);
      if (specifier !== undefined)
        declare(scopeOf(node), node.id, [], { kind: 'import', imported: { specifier, name: '*' } });
    }
  }

  /** Members see each other by name. */
  function declareEnum(node: NodeOf<'TSEnumDeclaration'>): void {
    const outer = parentOf(node);
    declare(outer && scopeOf(outer), node.id, [], { kind: 'enum', init: node });
    for (const { id, initializer } of node.body.members) {
      if (is(id, 'Identifier') && initializer) declare(scopeOf(node), id, [], { kind: 'constant', init: initializer });
    }
  }

  const resolve = (identifier: NodeOf<'Identifier'>): Binding | undefined => {
    for (let scope = scopeOf(identifier); scope !== undefined; scope = scope.outer) {
      const binding = scope.names.get(identifier.name);
      if (binding !== undefined) return binding;
    }
    return undefined;
  };
  for (const node of nodes) {
    const target = is(node, 'AssignmentExpression')
      ? unwrap(node.left)
      : is(node, 'UpdateExpression')
        ? node.argument
        : undefined;
    if (!is(target, 'Identifier')) continue;
    const binding = resolve(target);
    if (binding === undefined) continue;
    if (is(node, 'AssignmentExpression') && ['=', '??=', '||='].includes(node.operator)) write(binding, node.right);
    else binding.mutated = true;
  }

  const enclosingFunction = (node: Node): FunctionNode | undefined => {
    for (let at = parentOf(node); at !== undefined; at = parentOf(at)) if (isFunction(at)) return at;
    return undefined;
  };
  const owner = (node: Node): ReturnType<Scopes['owner']> => {
    for (let at = parentOf(node); at !== undefined; at = parentOf(at)) {
      if (is(at, 'ClassDeclaration', 'ClassExpression')) return at;
      const parent = parentOf(at);
      if (is(at, 'FunctionExpression') && is(parent, 'Property')) {
        const object = parentOf(parent);
        return is(object, 'ObjectExpression') ? outermostObject(object) : undefined;
      }
      if (is(at, 'FunctionDeclaration')) return undefined;
    }
    return undefined;
  };
  /** Methods grouped inside a schema object (`methods: { … }`) see the `this` of the whole. */
  const outermostObject = (object: NodeOf<'ObjectExpression'>): NodeOf<'ObjectExpression'> => {
    const property = parentOf(object);
    const outer = property && parentOf(property);
    return is(property, 'Property') && is(outer, 'ObjectExpression') ? outermostObject(outer) : object;
  };

  return {
    parent: parentOf,
    resolve,
    top: scopeOf(program)?.names ?? new Map(),
    enclosingFunction,
    owner,
    nodes,
    within: tree.within,
  };
}

/** Nobody writes one name as often by hand, and every use of it is followed to each of them. */
const maximalWrites = 100;
function write(binding: Binding, value: Node): void {
  if (binding.writes.length < maximalWrites) binding.writes.push(value);
  else binding.mutated = true;
}

function scopeWithin(outer: Scope | undefined, ofFunction: boolean): Scope {
  return { names: new Map(), isFunction: ofFunction, outer };
}
