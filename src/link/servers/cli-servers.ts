// Servers that no source file creates: a framework's own command (`next start`, `fastify start`) in a package script or image.
import {
  type Dependencies,
  envKeys,
  factBoolean,
  flagKeys,
  product,
  productsOfCommand,
} from '../../knowledge/lookup.js';
import { literal } from '../../model/expression.js';
import type { ServerFact, ShutdownStep, WrittenSetting } from '../../model/facts.js';
import type { Location } from '../../model/location.js';

/** `words` is the command split into words: `next start --keepAliveTimeout 70000`. */
export function commandServer(
  words: readonly string[],
  at: Location,
  dependencies: Dependencies,
): ServerFact | undefined {
  const owner = productsOfCommand(words, dependencies)[0];
  if (owner === undefined || product(owner) === undefined) return undefined;
  return {
    kind: 'server',
    language: 'node',
    product: owner,
    with: [],
    at,
    role: 'main',
    // A flag comes before a variable.
    settings: [...environmentSettings(owner, at), ...flagSettings(owner, words, at)],
    traits: [],
    shutdown: { handlers: [{ signals: [], at, helper: owner, steps: stepsOf(owner, at) }], complete: true },
    routes: [],
  };
}
/** Nearly all of them close and wait, which needs no step. */
function stepsOf(owner: string, at: Location): readonly ShutdownStep[] {
  const exits = factBoolean(owner, 'exits-at-once', undefined, at);
  return exits.state === 'known' && exits.value ? [{ do: 'exit', at }] : [];
}
function flagSettings(owner: string, words: readonly string[], at: Location): readonly WrittenSetting[] {
  const settings: WrittenSetting[] = [];
  for (const [name, entries] of flagKeys(owner)) {
    const index = words.findIndex((word) => word === name || word.startsWith(`${name}=`));
    const word = words[index];
    if (word === undefined) continue;
    const text = word.startsWith(`${name}=`) ? word.slice(name.length + 1) : words[index + 1];
    if (text === undefined) continue;
    for (const entry of entries) settings.push({ name: entry.setting, key: name, value: literal(text, at), keyAt: at });
  }
  return settings;
}
/** Read from the environment of the container: absent variables leave the default. */
function environmentSettings(owner: string, at: Location): readonly WrittenSetting[] {
  return [...envKeys(owner)].flatMap(([name, entries]) =>
    entries.map(
      (entry): WrittenSetting => ({
        name: entry.setting,
        key: name,
        value: { kind: 'fallback', mode: 'if-missing', options: [{ kind: 'env', name, at }, literal(null, at)], at },
        keyAt: at,
      }),
    ),
  );
}
