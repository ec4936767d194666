// The environment of a program whose start sets variables itself: `env PORT=80 node server.js`, `export PORT=80` in its entry script.
import type { SetVariable } from '../../../model/facts.js';
import { known, type Setting, unknown, written } from '../../../model/setting.js';
import { textOf, type Variables } from '../../names/environment.js';
import type { HiddenVariables } from '../../names/hidden-variables.js';
import type { NameResolver } from '../../names/names.js';
import type { ListedVariable } from './chain.js';

/** `set`: in the order in which they are set; each may be made of those before it. */
export function withSetVariables(
  variables: Variables,
  set: readonly SetVariable[],
  hidden: HiddenVariables | undefined,
): Variables {
  if (set.length === 0) return variables;
  const all = new Map(variables);
  for (const each of set) {
    const before = all.get(each.name);
    if (each.holds === 'if-exported' && before === undefined) continue;
    const value = resolved(each, all, hidden);
    if (value === undefined) continue;
    all.set(each.name, each.holds === 'perhaps' && !isSame(before, value) ? undecided(each) : value);
  }
  return all;
}

/** What a list of programs says beats what the process has already, and may be made of it. */
export function withListedVariables(
  variables: Variables,
  listed: readonly ListedVariable[],
  names: NameResolver,
): Variables {
  if (listed.length === 0) return variables;
  const own = listed.flatMap(({ name, value }): [string, Setting<string>][] => {
    if (value.kind === 'env' && !variables.has(value.name)) return [];
    return [[name, textOf(value, variables, names)]];
  });
  return new Map([...variables, ...own]);
}

/** Undefined where nothing changes: `export PORT=$PORT`. */
function resolved(
  variable: SetVariable,
  all: Variables,
  hidden: HiddenVariables | undefined,
): Setting<string> | undefined {
  const { name, text, at } = variable;
  if (!variable.expands || !/[$`]/.test(text)) return known(text, written(at, text));
  const [, other = '', fallback] = /^\$(?:\{(\w+)(?::?[-=]([^${}`]{0,300}))?\}|\w+)$/.exec(text) ?? [];
  const [, plain = other] = /^\$(\w+)$/.exec(text) ?? [];
  if (plain === '') return unseen(variable);
  const value = all.get(plain);
  if (value?.state === 'unknown') return value;
  if (value !== undefined && (value.value !== '' || fallback === undefined)) return value;
  const reason = value === undefined ? hidden?.(plain) : undefined;
  if (reason !== undefined) return unknown(reason);
  if (fallback !== undefined) return known(fallback, written(at, text));
  return plain === name ? undefined : unseen(variable);
}
const isSame = (before: Setting<string> | undefined, value: Setting<string>): boolean =>
  before?.state === 'known' && value.state === 'known' && before.value === value.value;
const unseen = ({ name, text, at }: SetVariable): Setting<string> =>
  unknown({ kind: 'dynamic', text: `${name} is set to ${text}, which is worked out when the container starts`, at });
const undecided = ({ name, text, at }: SetVariable): Setting<string> =>
  unknown({ kind: 'dynamic', text: `a condition decides whether ${name} becomes ${text}`, at });
