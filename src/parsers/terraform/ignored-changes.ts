// `ignore_changes`: what is written there counts when the resource is created, and whatever others make of it stays. Nobody knows it by the files.
// https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#ignore_changes, 2026-11-26
import { terraformKeys } from '../../knowledge/lookup.js';
import type { AccessStep, ConfigMap, ConfigValue } from '../../model/infrastructure.js';

export function withIgnoredChanges(type: string, resource: ConfigMap, lifecycle: ConfigValue | undefined): ConfigMap {
  const named = blocksOf(lifecycle)
    .flatMap(({ entries }) => entries)
    .filter(({ key }) => key === 'ignore_changes')
    .flatMap(({ value }) => (value.is === 'list' ? value.items : []));
  if (named.length === 0) return resource;
  const settings = new Set(terraformKeys(type).map(({ key }) => headOf(key.path)));
  return named.reduce<ConfigMap>(
    (map, each) => (each.is === 'reference' ? opened(map, each.steps, settings) : map),
    resource,
  );
}
/** `health_check` of `health_check[].path`. */
const headOf = (path: string): string => /^\w*/.exec(path)?.[0] ?? path;

function blocksOf(value: ConfigValue | undefined): readonly ConfigMap[] {
  if (value?.is === 'list') return value.items.flatMap(blocksOf);
  return value?.is === 'map' ? [value] : [];
}

function opened(map: ConfigMap, [name, ...rest]: readonly AccessStep[], settings: ReadonlySet<string>): ConfigMap {
  const inside = rest.filter((step) => typeof step === 'string');
  return {
    ...map,
    entries: map.entries.map((entry) => {
      if (entry.key !== name) return entry;
      return {
        ...entry,
        value:
          inside.length > 0
            ? openedBelow(entry.value, inside, settings)
            : openedValue(entry.key, entry.value, settings.has(entry.key)),
      };
    }),
  };
}
function openedBelow(value: ConfigValue, steps: readonly AccessStep[], settings: ReadonlySet<string>): ConfigValue {
  if (value.is === 'list') return { ...value, items: value.items.map((item) => openedBelow(item, steps, settings)) };
  return value.is === 'map' ? opened(value, steps, settings) : value;
}
/** A number or a switch, or a variable for a setting: names and references say what belongs together, whoever changes them. */
function openedValue(name: string, value: ConfigValue, isSetting: boolean): ConfigValue {
  const isPlain =
    value.is === 'scalar'
      ? value.expression.kind === 'literal' && /^(?:\d+|true|false)$/.test(String(value.expression.value))
      : value.is === 'reference' &&
        (isSetting || counts.test(name)) &&
        (value.steps[0] === 'var' || value.steps[0] === 'local');
  if (!isPlain) return value;
  const at = value.is === 'scalar' ? value.expression.at : value.at;
  const text = `Terraform leaves ${name} as others set it (ignore_changes)`;
  return { is: 'scalar', expression: { kind: 'unknown', reason: 'dynamic', text, at } };
}
/** What is no setting of a hop, and is counted all the same: `desired_count`. */
const counts = /_(?:count|capacity|size|percent|seconds)$/;
