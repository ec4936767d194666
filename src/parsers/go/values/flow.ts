// Follows an object through a Go file: from where it is made through variables, fields, parameters and results.
import { once } from '../../../knowledge/memo.js';
import { append, groupPairs } from '../../../model/group-by.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { fillsServers, serverTypes, stopMethodsOf } from '../shapes.js';
import type { Scope } from './scope.js';

/** A place that holds an object: `d:3` a variable, `f:server` a field, `r:New:0` a result, `s:120` the spot it is made at. */
export type Place = string;
/** `srv.Shutdown` handed over without being called. */
export interface MethodValue {
  readonly node: SyntaxNode;
  readonly receiver: SyntaxNode;
  readonly name: string;
  readonly place: Place;
}

const mostWrittenOver = 32;

export class Flow {
  readonly #scope: Scope;
  readonly #edges = new Map<Place, Set<Place>>();
  readonly #sources = new Map<Place, Place[]>();
  readonly #methodValues = new Map<SyntaxNode, MethodValue>();
  readonly #functions = new Set<SyntaxNode>();
  #methodAt: ReadonlyMap<Place, readonly MethodValue[]> | undefined;
  #functionsAt: ReadonlyMap<Place, readonly SyntaxNode[]> | undefined;
  readonly #callsByArgument = once(() => groupPairs(this.#givenPlaces()));

  constructor(scope: Scope) {
    this.#scope = scope;
    this.#followAssignments();
    this.#followLiterals();
    this.#followReturns();
    this.#followArguments();
    this.#followRanges();
    this.#followContexts();
    this.#followWrittenOver();
  }

