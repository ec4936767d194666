// Works out the values of a configuration: names are asked of the scope, conditions and functions are applied where they are certain.
import { type Expression, literal } from '../../../model/expression.js';
import { pathOfScan } from '../../../model/file-paths.js';
import type { AccessStep, ConfigValue } from '../../../model/infrastructure.js';
import type { Location } from '../../../model/location.js';
import { applyFunction } from './functions.js';
import { operation } from './operations.js';
import {
  entryOf,
  knownScalar,
  literalOf,
  openScalar,
  placeOfSettled,
  type Settled,
  type SettledEntry,
  type SettledScalar,
  textOf,
} from './settled.js';

/** What surrounds a value: the module it stands in, and names bound by `for`, `each` or a template. */
export interface Scope {
  readonly bound: ReadonlyMap<string, Settled>;
  /** `var`, `local`, `module`, `path` and resources; `rest` are the steps behind the first. */
  resolve(root: string, rest: readonly (string | number | undefined)[], at: Location): Resolved;
  /** A file that `templatefile` or `file` reads; undefined when the scan has no such template. */
  template(path: string): ConfigValue | undefined;
  readonly budget: Budget;
  /** Texts know what they are put together from, and a text of YAML stands for what it says. */
  readonly keepsPieces?: true;
}
export interface Resolved {
  readonly value: Settled;
  /** How many of `rest` it has used up. */
  readonly used: number;
}
/** Bounds the work, whatever a configuration generates. */
export interface Budget {
  left: number;
}

/** For values without names: those of a plan, a state or an answer. */
export function plainScope(steps: number): Scope {
  return {
    bound: new Map(),
    budget: { left: steps },
    resolve: (root, _, at) => ({ value: openScalar('dynamic', `${root} is filled in elsewhere`, at), used: 0 }),
    template: () => undefined,
  };
}

const deepest = 80;

export function settle(value: ConfigValue, scope: Scope, depth = 0): Settled {
  scope.budget.left -= 1;
  if (depth > deepest || scope.budget.left < 0) {
    return openScalar('dynamic', 'its definition is too deep to follow', placeOfConfig(value));
  }
  const next = (inner: ConfigValue): Settled => settle(inner, scope, depth + 1);
  switch (value.is) {
    case 'scalar': {
      const { expression } = value;
      return expression.kind === 'literal'
        ? { is: 'scalar', expression, value: expression.value }
        : { is: 'scalar', expression };
    }
    case 'list':
      return { is: 'list', items: value.items.map(next), at: value.at };
    case 'map':
      return {
        is: 'map',
        entries: value.entries.map(({ key, computed, keyAt, value: inner }) => ({
          key: (computed === undefined ? undefined : textOf(next(computed))) ?? key,
          keyAt,
          value: next(inner),
        })),
        at: value.at,
      };
    case 'json':
      return { is: 'json', value: next(value.value), at: value.at };
    case 'reference':
      return reference(value.steps, value.at, scope, depth);
    case 'access':
      return access(next(value.of), stepsOf(value.steps, scope, depth), value.at);
    case 'call':
      return call(value, scope, depth);
    case 'choice':
      return choice(
        next(value.condition),
        () => next(value.yes),
        () => next(value.no),
        value.at,
      );
    case 'operation':
      return operation(value.operator, value.operands.map(next), value.at);
    case 'template':
      return template(value.parts.map(next), value.at, scope.keepsPieces);
    case 'for':
      return forEach(value, scope, depth);
  }
}

function placeOfConfig(value: ConfigValue): Location {
  return value.is === 'scalar' ? value.expression.at : value.at;
}

function stepsOf(steps: readonly AccessStep[], scope: Scope, depth: number): (string | number | undefined)[] {
  return steps.map((step) => {
    if (typeof step !== 'object') return step;
    const value = literalOf(settle(step, scope, depth + 1));
    return typeof value === 'string' || typeof value === 'number' ? value : undefined;
  });
}

function reference(steps: readonly AccessStep[], at: Location, scope: Scope, depth: number): Settled {
  const [root, ...rest] = stepsOf(steps, scope, depth);
  if (typeof root !== 'string') return openScalar('unsupported-syntax', 'the reference cannot be read', at);
  const bound = scope.bound.get(root);
  if (bound !== undefined) return access(bound, rest, at);
  const { value, used } = scope.resolve(root, rest, at);
  return access(value, rest.slice(used), at);
}

