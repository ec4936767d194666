// Lists what a Go file gives other files to ask for: constants, variables, fields with their defaults, configuration keys.
import type { Expression } from '../../model/expression.js';
import type { BindingsFact } from '../../model/facts.js';
import type { SyntaxNode } from '../kit/tree-sitter.js';
import { skipParentheses, splitMajor } from './file.js';
import { optionSetters } from './servers/option-functions.js';
import { bareListeners, frameworks, standardLibrary } from './shapes.js';
import { keyedElements } from './values/flow.js';
import type { Reading } from './values/reading.js';
import type { Values } from './values/values.js';

const mostNames = 3000;
const deepest = 5;

export function bindingsOf(values: Values): readonly BindingsFact[] {
  const { file } = values.scope;
  const names = new Collector();
  for (const each of values.scope.packageLevel()) {
    if (each.name === '_') continue;
    const value = each.writes[0]?.value;
    if (value !== undefined) {
      const signals = signalList(values, value);
      const reading = values.readDeclaration(each, each.node);
      names.add(each.name, signals ?? reading.expression);
    }
    addFields(values, names, values.scope.typeOf(each.node), each.name, 0);
  }
  for (const type of file.structs.keys()) if (!type.includes('@')) addFields(values, names, `.${type}`, type, 0);
  for (const each of file.functions) {
    if (each.receiverType !== undefined) continue;
    const [result = ''] = each.results;
    const outside = aliasOf(values, result, each.node);
    if (result.startsWith('.')) addFields(values, names, result, `${each.name}()`, 0);
    else if (outside !== undefined) names.add(`${each.name}()`, outside);
    else if (each.parameters.length === 0 && each.results.length === 1 && valueTypes.test(result)) {
      const reading = values.readResult(each, each.node);
      if (reading !== undefined) names.add(`${each.name}()`, reading.expression);
    }
  }
  for (const [name, expression] of optionSetters(values)) names.add(name, expression);
  const keys = new Collector();
  for (const [key, expression] of values.fields.keys.all()) keys.add(key, expression);
  return [
    names.fact('package', file.directory),
    keys.fact('config-key', file.directory),
    ...passedArguments(values),
    ...filledStructs(values),
  ].filter((each) => each !== undefined);
}

/**
 * What this file passes to functions of other packages: `NewServer(1)` is the second argument, for the package whose
 * import path is the owner.
 */
function passedArguments(values: Values): readonly (BindingsFact | undefined)[] {
  const { file } = values.scope;
  const packages = new Map<string, Collector>();
  for (const call of values.scope.nodes('call_expression')) {
    const target = packageCalled(values, call);
    if (target === undefined || isLibrary(target.path)) continue;
    const names = packages.get(target.path) ?? new Collector();
    packages.set(target.path, names);
    file
      .callArguments(call)
      .slice(0, mostArguments)
      .forEach((argument, index) => {
        const reading = values.reading(argument);
        const name = `${target.name}(${index})`;
        if (isWorthPassing(reading)) names.add(name, values.asLength(reading, argument));
        else if (isOption(values, call, target.path))
          // That something is passed counts, also where nobody can say what.
          names.add(name, {
            kind: 'name',
            space: 'package',
            name: `what ${target.name} is given`,
            at: file.at(argument),
          });
      });
  }
  return [...packages].map(([path, names]) => names.fact('package', path));
}
/** `http.Config{Port: cfg.Port}`: fields that this file gives to a struct of another package. */
function filledStructs(values: Values): readonly (BindingsFact | undefined)[] {
  const { file } = values.scope;
  const packages = new Map<string, Collector>();
  for (const literal of values.scope.nodes('composite_literal')) {
    const type = file.typeText(literal.children[0]);
    const path = settingsPackage(values, type);
    if (path === undefined) continue;
    const elements = keyedElements(values.scope, literal).filter(({ name }) => serverField.test(name));
    if (elements.length === 0) continue;
    const names = packages.get(path) ?? new Collector();
    packages.set(path, names);
    for (const { name, value } of elements) {
      const reading = values.reading(value);
      if (isWorthPassing(reading))
        names.add(`${type.slice(type.lastIndexOf('.') + 1)}.${name}`, values.asLength(reading, value));
    }
  }
  return [...packages].map(([path, names]) => names.fact('package', path));
}
const settingsName = /conf|cfg|opt|setting|param/i;
/** Fields of settings that a server asks for. */
const serverField = /timeout|port|addr|idle|grace|shutdown|wait|delay|host|listen/i;
/** A struct of settings that another package declares: its fields are asked for there. */
function aliasOf(values: Values, type: string, node: SyntaxNode): Expression | undefined {
  const path = settingsPackage(values, type);
  const at = values.scope.file.at(node);
  return path === undefined
    ? undefined
    : { kind: 'name', space: `package:${path}`, name: type.slice(type.lastIndexOf('.') + 1), at };
}
function settingsPackage({ scope }: Values, type: string): string | undefined {
  const dot = type.lastIndexOf('.');
  if (dot <= 0 || !settingsName.test(type.slice(dot))) return undefined;
  const path = [...scope.file.imports.values()].find((each) => each.base === type.slice(0, dot))?.path;
  return path === undefined || isLibrary(path) ? undefined : path;
}

