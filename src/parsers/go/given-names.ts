// Lists what a Go file gives to other files: arguments of their functions, and the fields it sets of their structs.
import {
  assignedName,
  type Expression,
  ifDefined,
  onlyDefault,
  onlyIfAny,
  presetName,
} from '../../model/expression.js';
import type { BindingsFact } from '../../model/facts.js';
import type { SyntaxNode } from '../kit/tree-sitter.js';
import { skipParentheses } from './file.js';
import { NameCollector } from './name-collector.js';
import { isConditional } from './servers/field-sources.js';
import { isLibrary, settingsPackage } from './settings-packages.js';
import { predeclared } from './shapes.js';
import { flagDefinition } from './values/config-libraries.js';
import { keyedElements } from './values/flow.js';
import type { Reading, ZeroTest } from './values/reading.js';
import type { Values } from './values/values.js';

export function givenNames(values: Values): readonly BindingsFact[] {
  const packages = new Packages();
  passedArguments(values, packages);
  filledStructs(values, packages);
  setFields(values, packages);
  presets(values, packages);
  return packages.facts();
}
/** By the package that the names belong to: its import path, or its folder. */
class Packages {
  readonly #names = new Map<string, NameCollector>();

  of(owner: string): NameCollector {
    const known = this.#names.get(owner) ?? new NameCollector();
    this.#names.set(owner, known);
    return known;
  }
  facts(): readonly BindingsFact[] {
    return [...this.#names].flatMap(([owner, names]) => names.fact('package', owner) ?? []);
  }
}

/**
 * What this file passes to functions of other files: `NewServer(1)` is the second argument, for the package whose import
 * path, or whose folder where it is this file's own, is the owner.
 */
function passedArguments(values: Values, packages: Packages): void {
  const passed = new Map<string, Passed>();
  for (const call of values.scope.nodes('call_expression')) {
    const target = calledElsewhere(values, call);
    if (target === undefined) continue;
    const given = values.scope.file.callArguments(call).slice(0, mostArguments);
    for (const [index, argument] of given.entries()) {
      const reading = values.reading(argument);
      const name = `${target.name}(${index})`;
      const key = `${target.path} ${name}`;
      const all = passed.get(key) ?? { path: target.path, name, values: [], isWorth: false };
      passed.set(key, all);
      if (isWorthPassing(reading)) all.isWorth = true;
      else if (isOption(values, call, target.path)) {
        // That something is passed counts, also where nobody can say what.
        const whatever = { kind: 'name', space: 'package', name: `what ${target.name} is given` } as const;
        packages.of(target.path).add(name, { ...whatever, at: values.scope.file.at(argument) });
      }
      all.values.push(values.asLength(reading, argument));
      if (mayBeLeftOut(values, call))
        all.values.push(values.unknown(call, `${target.name} depends on a condition`).expression);
    }
  }
  for (const { path, name, values: all, isWorth } of passed.values()) {
    if (isWorth) packages.of(path).addEach(name, all);
  }
}
/** What all calls of one function hand to one parameter. */
interface Passed {
  readonly path: string;
  readonly name: string;
  readonly values: Expression[];
  isWorth: boolean;
}
/** `http.Config{Port: cfg.Port}`: fields that this file gives to a struct of another package. */
function filledStructs(values: Values, packages: Packages): void {
  const { file } = values.scope;
  for (const literal of values.scope.nodes('composite_literal')) {
    const type = file.typeText(literal.children[0]);
    const path = settingsPackage(values, type);
    if (path === undefined) continue;
    for (const { name, value } of keyedElements(values.scope, literal)) {
      if (!serverField.test(name)) continue;
      const reading = values.reading(value);
      if (isWorthPassing(reading))
        packages
          .of(path)
          .addEach(`${type.slice(type.lastIndexOf('.') + 1)}.${name}`, [values.asLength(reading, value)]);
    }
  }
}
/** `Config{Server: Server{Port: ":8080"}}` of structs that other files of the package declare: by each of the structs around the field. */
function presets(values: Values, packages: Packages): void {
  const { file } = values.scope;
  const typeElsewhere = (literal: SyntaxNode): string | undefined => {
    const type = file.typeText(literal.children[0]);
    return /^\.[A-Za-z]\w*$/.test(type) && !file.structs.has(type.slice(1)) ? type.slice(1) : undefined;
  };
  const walk = (literal: SyntaxNode, ways: readonly string[], depth: number): void => {
    if (depth > deepestLiteral) return;
    for (const { name, value } of keyedElements(values.scope, literal)) {
      const longer = ways.map((way) => `${way}.${name}`);
      const inner = skipParentheses(value.type === 'unary_expression' ? value.children[0] : value);
      if (inner?.type === 'composite_literal') {
        const type = typeElsewhere(inner);
        walk(inner, type === undefined ? longer : [...longer, type], depth + 1);
      } else if (serverField.test(name)) {
        const reading = values.reading(value);
        if (!isWorthPassing(reading) && reading.kind !== 'number') continue;
        for (const each of longer) packages.of(file.directory).addOpen(presetName(each), reading.expression);
      }
    }
  };
  for (const literal of values.scope.nodes('composite_literal')) {
    const type = typeElsewhere(literal);
    if (type !== undefined && !isInLiteral(literal)) walk(literal, [type], 0);
  }
}
const deepestLiteral = 5;
/** What stands in another literal is looked at with that one. */
function isInLiteral({ parent }: SyntaxNode): boolean {
  const around = parent?.type === 'unary_expression' ? parent.parent : parent;
  return around?.type === 'literal_element' || around?.type === 'keyed_element';
}
/** `cfg.Server.IdleTimeout = d`, and the flag that fills it, where another file declares what `cfg` is. */
function setFields(values: Values, packages: Packages): void {
  const { fields, scope } = values;
  const set = (target: SyntaxNode, reading: Reading, value: Expression, test?: ZeroTest): void => {
    const name = fields.nameOf(target);
    if (name === undefined || !serverField.test(name.name.slice(name.name.lastIndexOf('.')))) return;
    const path = name.space.slice('package:'.length);
    if (path !== '' && isLibrary(path)) return;
    const owner = path === '' ? scope.file.directory : path;
    if (test !== 'had-none')
      packages.of(owner).addOpen(assignedName(name.name), test === 'is-any' ? onlyIfAny(value) : value);
    else if (isWorthPassing(reading)) packages.of(owner).addEach(name.name, [onlyDefault(value)]);
  };
  for (const { target, value, test } of fields.writes().all) {
    const reading = values.reading(value);
    const given = values.asLength(reading, value);
    // What a setter is given counts where somebody calls it.
    set(target, reading, isParameter(given) ? ifDefined(given) : given, test);
  }
  for (const call of scope.nodes('call_expression')) {
    const flag = flagDefinition(values, call, scope.file.callee(call));
    const target = flag?.target?.type === 'unary_expression' ? flag.target.children[0] : undefined;
    if (flag !== undefined && target?.type === 'selector_expression')
      set(target, flag.reading, flag.reading.expression);
  }
}
/** Fields of settings that a server asks for. */
const serverField = /timeout|port|addr|idle|grace|shutdown|wait|delay|host|listen/i;
const isParameter = (value: Expression): boolean => value.kind === 'name' && /\(\d+\)$/.test(value.name);
/** `http.New(handler, http.Port(port))`: a call among the arguments of a call to the same package. */
function isOption(values: Values, call: SyntaxNode, path: string): boolean {
  const around = call.parent?.type === 'argument_list' ? call.parent.parent : undefined;
  const callee = around === undefined ? undefined : values.scope.file.callee(around);
  return callee?.kind === 'package' && callee.package.path === path;
}
/** `if tuned { opts = append(opts, server.WithIdleTimeout(d)) }` */
function mayBeLeftOut({ scope }: Values, call: SyntaxNode): boolean {
  const around = call.parent?.type === 'argument_list' ? call.parent.parent : undefined;
  const callee = around === undefined ? undefined : scope.file.callee(around);
  return callee?.kind === 'local' && callee.name === 'append' && isConditional(call);
}
const mostArguments = 8;
function isWorthPassing({ kind, expression }: Reading): boolean {
  if (kind === 'length') return true;
  if (expression.kind === 'literal')
    return /^(?:[\w.-]*:)?\d{2,5}$|^http:\/\/[\w.-]+(?:[:/]|$)/.test(String(expression.value));
  if (expression.kind === 'arithmetic') return kind === 'text';
  if (expression.kind === 'name' && expression.given !== undefined) return true;
  if (expression.kind === 'name') return expression.space !== 'package' && expression.name.includes('.');
  return expression.kind === 'env' || expression.kind === 'fallback' || expression.kind === 'convert';
}
/** A function of another package that is no library, or of another file of this package. */
function calledElsewhere(
  values: Values,
  call: SyntaxNode,
): { readonly path: string; readonly name: string } | undefined {
  const { scope } = values;
  const callee = scope.file.callee(call);
  if (callee.kind === 'local') {
    const isHere = scope.functionNamed(callee.name) !== undefined || scope.declarationOf(callee.at) !== undefined;
    return isHere || predeclared.test(callee.name) ? undefined : { path: scope.file.directory, name: callee.name };
  }
  const target = packageCalled(values, call);
  return target === undefined || isLibrary(target.path) ? undefined : target;
}
/** The package a call leads to: by its name, by the type of the receiver, or by what made the receiver. */
function packageCalled(values: Values, call: SyntaxNode): { readonly path: string; readonly name: string } | undefined {
  const { scope } = values;
  const callee = scope.file.callee(call);
  if (callee.kind === 'package') return { path: callee.package.path, name: callee.name };
  if (callee.kind !== 'method' || !/^[A-Z]/.test(callee.name)) return undefined;
  const type = scope.typeOf(callee.receiver);
  const base = type.slice(0, Math.max(0, type.lastIndexOf('.')));
  const typed = base === '' ? undefined : [...scope.file.imports.values()].find((each) => each.base === base);
  if (typed !== undefined) return { path: typed.path, name: callee.name };
  const receiver = skipParentheses(callee.receiver);
  const made =
    receiver?.type === 'identifier' ? skipParentheses(scope.declarationOf(receiver)?.writes[0]?.value) : undefined;
  const maker = made?.type === 'call_expression' ? scope.file.callee(made) : undefined;
  return maker?.kind === 'package' ? { path: maker.package.path, name: callee.name } : undefined;
}