/** Follows attribute and index steps into a value. */
function access(value: Settled, steps: readonly (string | number | undefined)[], at: Location): Settled {
  const [step, ...rest] = steps;
  if (steps.length === 0) return value;
  switch (value.is) {
    case 'json':
    case 'absent':
      return value;
    case 'either': {
      const options = value.options.map((option) => access(option, steps, at));
      return { is: 'either', options, why: value.why, at };
    }
    case 'resource': {
      if (value.value !== undefined) return access(value.value, steps, at);
      // An index of a resource with `count`, or a deeper part of its attribute.
      return value;
    }
    case 'scalar':
      return value.value === null ? { is: 'absent', name: String(step), at } : stripValue(value, at);
    case 'list':
      if (step === '*') return { is: 'list', items: value.items.map((item) => access(item, rest, at)), at };
      if (typeof step === 'number') {
        const item = value.items[step];
        return item === undefined ? { is: 'absent', name: String(step), at } : access(item, rest, at);
      }
      return either(
        value.items.map((item) => access(item, rest, at)),
        'the index is not known',
        at,
      );
    case 'map': {
      if (step === undefined || step === '*') {
        const options = value.entries.map((entry) => access(entry.value, rest, at));
        const others: readonly Settled[] = value.open === undefined ? [] : [{ is: 'scalar', expression: value.open }];
        return either([...options, ...others], 'the key is not known', at);
      }
      const entry = entryOf(value, String(step));
      return entry === undefined ? { is: 'absent', name: String(step), at } : access(entry.value, rest, at);
    }
  }
}
/** A part of something unknown is as unknown; a part of a text or number is a mistake. */
function stripValue(value: SettledScalar, at: Location): Settled {
  return value.value === undefined ? value : openScalar('unsupported-syntax', 'a single value has no parts', at);
}

export function either(options: readonly Settled[], why: string, at: Location): Settled {
  const [first] = options;
  if (first === undefined) return openScalar('ambiguous', why, at);
  const values = options.map((option) => literalOf(option));
  const agree = values.every((value) => value !== undefined && value === values[0]);
  return options.length === 1 || agree ? first : { is: 'either', options, why, at };
}

function choice(condition: Settled, yes: () => Settled, no: () => Settled, at: Location): Settled {
  const value = literalOf(condition);
  const certain = condition.is === 'scalar' && condition.assumed !== true;
  if (value !== undefined && value !== null && certain) return String(value) === 'true' ? yes() : no();
  return either([yes(), no()], perhaps, at);
}

function call(value: Extract<ConfigValue, { is: 'call' }>, scope: Scope, depth: number): Settled {
  const settled = value.arguments.map((each) => settle(each, scope, depth + 1));
  const last = settled.at(-1);
  const values = value.spread && last?.is === 'list' ? [...settled.slice(0, -1), ...last.items] : settled;
  if (value.name === 'yamldecode' && scope.keepsPieces === true && last !== undefined) return last;
  if (scope.keepsPieces === true && last !== undefined && encodes.test(value.name)) {
    const open = openScalar('unsupported-syntax', 'it is encoded', value.at);
    const path = value.name === 'filebase64' ? textOf(last) : undefined;
    return { ...open, encoded: path === undefined ? last : { ...open, file: pathOfScan(path) } };
  }
  if (value.name !== 'templatefile' && value.name !== 'file') return applyFunction(value.name, values, value.at);
  const path = textOf(values[0]);
  const isWhole = value.name === 'file' && scope.keepsPieces === true;
  const found = path === undefined || isWhole ? undefined : scope.template(path);
  if (found === undefined) {
    const why = path === undefined ? 'its path is not known' : `what ${path} says was not read`;
    const open = openScalar('not-in-scan', why, value.at);
    return path === undefined || value.name !== 'file' ? open : { ...open, file: pathOfScan(path) };
  }
  const variables = values[1];
  const bound = new Map(variables?.is === 'map' ? variables.entries.map((entry) => [entry.key, entry.value]) : []);
  const inside: Scope = { ...scope, bound, resolve: (root, _, at) => ({ value: unbound(root, at), used: 0 }) };
  const filled = settle(found, inside, depth + 1);
  return filled.is === 'scalar' ? filled : { is: 'json', value: filled, at: value.at };
}
const encodes = /^(?:base64encode|base64gzip|textencodebase64|filebase64)$/;
function unbound(name: string, at: Location): Settled {
  return openScalar('not-in-scan', `the template is given no ${name} that could be followed`, at);
}