/** `http.New(handler, http.Port(port))`: a call among the arguments of a call to the same package. */
function isOption(values: Values, call: SyntaxNode, path: string): boolean {
  const around = call.parent?.type === 'argument_list' ? call.parent.parent : undefined;
  const callee = around === undefined ? undefined : values.scope.file.callee(around);
  return callee?.kind === 'package' && callee.package.path === path;
}
const mostArguments = 8;
const wellKnown =
  /^(?:github\.com\/(?:spf13|urfave|sirupsen|rs|prometheus)|go\.uber\.org|google\.golang\.org|golang\.org|k8s\.io|sigs\.k8s\.io)\//;
/** Nobody asks what is passed to a package that is not part of the scan. */
function isLibrary(path: string): boolean {
  if (standardLibrary.test(path) || wellKnown.test(path)) return true;
  const { base } = splitMajor(path);
  return (
    frameworks.some((each) => each.constructors.some((name) => name.startsWith(`${base}.`))) ||
    bareListenerPackages.has(base)
  );
}
const bareListenerPackages = new Set([...bareListeners.keys()].map((name) => name.slice(0, name.lastIndexOf('.'))));
function isWorthPassing({ kind, expression }: Reading): boolean {
  if (kind === 'length') return true;
  if (expression.kind === 'literal') return /^(?:[\w.-]*:)?\d{2,5}$/.test(String(expression.value));
  if (expression.kind === 'name') return expression.space !== 'package' && expression.name.includes('.');
  return expression.kind === 'env' || expression.kind === 'fallback' || expression.kind === 'convert';
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
const valueTypes = /^(?:time\.Duration|u?int\d*|float\d+|string)$/;

class Collector {
  readonly #names = new Map<string, Expression[]>();

  add(name: string, expression: Expression): void {
    if (this.#names.has(name) || this.#names.size >= mostNames || !saysSomething(expression, name)) return;
    this.#names.set(name, [expression]);
  }
  fact(space: BindingsFact['space'], owner: string): BindingsFact | undefined {
    if (this.#names.size === 0) return undefined;
    return { kind: 'bindings', space, owner, names: Object.fromEntries(this.#names) };
  }
}

/**
 * A value, or a way to one; not the same name again, not something only the running program knows. Text is kept where it
 * can be a time, an address or a list of signals: anything else is nobody's business, least of all a default password.
 */
function saysSomething(expression: Expression, name: string): boolean {
  switch (expression.kind) {
    case 'unknown':
      return false;
    case 'literal':
      return (
        typeof expression.value === 'number' || (typeof expression.value === 'string' && telling.test(expression.value))
      );
    case 'name':
      return expression.space !== 'package' || expression.name !== name;
    case 'convert':
      return saysSomething(expression.operand, name);
    case 'either':
    case 'fallback':
      return expression.options.some((each) => saysSomething(each, name)) && !expression.options.some(isOtherText);
    case 'arithmetic':
      return expression.operands.every((each) => saysSomething(each, name));
    case 'env':
      return true;
  }
}
function isOtherText(expression: Expression): boolean {
  return expression.kind === 'literal' && typeof expression.value === 'string' && !telling.test(expression.value);
}
const telling = /^(?:|(?:[\d.]+(?:ns|us|µs|ms|s|m|h))+|(?:[\w.-]*:)?\d{1,5}|localhost|[\d.]+|::|SIG\w+(?:,SIG\w+)*,?)$/;

/** `Config.Server.ReadTimeout` and so on, through the struct types of this file. */
function addFields(values: Values, names: Collector, type: string, prefix: string, depth: number): void {
  if (depth > deepest || !type.startsWith('.')) return;
  const name = type.slice(1);
  for (const field of values.scope.file.structs.get(name) ?? []) {
    const reading = valueTypes.test(field.type) ? values.fields.ofType(name, field.name) : undefined;
    if (reading !== undefined) names.add(`${prefix}.${field.name}`, reading.expression);
    const outside = settingsName.test(name) ? aliasOf(values, field.type, field.node) : undefined;
    if (outside !== undefined) names.add(`${prefix}.${field.name}`, outside);
    if (field.type === type) continue;
    addFields(values, names, field.type, `${prefix}.${field.name}`, depth + 1);
    // Fields of an embedded struct are fields of the struct around it.
    if (field.embedded) addFields(values, names, field.type, prefix, depth + 1);
  }
}

/** `var signals = []os.Signal{…}` as one text, the names joined by commas. */
function signalList({ scope }: Values, written: SyntaxNode): Expression | undefined {
  const value = skipParentheses(written);
  if (value?.type !== 'composite_literal' || scope.file.typeText(value.children[0]) !== '[]os.Signal') return undefined;
  const signals = (value.children[1]?.children ?? []).flatMap((each) => signalName(scope.file.text(each)) ?? []);
  return { kind: 'literal', value: [...new Set(signals)].join(','), at: scope.file.at(value) };
}

/** `syscall.SIGTERM`, `unix.SIGTERM`, `os.Interrupt` by the name of the signal. */
export function signalName(text: string): string | undefined {
  const name = text.trim();
  if (name === 'os.Interrupt') return 'SIGINT';
  if (name === 'os.Kill') return 'SIGKILL';
  return /^\w+\.(SIG[A-Z0-9]+)$/.exec(name)?.[1];
}
