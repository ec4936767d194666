// Which declaration an identifier means: lexical scopes, what a name is first set to, and what is assigned to it later.
import {
  type ClassNode,
  children,
  type FunctionNode,
  is,
  isFunction,
  keyOf,
  type Node,
  type NodeOf,
  stringOf,
  unwrap,
} from './ast.js';

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
  const parents = new Map<Node, Node>();
  /** The scope a node opens, else the one it stands in. */
  const scopes = new Map<Node, Scope>();
  const nodes: Node[] = [];
  link(program, parents, nodes);
  for (const node of nodes) {
    const parent = parents.get(node);
    const outer = parent && scopes.get(parent);
    const own = opensScope(node)
      ? { names: new Map<string, Binding>(), isFunction: isFunction(node) || node.type === 'Program', outer }
      : outer;
    if (own !== undefined) scopes.set(node, own);
  }

  const scopeOf = (node: Node, wantFunction = false): Scope | undefined => {
    let scope = scopes.get(node);
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
      if (start.init !== undefined && path.length === 0) known.writes.push(start.init);
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
      const parent = parents.get(node);
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
        const outer = parents.get(node);
        declare(outer && scopeOf(outer), node.id, [], { kind: 'function', init: node });
      } else if (is(node, 'FunctionExpression') && node.id != null) {
        declare(scopes.get(node), node.id, [], { kind: 'function', init: node });
      }
      node.params.forEach((parameter, index) => {
        declarePattern(scopes.get(node), parameter, { kind: 'parameter', parameter: { of: node, index } });
      });
    } else if (is(node, 'ClassDeclaration', 'ClassExpression') && node.id !== null) {
      declare(scopeOf(is(node, 'ClassExpression') ? node : (parents.get(node) ?? node)), node.id, [], {
        kind: 'class',
        init: node,
      });
    } else if (is(node, 'TSEnumDeclaration')) declareEnum(node);
    else if (is(node, 'CatchClause') && node.param !== null) {
      declarePattern(scopes.get(node), node.param, { kind: 'other' });
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
    const outer = parents.get(node);
    declare(outer && scopeOf(outer), node.id, [], { kind: 'enum', init: node });
    for (const { id, initializer } of node.body.members) {
      if (is(id, 'Identifier') && initializer)
        declare(scopes.get(node), id, [], { kind: 'constant', init: initializer });
    }
  }

  const resolve = (identifier: NodeOf<'Identifier'>): Binding | undefined => {
    for (let scope = scopes.get(identifier); scope !== undefined; scope = scope.outer) {
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
    if (is(node, 'AssignmentExpression') && ['=', '??=', '||='].includes(node.operator))
      binding.writes.push(node.right);
    else binding.mutated = true;
  }

  const enclosingFunction = (node: Node): FunctionNode | undefined => {
    for (let at = parents.get(node); at !== undefined; at = parents.get(at)) if (isFunction(at)) return at;
    return undefined;
  };
  const owner = (node: Node): ReturnType<Scopes['owner']> => {
    for (let at = parents.get(node); at !== undefined; at = parents.get(at)) {
      if (is(at, 'ClassDeclaration', 'ClassExpression')) return at;
      const parent = parents.get(at);
      if (is(at, 'FunctionExpression') && is(parent, 'Property')) {
        const object = parents.get(parent);
        return is(object, 'ObjectExpression') ? outermostObject(object) : undefined;
      }
      if (is(at, 'FunctionDeclaration')) return undefined;
    }
    return undefined;
  };
  /** Methods grouped inside a schema object (`methods: { … }`) see the `this` of the whole. */
  const outermostObject = (object: NodeOf<'ObjectExpression'>): NodeOf<'ObjectExpression'> => {
    const property = parents.get(object);
    const outer = property && parents.get(property);
    return is(property, 'Property') && is(outer, 'ObjectExpression') ? outermostObject(outer) : object;
  };

  return {
    parent: (node) => parents.get(node),
    resolve,
    top: scopes.get(program)?.names ?? new Map(),
    enclosingFunction,
    owner,
    nodes,
    within: subtrees(nodes, parents),
  };
}

/** In `nodes` what is inside a node follows it without a gap, so its subtree is a slice. */
function subtrees(nodes: readonly Node[], parents: ReadonlyMap<Node, Node>): (node: Node) => readonly Node[] {
  const places = new Map<Node, { readonly start: number; size: number }>();
  nodes.forEach((node, start) => {
    places.set(node, { start, size: 1 });
  });
  for (const node of nodes.toReversed()) {
    const parent = parents.get(node);
    const outer = parent && places.get(parent);
    if (outer !== undefined) outer.size += places.get(node)?.size ?? 1;
  }
  return (node) => {
    const place = places.get(node);
    return place === undefined ? [] : nodes.slice(place.start, place.start + place.size);
  };
}

/** Lists the tree from its top, each node before what is inside it; deep trees do not exhaust the stack. */
function link(program: Node, parents: Map<Node, Node>, nodes: Node[]): void {
  const waiting: Node[] = [program];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    nodes.push(node);
    const inside = children(node);
    for (let index = inside.length - 1; index >= 0; index -= 1) {
      const child = inside[index];
      if (child === undefined) continue;
      parents.set(child, node);
      waiting.push(child);
    }
  }
}
