// Keys and variables that a constant of another file names, until it is known what that says: `viper.GetDuration(keys.Idle)`.
import type { Expression } from './expression.js';
import { baseNameOf } from './file-paths.js';
import type { Location } from './location.js';

export interface NamedConstant {
  readonly space: string;
  readonly name: string;
}
const mark = 'const ';

/** How facts spell a key that they give a value to: `const package:example.com/shop/keys#Idle`. */
export const constantKey = ({ space, name }: NamedConstant): string => `${mark}${space}#${name}`;
export function constantIn(key: string): NamedConstant | undefined {
  const hash = key.startsWith(mark) ? key.lastIndexOf('#') : -1;
  return hash < 0 ? undefined : { space: key.slice(mark.length, hash), name: key.slice(hash + 1) };
}

/** What is read under the text that the constant holds: a `variable`, a `config-key`, a key of a `settings-file`. */
export function underConstant(space: string, { space: owner, name }: NamedConstant, at: Location): Expression {
  const shown = owner === 'package' ? name : `${baseNameOf(owner)}.${name}`;
  const optional = space === 'config-key' ? {} : { optional: true as const };
  const given = { [constantPart]: { kind: 'name', space: owner, name, at } as const };
  return { kind: 'name', space, name: shown, ...optional, given, at };
}
const constantPart = 'constant';
export const constantNaming = (expression: Expression): Expression | undefined =>
  expression.kind === 'name' ? expression.given?.[constantPart] : undefined;
