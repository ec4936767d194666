// What a parser saw where a value should stand: a literal, or a small tree that `link` evaluates once it knows the environment.
import type { Grammar } from './duration.js';
import type { Location } from './location.js';
import type { UnknownKind } from './setting.js';

/**
 * A value as written. Plain data (facts are cached as JSON); `link` turns it into a `Setting`.
 * Absent is `undefined` in the fact that would hold it, never an expression.
 */
export type Expression =
  | Literal
  /** An environment variable of the process: `process.env.X`, `os.Getenv("X")`, `${X}` in compose. A command-line flag is `--name`. */
  | { readonly kind: 'env'; readonly name: string; readonly at: Location; readonly under?: Under }
  /** `a ?? b`, `a || b`, "default if unset": the first operand that has a value. `or-falsy` also passes over "", 0 and NaN. */
  | {
      readonly kind: 'fallback';
      readonly mode: 'if-missing' | 'or-falsy';
      readonly options: readonly Expression[];
      readonly at: Location;
    }
  /** A name of this file's surroundings: another module, the Go package, the Terraform module, Helm values. */
  | {
      readonly kind: 'name';
      /**
       * `module:<specifier>` (JS import, relative to `at.file`), `package` (Go, same directory), `package:<import path>`,
       * `config-key` (viper), `terraform` (same directory), `parameter` (JS: what callers in other modules hand to an export),
       * `setting` (Nest's configuration), `variable` (JS: the environment variable that a parameter names),
       * `node-config` (files of the package `config`), `settings-file` (Go: what the program reads at its start), `given` (Go:
       * what files other than `at.file` set a field to, and all it may be then), `loader` (Go: what fills the field of a struct).
       */
      readonly space: string;
      /** Dotted path inside that space: `default.server.keepAlive`, `var.idle_timeout`, `local.x`, `createServer#0.port`. */
      readonly name: string;
      /** Absent, and not unknown, where nothing defines it. */
      readonly optional?: true;
      /** How a reader knows it, where the name says something else. */
      readonly shown?: string;
      readonly under?: Under;
      /** JS: what the call at the end of the name hands over, by where the parameters find it: `0`, `0.port`. */
      readonly given?: Readonly<Record<string, Expression>>;
      readonly at: Location;
    }
  | {
      readonly kind: 'arithmetic';
      readonly operator: '+' | '-' | '*' | '/' | '%' | 'min' | 'max';
      readonly operands: readonly Expression[];
      readonly at: Location;
    }
  /** A conversion in the source: `Number(x)`, `parseInt(x, 10)`, `ms('65s')`, `time.ParseDuration(x)`, `String(x)`. */
  | {
      readonly kind: 'convert';
      readonly to: 'number' | 'integer' | 'string' | 'boolean' | Grammar;
      readonly operand: Expression;
      readonly at: Location;
    }
  /** Either branch may hold: `cond ? a : b`, several values files, `for_each`. */
  | {
      readonly kind: 'either';
      readonly options: readonly Expression[];
      readonly why: string;
      readonly at: Location;
      /** What says which of them holds, where it is known. */
      readonly chosenBy?: ChosenBy;
    }
  | {
      readonly kind: 'unknown';
      readonly reason: UnknownKind;
      readonly text: string;
      /** What stands there, where `text` cannot quote it whole: some of it is known all the same. */
      readonly written?: string;
      readonly at: Location;
    };

/** Go: the struct at which a name begins that a field's tag gives; a struct of another file that holds it goes on in front. */
export interface Under {
  readonly struct: string;
  readonly scheme?: 'key' | 'yaml' | 'json' | 'toml' | 'variable' | 'envconfig' | 'flag';
}

export interface ChosenBy {
  readonly of: Expression;
  /** One for each option, the first that fits holds: a text that the value is, `true` and `false` for what counts as such, `null` for any other. */
  readonly cases: readonly (string | boolean | null)[];
}

