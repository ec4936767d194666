// Reads calls of configuration libraries: environment, flags, viper and its relatives, with the defaults they are given.
//
// A command-line flag is an `env` expression whose name starts with `--`: absent unless the container's arguments set it.
// A key of a configuration registry (viper, koanf, urfave/cli) that this file does not define is a `name` in the space
// `config-key`; files that define keys give a BindingsFact of that space.
import { perObject } from '../../../knowledge/memo.js';
import { constantIn, underConstant } from '../../../model/constant-keys.js';
import { type Expression, literal } from '../../../model/expression.js';
import { baseNameOf } from '../../../model/file-paths.js';
import type { Location } from '../../../model/location.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import type { Callee } from '../file.js';
import { cliFlags, optionGiven } from './cli-flags.js';
import { constantElsewhere, keyText, nameText } from './constant-names.js';
import { convert, type ValueType } from './convert.js';
import { constantLength, timeConstants } from './durations.js';
import { prefer, type Reading } from './reading.js';
import type { Declaration, Scope } from './scope.js';
import type { Values } from './values.js';

const environmentName = /^[A-Z][A-Z0-9_]+$/;
const environmentReader = /env/i;
const flagPackages = new Set(['flag', 'github.com/spf13/pflag', 'github.com/namsral/flag']);
const getters: ReadonlyMap<string, ValueType> = new Map([
  ['GetDuration', 'length'],
  ['Duration', 'length'],
  ['MustDuration', 'length'],
  ['GetInt', 'integer'],
  ['GetInt32', 'integer'],
  ['GetInt64', 'integer'],
  ['GetUint', 'integer'],
  ['Int', 'integer'],
  ['Int64', 'integer'],
  ['Uint', 'integer'],
  ['GetString', 'text'],
  ['String', 'text'],
]);
const definers = /^(Duration|Int|Int32|Int64|Uint|Uint16|String)(Var)?(P)?$/;

/** How a library spells the name of its defining functions. */
function typeOfDefiner(name: string): ValueType | undefined {
  const match = definers.exec(name);
  if (match === null) return undefined;
  return match[1] === 'Duration' ? 'length' : match[1] === 'String' ? 'text' : 'integer';
}

/** Undefined when the call is none of a library known here. */
export function readLibraryCall(
  values: Values,
  node: SyntaxNode,
  callee: Callee,
  called: string | undefined,
): Reading | undefined {
  const { file } = values.scope;
  const at = file.at(node);
  const args = file.callArguments(node);
  const [first, second] = args;
  switch (called) {
    case 'time.ParseDuration':
      return first === undefined
        ? undefined
        : { kind: 'length', expression: convert('length', values.read(first), at) };
    case 'os.Getenv':
    case 'os.LookupEnv': {
      const name = first === undefined ? undefined : constantText(values, first);
      const named = name === undefined && first !== undefined ? values.read(first) : undefined;
      if (named?.kind === 'name' && named.space === 'parameter')
        return { kind: 'text', expression: { ...named, space: 'variable', optional: true, at } };
      const asked = values.frames.outermost();
      const place = asked === undefined ? at : file.at(asked);
      if (named?.kind === 'name' && /^package(?::|$)/.test(named.space) && /^\w+$/.test(named.name))
        return { kind: 'text', expression: underConstant('variable', named, place) };
      return name === undefined ? undefined : { kind: 'text', expression: { kind: 'env', name, at: place } };
    }
    case 'strconv.Atoi':
    case 'strconv.ParseInt':
    case 'strconv.ParseUint':
      return first === undefined ? undefined : { kind: 'any', expression: convert('integer', values.read(first), at) };
    case 'strconv.ParseFloat':
      return first === undefined ? undefined : { kind: 'any', expression: convert('number', values.read(first), at) };
    case 'strconv.Itoa':
    case 'strings.TrimSpace':
    case 'fmt.Sprint':
      return first === undefined ? undefined : values.reading(first);
    case 'net.JoinHostPort':
      return second === undefined ? undefined : values.reading(second);
    case 'fmt.Sprintf': {
      // `fmt.Sprintf(":%s", port)`: an address without a host.
      const format = file.stringValue(first);
      const [, , third, another] = args;
      if (second !== undefined && third !== undefined && another === undefined && /^%[sv]:%[sdv]$/.test(format ?? ''))
        return { kind: 'text', expression: hostAndPort(values.read(second), values.read(third), at) };
      return second !== undefined && /^:?%[sdv]$/.test(format ?? '')
        ? { kind: 'text', expression: values.read(second) }
        : undefined;
    }
    case 'cmp.Or': {
      const options = args.map((each) => values.read(each));
      return { kind: 'any', expression: { kind: 'fallback', mode: 'or-falsy', options, at } };
    }
  }
  const name = callee.kind === 'other' ? '' : callee.name;
  if (callee.kind === 'local' && (name === 'min' || name === 'max') && args.length > 1) {
    const readings = args.map((each) => values.reading(each));
    const kind = readings.some((each) => each.kind === 'length') ? 'length' : 'any';
    const operands = readings.map((each) => (kind === 'length' ? values.asLength(each, node) : each.expression));
    return { kind, expression: { kind: 'arithmetic', operator: name, operands, at } };
  }
  const option = args.length === 1 ? optionGiven(values, first) : undefined;
  if (option !== undefined) return { kind: 'any', expression: option.expression };
  const variable = nameText(values.scope, first);
  if (variable !== undefined && environmentReader.test(calleeText(values, callee)) && environmentName.test(variable)) {
    // `env.Duration("X", false, 30*time.Second, "help")` says first whether X must be set.
    const [, , third] = args;
    const saysWhether = args.length === 4 && (second?.type === 'true' || second?.type === 'false');
    return saysWhether
      ? readEnvironment(values, { kind: 'env', name: variable, at }, third, 2, node, callee)
      : readEnvironment(values, { kind: 'env', name: variable, at }, second, args.length, node, callee);
  }
  const constant = variable === undefined && first !== undefined ? constantElsewhere(values.scope, first) : undefined;
  if (constant !== undefined && args.length < 3 && namesEnvironment.test(calleeText(values, callee)))
    return readEnvironment(values, underConstant('variable', constant, at), second, args.length, node, callee);
  return readDefiner(values, node, callee) ?? readGetter(values, node, callee, keyText(values.scope, first));
}
/** Whatever it is handed, not `envoy` or `envelope`. */
const namesEnvironment = /(?:[eE]nv|ENV)(?=$|[A-Z._]|ironment)/;

