// Variables that a program loads by itself from a `.env` file where it runs: those that its environment has already stay.
import { unseenMark } from '../../model/env-files.js';
import type { EnvFileFact } from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import { known, type Setting, type UnknownReason, unknown, written } from '../../model/setting.js';
import type { FactIndex } from '../../model/topology.js';
import { envFilesByPath } from '../lookups.js';
import type { Variables } from './environment.js';
import type { HiddenVariables } from './hidden-variables.js';

/** The folder that the program runs in. */
export interface RunFolder {
  /** The file of the repository that lies there under this name. */
  fileAt(name: string): string | undefined;
  /** What is mounted there under this name, or written by the build. */
  placedAt(name: string): PlacedFile | undefined;
  /** Variables of the environment choose among files, too. */
  variable(name: string): Setting<string> | undefined;
  readonly at: Location;
}
export interface PlacedFile {
  readonly values: Variables;
  /** Where more may stand in it than the values. */
  readonly unseen?: Pick<UnknownReason, 'text' | 'at'>;
}
export interface LoadedVariables {
  readonly variables: Variables;
  readonly hidden?: HiddenVariables;
}

/** `names`: of the files that it loads, strongest first; `*` for one that nobody knows, `{NODE_ENV}` for what a variable says. */
export function loadedVariables(names: readonly string[], folder: RunFolder, facts: FactIndex): LoadedVariables {
  const variables = new Map<string, Setting<string>>();
  const filled = names.map((name) => filledIn(name, folder));
  if (filled.includes('*')) {
    for (const file of facts.of('env-file'))
      if (folder.fileAt(baseNameOf(file.at.file)) === file.at.file)
        addAll(variables, file, 'is one of those it may load');
    return { variables };
  }
  let unseen: PlacedFile['unseen'];
  const reasonFor = (name: string, { text, at }: NonNullable<PlacedFile['unseen']>): UnknownReason => ({
    kind: 'not-in-scan',
    text: `${name} may stand in ${text}`,
    settle: `Say what ${name} is under services: in hoplint.yaml (env:), null where nothing sets it.`,
    at,
  });
  for (const name of filled) {
    if (name.startsWith(unseenMark)) {
      unseen ??= { text: `what ${name.slice(unseenMark.length)} brings`, at: folder.at };
      continue;
    }
    const placed = folder.placedAt(name);
    const path = placed === undefined ? folder.fileAt(name) : undefined;
    const file = path === undefined ? undefined : envFilesByPath(facts).get(path)?.[0];
    const values = placed?.values ?? valuesOf(file);
    const before = unseen;
    for (const [variable, value] of values)
      if (!variables.has(variable))
        variables.set(variable, before === undefined ? value : unknown(reasonFor(variable, before)));
    unseen ??= placed?.unseen;
  }
  const hiding = unseen;
  return { variables, ...(hiding === undefined ? {} : { hidden: (name) => reasonFor(name, hiding) }) };
}
export const valuesOf = (file: EnvFileFact | undefined): Variables =>
  new Map(Object.entries(file?.values ?? {}).map(([name, { text, at }]) => [name, known(text, written(at))] as const));

/** `.env.{NODE_ENV}`, `.env.{NODE_ENV:development}` */
function filledIn(name: string, folder: RunFolder): string {
  const [whole, variable = '', otherwise] = /\{(\w+)(?::(\w+))?\}/.exec(name) ?? [];
  if (whole === undefined) return name;
  const value = folder.variable(variable);
  return value?.state === 'unknown' ? '*' : name.replace(whole, value?.value ?? otherwise ?? 'undefined');
}
function addAll(variables: Map<string, Setting<string>>, { values, at: file }: EnvFileFact, doubt: string): void {
  for (const [name, { at }] of Object.entries(values)) {
    if (variables.has(name)) continue;
    const reason = `${name} stands in ${file.file}, which ${doubt}`;
    variables.set(name, unknown({ kind: 'ambiguous', text: reason, at }));
  }
}
