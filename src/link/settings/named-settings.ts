// Settings by the names of flags and of labels, where `*` in the table is a name that people choose.
import { isKeyNamed, type KeyEntry } from '../../knowledge/lookup.js';
import type { Expression } from '../../model/expression.js';
import type { CommandFact, WrittenSetting } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { hiddenOptions, wordExpression } from '../names/command-words.js';

type Index = ReadonlyMap<string, readonly Pick<KeyEntry, 'setting'>[]>;

export function settingsAt(index: Index, name: string, value: Expression, keyAt: Location): readonly WrittenSetting[] {
  return [...index].flatMap(([key, entries]) =>
    isKeyNamed(key, name) ? entries.map(({ setting }): WrittenSetting => ({ name: setting, key, value, keyAt })) : [],
  );
}

/** The variables that a name of the table means; `*` is a name that people choose, and case says nothing there. */
export function variablesNamed(pattern: string, variables: ReadonlyMap<string, unknown>): readonly string[] {
  const [before = '', after] = pattern.split('*');
  if (after === undefined) return variables.has(pattern) ? [pattern] : [];
  return [...variables.keys()].filter((name) => {
    const own = name.toUpperCase();
    return own.startsWith(before) && own.endsWith(after) && own.length > before.length + after.length;
  });
}

/** `--name=value` and `--name value` among the words of a command. */
export function flagSettings(index: Index, commands: readonly (CommandFact | undefined)[]): readonly WrittenSetting[] {
  return commands.flatMap((command) => [
    ...hiddenSettings(index, command),
    ...(command?.words ?? []).flatMap((word, place, words) => {
      if (command === undefined || !word.startsWith('--')) return [];
      const equals = word.indexOf('=');
      const name = equals < 0 ? word : word.slice(0, equals);
      const value = equals < 0 ? words[place + 1] : word.slice(equals + 1);
      return value === undefined || (equals < 0 && value.startsWith('-'))
        ? []
        : settingsAt(index, name, wordExpression(value, command.at), command.at);
    }),
  ]);
}
/** Any of them, where a variable is an argument of its own; what is written comes behind and wins. */
function hiddenSettings(index: Index, command: CommandFact | undefined): readonly WrittenSetting[] {
  const value = command === undefined ? undefined : hiddenOptions(command.words, command.at);
  if (value === undefined) return [];
  return [...index].flatMap(([key, entries]) =>
    entries.map(({ setting: name }): WrittenSetting => ({ name, key, value, keyAt: value.at })),
  );
}