/** `getEnv("X")`, `env.Duration("X", 5*time.Second)`: the second argument is what holds when X is not set. */
function readEnvironment(
  values: Values,
  variable: Expression,
  fallback: SyntaxNode | undefined,
  count: number,
  node: SyntaxNode,
  callee: Callee,
): Reading | undefined {
  const at = values.scope.file.at(node);
  if (fallback === undefined || count > 3) return { kind: 'text', expression: variable };
  const standard = values.reading(fallback);
  const type: ValueType = standard.kind === 'length' ? 'length' : standard.kind === 'number' ? 'integer' : 'text';
  const found = prefer({ kind: standard.kind, expression: convert(type, variable, at) }, withoutConstant(standard), at);
  return type === 'integer' ? { ...found, asLength: countedBy(values, callee, found.expression) } : found;
}
/** `envSeconds("X", 30)` where a length of time is due: its only unit, where the function is in this file, else unknown. */
function countedBy(values: Values, callee: Callee, count: Expression): Expression {
  const { scope } = values;
  const { at } = count;
  const reader = callee.kind === 'local' ? scope.functionNamed(callee.name)?.body : undefined;
  const text = reader === undefined ? '' : scope.file.text(reader);
  const units = [...timeConstants].filter(([name]) => text.includes(`time.${name}`));
  const [only] = units;
  if (only !== undefined && units.length === 1 && !text.includes('ParseDuration')) {
    const [name, unit] = only;
    const operands = [count, constantLength(unit, at, `time.${name}`)];
    return { kind: 'arithmetic', operator: '*', operands, at };
  }
  const why = `what ${calleeText(values, callee)} makes of a number is not known`;
  return { kind: 'unknown', reason: 'dynamic', text: why, at };
}

