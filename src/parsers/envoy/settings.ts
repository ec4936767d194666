// The settings of one listener, route or cluster, by the paths of the knowledge table that lie below it.
import { judgeValue } from '../../knowledge/judge-value.js';
import { fileKeys } from '../../knowledge/lookup.js';
import { literal } from '../../model/expression.js';
import type { SettingMistake, WrittenSetting } from '../../model/facts.js';
import { type NodeReader, presentScalar } from '../kit/yaml/node-reader.js';
import type { YamlNode } from '../kit/yaml/read-yaml.js';
import { selectNodes } from '../kit/yaml/select.js';

const manager = 'static_resources.listeners[].filter_chains[].filters[].typed_config.';
const route = `${manager}route_config.virtual_hosts[].routes[].route.`;
const cluster = 'static_resources.clusters[].';

/** What a node is, and so which paths start at it. */
export type Part = 'manager' | 'route' | 'cluster';
const prefixes: Readonly<Record<Part, string>> = { manager, route, cluster };

export interface PartSettings {
  readonly settings: readonly WrittenSetting[];
  readonly mistakes: readonly SettingMistake[];
}

export function partSettings(part: Part, node: YamlNode, reader: NodeReader): PartSettings {
  const prefix = prefixes[part];
  const settings: WrittenSetting[] = [];
  const mistakes: SettingMistake[] = [];
  for (const [path, entries] of fileKeys('envoy')) {
    if (!path.startsWith(prefix) || (part === 'manager' && path.startsWith(route))) continue;
    const rest = path.slice(prefix.length);
    for (const { node: found, key } of selectNodes(node, rest)) {
      const keyAt = reader.at(key ?? found);
      for (const { setting, key: row } of entries)
        if (row.present !== undefined)
          settings.push({ name: setting, key: path, value: literal(row.present, keyAt), keyAt });
      const scalar = presentScalar(found);
      if (scalar === undefined) continue;
      const value = reader.scalarExpression(scalar);
      const read = entries.filter((entry) => entry.key.present === undefined);
      for (const { setting } of read) settings.push({ name: setting, key: path, value, keyAt });
      const strict = read.filter((entry) => entry.key.words === undefined);
      if (value.kind === 'literal' && strict.length > 0) mistakes.push(...judgeValue(rest, value, strict));
    }
  }
  return { settings, mistakes };
}
