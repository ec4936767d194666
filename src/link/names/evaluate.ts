// Turns an expression into a value with its origin chain, given the environment the process will run in.
import { constantNaming } from '../../model/constant-keys.js';
import type { Expression } from '../../model/expression.js';
import type { Location } from '../../model/location.js';
import {
  computed,
  derived,
  type Known,
  known,
  type Origin,
  originPlace,
  type Setting,
  type Unknown,
  type UnknownKind,
  type UnknownReason,
  unknown,
  written,
} from '../../model/setting.js';
import { fillParameters } from './fill-parameters.js';
import { combined, converted, isFalsy, isLength, type Scalar } from './scalars.js';

/** What surrounds an expression. Both functions answer `undefined` when they have never heard of the name. */
export interface Environment {
  /** The value an environment variable has in the process, or the reason it cannot be known. */
  variable(name: string): Setting<string> | undefined;
  /** The expressions a name stands for; several are candidates. */
  names(space: string, name: string, at: Location): readonly Expression[] | undefined;
  /** Why a variable that it has never heard of may be set all the same. */
  readonly hidden?: ((variable: string) => UnknownReason | undefined) | undefined;
}
/** As if nothing were hidden: names and ports of last resort say who meets whom, as long as nothing else does. */
export const asFarAsSeen = (environment: Environment): Environment => ({ ...environment, hidden: undefined });
export const emptyEnvironment: Environment = { variable: () => undefined, names: () => undefined };
/** For what no process surrounds: names still stand for what they stand for. */
export const withNames = (names: Environment['names']): Environment => ({ ...emptyEnvironment, names });

/** Deeper than any real configuration. */
const deepest = 40;
/** More than any real configuration takes (at most 1,750 in 342 public repositories); names that stand for others twice over take 2 to the power of their depth. */
const mostSteps = 5_000;

export function evaluate(expression: Expression, environment: Environment): Setting<Scalar> {
  return walk(expression, { environment, depth: 0, steps: { left: mostSteps } });
}

/** How an expression was reached. */
interface Trail {
  readonly environment: Environment;
  readonly depth: number;
  /** The names whose definitions are being read, the innermost first. */
  readonly within?: Within | undefined;
  readonly steps: { left: number };
}
interface Within {
  readonly name: Name;
  readonly outer: Within | undefined;
}
const deeper = (trail: Trail): Trail => ({ ...trail, depth: trail.depth + 1 });
/** Into the definition of a name. What parameters fill is another definition each time. */
const into = (name: Name, trail: Trail): Trail => ({
  ...deeper(trail),
  within: name.given === undefined ? { name, outer: trail.within } : trail.within,
});
/** Whether it stands in its own definition: `flag.StringVar(&address, "listen", address, …)`. */
function isOwnName(expression: Expression, { within }: Trail): boolean {
  if (expression.kind !== 'name' || expression.given !== undefined) return false;
  for (let each = within; each !== undefined; each = each.outer) {
    const { space, name, at } = each.name;
    if (space === expression.space && name === expression.name && at.file === expression.at.file) return true;
  }
  return false;
}
function namesOf(expression: Name, trail: Trail): readonly Expression[] | undefined {
  const { space, name, at } = expression;
  const constant = constantNaming(expression);
  if (constant === undefined) return trail.environment.names(space, name, at);
  const text = walk(constant, deeper(trail));
  if (text.state === 'unknown' || typeof text.value !== 'string' || text.value === '') return undefined;
  return space === 'variable'
    ? [{ kind: 'env', name: text.value, at }]
    : trail.environment.names(space, text.value, at);
}

/** What a constant says, where that is the name. */
function shownName(expression: Name, trail: Trail): string {
  const constant = constantNaming(expression);
  const text = constant === undefined ? undefined : walk(constant, deeper(trail));
  return text?.state === 'known' && typeof text.value === 'string' && text.value !== ''
    ? text.value
    : (expression.shown ?? expression.name);
}

