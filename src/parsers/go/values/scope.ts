// Names of a Go file: where each is declared, every value it is given, and the flow of objects from name to name.
import { once } from '../../../knowledge/memo.js';
import { append, groupBy } from '../../../model/group-by.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { bodiesToWalk } from '../bodies.js';
import type { GoFile, GoFunction } from '../file.js';
import { typeOf } from './expression-types.js';

export interface Write {
  readonly value: SyntaxNode;
  /** Which result of a call with several. */
  readonly index: number;
  readonly at: SyntaxNode;
  /** Inside a condition or a loop that the declaration is outside of. */
  readonly conditional: boolean;
}
export interface Declaration {
  readonly id: number;
  readonly name: string;
  readonly node: SyntaxNode;
  readonly scope: SyntaxNode;
  /** Where it begins to be seen: behind its own statement. */
  readonly from: number;
  readonly type: string;
  /** For parameters: of which function, and which one; function literals have no declaration. */
  readonly parameterOf?: { readonly node: SyntaxNode; readonly declared?: GoFunction; readonly index: number };
  readonly writes: Write[];
}

const scopeTypes = new Set(
  (
    'source_file block if_statement for_statement expression_switch_statement type_switch_statement select_statement ' +
    'communication_case expression_case default_case type_case func_literal function_declaration method_declaration'
  ).split(' '),
);
const conditionalTypes = new Set([
  'if_statement',
  'for_statement',
  'expression_case',
  'default_case',
  'type_case',
  'communication_case',
]);
const collected = new Set([
  'call_expression',
  'type_conversion_expression',
  'composite_literal',
  'unary_expression',
  'send_statement',
  'return_statement',
  'for_statement',
  'assignment_statement',
  'defer_statement',
  'go_statement',
]);

/** The value of a variable that is given one once. */
function onlyValue(declaration: Declaration | undefined): SyntaxNode | undefined {
  const [only, another] = declaration?.writes ?? [];
  return declaration?.parameterOf === undefined && another === undefined ? only?.value : undefined;
}

/** What one name is declared as in a file. */
interface Namesakes {
  readonly all: Declaration[];
  /** By the place of its name. */
  readonly byPlace: Map<number, Declaration>;
  /** By the declaration of the file that they stand in: a file may have a parameter of this name in each of thousands of functions. */
  readonly inside: Map<number, Declaration[]>;
  atTop: Declaration | undefined;
}
const surrounds = ({ start, end }: SyntaxNode, offset: number): boolean => start <= offset && offset <= end;

