// What facts depend on besides the bytes of a file: the sources that read it.
import { build } from './build.js';
import { parserEntries } from './parsers/registry.js';
import { version } from './version.js';

/** Undefined where the sources run as they are, and change. */
export const factsKey: readonly string[] | undefined =
  build === undefined ? undefined : [version, build, ...parserEntries.map((entry) => `${entry.name} ${entry.version}`)];