  /** The method of a server that an expression holds, if it holds one. */
  methodHeld(node: SyntaxNode | undefined): MethodValue | undefined {
    const inner = skipParentheses(node);
    const place = this.placeOf(inner);
    if (inner === undefined || place === undefined) return undefined;
    const own = this.#methodValues.get(inner);
    if (own !== undefined || this.#methodValues.size === 0) return own;
    this.#methodAt ??= this.#reach([...this.#methodValues.values()], (each) => each.place);
    return this.#methodAt.get(place)?.[0];
  }
  /** What starts at each place, by every place that it reaches. */
  #reach<T>(all: readonly T[], startOf: (each: T) => Place): ReadonlyMap<Place, readonly T[]> {
    const found = new Map<Place, T[]>();
    for (const each of all) {
      for (const place of this.reachedFrom([startOf(each)])) {
        const list = found.get(place);
        if (list === undefined) found.set(place, [each]);
        else list.push(each);
      }
    }
    return found;
  }
  *#givenPlaces(): Iterable<readonly [Place, SyntaxNode]> {
    for (const call of this.#scope.nodes('call_expression')) {
      for (const each of this.#scope.file.callArguments(call)) {
        if (!/^(?:identifier|selector_expression|unary_expression)$/.test(each.type)) continue;
        const place = this.placeOf(each);
        if (place !== undefined) yield [place, call];
      }
    }
  }
  /** Calls that have one of these places among their arguments, in the order of the text. */
  callsGiven(places: ReadonlySet<Place>): readonly SyntaxNode[] {
    const calls = new Set([...places].flatMap((place) => this.#callsByArgument().get(place) ?? []));
    return [...calls].sort((a, b) => a.start - b.start);
  }

  /** Where the value of this expression lives. */
  placeOf(node: SyntaxNode | undefined, index = 0): Place | undefined {
    const inner = skipParentheses(node);
    if (inner === undefined) return undefined;
    const { file } = this.#scope;
    switch (inner.type) {
      case 'identifier': {
        const declaration = this.#scope.declarationOf(inner);
        return declaration === undefined ? undefined : `d:${declaration.id}`;
      }
      case 'selector_expression': {
        const [operand, field] = inner.children;
        if (operand === undefined || field === undefined || file.packageNamed(operand) !== undefined) return undefined;
        return this.#methodValue(inner, operand, file.text(field)) ?? `f:${file.text(field)}`;
      }
      case 'unary_expression':
        return this.#scope.unaryOperator(inner) === '<-' ? undefined : this.placeOf(inner.children[0]);
      case 'type_assertion_expression':
        return this.placeOf(inner.children[0]);
      case 'composite_literal':
        return `s:${inner.start}`;
      case 'func_literal':
        if (!this.#functions.has(inner)) this.#functionsAt = undefined;
        this.#functions.add(inner);
        return `l:${inner.start}`;
      case 'call_expression': {
        const callee = file.callee(inner);
        if (callee.kind === 'local' && this.#scope.functionNamed(callee.name) !== undefined)
          return `r:${callee.name}:${index}`;
        if (callee.kind === 'method' && this.#scope.methodsNamed(callee.name).length > 0)
          return `r:${callee.name}:${index}`;
        return `s:${inner.start}:${index}`;
      }
      default:
        return undefined;
    }
  }

  /** The function literals that an expression may hold. */
  functionsHeld(node: SyntaxNode | undefined): readonly SyntaxNode[] {
    const place = this.placeOf(node);
    if (place === undefined || this.#functions.size === 0) return [];
    this.#functionsAt ??= this.#reach([...this.#functions], (each) => `l:${each.start}`);
    return this.#functionsAt.get(place) ?? [];
  }
  #methodValue(node: SyntaxNode, receiver: SyntaxNode, name: string): Place | undefined {
    if (!/^[A-Z]/.test(name) || !stopMethodsOf(this.#scope.typeOf(receiver)).includes(name)) return undefined;
    const place = `m:${node.start}`;
    if (!this.#methodValues.has(node)) this.#methodAt = undefined;
    this.#methodValues.set(node, { node, receiver, name, place });
    return place;
  }

  /** Every place the object may reach, its start included. */
  reachedFrom(starts: Iterable<Place>): ReadonlySet<Place> {
    const reached = new Set(starts);
    for (const place of reached) for (const next of this.#edges.get(place) ?? []) reached.add(next);
    return reached;
  }
  /** Every place that may hold what these hold: where it came from, and all it reaches from there. */
  aliasesOf(places: Iterable<Place>): ReadonlySet<Place> {
    const origins = new Set(places);
    for (const place of origins) for (const next of this.#sources.get(place) ?? []) origins.add(next);
    return this.reachedFrom(origins);
  }
  /** Something of this file is put there. */
  isGiven(place: Place): boolean {
    return this.#sources.has(place);
  }
  /** Adds a flow that the language does not show: a context made from another. */
  link(from: Place | undefined, to: Place | undefined): void {
    if (from === undefined || to === undefined || from === to) return;
    this.#methodAt = undefined;
    this.#functionsAt = undefined;
    const targets = this.#edges.get(from) ?? new Set();
    if (targets.has(to)) return;
    this.#edges.set(from, targets.add(to));
    append(this.#sources, to, from);
  }

  #followAssignments(): void {
    const { file } = this.#scope;
    for (const declaration of this.#scope.allDeclarations()) {
      for (const write of declaration.writes) this.link(this.placeOf(write.value, write.index), `d:${declaration.id}`);
    }
    for (const node of this.#scope.nodes('assignment_statement')) {
      const [left, right] = node.children;
      left?.children.forEach((target, index) => {
        if (target.type !== 'selector_expression') return;
        const field = target.children[1];
        const single = right?.children.length === 1;
        const value = right?.children[single ? 0 : index];
        if (field !== undefined) this.link(this.placeOf(value, single ? index : 0), `f:${file.text(field)}`);
      });
    }
  }
  #followLiterals(): void {
    for (const literal of this.#scope.nodes('composite_literal')) {
      for (const { name, value } of keyedElements(this.#scope, literal)) this.link(this.placeOf(value), `f:${name}`);
      const list = literal.children[0]?.type === 'slice_type' ? literal.children.at(-1) : undefined;
      for (const each of list?.children ?? []) this.link(this.placeOf(each), `s:${literal.start}`);
    }
  }
  /** `for _, stop := range stops` */
  #followRanges(): void {
    for (const loop of this.#scope.nodes('for_statement')) {
      const clause = loop.children.find((each) => each.type === 'range_clause');
      const [left, right] = clause?.children ?? [];
      const element = left?.type === 'expression_list' ? left.children[1] : undefined;
      if (element !== undefined) this.link(this.placeOf(right), this.#ofName(element));
    }
  }
  /** `*server = http.Server{…}`: whatever points there has it. */
  #followWrittenOver(): void {
    const written = this.#scope.nodes('assignment_statement').filter((each) => this.#isServerWrittenOver(each));
    for (const node of written.slice(0, mostWrittenOver)) {
      const [left, right] = node.children;
      left?.children.forEach((target, index) => {
        const pointer = target.type === 'unary_expression' ? this.placeOf(target.children[0]) : undefined;
        if (pointer === undefined || this.#scope.unaryOperator(target) !== '*') return;
        const value = this.placeOf(right?.children[index]);
        for (const place of this.aliasesOf([pointer])) this.link(value, place);
      });
    }
  }
  #isServerWrittenOver({ children: [left, right] }: SyntaxNode): boolean {
    const [value] = right?.children ?? [];
    const isMade = value?.type === 'composite_literal' && serverTypes.has(this.#scope.file.typeText(value.children[0]));
    return isMade && left?.children[0]?.type === 'unary_expression';
  }
  /** `serve(ctx.Done())`: the channel that a context ends with. */
  #followContexts(): void {
    for (const call of this.#scope.nodes('call_expression')) {
      const callee = this.#scope.file.callee(call);
      if (callee.kind === 'method' && callee.name === 'Done')
        this.link(this.placeOf(callee.receiver), this.placeOf(call));
    }
  }
  #followReturns(): void {
    for (const statement of this.#scope.nodes('return_statement')) {
      const owner = enclosingFunction(statement);
      const declared = this.#scope.file.functions.find((each) => each.node === owner);
      if (declared === undefined) continue;
      statement.children[0]?.children.forEach((value, index) => {
        this.link(this.placeOf(value), `r:${declared.name}:${index}`);
      });
    }
  }
  #followArguments(): void {
    const { file } = this.#scope;
    for (const call of this.#scope.nodes('call_expression')) {
      const callee = file.callee(call);
      if (callee.kind === 'other' || callee.kind === 'local') this.#followIntoLiteral(call);
      // `server := graceful.WithDefaults(server)`
      if (callee.kind === 'package' && fillsServers.test(callee.name))
        this.link(this.placeOf(file.callArguments(call)[0]), this.placeOf(call));
      if (callee.kind !== 'local' && callee.kind !== 'method') continue;
      if (callee.kind === 'local' && callee.name === 'append')
        for (const argument of file.callArguments(call)) this.link(this.placeOf(argument), `s:${call.start}:0`);
      const targets =
        callee.kind === 'local' ? [this.#scope.functionNamed(callee.name)] : this.#scope.methodsNamed(callee.name);
      for (const target of targets) {
        if (target === undefined) continue;
        if (callee.kind === 'method') this.link(this.placeOf(callee.receiver), this.#ofName(target.receiver?.name));
        file.callArguments(call).forEach((argument, index) => {
          this.link(this.placeOf(argument), this.#ofName(target.parameters[index]?.name));
        });
      }
    }
  }
  /** `go func(done chan bool) { … }(done)`; `var notify = func(stop chan os.Signal) { … }` called by its name. */
  #followIntoLiteral(call: SyntaxNode): void {
    const { file } = this.#scope;
    const literal = this.#literalCalled(call);
    const list =
      literal?.type === 'func_literal' ? literal.children.find((each) => each.type === 'parameter_list') : undefined;
    if (list === undefined) return;
    const parameters = file.parameters(list);
    file.callArguments(call).forEach((argument, index) => {
      this.link(this.placeOf(argument), this.#ofName(parameters[index]?.name));
    });
  }
  #literalCalled(call: SyntaxNode): SyntaxNode | undefined {
    const called = skipParentheses(call.children[0]);
    if (called?.type !== 'identifier') return called;
    const [only, ...others] = this.#scope.declarationOf(called)?.writes ?? [];
    return others.length > 0 ? undefined : skipParentheses(only?.value);
  }
  #ofName(name: SyntaxNode | undefined): Place | undefined {
    const declaration = name === undefined ? undefined : this.#scope.declarationAt(name);
    return declaration === undefined ? undefined : `d:${declaration.id}`;
  }
}

/** `Name: value` pairs of a composite literal. */
export function keyedElements(
  scope: Scope,
  literal: SyntaxNode,
): readonly { readonly name: string; readonly key: SyntaxNode; readonly value: SyntaxNode }[] {
  const elements = literal.children.find((each) => each.type === 'literal_value')?.children ?? [];
  if (elements[0] !== undefined && elements[0].type !== 'keyed_element') return inOrder(scope, literal, elements);
  return elements.flatMap((element) => {
    if (element.type !== 'keyed_element') return [];
    const [key, value] = element.children;
    const inner = skipParentheses(value);
    return key === undefined || inner === undefined ? [] : [{ name: scope.file.text(key), key, value: inner }];
  });
}
/** `Server{http.Server{…}, 30}`: the fields of a struct of this file in the order in which it declares them. */
function inOrder({ file }: Scope, literal: SyntaxNode, elements: readonly SyntaxNode[]) {
  const type = file.typeText(literal.children[0]);
  const fields = type.startsWith('.') ? (file.structs.get(type.slice(1)) ?? []) : [];
  if (fields.length !== elements.length) return [];
  return elements.flatMap((element, index) => {
    const name = fields[index]?.name;
    const value = skipParentheses(element);
    return name === undefined || value === undefined ? [] : [{ name, key: element, value }];
  });
}
/** The function, method or function literal a node stands in. */
export function enclosingFunction(node: SyntaxNode): SyntaxNode | undefined {
  for (let each = node.parent; each !== undefined; each = each.parent) {
    if (each.type === 'func_literal' || each.type === 'function_declaration' || each.type === 'method_declaration')
      return each;
  }
  return undefined;
}
