// Turns a Go expression into an `Expression`: constants folded, names followed through the file, the rest left to link.
import { type Expression, literal } from '../../../model/expression.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { type Callee, type GoFunction, skipParentheses } from '../file.js';
import { standardLibrary } from '../shapes.js';
import { CallFrames } from './call-frames.js';
import { filledVariables, readLibraryCall } from './config-libraries.js';
import { convert } from './convert.js';
import { bareNanoseconds, constantLength, readNumber, timeConstants } from './durations.js';
import { zeroTest } from './field-writes.js';
import { Fields } from './fields.js';
import { type ArithmeticOperator, foldConstants, isOperator } from './fold-constants.js';
import { asksEnvironment, combine, either, type Reading, type ZeroTest } from './reading.js';
import { type Declaration, isInside, type Scope, type Write } from './scope.js';

const deepest = 24;
/** Stops expressions that branch again and again at every name. */
const mostSteps = 4_000;
/** What is set more often than this is worked with, and no setting. */
const mostWrites = 64;
/** Helpers of configuration are given a name, what holds without it, and little more. */
const mostArguments = 4;
/** Who returns in more places calculates. */
const mostReturns = 4;

export class Values {
  readonly scope: Scope;
  readonly fields: Fields;
  readonly frames = new CallFrames();
  #depth = 0;
  #steps = 0;
  /** Declarations being read, with how many of their writes count: `port = ":" + port` means the port before. */
  readonly #open = new Map<number, number>();
  /** The function that is read for whoever calls it. */
  #helper: GoFunction | undefined;
  /** The declarations whose flags are being read: what a flag falls back on may be the variable itself. */
  readonly #filling = new Set<number>();

  constructor(scope: Scope) {
    this.scope = scope;
    this.fields = new Fields(this);
  }

  read(node: SyntaxNode): Expression {
    return this.reading(node).expression;
  }
  /** For a field or parameter of type `time.Duration`. */
  readLength(node: SyntaxNode): Expression {
    const reading = this.reading(node);
    // What the compiler takes for a length is no text: somebody has read it as one.
    if (reading.kind === 'text') return convert('length', reading.expression, reading.expression.at);
    return this.asLength(reading, node);
  }
  asLength(reading: Reading, node: SyntaxNode): Expression {
    if (reading.asLength !== undefined) return reading.asLength;
    if (reading.kind !== 'number' || reading.number === undefined) return reading.expression;
    return bareNanoseconds(reading.number, reading.expression.at, this.scope.file.excerpt(node));
  }

