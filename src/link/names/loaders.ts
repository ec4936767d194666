// The variables and flags in which a field is looked up by the library that fills its struct in another file.
import { perObject } from '../../knowledge/memo.js';
import type { Expression } from '../../model/expression.js';
import type { BindingsFact } from '../../model/facts.js';
import { groupPairs } from '../../model/group-by.js';
import type { Location } from '../../model/location.js';
import { loadedParts, loaderOf, type StructLoader } from '../../model/struct-loaders.js';

/** Undefined where the program uses no such library. `loaders`: what its files say. */
export function loadedFrom(
  loaders: readonly BindingsFact[],
  name: string,
  at: Location,
): readonly Expression[] | undefined {
  const asked = loadedParts(name);
  const known = loadersByName(loaders);
  // kong takes commands and groups of flags from other structs, too.
  const meant =
    asked.library === 'kong'
      ? [...known.values()].flat()
      : [asked.struct, '*'].flatMap((each) => known.get(each) ?? []);
  const options = meant.flatMap(({ loader, at: told }) =>
    isOf(loader.library, asked.library) ? lookUps(loader, asked.name, told) : [],
  );
  // A variable that a tag names is read by some library, whichever that is.
  const own: Expression = { kind: 'env', name: asked.name, at };
  const found = options.length === 0 && asked.library === 'env' ? [own] : options;
  return found.length === 0 ? undefined : [{ kind: 'fallback', mode: 'if-missing', options: found, at }];
}
const files: ReadonlySet<string> = new Set(['yaml', 'json', 'toml']);
/** A field that has no tag for files has one name in all of them. */
const isOf = (library: string, asked: string): boolean => library === asked || (asked === 'file' && files.has(library));
const loadersByName = perObject((loaders: readonly BindingsFact[]) =>
  groupPairs(
    loaders.flatMap(({ names }) =>
      Object.entries(names).flatMap(([struct, values]) =>
        values.map((value) => {
          const text = value.kind === 'literal' && typeof value.value === 'string' ? value.value : '';
          return [struct, { loader: loaderOf(text), at: value.at }] as const;
        }),
      ),
    ),
  ),
);
/** Each stands where the library is called, so that of several programs each has its own. */
function lookUps(loader: StructLoader, name: string, at: Location): readonly Expression[] {
  if (files.has(loader.library)) return [{ kind: 'name', space: 'settings-file', name, optional: true, at }];
  if (loader.library === 'viper' && loader.prefix !== undefined) {
    const key = [loader.prefix ?? '', name].filter((each) => each !== '').join('.');
    return [{ kind: 'name', space: 'config-key', name: key, optional: true, at }];
  }
  if (loader.prefix !== undefined)
    return namesIn(loader, name).map((each): Expression => ({ kind: 'env', name: each, at }));
  const text = `the prefix with which ${name} is looked up in the environment shows only while the program runs`;
  return [{ kind: 'unknown', reason: 'dynamic', text, at }];
}
function namesIn({ library, prefix }: StructLoader, name: string): readonly string[] {
  if (library === 'env') return [`${prefix ?? ''}${name}`];
  const words = [prefix ?? '', name.replace(/^-+/, '').replace(/[-.]/g, '_')].filter((each) => each !== '');
  const variable = words.join('_').toUpperCase();
  if (library === 'envconfig') return [variable];
  return prefix === null || !name.startsWith('--') ? [name] : [name, variable];
}
