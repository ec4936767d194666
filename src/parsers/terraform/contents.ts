// What the blocks of Terraform's configuration become, whichever of its two syntaxes they are written in.
import type { ConfigMap, ConfigValue, Definition, ModuleCall, ResourceEntry } from '../../model/infrastructure.js';
import type { Location } from '../../model/location.js';
import { withIgnoredChanges } from './ignored-changes.js';

export interface Contents {
  readonly resources: ResourceEntry[];
  readonly definitions: Definition[];
  readonly calls: ModuleCall[];
}
export const emptyContents = (): Contents => ({ resources: [], definitions: [], calls: [] });

/** Data sources whose attributes settle what other resources say. */
export const isWantedData = (type: string): boolean =>
  /^(?:aws_ecr_repository|aws_ecs_task_definition|template_file|(?:template_)?cloudinit_config)$/.test(type);

/** `count`, `for_each` and the rest, apart from what only Terraform itself reads. */
const meta = new Set([
  'count',
  'for_each',
  'provider',
  'providers',
  'depends_on',
  'lifecycle',
  'provisioner',
  'connection',
]);

export function resourceOf(type: string, name: string, map: ConfigMap, nameAt: Location): ResourceEntry {
  const own = { ...map, entries: map.entries.filter(({ key }) => !meta.has(key)) };
  return {
    type,
    name,
    address: `${type}.${name}`,
    values: withIgnoredChanges(type, own, valueAt(map, 'lifecycle')),
    at: map.at,
    nameAt,
    ...repetition(map),
  };
}
export function moduleCallOf(name: string, map: ConfigMap): ModuleCall {
  const from = valueAt(map, 'source');
  const written = from?.is === 'scalar' && from.expression.kind === 'literal' ? from.expression.value : undefined;
  return {
    name,
    ...(typeof written === 'string' ? { source: written } : {}),
    arguments: {
      ...map,
      entries: map.entries.filter(({ key }) => !meta.has(key) && key !== 'source' && key !== 'version'),
    },
    at: map.at,
    ...repetition(map),
  };
}
function repetition(map: ConfigMap): { count?: ConfigValue; forEach?: ConfigValue } {
  const count = valueAt(map, 'count');
  const forEach = valueAt(map, 'for_each');
  return { ...(count === undefined ? {} : { count }), ...(forEach === undefined ? {} : { forEach }) };
}
function valueAt(map: ConfigMap, key: string): ConfigValue | undefined {
  return map.entries.find((entry) => entry.key === key)?.value;
}

/** Blocks of one name, those that `dynamic` makes among them. */
export function joinBlocks(values: readonly ConfigValue[], at: Location): ConfigValue {
  if (values.every((value) => value.is === 'map')) return { is: 'list', items: values, at };
  const lists = values.map((value): ConfigValue => (value.is === 'map' ? { is: 'list', items: [value], at } : value));
  return { is: 'call', name: 'concat', arguments: lists, spread: false, at };
}
