// Choices and comparisons: yes, no, or not certain.
import { nothing, type Sourced, textOf } from '../../kit/sourced.js';
import { type Functions, truth } from './functions-types.js';
import { compareVersions } from './functions-versions.js';
import { stringOf, truthOf } from './truth.js';

const isEmpty = (value: Sourced | undefined): boolean | undefined => {
  const held = truthOf(value ?? nothing);
  return held === undefined ? undefined : !held;
};

/** Undefined where one side is unknown, or holds something that is. */
function isEqual(a: Sourced, b: Sourced): boolean | undefined {
  if (a.kind === 'unknown' || b.kind === 'unknown') return undefined;
  if (a.kind === 'text' && b.kind === 'text') {
    const [left, right] = [textOf(a), textOf(b)];
    return left === undefined || right === undefined ? undefined : left === right;
  }
  if (a.kind === 'map' || b.kind === 'map' || a.kind === 'list' || b.kind === 'list') return undefined;
  if (a.kind === 'nothing' || b.kind === 'nothing') return a.kind === b.kind;
  return stringOf(a) === stringOf(b) && a.kind === b.kind;
}

type Order = (difference: number) => boolean;
const ordered = (order: Order) => (args: readonly Sourced[]) => {
  const [a, b] = args;
  if (a?.kind === 'number' && b?.kind === 'number') return truth(order(a.value - b.value));
  const [left, right] = [textOf(a), textOf(b)];
  if (left === undefined || right === undefined) return undefined;
  return truth(order(left < right ? -1 : left > right ? 1 : 0));
};

/** The first that decides, when everything in front of it is certain. */
function deciding(args: readonly Sourced[], decides: boolean): Sourced | undefined {
  for (const arg of args) {
    const held = truthOf(arg);
    if (held === undefined) {
      // Nobody knows this one, but another may settle all of them the other way.
      const settled = args.find((each) => truthOf(each) === decides);
      return settled === undefined ? undefined : truth(decides);
    }
    if (held === decides) return arg;
  }
  return args.at(-1);
}

const kindNames: Readonly<Partial<Record<Sourced['kind'], readonly string[]>>> = {
  text: ['string'],
  boolean: ['bool'],
  list: ['slice', '[]interface {}'],
  map: ['map', 'map[string]interface {}'],
  nothing: ['invalid', '<nil>', 'nil'],
};
function kindsOf(value: Sourced | undefined): readonly string[] | undefined {
  if (value?.kind === 'number') return value.float ? ['float64'] : ['int', 'int64'];
  return value === undefined ? undefined : kindNames[value.kind];
}
const isKind: Functions[string] = ([name, value]) => {
  const wanted = textOf(name);
  const kinds = kindsOf(value);
  return wanted === undefined || kinds === undefined ? undefined : truth(kinds.includes(wanted));
};

export const logicFunctions: Functions = {
  and: (args) => deciding(args, false),
  or: (args) => deciding(args, true),
  not: ([value]) => truth(isEmpty(value)),
  empty: ([value]) => truth(isEmpty(value)),
  default: ([otherwise, value]) => {
    const empty = isEmpty(value);
    return empty === undefined ? undefined : empty ? (otherwise ?? nothing) : value;
  },
  coalesce: (args) => {
    for (const arg of args) {
      const held = truthOf(arg);
      if (held !== false) return held === true ? arg : undefined;
    }
    return nothing;
  },
  ternary: ([yes, no, condition]) => {
    const held = condition === undefined ? undefined : truthOf(condition);
    return held === undefined ? undefined : held ? yes : no;
  },
  eq: ([first, ...rest]) => {
    if (first === undefined) return undefined;
    const answers = rest.map((each) => isEqual(first, each));
    return answers.includes(true) ? truth(true) : answers.includes(undefined) ? undefined : truth(false);
  },
  ne: ([a, b]) => {
    const same = a === undefined || b === undefined ? undefined : isEqual(a, b);
    return same === undefined ? undefined : truth(!same);
  },
  lt: ordered((difference) => difference < 0),
  le: ordered((difference) => difference <= 0),
  gt: ordered((difference) => difference > 0),
  ge: ordered((difference) => difference >= 0),
  kindIs: isKind,
  typeIs: isKind,
  typeIsLike: isKind,
  kindOf: ([value]) => {
    const name = kindsOf(value)?.[0];
    return name === undefined ? undefined : { kind: 'text', pieces: [{ kind: 'text', text: name }] };
  },
  typeOf: ([value]) => {
    const name = value?.kind === 'number' ? kindsOf(value)?.[0] : kindsOf(value)?.at(-1);
    return name === undefined ? undefined : { kind: 'text', pieces: [{ kind: 'text', text: name }] };
  },
  semverCompare: ([constraint, version]) => truth(compareVersions(constraint, version)),
};
