// Servers that no source file creates: a framework's own command (`next start`, `fastify start`), or a program like gunicorn.
import {
  type Dependencies,
  factBoolean,
  factList,
  fileKeys,
  flagKeys,
  product,
  productsOfCommand,
} from '../../knowledge/lookup.js';
import { programRow } from '../../knowledge/programs.js';
import type { ProgramRow } from '../../knowledge/schema-programs.js';
import type { ServerFact, ShutdownStep, SignalHandlerFact, WrittenSetting } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import { pinnedProgram } from '../image/versions/program-version.js';
import { hiddenOptions, lastGiven, wordExpression } from '../names/command-words.js';
import { commandAddress, frameworkAddress } from './command-address.js';
import { type CommandMode, commandMode } from './command-modes.js';
import {
  type CommandOptions,
  type CommandSurroundings,
  commandOptions,
  type StartedCommand,
} from './command-options.js';
import { environmentSettings, variablePrefix } from './command-variables.js';

/** `command.words` is the command split into words: `next start --keepAliveTimeout 70000`. */
export function commandServer(
  command: StartedCommand,
  dependencies: Dependencies,
  place: CommandSurroundings,
  /** Of its source. */
  directory: string | undefined,
): ServerFact | undefined {
  const { words, at } = command;
  const owner = command.product ?? productsOfCommand(words, dependencies)[0];
  if (owner === undefined || product(owner) === undefined) return undefined;
  const row = programRow(owner);
  if (row?.ifPinned === true && pinnedProgram(row.package, directory ?? folderOf(at.file), place.facts) === undefined)
    return undefined;
  if (row !== undefined) return programServer(owner, row, command, place);
  const prefix = variablePrefix(owner, directory, place.facts);
  return {
    kind: 'server',
    language: 'node',
    product: owner,
    with: [],
    at,
    role: 'main',
    // A flag comes before a variable.
    settings: [...environmentSettings(owner, at, prefix), ...flagSettings(owner, words, at)],
    ...frameworkAddress(owner, words, at, prefix),
    traits: [],
    shutdown: { handlers: [{ signals: [], at, helper: owner, steps: stepsOf(owner, at) }], complete: true },
    routes: [],
  };
}

function programServer(base: string, row: ProgramRow, command: StartedCommand, place: CommandSurroundings): ServerFact {
  const { at } = command;
  const options = commandOptions(command, row, place);
  const mode = commandMode(base, row, options, place.environment);
  return {
    kind: 'server',
    language: row.language,
    product: mode.product,
    with: [],
    at,
    role: 'main',
    settings: [...environmentSettings(mode.product, at), ...optionSettings(mode, options), ...openSettings(mode)],
    traits: [],
    shutdown: { handlers: handlersOf(mode.product, at), complete: true },
    routes: [],
    ...commandAddress(row, options, place.variables, at),
  };
}
/** Weakest first. */
function optionSettings({ product: owner }: CommandMode, options: CommandOptions): readonly WrittenSetting[] {
  const settings: WrittenSetting[] = [];
  for (const [path, entries] of fileKeys(owner)) {
    const value = options.configured(path);
    if (value === undefined) continue;
    for (const { setting: name } of entries) settings.push({ name, key: path, value, keyAt: value.at });
  }
  for (const [key, entries] of flagKeys(owner)) {
    const value = options.flag([key]);
    if (value === undefined) continue;
    for (const { setting: name } of entries) settings.push({ name, key, value, keyAt: value.at });
  }
  return settings;
}
function openSettings({ open, because }: CommandMode): readonly WrittenSetting[] {
  if (because === undefined) return [];
  const { kind: reason, text, at } = because;
  return open.map((name) => ({ name, key: name, value: { kind: 'unknown', reason, text, at }, keyAt: at }));
}
function handlersOf(owner: string, at: Location): readonly SignalHandlerFact[] {
  const cutting = factList(owner, 'signals-that-cut', undefined, at);
  return [
    { signals: [], at, helper: owner, steps: stepsOf(owner, at) },
    ...(cutting.state === 'known' ? [{ signals: cutting.value, at, steps: [{ do: 'exit' as const, at }] }] : []),
  ];
}

/** Nearly all of them close and wait, which needs no step. */
function stepsOf(owner: string, at: Location): readonly ShutdownStep[] {
  const exits = factBoolean(owner, 'exits-at-once', undefined, at);
  return exits.state === 'known' && exits.value ? [{ do: 'exit', at }] : [];
}
function flagSettings(owner: string, words: readonly string[], at: Location): readonly WrittenSetting[] {
  const open = hiddenOptions(words, at);
  return [...flagKeys(owner)].flatMap(([key, entries]) => {
    const given = lastGiven(words, [key]);
    const value = given === undefined ? open : wordExpression(given, at);
    return value === undefined ? [] : entries.map(({ setting: name }) => ({ name, key, value, keyAt: at }));
  });
}
