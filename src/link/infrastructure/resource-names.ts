// What a resource is called, and how it is tagged.

import { field, fieldsOf } from './resource-links.js';
import { itemsOf, textOf } from './settled.js';
import type { ResourceInstance } from './walk.js';

/** The name it is given when that is known, else the name it has in the configuration. */
export function nameOf(resource: ResourceInstance): string {
  const fields = fieldsOf(resource);
  const given =
    textOf(field(fields, 'name')) ??
    textOf(field(fields, 'load_balancer_name')) ??
    textOf(field(fields, 'target_group_name'));
  return given ?? configuredName(resource);
}
/** Names such as `this`, or the type once more, say nothing: the module's name does. */
export function configuredName({ type, name, address }: ResourceInstance): string {
  const module = /(?:^|\.)module\.([\w-]+)(?:\["([^"]*)"\])?\.[^.]+\.[^.]+$/.exec(address);
  const isPlain = /^(?:this|main|default)\b/.test(name) || type.endsWith(`_${name}`);
  return isPlain ? (module?.[2] ?? module?.[1] ?? name) : name;
}

export function tagsOf(resource: ResourceInstance): Readonly<Record<string, string>> {
  const tags = field(fieldsOf(resource), 'tags');
  const entries =
    tags?.is === 'map'
      ? tags.entries.map((entry) => [entry.key, textOf(entry.value)] as const)
      : itemsOf(tags).map((item) => [textOf(field(item, 'key')) ?? '', textOf(field(item, 'value'))] as const);
  return Object.fromEntries(
    entries.flatMap(([key, text]) => (text === undefined || key === '' || key === '__proto__' ? [] : [[key, text]])),
  );
}
