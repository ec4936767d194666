// Which files beside a chart hold values for an installation of it, by the names people give them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { joinPosix } from './posix.js';

export interface ChartValuesFiles {
  readonly own: string | undefined;
  /** Each makes an installation of its own. */
  readonly variants: readonly string[];
  /** Those of the chart's tests. */
  readonly examples: readonly string[];
}

const variantName = /^(?:values[.-].+|.+[.-]values)\.ya?ml$/;
const yamlName = /\.ya?ml$/;
/** Folders of a chart in which every file with its keys is a values file. */
const variantFolder = /^(?:values|envs?|environments?|stages?|clusters?)$/;
/** A chart with more of them has a script that picks; these show what there is. */
const mostVariants = 8;

export function valuesFilesOf(folder: string, directory: string): ChartValuesFiles {
  const names = filesIn(folder);
  const own = names.find((name) => name === 'values.yaml' || name === 'values.yml');
  const keys = own === undefined ? new Set<string>() : keysOf(join(folder, own));
  const named = names.filter((name) => variantName.test(name));
  const inside = foldersIn(folder)
    .filter((name) => variantFolder.test(name))
    .flatMap((name) => [
      ...filesIn(join(folder, name)).map((file) => `${name}/${file}`),
      ...foldersIn(join(folder, name)).flatMap((inner) =>
        filesIn(join(folder, name, inner)).map((file) => `${name}/${inner}/${file}`),
      ),
    ])
    .filter((path) => yamlName.test(path) && !/secret/i.test(path) && hasKeys(join(folder, path), keys));
  return {
    own: own === undefined ? undefined : joinPosix(directory, own),
    variants: [...named, ...inside].slice(0, mostVariants).map((name) => joinPosix(directory, name)),
    examples: filesIn(join(folder, 'ci'))
      .filter((name) => name.includes('values') && /\.ya?ml$/.test(name))
      .map((name) => joinPosix(directory, `ci/${name}`)),
  };
}

/** Every key of its own is one of the chart's. */
function hasKeys(file: string, keys: ReadonlySet<string>): boolean {
  const own = [...keysOf(file)];
  return own.length > 0 && own.every((key) => keys.has(key));
}
function keysOf(file: string): ReadonlySet<string> {
  try {
    const text = readFileSync(file, 'utf8');
    if (text.length > 1024 * 1024) return new Set();
    return new Set([...text.matchAll(/^([A-Za-z_][\w.-]*)[ \t]*:/gm)].flatMap(([, key]) => key ?? []));
  } catch {
    return new Set();
  }
}

const filesIn = (folder: string): string[] => namesIn(folder, (entry) => entry.isFile());
const foldersIn = (folder: string): string[] => namesIn(folder, (entry) => entry.isDirectory());
function namesIn(folder: string, wanted: (entry: ReturnType<typeof listed>[number]) => boolean): string[] {
  try {
    return listed(folder)
      .flatMap((entry) => (wanted(entry) ? [entry.name] : []))
      .sort();
  } catch {
    return [];
  }
}
const listed = (folder: string) => readdirSync(folder, { withFileTypes: true });
