// The names that facts ask for in other files: of modules, of Go packages, of what callers hand over.
import type { ModulePath } from '../model/facts.js';
import { namedSignals } from '../model/named-signals.js';

/** A name somebody asks for; `space` and `file` say where it is. */
export interface Wish {
  readonly space: string;
  readonly name: string;
  readonly file: string;
}
const known = new WeakMap<object, Map<string, readonly Wish[]>>();
/** Facts are plain data, so a walk finds every name and every path of another module; several questions walk the same ones. */
export function wishesOf(value: object, file: string): readonly Wish[] {
  const before = known.get(value)?.get(file);
  if (before !== undefined) return before;
  const wishes = walk(value, file);
  known.set(value, (known.get(value) ?? new Map()).set(file, wishes));
  return wishes;
}
function walk(value: object, file: string): readonly Wish[] {
  const found: Wish[] = [];
  const signalsElsewhere = (text: unknown): readonly Wish[] => {
    const named = typeof text === 'string' && text.startsWith('package') ? namedSignals(text) : undefined;
    return named?.name === undefined ? [] : [{ space: named.space, name: named.name, file }];
  };
  const visit = (each: unknown): void => {
    if (Array.isArray(each)) {
      for (const inner of each) visit(inner);
    } else if (typeof each === 'object' && each !== null && !('endLine' in each)) {
      if (isNamed(each) && 'space' in each && typeof each.space === 'string')
        found.push({ space: each.space, name: each.name, file });
      if (isNamed(each) && 'specifier' in each && typeof each.specifier === 'string')
        found.push(wishOf({ specifier: each.specifier, name: each.name }, file));
      if ('signals' in each && Array.isArray(each.signals)) found.push(...each.signals.flatMap(signalsElsewhere));
      for (const inner of Object.values(each)) visit(inner);
    }
  };
  visit(value);
  return found;
}
const isNamed = (value: object): value is { name: string } => 'name' in value && typeof value.name === 'string';
export const wishOf = ({ specifier, name }: ModulePath, file: string): Wish => ({
  space: `module:${specifier}`,
  name,
  file,
});
