// Settings by the names of flags and of labels, where `*` in the table is a name that people choose.
import type { KeyEntry } from '../../knowledge/lookup.js';
import { literal } from '../../model/expression.js';
import type { CommandFact, WrittenSetting } from '../../model/facts.js';
import type { Location } from '../../model/location.js';

type Index = ReadonlyMap<string, readonly Pick<KeyEntry, 'setting'>[]>;

export function settingsAt(
  index: Index,
  name: string,
  value: string,
  at: Location,
  keyAt: Location,
): readonly WrittenSetting[] {
  return [...index].flatMap(([key, entries]) =>
    isSameKey(key, name)
      ? entries.map(({ setting }): WrittenSetting => ({ name: setting, key, value: literal(value, at), keyAt }))
      : [],
  );
}
/** Without regard to case; `*` is a name that people choose. */
function isSameKey(pattern: string, name: string): boolean {
  const steps = pattern.toLowerCase().split('.');
  const own = name.toLowerCase().split('.');
  return steps.length === own.length && steps.every((step, index) => step === own[index] || step === '*');
}

/** `--name=value` and `--name value` among the words of a command. */
export function flagSettings(index: Index, commands: readonly (CommandFact | undefined)[]): readonly WrittenSetting[] {
  return commands.flatMap((command) =>
    (command?.words ?? []).flatMap((word, place, words) => {
      if (command === undefined || !word.startsWith('--')) return [];
      const equals = word.indexOf('=');
      const name = equals < 0 ? word : word.slice(0, equals);
      const value = equals < 0 ? words[place + 1] : word.slice(equals + 1);
      return value === undefined || (equals < 0 && value.startsWith('-'))
        ? []
        : settingsAt(index, name, value, command.at, command.at);
    }),
  );
}