export interface Literal {
  readonly kind: 'literal';
  readonly value: string | number | boolean | null;
  /** The type matters: a quoted "60" and a bare 60 are different things to most products. */
  readonly at: Location;
  /** The source text when it says more than the value: `65 * 1000`, `1m`. */
  readonly text?: string;
}

export function literal(value: Literal['value'], at: Location, text?: string): Literal {
  return text === undefined ? { kind: 'literal', value, at } : { kind: 'literal', value, at, text };
}

/** Rests on an environment variable, a flag or a name that may not be set. */
export function mayBeAbsent(expression: Expression): boolean {
  switch (expression.kind) {
    case 'env':
      return true;
    case 'name':
      return expression.optional === true;
    case 'convert':
      return mayBeAbsent(expression.operand);
    case 'arithmetic':
      return expression.operands.some(mayBeAbsent);
    case 'fallback':
      return expression.options.every(mayBeAbsent);
    default:
      return false;
  }
}

/** The same with every part put through `change`, the innermost first. */
export function mapExpression(expression: Expression, change: (each: Expression) => Expression): Expression {
  const inner = (each: Expression): Expression => mapExpression(each, change);
  switch (expression.kind) {
    case 'convert':
      return change({ ...expression, operand: inner(expression.operand) });
    case 'fallback':
    case 'either':
      return change({ ...expression, options: expression.options.map(inner) });
    case 'arithmetic':
      return change({ ...expression, operands: expression.operands.map(inner) });
    default:
      return change(expression);
  }
}
/** The same, absent and not unknown where nothing defines a name it rests on. */
export function ifDefined(expression: Expression): Expression {
  switch (expression.kind) {
    case 'name':
      return { ...expression, optional: true };
    case 'convert':
      return { ...expression, operand: ifDefined(expression.operand) };
    case 'fallback':
      return { ...expression, options: expression.options.map(ifDefined) };
    default:
      return expression;
  }
}

/** What has to hold for code to run. */
export interface Condition {
  readonly at: Location;
  /** As it is written. */
  readonly why: string;
  /** Two cases, the first where it holds; absent where what decides is not known there. */
  readonly chosenBy?: ChosenBy;
}
/** Conditions around each other, the innermost first: nothing, or what `otherwise` says, where one does not hold. */
export function where(
  conditions: readonly Condition[],
  value: Expression,
  otherwise: Literal['value'] = null,
): Expression {
  return conditions.reduce(
    (inner, { at, why, chosenBy }): Expression => ({
      kind: 'either',
      options: [inner, literal(otherwise, at)],
      why: `it depends on ${why}`,
      at,
      ...(chosenBy && { chosenBy }),
    }),
    value,
  );
}

/** A value that a name has only where nothing else is given. */
export function onlyDefault(value: Expression): Expression {
  return { kind: 'fallback', mode: 'or-falsy', options: [value], at: value.at };
}
export const isOnlyDefault = (expression: Expression): boolean =>
  expression.kind === 'fallback' && expression.mode === 'or-falsy' && expression.options.length === 1;

/** A value that a name gets where it is one, and not the zero value of its type. */
export function onlyIfAny(value: Expression): Expression {
  return { kind: 'fallback', mode: 'or-falsy', options: [value, literal(null, value.at)], at: value.at };
}
export function valueIfAny(expression: Expression): Expression | undefined {
  if (expression.kind !== 'fallback' || expression.mode !== 'or-falsy' || expression.options.length !== 2)
    return undefined;
  const [value, nothing] = expression.options;
  return nothing?.kind === 'literal' && nothing.value === null ? value : undefined;
}

/** Go: what code sets a field to that another file declares. */
export const assignedName = (field: string): string => `=${field}`;
/** Go: what a literal of a struct that another file declares gives a field, which holds where nothing else is said. */
export const presetName = (field: string): string => `:${field}`;
