// `ignore_changes`: what is written there counts when the resource is created, and whatever others make of it stays. Nobody knows it by the files.
// https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#ignore_changes, 2026-11-26
import type { AccessStep, ConfigMap, ConfigValue } from '../../model/infrastructure.js';

export function withIgnoredChanges(resource: ConfigMap, lifecycle: ConfigValue | undefined): ConfigMap {
  return blocksOf(lifecycle)
    .flatMap(({ entries }) => entries)
    .filter(({ key }) => key === 'ignore_changes')
    .flatMap(({ value }) => (value.is === 'list' ? value.items : []))
    .reduce<ConfigMap>((map, each) => (each.is === 'reference' ? opened(map, each.steps) : map), resource);
}
function blocksOf(value: ConfigValue | undefined): readonly ConfigMap[] {
  if (value?.is === 'list') return value.items.flatMap(blocksOf);
  return value?.is === 'map' ? [value] : [];
}

function opened(map: ConfigMap, [name, ...rest]: readonly AccessStep[]): ConfigMap {
  const inside = rest.filter((step) => typeof step === 'string');
  return {
    ...map,
    entries: map.entries.map((entry) => {
      if (entry.key !== name) return entry;
      return {
        ...entry,
        value: inside.length > 0 ? openedBelow(entry.value, inside) : openedValue(entry.key, entry.value),
      };
    }),
  };
}
function openedBelow(value: ConfigValue, steps: readonly AccessStep[]): ConfigValue {
  if (value.is === 'list') return { ...value, items: value.items.map((item) => openedBelow(item, steps)) };
  return value.is === 'map' ? opened(value, steps) : value;
}
/** A number or a switch, or a variable that may be one: names and references say what belongs together, whoever changes them. */
function openedValue(name: string, value: ConfigValue): ConfigValue {
  const isPlain =
    value.is === 'scalar'
      ? value.expression.kind === 'literal' && /^(?:\d+|true|false)$/.test(String(value.expression.value))
      : value.is === 'reference' && (value.steps[0] === 'var' || value.steps[0] === 'local');
  if (!isPlain) return value;
  const at = value.is === 'scalar' ? value.expression.at : value.at;
  const text = `Terraform leaves ${name} as others set it (ignore_changes)`;
  return { is: 'scalar', expression: { kind: 'unknown', reason: 'dynamic', text, at } };
}
