// Flags and variables that the releases to come read, and the one at hand does not: set, and without effect.
import { envKeys, flagKeys, product } from '../../knowledge/lookup.js';
import type { ServerFact, SettingMistake } from '../../model/facts.js';
import { originPlace, type Setting } from '../../model/setting.js';

/** `words` is the command line, where a command started the server. */
export function unreadKeys(
  server: ServerFact,
  words: readonly string[],
  variables: ReadonlyMap<string, Setting<string>>,
): readonly SettingMistake[] {
  const own = product(server.product);
  const successor = own?.claims?.package?.versions === undefined ? undefined : own.extends;
  if (own === undefined || successor === undefined) return [];
  const mistake = (key: string, at: SettingMistake['at']): SettingMistake => ({
    kind: 'setting-mistake',
    mistake: 'ignored',
    product: server.product,
    key,
    at,
    because: `is not read by ${own.title}, which package.json asks for`,
    help: 'Move to a release that reads it, or give the server what it needs in source of your own.',
    related: [{ message: 'this command starts it', at: server.at }],
  });
  const flags = [...flagKeys(successor).keys()].filter((name) => !flagKeys(server.product).has(name));
  const names = [...envKeys(successor).keys()].filter((name) => !envKeys(server.product).has(name));
  return [
    ...flags
      .filter((name) => words.some((word) => word === name || word.startsWith(`${name}=`)))
      .map((name) => mistake(name, server.at)),
    ...names.flatMap((name) => {
      const value = variables.get(name);
      return value?.state === 'known' ? [mistake(name, originPlace(value.origin))] : [];
    }),
  ];
}