function walk(expression: Expression, trail: Trail): Setting<Scalar> {
  if (isOwnName(expression, trail)) return open('dynamic', 'its definition refers to itself', expression.at);
  trail.steps.left -= 1;
  if (trail.depth > deepest || trail.steps.left < 0)
    return open('dynamic', 'its definition leads through too many others', expression.at);
  const { environment } = trail;
  switch (expression.kind) {
    case 'literal':
      return known<Scalar>(expression.value, written(expression.at, expression.text));
    case 'unknown':
      return open(expression.reason, expression.text, expression.at);
    case 'env':
      return readVariable(expression.name, expression.at, environment);
    case 'name':
      return readName(expression, trail);
    case 'fallback':
      return firstPresent(expression, trail);
    case 'either':
      return oneOf(expression, trail);
    case 'convert':
      return lift(walk(expression.operand, deeper(trail)), (value, origin) =>
        converted(value, expression.to, expression.at, origin),
      );
    case 'arithmetic':
      return arithmetic(expression, trail);
  }
}

function open<T>(kind: UnknownKind, text: string, at: Location, settle?: string): Unknown<T> {
  return unknown<T>(settle === undefined ? { kind, text, at } : { kind, text, at, settle });
}

function readVariable(name: string, at: Location, environment: Environment): Setting<Scalar> {
  const value = environment.variable(name);
  if (value === undefined) {
    return open(
      'not-in-scan',
      `it comes from the environment variable ${name}, which no file in the scan sets`,
      at,
      `Set ${name} in a manifest, Dockerfile or .env file that hoplint can read.`,
    );
  }
  if (value.state === 'known') return known<Scalar>(value.value, derived(at, name, [value.origin]));
  return unknown<Scalar>(
    value.reason,
    value.candidates?.map((each) => known<Scalar>(each.value, derived(at, name, [each.origin]))),
  );
}

type Name = Extract<Expression, { kind: 'name' }>;

function readName(expression: Name, trail: Trail): Setting<Scalar> {
  const found = namesOf(expression, trail);
  const shown = found === undefined ? (expression.shown ?? expression.name) : shownName(expression, trail);
  if (found === undefined && expression.space === 'variable' && constantNaming(expression) !== undefined)
    return open(
      'not-in-scan',
      `it comes from a variable that ${shown} names, outside the files of this scan`,
      expression.at,
    );
  if ((expression.space === 'parameter' || expression.space === 'variable') && found === undefined)
    return open('dynamic', `${shown} is a parameter that callers fill`, expression.at);
  if (found?.length === 0)
    return open('unsupported-syntax', `${shown} could not be followed in its package`, expression.at);
  if (found === undefined) {
    return open('not-in-scan', `${shown} is defined outside the files of this scan`, expression.at);
  }
  const inside = into(expression, trail);
  const others = found.filter((each) => !isOwnName(each, inside));
  const values = (others.length === 0 ? found : others).map((each) => {
    const filled = expression.given === undefined ? each : fillParameters(each, expression.given);
    return walk(filled, inside);
  });
  const single = alternatives(values, `${shown} has several values`, expression.at);
  return lift(single, (value, origin) => known(value, derived(expression.at, shown, [origin])));
}

type Either = Extract<Expression, { kind: 'either' }>;

function oneOf(expression: Either, trail: Trail): Setting<Scalar> {
  const choice = choiceIn(expression, trail);
  if (choice === undefined) {
    // A module that has no part of that name is none of those it may be.
    const { options, chosenBy } = expression;
    const possible = chosenBy === undefined ? options : options.filter((each) => !isNowhere(each, trail));
    const values = possible.map((option) => walk(option, deeper(trail)));
    return alternatives(values, expression.why, expression.at);
  }
  const { option, because } = choice;
  if (option === undefined) return open('dynamic', because, expression.at);
  return lift(walk(option, deeper(trail)), (value, origin) =>
    known(value, derived(originPlace(origin), because, [origin])),
  );
}
/** The option that holds, where what chooses it is known; without one where it is none of them. */
function choiceIn(
  { options, chosenBy, why, at }: Either,
  trail: Trail,
): { readonly option?: Expression | undefined; readonly because: string } | undefined {
  if (chosenBy === undefined) return undefined;
  const value = walk(chosenBy.of, { ...deeper(trail), environment: sayingWhatIsDeployed(trail.environment, at) });
  if (value.state === 'unknown' || isLength(value.value)) return undefined;
  const { value: found } = value;
  const index = chosenBy.cases.findIndex(
    (each) => each === null || (typeof each === 'boolean' ? each !== isFalsy(found) : each === String(found)),
  );
  const option = options[index];
  if (option === undefined) return { because: `${why} has nothing for ${JSON.stringify(found)}` };
  const variable = variableIn(chosenBy.of);
  return { option, because: variable === undefined ? 'computed' : `as ${variable} says` };
}
/** Whoever deploys a Node program sets NODE_ENV, also where no file shows it: what stands behind it for its absence is no answer. */
const deployment = 'NODE_ENV';
const sayingWhatIsDeployed = (environment: Environment, at: Location): Environment => ({
  ...environment,
  hidden: (variable) =>
    variable === deployment
      ? { kind: 'not-in-scan', text: `nothing sets ${deployment}`, at }
      : environment.hidden?.(variable),
});
function variableIn(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'env':
      return expression.name;
    case 'fallback':
      return expression.options.map(variableIn).find((each) => each !== undefined);
    case 'convert':
      return variableIn(expression.operand);
    case 'either':
      return expression.chosenBy && variableIn(expression.chosenBy.of);
    default:
      return undefined;
  }
}
const isNowhere = (expression: Expression, trail: Trail): boolean =>
  expression.kind === 'name' && expression.optional === true && namesOf(expression, trail) === undefined;