/** `flag.Duration("name", def, "help")`, `fs.IntP("name", "n", def, "help")`. */
function readDefiner(values: Values, node: SyntaxNode, callee: Callee): Reading | undefined {
  const definition = flagDefinition(values, node, callee);
  if (definition === undefined || definition.target !== undefined) return undefined;
  return definition.reading;
}
export interface FlagDefinition {
  readonly key: string;
  readonly type: ValueType;
  /** The variable a `…Var` function fills. */
  readonly target?: SyntaxNode;
  readonly reading: Reading;
}
/** A call that defines a flag with a default; undefined for any other call. */
export function flagDefinition(values: Values, node: SyntaxNode, callee: Callee): FlagDefinition | undefined {
  if (callee.kind !== 'package' && callee.kind !== 'method') return undefined;
  if (callee.kind === 'package' && !flagPackages.has(callee.package.base)) return undefined;
  const match = definers.exec(callee.name);
  const type = typeOfDefiner(callee.name);
  if (match === null || type === undefined) return undefined;
  const { file } = values.scope;
  const args = [...file.callArguments(node)];
  const target = match[2] === undefined ? undefined : args.shift();
  const key = nameText(values.scope, args[0]);
  const standard = args[match[3] === undefined ? 1 : 2];
  const hasHelp = args.length === (match[3] === undefined ? 3 : 4);
  if (key === undefined || standard === undefined || !hasHelp) return undefined;
  const at = file.at(node);
  const short = match[3] === undefined ? '' : (nameText(values.scope, args[1]) ?? '');
  const variable = flagVariable(values.scope, key);
  const names = [`--${key}`, ...(short === '' ? [] : [`-${short}`]), ...(variable === undefined ? [] : [variable])];
  const options: readonly Expression[] = [
    ...names.map((name) => convert(type, { kind: 'env', name, at }, at)),
    ...inFileOfFf(values, key, at),
  ];
  const given: Reading = { kind: 'any', expression: { kind: 'fallback', mode: 'if-missing', options, at } };
  const usual = values.reading(standard);
  const own: Reading =
    type === 'length' ? { kind: 'length', expression: values.asLength(usual, standard) } : withoutConstant(usual);
  return { key, type, reading: prefer(given, own, at), ...(target === undefined ? {} : { target }) };
}

/**
 * The variable that a library of the file looks a flag up in: ff is told whether and with which prefix, namsral/flag always does.
 * https://pkg.go.dev/github.com/peterbourgon/ff/v3#WithEnvVarPrefix, https://pkg.go.dev/github.com/namsral/flag
 */
function flagVariable(scope: Scope, key: string): string | undefined {
  const prefix = flagPrefix(scope);
  return prefix?.concat(key.replace(/[-./]/g, '_')).toUpperCase();
}
const flagPrefix = perObject((scope: Scope): string | undefined => {
  const { file } = scope;
  if ([...file.imports.values()].some(({ base }) => base === 'github.com/namsral/flag')) return '';
  for (const call of scope.nodes('call_expression')) {
    const [, name] = /^github\.com\/peterbourgon\/ff\.(WithEnvVar\w*)$/.exec(file.calledFunction(call) ?? '') ?? [];
    const prefix = name === 'WithEnvVarPrefix' ? file.stringValue(file.callArguments(call)[0]) : '';
    if (name !== undefined && prefix !== undefined) return prefix === '' ? '' : `${prefix}_`;
  }
  return undefined;
});

/**
 * ff reads a file behind the environment: one that it is told, or one that a flag names, if that is given.
 * https://pkg.go.dev/github.com/peterbourgon/ff/v3#WithConfigFile
 */
function inFileOfFf({ scope }: Values, key: string, at: Location): readonly Expression[] {
  const call = configFileOfFf(scope);
  if (call === undefined) return [];
  const { file } = scope;
  const [named] = file.callArguments(call);
  const flag = file.calledFunction(call)?.endsWith('Flag') === true ? file.stringValue(named) : undefined;
  if (flag === key) return [];
  const unknown: Expression = {
    kind: 'unknown',
    reason: 'not-in-scan',
    text: `the file that ${file.excerpt(call)} names may set ${key}`,
    at,
  };
  if (flag === undefined || hasDefault(scope, flag)) return [unknown];
  const variable = flagVariable(scope, flag);
  const names = [`--${flag}`, ...(variable === undefined ? [] : [variable])];
  // Absent as long as nobody names a file.
  return names.map((name) => ({
    kind: 'arithmetic',
    operator: '+',
    operands: [{ kind: 'env', name, at }, unknown],
    at,
  }));
}
const configFileOfFf = perObject((scope: Scope): SyntaxNode | undefined =>
  scope
    .nodes('call_expression')
    .find((call) =>
      /^github\.com\/peterbourgon\/ff\.WithConfigFile(?:Flag|Via)?$/.test(scope.file.calledFunction(call) ?? ''),
    ),
);
/** `fs.String("config", "/etc/shop.conf", "…")` */
function hasDefault(scope: Scope, flag: string): boolean {
  const { file } = scope;
  return scope.nodes('call_expression').some((call) => {
    const texts = file.callArguments(call).map((each) => file.stringValue(each));
    const place = texts.indexOf(flag);
    return place >= 0 && place < 2 && texts.length > place + 2 && texts[place + 1] !== '';
  });
}