/** Everything of interest in a file, in the order it is written. */
export class Scope {
  readonly file: GoFile;
  readonly #declarations = new Map<string, Namesakes>();
  readonly #nodes = new Map<string, SyntaxNode[]>();
  #count = 0;
  readonly #starts: readonly number[];
  readonly #walked: ReadonlySet<SyntaxNode>;
  readonly #all = once(() => [...this.#declarations.values()].flatMap(({ all }) => all));
  readonly #topLevel = once(() => this.#all().filter((each) => each.scope === this.file.root));
  readonly #functions = once(() => groupBy(this.file.functions, ({ name }) => name));
  readonly #callsByName = once(() => groupBy(this.nodes('call_expression'), (call) => this.#calledName(call)));
  readonly #callsByFunction = once(() =>
    groupBy(this.nodes('call_expression'), (call) => this.file.calledFunction(call)),
  );
  readonly #callsByMethod = once(() => groupBy(this.nodes('call_expression'), (call) => this.#calledMethod(call)));
  readonly #callsByAddress = once(() => this.#callsGiven(addressed));
  readonly #callsByVariable = once(() => this.#callsGiven((argument) => addressed(argument) ?? argument));

  constructor(file: GoFile) {
    this.file = file;
    this.#starts = file.root.children.map(({ start }) => start);
    this.#walked = bodiesToWalk(file);
    for (const each of file.functions) {
      if (each.receiver !== undefined) this.#declare(each.receiver.name, each.node, each.receiver.type);
      each.parameters.forEach((parameter, index) => {
        this.#declare(parameter.name, each.node, parameter.type, { node: each.node, declared: each, index });
      });
      for (const { name, type } of each.resultNames) this.#declare(name, each.node, type);
    }
    this.#walk(file.root, file.root);
    file.hideNames((identifier) => this.declarationOf(identifier) !== undefined);
    file.knowVariables((identifier) => onlyValue(this.declarationOf(identifier)));
  }

  nodes(type: string): readonly SyntaxNode[] {
    return this.#nodes.get(type) ?? [];
  }
  allDeclarations(): readonly Declaration[] {
    return this.#all();
  }
  /** The declaration made by this very node. */
  declarationAt(node: SyntaxNode): Declaration | undefined {
    return this.#declarations.get(this.file.text(node))?.byPlace.get(node.start);
  }
  packageLevel(): readonly Declaration[] {
    return this.#topLevel();
  }

  /** The declaration an identifier refers to here. */
  declarationOf(identifier: SyntaxNode): Declaration | undefined {
    return this.lookUp(this.file.text(identifier), identifier.start);
  }
  lookUp(name: string, offset: number): Declaration | undefined {
    const named = this.#declarations.get(name);
    // They stand in the order of the text, so that the last one around the place is the innermost; what a file declares holds everywhere in it.
    return (
      named?.inside
        .get(this.#outermost(offset))
        ?.findLast((each) => each.from <= offset && surrounds(each.scope, offset)) ?? named?.atTop
    );
  }

  functionNamed(name: string): GoFunction | undefined {
    return this.#functions()
      .get(name)
      ?.find((each) => each.receiverType === undefined);
  }
  methodsNamed(name: string): readonly GoFunction[] {
    return (this.#functions().get(name) ?? []).filter((each) => each.receiverType !== undefined);
  }
  /** The calls of a function or method of this file. */
  callsTo(target: GoFunction): readonly SyntaxNode[] {
    return (this.#callsByName().get(target.name) ?? []).filter((call) => {
      const callee = this.file.callee(call);
      if (target.receiverType === undefined) return callee.kind === 'local' && callee.name === target.name;
      if (callee.kind !== 'method' || callee.name !== target.name) return false;
      const type = this.typeOf(callee.receiver);
      return type === '' || type === `.${target.receiverType}`;
    });
  }

  /** The calls of a function of another package, by the name that `calledFunction` gives it. */
  callsOf(name: string): readonly SyntaxNode[] {
    return this.#callsByFunction().get(name) ?? [];
  }
  /** The calls of methods of this name, whatever has them. */
  methodCalls(name: string): readonly SyntaxNode[] {
    return this.#callsByMethod().get(name) ?? [];
  }
  #calledMethod(call: SyntaxNode): string | undefined {
    const callee = this.file.callee(call);
    return callee.kind === 'method' ? callee.name : undefined;
  }
  #calledName(call: SyntaxNode): string | undefined {
    const callee = this.file.callee(call);
    return callee.kind === 'local' || callee.kind === 'method' ? callee.name : undefined;
  }
  /** The calls that are given the address of a variable: they may fill it. */
  callsGiven(declaration: Declaration): readonly SyntaxNode[] {
    return this.#callsByAddress().get(declaration) ?? [];
  }
  /** The calls that are given a variable, or its address. */
  callsWith(declaration: Declaration): readonly SyntaxNode[] {
    return this.#callsByVariable().get(declaration) ?? [];
  }
  #callsGiven(variableIn: (argument: SyntaxNode) => SyntaxNode | undefined): ReadonlyMap<Declaration, SyntaxNode[]> {
    const found = new Map<Declaration, SyntaxNode[]>();
    for (const call of this.nodes('call_expression')) {
      for (const argument of this.file.callArguments(call)) {
        const inner = variableIn(argument);
        const declaration = inner?.type === 'identifier' ? this.declarationOf(inner) : undefined;
        if (declaration === undefined) continue;
        const calls = found.get(declaration) ?? [];
        found.set(declaration, calls);
        if (calls.at(-1) !== call) calls.push(call);
      }
    }
    return found;
  }

  #walk(node: SyntaxNode, scope: SyntaxNode): void {
    if (node.parent?.parent === this.file.root && node.type === 'block' && !this.#walked.has(node)) return;
    const inner = scopeTypes.has(node.type) ? node : scope;
    if (collected.has(node.type)) {
      const list = this.#nodes.get(node.type);
      if (list === undefined) this.#nodes.set(node.type, [node]);
      else list.push(node);
    }
    switch (node.type) {
      case 'short_var_declaration':
        this.#declareShort(node, scope);
        break;
      case 'var_spec':
      case 'const_spec':
        this.#declareSpec(node, scope);
        break;
      case 'func_literal': {
        const list = node.children.find((each) => each.type === 'parameter_list');
        this.file.parameters(list ?? node).forEach((parameter, index) => {
          this.#declare(parameter.name, node, parameter.type, { node, index });
        });
        break;
      }
      case 'range_clause':
      case 'receive_statement':
        this.#declareReceived(node, scope);
        break;
      case 'assignment_statement':
        this.#assign(node);
        break;
    }
    for (const child of node.children) this.#walk(child, inner);
  }

  /** Which of the declarations of the file is around a place, by its number. */
  #outermost(offset: number): number {
    const starts = this.#starts;
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #declare(
    node: SyntaxNode,
    scope: SyntaxNode,
    type: string,
    parameterOf?: Declaration['parameterOf'],
    from = node.start,
  ): Declaration {
    const name = this.file.text(node);
    const declaration: Declaration = {
      id: this.#count++,
      name,
      node,
      scope,
      from,
      type,
      writes: [],
      ...(parameterOf === undefined ? {} : { parameterOf }),
    };
    const named: Namesakes = this.#declarations.get(name) ?? {
      all: [],
      byPlace: new Map(),
      inside: new Map(),
      atTop: undefined,
    };
    this.#declarations.set(name, named);
    named.all.push(declaration);
    if (!named.byPlace.has(node.start)) named.byPlace.set(node.start, declaration);
    if (scope === this.file.root) named.atTop = declaration;
    else append(named.inside, this.#outermost(scope.start), declaration);
    return declaration;
  }

  #declareShort(node: SyntaxNode, scope: SyntaxNode): void {
    const [left, right] = node.children;
    (left?.children ?? []).forEach((target, index) => {
      if (target.type !== 'identifier' || this.file.text(target) === '_') return;
      const known = this.lookUp(this.file.text(target), target.start);
      const declaration = known?.scope === scope ? known : this.#declare(target, scope, '', undefined, node.end);
      this.#write(declaration, node, right?.children ?? [], index);
    });
  }
  #declareSpec(node: SyntaxNode, scope: SyntaxNode): void {
    const names = node.children.filter((each) => each.type === 'identifier');
    const values = node.children.find((each) => each.type === 'expression_list');
    const typeNode = node.children.find((each) => each.type !== 'identifier' && each !== values);
    names.forEach((name, index) => {
      const declaration = this.#declare(name, scope, this.file.typeText(typeNode), undefined, node.end);
      this.#write(declaration, node, values?.children ?? [], index);
    });
  }
  #declareReceived(node: SyntaxNode, scope: SyntaxNode): void {
    const [left, right] = node.children;
    if (left?.type !== 'expression_list' || right === undefined) return;
    const separator = this.file.slice(left.end, right.start);
    if (!separator.includes(':=')) return;
    for (const each of left.children) if (each.type === 'identifier') this.#declare(each, scope, '');
  }
  #assign(node: SyntaxNode): void {
    const [left, right] = node.children;
    if (left === undefined || right === undefined) return;
    // `idle += grace` stands for itself: what it gives rests on what was there.
    const values = this.operator(node) === '=' ? right.children : [node];
    left.children.forEach((target, index) => {
      if (target.type !== 'identifier') return;
      const declaration = this.declarationOf(target);
      if (declaration !== undefined) this.#write(declaration, node, values, index);
    });
  }
  #write(declaration: Declaration, at: SyntaxNode, values: readonly SyntaxNode[], index: number): void {
    const single = values.length === 1;
    const value = single ? values[0] : values[index];
    if (value === undefined) return;
    const conditional = isConditional(at, declaration.scope);
    declaration.writes.push({ value, index: single ? index : 0, at, conditional });
  }

  /** The operator of a binary expression or an assignment. */
  operator(node: SyntaxNode): string {
    const [left, right] = node.children;
    if (left === undefined || right === undefined) return '';
    return this.file
      .slice(left.end, right.start)
      .replaceAll(/\/\*.*?(?:\*\/|$)|\/\/[^\n]*/gs, '')
      .trim();
  }
  unaryOperator(node: SyntaxNode): string {
    const operand = node.children[0];
    return operand === undefined ? '' : this.file.slice(node.start, operand.start).trim();
  }

  /** The type of an expression, as `typeText` spells it; empty when it cannot be told from this file. */
  typeOf(node: SyntaxNode | undefined): string {
    return typeOf(this, node, 0);
  }
  fieldType(owner: string, field: string): string {
    return this.file.structs.get(owner.replace(/^\./, ''))?.find((each) => each.name === field)?.type ?? '';
  }
}

const addressed = (argument: SyntaxNode): SyntaxNode | undefined =>
  argument.type === 'unary_expression' ? argument.children[0] : undefined;
function isConditional(node: SyntaxNode, outside: SyntaxNode): boolean {
  for (let each = node.parent; each !== undefined && each !== outside; each = each.parent) {
    if (conditionalTypes.has(each.type)) return true;
  }
  return false;
}
/** The innermost condition or loop of its function that a statement stands in. */
export function conditionAround(statement: SyntaxNode): SyntaxNode | undefined {
  for (let each = statement.parent; each !== undefined && !isFunction(each); each = each.parent) {
    if (conditionalTypes.has(each.type)) return each;
  }
  return undefined;
}
const isFunction = ({ type }: SyntaxNode): boolean =>
  type === 'func_literal' || type === 'function_declaration' || type === 'method_declaration';
export function isInside(node: SyntaxNode, outer: { readonly start: number; readonly end: number }): boolean {
  return node.start >= outer.start && node.end <= outer.end;
}