/** `a ?? b`: absent variables fall through; a value that cannot be known stops the search, unless both agree. */
function firstPresent(expression: Fallback, trail: Trail): Setting<Scalar> {
  const { environment } = trail;
  let last: Setting<Scalar> | undefined;
  const skipped: string[] = [];
  const variables: string[] = [];
  for (const [index, option] of expression.options.entries()) {
    const absent = absentIn(option, trail);
    if (absent !== undefined) {
      variables.push(...absent.variables);
      // That nobody else sets a field, or that a module has no part of that name, is nothing to tell.
      if (option.kind !== 'name' || (option.space !== 'given' && !option.space.startsWith('module:')))
        skipped.push(absent.name);
      continue;
    }
    const value = walk(option, deeper(trail));
    last = value;
    if (value.state === 'unknown') {
      const rest = expression.options.slice(index + 1);
      return rest.length === 0 ? value : withRest(value, { ...expression, options: rest }, trail);
    }
    if (isPassedBy(expression, value.value)) continue;
    const hidden = hiddenAmong(variables, environment);
    if (hidden !== undefined) return unknown(hidden);
    // A setting and the variable behind it often have one name.
    const names = [...new Set(skipped)].filter((each) => each !== '');
    const why = `used because ${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} not set`;
    // A variable that is set says so itself.
    return names.length === 0 || isVariable(option)
      ? value
      : known(value.value, derived(originPlace(value.origin), why, [value.origin]));
  }
  const hidden = hiddenAmong(variables, environment);
  if (hidden !== undefined) return unknown(hidden);
  if (last !== undefined) return last;
  const missing = [...new Set(skipped)].filter((each) => each !== '');
  const are = missing.length === 1 ? 'is' : 'are';
  return open('not-in-scan', `${missing.join(' and ')} ${are} not set in any file of the scan`, expression.at);
}
type Fallback = Extract<Expression, { kind: 'fallback' }>;

const isPassedBy = ({ mode }: Fallback, value: Scalar): boolean =>
  mode === 'or-falsy' ? isFalsy(value) : value === null;
