// Keys of a configuration registry (viper and its relatives) that a file defines: flags, SetDefault, and their variables.
import { constantIn, underConstant } from '../../../model/constant-keys.js';
import type { Expression } from '../../../model/expression.js';
import type { Location } from '../../../model/location.js';
import { variableOf } from '../../../model/registry-variables.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { boundFlags } from './bound-flags.js';
import { cliFlags } from './cli-flags.js';
import { type FlagDefinition, flagDefinition } from './config-libraries.js';
import { keyText, nameText } from './constant-names.js';
import { convert, type ValueType } from './convert.js';
import { koanfMaps } from './koanf-maps.js';
import { registryVariables } from './registry-variables.js';
import { conditionAround } from './scope.js';
import type { Values } from './values.js';

export class ConfigKeys {
  readonly #values: Values;
  readonly #flags = new Map<string, FlagDefinition>();
  #defined: ReadonlyMap<string, Expression> | undefined;

  constructor(values: Values) {
    this.#values = values;
  }

  read(key: string, at: Location): Expression {
    const own = this.all().get(key);
    if (own !== undefined) return own;
    const constant = constantIn(key);
    if (constant !== undefined) return underConstant('config-key', constant, at);
    const elsewhere: Expression = { kind: 'name', space: 'config-key', name: key, at };
    const variables = this.#variablesFor(key).map((name): Expression => ({ kind: 'env', name, at }));
    return variables.length === 0
      ? elsewhere
      : { kind: 'fallback', mode: 'if-missing', options: [...variables, elsewhere], at };
  }
  /** What a flag of the file brings, and nothing else. */
  ofFlag(key: string): Expression | undefined {
    this.all();
    return this.#flags.get(key)?.reading.expression;
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
    const bindings = boundFlags(scope);
    const flags = this.#flags;
    const add = (key: string, standard: Expression, at: Location, kind: ValueType, automatic = true): void => {
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
    const defaults = this.#defaults();
    /** A registry takes its own default before that of a flag which nobody sets. */
    const underDefault = (key: string, expression: Expression): Expression => {
      const standard = defaults.get(key);
      const options = expression.kind === 'fallback' ? expression.options.filter(isFlag) : [];
      return standard === undefined
        ? expression
        : { kind: 'fallback', mode: 'if-missing', options: [...options, standard], at: standard.at };
    };
    for (const call of scope.nodes('call_expression')) {
      const callee = file.callee(call);
      const flag = flagDefinition(this.#values, call, callee);
      const at = file.at(call);
      if (flag !== undefined) {
        const expression = underDefault(flag.key, flag.reading.expression);
        flags.set(flag.key, flag);
        add(flag.key, bindings.all ? overFile(expression, flag.key, flag.type, at) : expression, at, flag.type);
      }
      if ((callee.kind === 'package' || callee.kind === 'method') && callee.name === 'SetDefault') {
        const [name, value] = file.callArguments(call);
        const key = keyText(scope, name);
        if (key === undefined || value === undefined) continue;
        const reading = this.#values.reading(value);
        const kind = reading.kind === 'length' ? 'length' : 'any';
        const written = convert(kind, inSettingsFile(key, at), at);
        add(key, { kind: 'fallback', mode: 'if-missing', options: [written, reading.expression], at }, at, kind);
      }
    }
    for (const [key, name] of bindings.byKey) {
      const flag = flags.get(name);
      if (flag === undefined) continue;
      const expression = underDefault(key, flag.reading.expression);
      add(key, overFile(expression, key, flag.type, expression.at), expression.at, flag.type);
    }
    for (const { key, value, belowFile, belowVariables } of koanfMaps(scope)) {
      const { kind, expression } = this.#values.reading(value);
      const at = file.at(value);
      const type = kind === 'length' ? 'length' : 'any';
      add(key, belowFile ? overFile(expression, key, type, at) : expression, at, type, belowVariables);
    }
    for (const [key] of bound)
      if (!keys.has(key)) add(key, inSettingsFile(key, file.at(file.root)), file.at(file.root), 'any');
    this.#setKeys(keys);
    for (const { keys: names, kind, expression } of cliFlags(this.#values))
      for (const key of names) add(key, expression, expression.at, kind, false);
    return keys;
  }

  /** `viper.SetDefault("http.idle", 65*time.Second)` */
  #defaults(): ReadonlyMap<string, Expression> {
    return new Map(
      this.#callsOfViper('SetDefault').flatMap(([key, [value]]) =>
        value === undefined ? [] : [[key, this.#values.reading(value).expression] as const],
      ),
    );
  }
  /** `viper.BindEnv("http.idle", "HTTP_IDLE")` */
  #boundVariables(): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, readonly string[]>();
    for (const [key, names] of this.#callsOfViper('BindEnv')) {
      const texts = names.flatMap((each) => nameText(this.#values.scope, each) ?? []);
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
      const key = keyText(scope, first);
      return key === undefined ? [] : [[key, others] as const];
    });
  }
}

/** Absent where no file of the program has the key. */
export function inSettingsFile(key: string, at: Location): Expression {
  const constant = constantIn(key);
  return constant === undefined
    ? { kind: 'name', space: 'settings-file', name: key, optional: true, at }
    : underConstant('settings-file', constant, at);
}

/** What a settings file says comes before the default, and behind what the command line gives. */
function overFile(expression: Expression, key: string, kind: ValueType, at: Location): Expression {
  const own = expression.kind === 'fallback' ? expression.options : [expression];
  const written = convert(kind, inSettingsFile(key, at), at);
  const options = [...own.filter(isFlag), written, ...own.filter((each) => !isFlag(each))];
  return { kind: 'fallback', mode: 'if-missing', options, at };
}
/** What is given on the command line comes before the environment. */
function isFlag(expression: Expression): boolean {
  const inner = expression.kind === 'convert' ? expression.operand : expression;
  return inner.kind === 'env' && inner.name.startsWith('-');
}
