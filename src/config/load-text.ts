// Finds the configuration, and reads it as text.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const configurationNames = ['hoplint.yaml', 'hoplint.yml', '.hoplint.yaml', '.hoplint.yml'] as const;

export interface ConfigurationText {
  /** As it was named. */
  readonly file: string;
  /** Undefined when it cannot be read. */
  readonly text: string | undefined;
}

/** The file named by the user, else the first of the usual names in `folder`, which is absolute; undefined where there is none. */
export function configurationText(folder: string, named: string | undefined): ConfigurationText | undefined {
  const file = named ?? configurationNames.find((name) => existsSync(join(folder, name)));
  if (file === undefined) return undefined;
  try {
    return { file, text: readFileSync(resolve(folder, file), 'utf8') };
  } catch {
    return { file, text: undefined };
  }
}
