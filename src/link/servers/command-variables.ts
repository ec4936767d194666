// Settings that a server made by a command takes from variables, under the names that its build gives them.
import { envKeys, factRows } from '../../knowledge/lookup.js';
import type { Expression } from '../../model/expression.js';
import type { WrittenSetting } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import type { FactIndex } from '../../model/topology.js';
import { ifSet } from './command-options.js';

/** Read from the environment of the container: absent variables leave the default. */
export function environmentSettings(
  owner: string,
  at: Location,
  prefix: Expression | undefined = undefined,
): readonly WrittenSetting[] {
  return [...envKeys(owner)].flatMap(([key, entries]) =>
    entries.map(({ setting: name }): WrittenSetting => ({ name, key, value: named(key, prefix, at), keyAt: at })),
  );
}
/** The first of several that is set; null where none is. */
export function firstVariable(
  names: readonly string[],
  at: Location,
  prefix: Expression | undefined = undefined,
): Expression | undefined {
  const [only, ...others] = names.map((name) => named(name, prefix, at));
  if (only === undefined || others.length === 0) return only;
  return { kind: 'fallback', mode: 'if-missing', options: [only, ...others], at };
}
function named(name: string, prefix: Expression | undefined, at: Location): Expression {
  if (prefix === undefined) return ifSet(name, at);
  if (prefix.kind === 'literal') return ifSet(`${String(prefix.value)}${name}`, at);
  const text = `what stands in front of ${name} in the name of its variable is not known`;
  return { kind: 'unknown', reason: 'dynamic', text, at: prefix.at };
}

/** Of the build of a framework whose configuration stands in the folder; undefined where it gives none. */
export function variablePrefix(owner: string, directory: string | undefined, facts: FactIndex): Expression | undefined {
  const option = factRows(owner, 'variable-prefix')[0]?.value;
  if (typeof option !== 'string' || directory === undefined) return undefined;
  const given = facts.of('bindings').flatMap(({ space, owner: file, names }) => {
    const isOwn = space === 'program-file' && folderOf(file) === directory && Object.hasOwn(names, option);
    return isOwn ? (names[option] ?? []) : [];
  });
  const [first, ...others] = given;
  if (first === undefined || others.length === 0) return first;
  return { kind: 'unknown', reason: 'ambiguous', text: 'the build is configured in several ways', at: first.at };
}
