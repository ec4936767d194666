// How facts say which library fills a struct of settings, and ask for what it looks a field up in.

/**
 * `env`: libraries that take the variable from the field's tag, caarlos0/env among them. `viper`: registries of keys. The others
 * read a file, and name its keys by the tag that they are called after.
 */
type Library = 'kong' | 'envconfig' | 'env' | 'viper' | 'yaml' | 'json' | 'toml';

export interface StructLoader {
  readonly library: string;
  /** In front of every variable; `null` where there are none, undefined where callers say it while the program runs. */
  readonly prefix: string | null | undefined;
}
/** The text of a fact in the space `loader`, under the name of the struct. */
export const loaderText = (library: Library, prefix: string | null | undefined): string =>
  prefix === undefined ? `${library}?` : prefix === null ? library : `${library}:${prefix}`;
export function loaderOf(text: string): StructLoader {
  if (text.endsWith('?')) return { library: text.slice(0, -1), prefix: undefined };
  const colon = text.indexOf(':');
  return colon < 0 ? { library: text, prefix: null } : { library: text.slice(0, colon), prefix: text.slice(colon + 1) };
}

/** The name in the space `loader` of what a library looks a field of a struct up in. */
export const loadedName = (struct: string, library: string, name: string): string => `${struct} ${library} ${name}`;
export function loadedParts(text: string): {
  readonly struct: string;
  readonly library: string;
  readonly name: string;
} {
  const [struct = '', library = '', name = ''] = text.split(' ');
  return { struct, library, name };
}
