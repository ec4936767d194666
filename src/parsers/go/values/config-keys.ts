// Keys of a configuration registry (viper and its relatives) that a file defines: flags, SetDefault, and their variables.
import type { Expression } from '../../../model/expression.js';
import type { Location } from '../../../model/location.js';
import { variableOf } from '../../../model/registry-variables.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { convert, flagDefinition } from './config-libraries.js';
import { keyedElements } from './flow.js';
import { registryVariables, stringsIn } from './registry-variables.js';
import { conditionAround } from './scope.js';
import type { Values } from './values.js';

const cliFlag = /^github\.com\/urfave\/cli(?:\/altsrc)?\.(Duration|Int|Int64|Uint|String)Flag$/;

export class ConfigKeys {
  readonly #values: Values;
  #defined: ReadonlyMap<string, Expression> | undefined;

  constructor(values: Values) {
    this.#values = values;
  }

  read(key: string, at: Location): Expression {
    const own = this.all().get(key);
    if (own !== undefined) return own;
    const elsewhere: Expression = { kind: 'name', space: 'config-key', name: key, at };
    const variables = this.#variablesFor(key).map((name): Expression => ({ kind: 'env', name, at }));
    return variables.length === 0
      ? elsewhere
      : { kind: 'fallback', mode: 'if-missing', options: [...variables, elsewhere], at };
  }
  #variablesFor(key: string): readonly string[] {
    return registryVariables(this.#values.scope).flatMap((each) => variableOf(key, each) ?? []);
  }

  /** Every key the file gives a value to. */
  all(): ReadonlyMap<string, Expression> {
    this.#defined ??= this.#collect();
    return this.#defined;
  }

  #collect(): ReadonlyMap<string, Expression> {
    const keys = new Map<string, Expression>();
    const { scope } = this.#values;
    const { file } = scope;
    const bound = this.#boundVariables();
    const add = (
      key: string,
      standard: Expression,
      at: Location,
      kind: Parameters<typeof convert>[0],
      automatic = true,
    ): void => {
      const names = [...(bound.get(key) ?? []), ...(automatic ? this.#variablesFor(key) : [])];
      const own = standard.kind === 'fallback' ? standard.options : [standard];
      const before = keys.get(key);
      const environment = names.map((name) => convert(kind, { kind: 'env', name, at }, at));
      const options = [...own.filter(isFlag), ...environment, ...own.filter((each) => !isFlag(each))];
      if (before !== undefined) return;
      const [only] = options;
      if (only !== undefined)
        keys.set(key, options.length === 1 ? only : { kind: 'fallback', mode: 'if-missing', options, at });
    };
    for (const call of scope.nodes('call_expression')) {
      const callee = file.callee(call);
      const flag = flagDefinition(this.#values, call, callee);
      const at = file.at(call);
      if (flag !== undefined) add(flag.key, flag.reading.expression, at, flag.type);
      if ((callee.kind === 'package' || callee.kind === 'method') && callee.name === 'SetDefault') {
        const [name, value] = file.callArguments(call);
        const key = file.stringValue(name);
        if (key === undefined || value === undefined) continue;
        const reading = this.#values.reading(value);
        const kind = reading.kind === 'length' ? 'length' : 'any';
        const written = convert(kind, inSettingsFile(key, at), at);
        add(key, { kind: 'fallback', mode: 'if-missing', options: [written, reading.expression], at }, at, kind);
      }
    }
    for (const [key] of bound)
      if (!keys.has(key)) add(key, inSettingsFile(key, file.at(file.root)), file.at(file.root), 'any');
    this.#setKeys(keys);
    for (const node of scope.nodes('composite_literal')) {
      this.#readCliFlag(node, (key, value, at, kind) => add(key, value, at, kind, false));
    }
    return keys;
  }

  /** `viper.BindEnv("http.idle", "HTTP_IDLE")` */
  #boundVariables(): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, readonly string[]>();
    for (const [key, names] of this.#callsOfViper('BindEnv')) {
      const texts = names.flatMap((each) => this.#values.scope.file.stringValue(each) ?? []);
      if (texts.length > 0) found.set(key, texts);
    }
    return found;
  }
  /** `viper.Set("http.idle", d)` holds whatever else is given. */
  #setKeys(keys: Map<string, Expression>): void {
    for (const [key, [value]] of this.#callsOfViper('Set')) {
      if (value === undefined) continue;
      const given = this.#values.reading(value).expression;
      const before = keys.get(key);
      const isCertain = conditionAround(value) === undefined || before === undefined;
      const why = `${key} is set under a condition`;
      keys.set(key, isCertain ? given : { kind: 'either', options: [given, before], why, at: given.at });
    }
  }
  #callsOfViper(name: string): readonly (readonly [key: string, others: readonly SyntaxNode[]])[] {
    const { scope } = this.#values;
    const { file } = scope;
    return scope.nodes('call_expression').flatMap((call) => {
      const callee = file.callee(call);
      const owner =
        callee.kind === 'package' ? callee.package.base : callee.kind === 'method' ? scope.typeOf(callee.receiver) : '';
      if (callee.kind === 'other' || callee.name !== name || !/^github\.com\/spf13\/viper(?:\.Viper)?$/.test(owner))
        return [];
      const [first, ...others] = file.callArguments(call);
      const key = file.stringValue(first);
      return key === undefined ? [] : [[key, others] as const];
    });
  }

  /** `&cli.DurationFlag{Name: "timeout", Value: 5 * time.Second, EnvVars: []string{"TIMEOUT"}}`. */
  #readCliFlag(
    node: SyntaxNode,
    add: (key: string, value: Expression, at: Location, kind: 'length' | 'integer' | 'text') => void,
  ): void {
    const { scope } = this.#values;
    const { file } = scope;
    const type = cliFlag.exec(file.typeText(node.children[0]))?.[1];
    if (type === undefined) return;
    const kind = type === 'Duration' ? 'length' : type === 'String' ? 'text' : 'integer';
    const elements = new Map(keyedElements(scope, node).map((each) => [each.name, each.value]));
    const key = file.stringValue(elements.get('Name'));
    if (key === undefined) return;
    const at = file.at(node);
    const options: Expression[] = [convert(kind, { kind: 'env', name: `--${key}`, at }, at)];
    const variables = elements.get('EnvVars') ?? elements.get('EnvVar') ?? elements.get('Sources');
    for (const name of variables === undefined ? [] : stringsIn(variables, (each) => file.stringValue(each))) {
      options.push(convert(kind, { kind: 'env', name, at }, at));
    }
    const value = elements.get('Value');
    if (value !== undefined)
      options.push(kind === 'length' ? this.#values.readLength(value) : this.#values.read(value));
    add(key, { kind: 'fallback', mode: 'if-missing', options, at }, at, kind);
  }
}

/** Absent where no file of the program has the key. */
export function inSettingsFile(key: string, at: Location): Expression {
  return { kind: 'name', space: 'settings-file', name: key, optional: true, at };
}

/** What is given on the command line comes before the environment. */
function isFlag(expression: Expression): boolean {
  const inner = expression.kind === 'convert' ? expression.operand : expression;
  return inner.kind === 'env' && inner.name.startsWith('-');
}