/** Where some of the values that it may have are none, what stands behind it may hold. */
function withRest(value: Unknown<Scalar>, rest: Fallback, trail: Trail): Setting<Scalar> {
  const candidates = value.candidates ?? [];
  const present = candidates.filter((each) => !isPassedBy(rest, each.value));
  if (present.length === candidates.length) return value;
  const behind = firstPresent(rest, trail);
  const others = behind.state === 'known' ? [behind] : (behind.candidates ?? []);
  return unknown(value.reason, others.length === 0 ? [] : [...present, ...others]);
}
function isVariable(expression: Expression): boolean {
  return expression.kind === 'convert' ? isVariable(expression.operand) : expression.kind === 'env';
}
/** Flags are known from the command. */
function hiddenAmong(variables: readonly string[], { hidden }: Environment): UnknownReason | undefined {
  if (hidden === undefined) return undefined;
  for (const variable of variables) {
    const reason = variable.startsWith('-') ? undefined : hidden(variable);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** What nothing in sight sets: how it is called, and the variables it rests on. */
interface Absent {
  readonly name: string;
  readonly variables: readonly string[];
}
function absentIn(expression: Expression, trail: Trail): Absent | undefined {
  // A definition that falls back on itself has nothing behind it there.
  if (isOwnName(expression, trail)) return { name: '', variables: [] };
  trail.steps.left -= 1;
  if (trail.depth > deepest || trail.steps.left < 0) return undefined;
  const absent = (each: Expression, inside = deeper(trail)): Absent | undefined => absentIn(each, inside);
  const allAbsent = (all: readonly Expression[], inside?: Trail): readonly Absent[] | undefined => {
    const found = all.flatMap((each) => absent(each, inside) ?? []);
    return found.length < all.length ? undefined : found;
  };
  switch (expression.kind) {
    case 'env':
      return trail.environment.variable(expression.name) === undefined
        ? { name: expression.name, variables: [expression.name] }
        : undefined;
    case 'name': {
      if (expression.optional !== true) return undefined;
      const names = namesOf(expression, trail);
      // Nobody knows what it is called.
      if (names === undefined && expression.space === 'variable' && constantNaming(expression) !== undefined)
        return undefined;
      // Present, but resting on nothing.
      const found = allAbsent(names ?? [], into(expression, trail));
      // What no library of the program looks up is nothing to tell.
      const shown = expression.space === 'loader' ? (found?.[0]?.name ?? '') : shownName(expression, trail);
      return found && { name: shown, variables: found.flatMap((each) => each.variables) };
    }
    case 'convert':
      return absent(expression.operand);
    case 'arithmetic':
      return expression.operands.map((each) => absent(each)).find((each) => each !== undefined);
    case 'either': {
      const option = choiceIn(expression, deeper(trail))?.option;
      return option && absent(option);
    }
    case 'fallback': {
      const found = allAbsent(expression.options);
      const [first] = found ?? [];
      return first && { name: first.name, variables: (found ?? []).flatMap((each) => each.variables) };
    }
    default:
      return undefined;
  }
}

/** Several values that may hold: known when all agree, else unknown with the known ones as candidates. */
export function alternatives<T>(values: readonly Setting<T>[], why: string, at: Location): Setting<T> {
  const first = values[0];
  if (first === undefined) return open('ambiguous', why, at);
  if (values.length === 1) return first;
  const unknowns = values.filter((each) => each.state === 'unknown');
  const knowns = values.filter((each): each is Known<T> => each.state === 'known');
  if (unknowns.length === 0 && knowns.every((each) => same(each.value, knowns[0]?.value))) return first;
  const reason = unknowns[0]?.state === 'unknown' ? unknowns[0].reason : undefined;
  if (reason !== undefined) {
    // Where each of them is one of a few, all of those remain; one that may be anything leaves nothing.
    const open = unknowns.some((each) => each.state === 'unknown' && (each.candidates ?? []).length === 0);
    const possible = unknowns.flatMap((each) => (each.state === 'unknown' ? (each.candidates ?? []) : []));
    return open ? unknown(reason) : unknown(reason, [...knowns, ...possible]);
  }
  return unknown({ kind: 'ambiguous', text: why, at }, knowns);
}
function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** Applies `step` to the value, or to every candidate. */
function lift(setting: Setting<Scalar>, step: (value: Scalar, origin: Origin) => Setting<Scalar>): Setting<Scalar> {
  if (setting.state === 'known') return step(setting.value, setting.origin);
  const candidates = (setting.candidates ?? [])
    .map((each) => step(each.value, each.origin))
    .filter((each): each is Known<Scalar> => each.state === 'known');
  return unknown(setting.reason, candidates);
}

function arithmetic(expression: Extract<Expression, { kind: 'arithmetic' }>, trail: Trail): Setting<Scalar> {
  const operands = expression.operands.map((each) => walk(each, deeper(trail)));
  const missing = operands.find((each) => each.state === 'unknown');
  if (missing !== undefined) return missing;
  const values = operands.filter((each): each is Known<Scalar> => each.state === 'known');
  const result = combined(
    expression.operator,
    values.map((each) => each.value),
  );
  if (result === undefined) return open('unsupported-syntax', 'the arithmetic mixes kinds of values', expression.at);
  const allWritten = values.every((each) => each.origin.kind === 'written');
  return known<Scalar>(
    result,
    allWritten
      ? written(expression.at)
      : computed(
          expression.at,
          'computed',
          values.map((each) => each.origin),
        ),
  );
}