/** Joins what is known; a hole that is not makes the text unknown, but keeps what it is made of. */
function template(parts: readonly Settled[], at: Location, keepsPieces?: true): Settled {
  const joined = joinedText(parts, at);
  return keepsPieces === true ? { ...joined, pieces: parts } : joined;
}
function joinedText(parts: readonly Settled[], at: Location): SettledScalar {
  const texts = parts.map((part) => textOf(part));
  const isOpen = texts.includes(undefined);
  const operands = parts.map((part, index): Expression => {
    const text = texts[index];
    // Where the whole is not known, what its other parts say counts for more than the names that say it.
    if (isOpen && text !== undefined) return literal(text, placeOfSettled(part));
    const expression = expressionIn(part);
    return expression.kind === 'literal' && typeof expression.value === 'string'
      ? expression
      : { kind: 'convert', to: 'string', operand: expression, at: expression.at };
  });
  const [only] = operands;
  const expression: Expression =
    only !== undefined && operands.length === 1 ? only : { kind: 'arithmetic', operator: '+', operands, at };
  const assumed = parts.some((part) => part.is === 'scalar' && part.assumed === true);
  if (isOpen) {
    const resources = parts.flatMap((part) => (part.is === 'resource' ? [part] : []));
    return { is: 'scalar', expression, ...(resources.length === 0 ? {} : { parts: resources }) };
  }
  const joined = texts.join('');
  const literalParts = operands.every((operand) => operand.kind === 'literal');
  const known: SettledScalar = literalParts ? knownScalar(joined, at) : { is: 'scalar', expression, value: joined };
  return assumed ? { ...known, assumed: true } : known;
}
function expressionIn(part: Settled): Expression {
  if (part.is === 'scalar') return part.expression;
  if (part.is === 'resource') {
    if (part.value !== undefined) return expressionIn(part.value);
    return {
      kind: 'unknown',
      reason: 'dynamic',
      text: `${part.address}.${part.attribute} is known after apply`,
      at: part.at,
    };
  }
  if (part.is === 'either') {
    return { kind: 'either', options: part.options.map(expressionIn), why: part.why, at: part.at };
  }
  return { kind: 'unknown', reason: 'unsupported-syntax', text: 'it is no single value', at: placeOfSettled(part) };
}

function forEach(value: Extract<ConfigValue, { is: 'for' }>, scope: Scope, depth: number): Settled {
  const collection = settle(value.collection, scope, depth + 1);
  return overOptions(collection, value.at, (each) => expand(value, each, scope, depth));
}
function overOptions(collection: Settled, at: Location, step: (collection: Settled) => Settled): Settled {
  if (collection.is !== 'either') return step(collection);
  return { is: 'either', options: collection.options.map(step), why: collection.why, at };
}
function expand(value: Extract<ConfigValue, { is: 'for' }>, collection: Settled, scope: Scope, depth: number): Settled {
  const elements = elementsOf(collection);
  if (elements === undefined) {
    // What one element would look like still shows which parts do not depend on it.
    const why = openScalar('dynamic', 'the collection is not known', value.at);
    if (value.iterator === undefined)
      return value.makes === 'map' ? { is: 'map', entries: [], open: why.expression, at: value.at } : why;
    const open = openScalar('dynamic', `${value.iterator}.value is not known`, value.at);
    const item = settle(value.result, bind(scope, value, undefined, open), depth + 1);
    return {
      is: 'either',
      options: [
        { is: 'list', items: [item], at: value.at },
        { is: 'list', items: [], at: value.at },
      ],
      why: 'the collection is not known',
      at: value.at,
    };
  }
  const items: Settled[] = [];
  const entries: SettledEntry[] = [];
  let open: Expression | undefined;
  for (const { key, item } of elements) {
    const inside = bind(scope, value, key, item);
    const kept = value.condition === undefined ? true : literalOf(settle(value.condition, inside, depth + 1));
    if (kept === false) continue;
    const made = settle(value.result, inside, depth + 1);
    const result = kept === undefined ? either([made, knownScalar(null, value.at)], perhaps, value.at) : made;
    if (value.makes === 'list') {
      items.push(result);
      continue;
    }
    const name = value.resultKey === undefined ? undefined : textOf(settle(value.resultKey, inside, depth + 1));
    if (name !== undefined) entries.push({ key: name, keyAt: value.at, value: result });
    else open ??= openScalar('dynamic', 'a name in it is not known', value.at).expression;
  }
  if (value.makes === 'list') return { is: 'list', items, at: value.at };
  return { is: 'map', entries, ...(open === undefined ? {} : { open }), at: value.at };
}
const perhaps = 'a condition decides about it';
interface Element {
  readonly key: Settled;
  readonly item: Settled;
}
export function elementsOf(collection: Settled): readonly Element[] | undefined {
  switch (collection.is) {
    case 'list':
      return collection.items.map((item, index) => ({ key: knownScalar(index, placeOfSettled(item)), item }));
    case 'map':
      if (collection.open !== undefined) return undefined;
      return collection.entries.map(({ key, keyAt, value }) => ({ key: knownScalar(key, keyAt), item: value }));
    case 'json':
    case 'resource': {
      const inner = collection.is === 'json' ? collection.value : collection.value;
      return inner === undefined ? undefined : elementsOf(inner);
    }
    case 'scalar':
      return collection.value === null ? [] : undefined;
    default:
      return undefined;
  }
}
function bind(
  scope: Scope,
  value: Extract<ConfigValue, { is: 'for' }>,
  key: Settled | undefined,
  item: Settled,
): Scope {
  const bound = new Map(scope.bound);
  const name = key ?? openScalar('dynamic', 'the key is not known', value.at);
  if (value.item !== undefined) bound.set(value.item, item);
  if (value.key !== undefined) bound.set(value.key, name);
  if (value.iterator !== undefined) {
    const entries = [
      { key: 'key', keyAt: value.at, value: name },
      { key: 'value', keyAt: value.at, value: item },
    ];
    bound.set(value.iterator, { is: 'map', entries, at: value.at });
  }
  return { ...scope, bound };
}