  reading(node: SyntaxNode): Reading {
    const inner = skipParentheses(node);
    this.#steps += 1;
    if (inner === undefined || this.#depth > deepest || this.#steps > mostSteps) return this.unknown(node);
    this.#depth += 1;
    const reading = this.#dispatch(inner);
    this.#depth -= 1;
    if (this.#depth === 0) this.#steps = 0;
    return reading;
  }
  unknown(node: SyntaxNode, text = `${this.scope.file.excerpt(node)} is computed while the program runs`): Reading {
    return { kind: 'any', expression: { kind: 'unknown', reason: 'dynamic', text, at: this.scope.file.at(node) } };
  }

  #dispatch(node: SyntaxNode): Reading {
    const { file } = this.scope;
    const at = file.at(node);
    switch (node.type) {
      case 'int_literal':
      case 'float_literal': {
        const value = readNumber(file.text(node));
        return value === undefined ? this.unknown(node) : number(value, literal(value, at, file.text(node)));
      }
      case 'interpreted_string_literal':
      case 'raw_string_literal':
        return { kind: 'text', expression: literal(file.stringValue(node) ?? '', at) };
      case 'true':
      case 'false':
        return { kind: 'any', expression: literal(node.type === 'true', at) };
      case 'nil':
        return { kind: 'any', expression: literal(null, at) };
      case 'identifier':
        return this.#readIdentifier(node);
      case 'selector_expression':
        return this.#readSelector(node);
      case 'binary_expression':
        return this.#readBinary(node);
      case 'unary_expression':
        return this.#readUnary(node);
      case 'call_expression':
      case 'type_conversion_expression':
        return this.#readCall(node);
      default:
        return this.unknown(node);
    }
  }

  #readIdentifier(node: SyntaxNode): Reading {
    const { file } = this.scope;
    const declaration = this.scope.declarationOf(node);
    if (declaration === undefined) {
      const name = file.text(node);
      return { kind: 'any', expression: { kind: 'name', space: 'package', name, at: file.at(node) } };
    }
    return this.readDeclaration(declaration, node);
  }
  readDeclaration(declaration: Declaration, node: SyntaxNode): Reading {
    if (declaration.writes.length > mostWrites)
      return this.unknown(node, `${declaration.name} is set while the program runs`);
    const before = this.#open.get(declaration.id);
    const within = before === undefined ? -1 : declaration.writes.findIndex((each) => isInside(node, each.at));
    const isFilled = this.#filling.has(declaration.id);
    if (before !== undefined && !isFilled && (within <= 0 || within >= before)) {
      return this.unknown(node, `${declaration.name} is defined by itself`);
    }
    this.#open.set(declaration.id, before === undefined ? declaration.writes.length : isFilled ? before : within);
    const reading =
      declaration.parameterOf === undefined
        ? this.#readWrites(declaration, node)
        : this.#readParameter(declaration, declaration.parameterOf, node);
    if (before === undefined) this.#open.delete(declaration.id);
    else this.#open.set(declaration.id, before);
    return declaration.type === 'time.Duration' ? this.#typed(reading, node) : reading;
  }
  /** `var d time.Duration = 30` is a length of 30 ns, whatever it is multiplied with later. */
  #typed(reading: Reading, node: SyntaxNode): Reading {
    return { ...reading, expression: this.asLength(reading, node), kind: 'length' };
  }
  #readWrites(declaration: Declaration, node: SyntaxNode): Reading {
    const fillsItself = this.#filling.delete(declaration.id);
    const writes = declaration.writes.slice(0, this.#open.get(declaration.id)).map((write) => ({
      reading: write.index === 0 ? this.reading(write.value) : this.unknown(write.value),
      ...this.#circumstances(declaration, write),
    }));
    if (!fillsItself) this.#filling.add(declaration.id);
    const filled = fillsItself ? [] : filledVariables(this, declaration);
    this.#filling.delete(declaration.id);
    const options = [...writes, ...filled.map((reading) => ({ reading, conditional: true }))];
    const { file } = this.scope;
    return (
      combine(options, file.at(node), `${declaration.name} depends on a condition`) ??
      this.unknown(node, `${declaration.name} is set while the program runs`)
    );
  }
  #circumstances(
    { name }: Declaration,
    { conditional, at, value }: Write,
  ): { readonly conditional: boolean; readonly test?: ZeroTest } {
    const test = conditional ? zeroTest(this.scope, at, name, value) : undefined;
    return { conditional, ...(test === undefined ? {} : { test }) };
  }
  #readParameter(declaration: Declaration, of: NonNullable<Declaration['parameterOf']>, node: SyntaxNode): Reading {
    const given = this.#givenByCall(declaration, of, node) ?? this.#whateverCallerGives(declaration, of);
    if (given !== undefined) return given;
    const title = of.declared?.name ?? 'a function';
    const calls = of.declared === undefined ? [] : this.scope.callsTo(of.declared).slice(0, 8);
    const options = calls.flatMap((call) => {
      const argument = this.scope.file.callArguments(call)[of.index];
      return argument === undefined ? [] : [{ reading: this.reading(argument), conditional: false }];
    });
    const changed = this.#changes(declaration);
    if (options.length === 0) {
      const passed = { reading: this.#passedFromElsewhere(declaration, of, node), conditional: false };
      return combine([passed, ...changed], this.scope.file.at(node), title) ?? passed.reading;
    }
    const [first] = options;
    const passed: Reading =
      options.length === 1 && first !== undefined
        ? first.reading
        : either(
            options.map((each) => each.reading),
            this.scope.file.at(node),
            `${title} is called several times`,
          );
    return combine([{ reading: passed, conditional: false }, ...changed], this.scope.file.at(node), title) ?? passed;
  }

  #givenByCall(
    declaration: Declaration,
    { declared, index }: NonNullable<Declaration['parameterOf']>,
    node: SyntaxNode,
  ): Reading | undefined {
    const open = this.#open.get(declaration.id) ?? 0;
    // An argument may be a call of the same function.
    this.#open.delete(declaration.id);
    const reading = this.frames.argument(declared, index, (argument) => this.reading(argument));
    this.#open.set(declaration.id, open);
    if (reading === undefined) return undefined;
    const all = [{ reading, conditional: false }, ...this.#changes(declaration)];
    return combine(all, this.scope.file.at(node), declaration.name) ?? reading;
  }
  /** What callers in other files give, each of them its own. */
  #whateverCallerGives(
    { type, name }: Declaration,
    { declared, index }: NonNullable<Declaration['parameterOf']>,
  ): Reading | undefined {
    if (declared === undefined || declared !== this.#helper) return undefined;
    const at = this.scope.file.at(declared.node);
    const expression: Expression = {
      kind: 'name',
      space: 'parameter',
      name: `${declared.name}#${index}`,
      shown: name,
      at,
    };
    const kind = type === 'time.Duration' ? 'length' : type === 'string' ? 'text' : 'any';
    return { kind, expression };
  }
  #changes(declaration: Declaration): readonly { readonly reading: Reading; readonly conditional: boolean }[] {
    return declaration.writes.map((write) => ({
      reading: this.reading(write.value),
      ...this.#circumstances(declaration, write),
    }));
  }

  /** Files that call the function give what they pass it as a binding: `NewServer(1)` is its second argument. */
  #passedFromElsewhere(
    declaration: Declaration,
    of: NonNullable<Declaration['parameterOf']>,
    node: SyntaxNode,
  ): Reading {
    const { name, receiverType } = of.declared ?? {};
    // Whose method it is, other files of the package do not say in their calls.
    if (name === undefined || (receiverType !== undefined && !/^[A-Z]/.test(name))) {
      return this.unknown(
        node,
        `${declaration.name} is a parameter of ${name ?? 'a function'}, called from another file`,
      );
    }
    const at = this.scope.file.at(node);
    return {
      kind: 'any',
      expression: { kind: 'name', space: 'package', name: `${name}(${of.index})`, shown: declaration.name, at },
    };
  }

  #readSelector(node: SyntaxNode): Reading {
    const { file } = this.scope;
    const [operand, field] = node.children;
    if (operand === undefined || field === undefined) return this.unknown(node);
    const imported = file.packageNamed(operand);
    if (imported === undefined || this.scope.declarationOf(operand) !== undefined) return this.fields.read(node);
    const name = file.text(field);
    const unit = imported.path === 'time' ? timeConstants.get(name) : undefined;
    if (unit !== undefined) return length(unit, constantLength(unit, file.at(node), file.text(node)));
    if (standardLibrary.test(imported.path)) return this.unknown(node);
    return { kind: 'any', expression: { kind: 'name', space: `package:${imported.path}`, name, at: file.at(node) } };
  }

  #readUnary(node: SyntaxNode): Reading {
    const [operand] = node.children;
    const operator = this.scope.unaryOperator(node);
    if (operand === undefined) return this.unknown(node);
    if (operator === '*' || operator === '&' || operator === '+') return this.reading(operand);
    if (operator !== '-') return this.unknown(node);
    const inner = this.reading(operand);
    const at = this.scope.file.at(node);
    if (inner.number !== undefined)
      return number(-inner.number, literal(-inner.number, at, this.scope.file.text(node)));
    return { ...inner, expression: { kind: 'arithmetic', operator: '-', operands: [inner.expression], at } };
  }

  #readBinary(node: SyntaxNode): Reading {
    const [left, right] = node.children;
    const operator = this.scope.operator(node);
    if (left === undefined || right === undefined || !isOperator(operator)) return this.unknown(node);
    return this.#calculate(operator, this.reading(left), this.reading(right), node);
  }
  #calculate(operator: ArithmeticOperator, left: Reading, right: Reading, node: SyntaxNode): Reading {
    const { file } = this.scope;
    const at = file.at(this.frames.outermost() ?? node);
    const constant = foldConstants(operator, left, right);
    if (typeof constant === 'bigint') return length(constant, constantLength(constant, at, file.excerpt(node)));
    if (typeof constant === 'number') return number(constant, literal(constant, at, file.excerpt(node)));
    const sides: [Reading, Reading] = [left, right];
    const adds = operator === '+' || operator === '-';
    const operands = sides.map((side, index) => {
      const other = sides[1 - index];
      return adds && other?.kind === 'length' ? this.asLength(side, node) : side.expression;
    });
    const kind = sides.some((side) => side.kind === 'length') ? 'length' : left.kind === right.kind ? left.kind : 'any';
    return { kind, expression: { kind: 'arithmetic', operator, operands, at } };
  }

  #readCall(node: SyntaxNode): Reading {
    const { file } = this.scope;
    const conversion = node.type === 'type_conversion_expression' ? file.typeText(node.children[0]) : undefined;
    const called = conversion ?? file.calledFunction(node);
    const [first] = file.callArguments(node);
    if (called === 'time.Duration' && first !== undefined) {
      const { asLength, ...plain } = this.reading(first);
      return plain;
    }
    const callee = file.callee(node);
    const own = this.#readHelper(node, callee);
    if (own !== undefined) return own;
    const library = readLibraryCall(this, node, callee, called);
    if (library !== undefined) return library;
    if (callee.kind === 'local') return this.#readLocalCall(node, this.scope.functionNamed(callee.name));
    if (callee.kind === 'package' && !standardLibrary.test(callee.package.path))
      return this.#calledElsewhere(node, `package:${callee.package.path}`, callee.name);
    return this.unknown(node);
  }
  #calledElsewhere(node: SyntaxNode, space: string, called: string): Reading {
    const given = this.#givenHelper(node);
    const at = this.scope.file.at(node);
    return { kind: 'any', expression: { kind: 'name', space, name: `${called}()`, ...(given && { given }), at } };
  }
  /** What is handed to a function that is told the name of a variable. */
  #givenHelper(node: SyntaxNode): Readonly<Record<string, Expression>> | undefined {
    const args = this.scope.file.callArguments(node);
    const isHelper = args.some((each) => variableName.test(this.scope.file.stringValue(each) ?? ''));
    if (!isHelper || args.length > mostArguments) return undefined;
    return Object.fromEntries(args.map((each, index) => [index, this.#readGiven(each)]));
  }
  #readGiven(node: SyntaxNode): Expression {
    const reading = this.reading(node);
    return reading.kind === 'length' ? this.asLength(reading, node) : reading.expression;
  }
  #readLocalCall(node: SyntaxNode, target: GoFunction | undefined): Reading {
    const callee = this.scope.file.callee(node);
    if (callee.kind === 'local' && numericTypes.has(callee.name)) {
      const [argument] = this.scope.file.callArguments(node);
      return argument === undefined ? this.unknown(node) : this.reading(argument);
    }
    if (target !== undefined) return this.readResult(target, node) ?? this.unknown(node);
    // Of a variable or a type of this name, nothing is called in another file.
    const isElsewhere = callee.kind === 'local' && this.scope.declarationOf(callee.at) === undefined;
    return isElsewhere && this.#givenHelper(node) !== undefined
      ? this.#calledElsewhere(node, 'package', callee.name)
      : this.unknown(node);
  }
  /** A function or method of this file that looks up what its arguments name: `getDuration("IDLE", 75*time.Second)`. */
  #readHelper(node: SyntaxNode, callee: Callee): Reading | undefined {
    const given = this.scope.file.callArguments(node);
    if ((callee.kind !== 'local' && callee.kind !== 'method') || given.length === 0) return undefined;
    const methods = callee.kind === 'method' ? this.scope.methodsNamed(callee.name) : [];
    const type = callee.kind === 'method' && methods.length > 0 ? this.scope.typeOf(callee.receiver) : '';
    const target =
      callee.kind === 'local'
        ? this.scope.functionNamed(callee.name)
        : methods.find(({ receiverType }) => type === `.${receiverType}`);
    if (target === undefined) return undefined;
    const reading = this.frames.within(target, node, given, () => this.#readReturns(target, node));
    return reading !== undefined && asksEnvironment(reading.expression) ? reading : undefined;
  }
  /** What a function makes of the variable that other files name to it: `Duration("IDLE", 75*time.Second)`. */
  readHelper(target: GoFunction): Expression | undefined {
    const reading = this.forCallers(target, () => this.#readReturns(target, target.node));
    return reading !== undefined && asksEnvironment(reading.expression) ? reading.expression : undefined;
  }
  /** With the parameters of a function left for callers in other files to fill. */
  forCallers<T>(target: GoFunction, read: () => T): T {
    this.#helper = target;
    const answer = read();
    this.#helper = undefined;
    return answer;
  }
  /** What a helper finds, else what it falls back on. */
  #readReturns(target: GoFunction, node: SyntaxNode): Reading | undefined {
    const readings = this.#returned(target);
    const why = `${target.name} returns one of several values`;
    return combine(
      readings.map((reading) => ({ reading, conditional: true })),
      this.scope.file.at(node),
      why,
    );
  }
  /** The value a function of this file returns, when it says so plainly. */
  readResult(target: GoFunction, node: SyntaxNode): Reading | undefined {
    const readings = this.#returned(target);
    if (readings.length === 0) return undefined;
    return either(readings, this.scope.file.at(node), `${target.name} returns one of several values`);
  }
  #returned({ body, resultNames }: GoFunction): readonly Reading[] {
    const returns = this.scope
      .nodes('return_statement')
      .filter((each) => body !== undefined && each.start >= body.start && each.end <= body.end);
    if (returns.length > mostReturns) return [];
    return returns.map((each) => {
      const value = each.children[0]?.children[0];
      if (value !== undefined) return this.reading(value);
      // Who returns nothing gives what the results are called.
      const [first] = resultNames;
      const named = first === undefined ? undefined : this.scope.lookUp(this.scope.file.text(first.name), each.start);
      return named === undefined ? this.unknown(each) : this.readDeclaration(named, each);
    });
  }
}

const variableName = /^[A-Z][A-Z0-9_]+$/;
const numericTypes = new Set(['int', 'int32', 'int64', 'uint', 'uint32', 'uint64', 'float32', 'float64', 'string']);

function length(nanoseconds: bigint, expression: Expression): Reading {
  return { kind: 'length', nanoseconds, expression };
}
function number(value: number, expression: Expression): Reading {
  return { kind: 'number', number: value, expression };
}
