// Finds the configuration, and reads it as text.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const configurationNames = ['hoplint.yaml', 'hoplint.yml', '.hoplint.yaml', '.hoplint.yml'] as const;

export interface ConfigurationText {
  /** As it was named, or from the folder of the scan to it. */
  readonly file: string;
  /** Undefined when it cannot be read. */
  readonly text: string | undefined;
}

/**
 * The file named by the user, else the first of the usual names in `folder`, which is absolute, or in the nearest folder above it in the
 * same checkout; undefined where there is none.
 */
export function configurationText(folder: string, named: string | undefined): ConfigurationText | undefined {
  const file = named ?? nearestFile(folder);
  if (file === undefined) return undefined;
  try {
    return { file, text: readFileSync(resolve(folder, file), 'utf8') };
  } catch {
    return { file, text: undefined };
  }
}

function nearestFile(folder: string): string | undefined {
  for (const each of foldersToRoot(folder)) {
    const name = configurationNames.find((one) => existsSync(join(each, one)));
    if (name !== undefined) return pathFrom(folder, join(each, name));
  }
  return undefined;
}
/** Innermost first, up to that of the checkout. Outside of one nobody says how far a configuration reaches. */
function foldersToRoot(folder: string): readonly string[] {
  const folders = [folder];
  for (let each = folder; !existsSync(join(each, '.git')); ) {
    const above = dirname(each);
    if (above === each) return [folder];
    folders.push(above);
    each = above;
  }
  return folders;
}

/** With forward slashes, on every system; empty for the folder itself. */
export function pathFrom(folder: string, absolute: string): string {
  return relative(folder, absolute).replaceAll('\\', '/');
}