/** What `flag.DurationVar(&v, …)` or `mustMapEnv(&v, "PORT")` put into a variable. */
export function filledVariables(values: Values, declaration: Declaration): readonly Reading[] {
  const { scope } = values;
  const { file } = scope;
  const destined = cliFlags(values).flatMap(({ target, kind, expression }): Reading[] =>
    target?.type === 'identifier' && scope.declarationOf(target) === declaration
      ? [{ kind: kind === 'length' ? 'length' : 'any', expression }]
      : [],
  );
  if (destined.length > 0) return destined;
  return scope.callsGiven(declaration).flatMap((call): Reading[] => {
    const callee = file.callee(call);
    const flag = flagDefinition(values, call, callee);
    if (flag?.target !== undefined) return [flag.reading];
    const name = file
      .callArguments(call)
      .map((each) => file.stringValue(each))
      .find((each) => each !== undefined && environmentName.test(each));
    if (name === undefined || !environmentReader.test(calleeText(values, callee))) return [];
    return [{ kind: 'text', expression: { kind: 'env', name, at: file.at(call) } }];
  });
}

/** `viper.GetDuration("http.timeout")`, `c.Duration("timeout")`, `cmd.Flags().GetInt("port")`. */
function readGetter(values: Values, node: SyntaxNode, callee: Callee, key: string | undefined): Reading | undefined {
  if (key === undefined || (callee.kind !== 'package' && callee.kind !== 'method')) return undefined;
  const type = getters.get(callee.name);
  if (type === undefined || values.scope.file.callArguments(node).length !== 1) return undefined;
  const { file } = values.scope;
  const at = file.at(node);
  const { keys } = values.fields;
  // `cmd.Flags().GetDuration("timeout")` does not ask the registry that has taken the flags over.
  const owner = callee.kind === 'method' ? file.callee(callee.receiver) : undefined;
  const isOfFlags = owner?.kind === 'method' && owner.name.endsWith('Flags');
  if (isOfFlags && constantIn(key) !== undefined) return undefined;
  const flag = isOfFlags ? keys.ofFlag(key) : undefined;
  const operand = flag ?? keys.read(key, at);
  // viper's: a flag set is asked by the same name, and takes nothing without a unit.
  const expression: Expression =
    callee.name === 'GetDuration' && flag === undefined
      ? { kind: 'convert', to: 'cast-duration', operand, at }
      : convert(type, operand, at);
  return { kind: type === 'length' ? 'length' : 'any', expression };
}

/** `fmt.Sprintf("%s:%d", host, port)`, as one text where both are written. */
function hostAndPort(host: Expression, port: Expression, at: Location): Expression {
  if (host.kind !== 'literal')
    return { kind: 'arithmetic', operator: '+', operands: [host, literal(':', at), port], at };
  const before = `${host.value}:`;
  if (port.kind === 'literal') return literal(`${before}${port.value}`, at);
  return { kind: 'arithmetic', operator: '+', operands: [literal(before, at), port], at };
}
function withoutConstant(reading: Reading): Reading {
  return { kind: reading.kind, expression: reading.expression };
}
/** Also `prefix + name`. */
function constantText(values: Values, node: SyntaxNode): string | undefined {
  const [left, right] = node.type === 'binary_expression' ? node.children : [];
  if (left !== undefined && right !== undefined && values.scope.operator(node) === '+') {
    const parts = [left, right].map((each) => constantText(values, each));
    return parts.includes(undefined) ? undefined : parts.join('');
  }
  const expression = values.read(node);
  return expression.kind === 'literal' && typeof expression.value === 'string' ? expression.value : undefined;
}
function calleeText(values: Values, callee: Callee): string {
  if (callee.kind === 'package') return `${baseNameOf(callee.package.base)}.${callee.name}`;
  if (callee.kind === 'method') return `${values.scope.file.excerpt(callee.receiver)}.${callee.name}`;
  return callee.kind === 'local' ? callee.name : '';
}
