// Options of a server that another module holds: its settings, or that nobody knows which there are.
import { settingsOfOption } from '../../knowledge/source-options.js';
import type { Expression } from '../../model/expression.js';
import type { ServerFact, WrittenSetting } from '../../model/facts.js';
import { type ModulePaths, variantsOf } from '../names/module-paths.js';

type Name = Extract<Expression, { kind: 'name' }>;

/** What may be among options that nobody sees, and matters to somebody. */
const unseen = ['keepAliveTimeout', 'headersTimeout', 'requestTimeout'] as const;

export function withImportedOptions(server: ServerFact, paths: ModulePaths): ServerFact {
  const imported = server.traits.flatMap(({ name, value }) =>
    name === 'options' && value.kind === 'name' && value.space.startsWith('module:') ? [value] : [],
  );
  if (imported.length === 0) return server;
  // What the call itself writes stands over what it spreads.
  const settings = imported.flatMap((value) => settingsIn(server.product, value, paths));
  return { ...server, settings: [...settings, ...server.settings] };
}

function settingsIn(product: string, value: Name, paths: ModulePaths): readonly WrittenSetting[] {
  const specifier = value.space.slice('module:'.length);
  const target = paths.resolve(value.at.file, { specifier, name: value.name });
  const bindings = target === undefined ? [] : paths.bindingsOf(target.file);
  if (target === undefined || bindings.length === 0) return unknownSettings(product, value, specifier);
  const heads = variantsOf(target.name).map((name) => `${name}.`);
  const keys = bindings.flatMap(({ names }) =>
    Object.keys(names).flatMap((name) =>
      heads.flatMap((head) => (name.startsWith(head) ? [name.slice(head.length)] : [])),
    ),
  );
  return [...new Set(keys)].flatMap((key) =>
    settingsOfOption(product, key).map(
      (name): WrittenSetting => ({ name, key, value: { ...value, name: `${value.name}.${key}` }, keyAt: value.at }),
    ),
  );
}

/** A package may bring options too, but hardly ever these. */
function unknownSettings(product: string, value: Name, specifier: string): readonly WrittenSetting[] {
  if (!/^[.#~]|^@\//.test(specifier)) return [];
  const text = `the options come from '${specifier}', which is not in the scan`;
  return unseen.flatMap((key) =>
    settingsOfOption(product, key).map(
      (name): WrittenSetting => ({
        name,
        key,
        value: { kind: 'unknown', reason: 'not-in-scan', text, at: value.at },
        keyAt: value.at,
      }),
    ),
  );
}
