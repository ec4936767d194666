// Variables that a program loads by itself from a `.env` file where it runs: those that its environment has already stay.
import type { EnvFileFact } from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import { known, type Setting, unknown, written } from '../../model/setting.js';
import type { FactIndex } from '../../model/topology.js';
import { envFilesByPath } from '../lookups.js';
import type { Variables } from './environment.js';

/** The folder that the program runs in. */
export interface RunFolder {
  /** The file of the repository that lies there under this name. */
  fileAt(name: string): string | undefined;
  /** Something may keep files of the repository out of it. */
  readonly isFiltered: boolean;
}

/** `names`: of the files that it loads, strongest first; `*` for one that nobody knows. */
export function loadedVariables(names: readonly string[], folder: RunFolder, facts: FactIndex): Variables {
  const variables = new Map<string, Setting<string>>();
  if (names.includes('*')) {
    for (const file of facts.of('env-file'))
      if (folder.fileAt(baseNameOf(file.at.file)) === file.at.file)
        addAll(variables, file, 'is one of those it may load');
    return variables;
  }
  for (const name of names) {
    const path = folder.fileAt(name);
    const file = path === undefined ? undefined : envFilesByPath(facts).get(path)?.[0];
    if (file !== undefined)
      addAll(variables, file, folder.isFiltered ? '.dockerignore may keep out of the image' : undefined);
  }
  return variables;
}
function addAll(
  variables: Map<string, Setting<string>>,
  { values, at: file }: EnvFileFact,
  doubt: string | undefined,
): void {
  for (const [name, { text, at }] of Object.entries(values)) {
    if (variables.has(name)) continue;
    const reason = `${name} stands in ${file.file}, which ${doubt}`;
    variables.set(
      name,
      doubt === undefined ? known(text, written(at)) : unknown({ kind: 'ambiguous', text: reason, at }),
    );
  }
}
