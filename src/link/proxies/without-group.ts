// What the target groups of a balancer decide, for one of which no group is seen: it has some elsewhere, or none, and nobody's defaults.
import { product } from '../../knowledge/lookup.js';
import { perName } from '../../knowledge/memo.js';
import type { ProxyFact, WrittenSetting } from '../../model/facts.js';
import { type Setting, unknown } from '../../model/setting.js';
import type { SettingName } from '../../model/setting-names.js';

export function settingsOfGroups(
  { createdBy, settings, at }: ProxyFact,
  productId: string,
  name: string,
  given: readonly WrittenSetting[],
): ReadonlyMap<SettingName, Setting<unknown>> {
  // Elastic Beanstalk makes the groups, too.
  if (createdBy === undefined || createdBy === 'elastic-beanstalk') return new Map();
  const written = new Set([...settings, ...given].map((each) => each.name));
  const text = `nothing that ${name} forwards to is in the scan`;
  return new Map(
    decidedByGroups(productId).flatMap((each) =>
      written.has(each) ? [] : [[each, unknown({ kind: 'not-in-scan', text, at })] as const],
    ),
  );
}

/** As far as infrastructure writes them into nothing but target groups and what belongs to those. */
const decidedByGroups = perName((productId): readonly SettingName[] => {
  const own = product(productId);
  const resources = own?.claims?.resources ?? [];
  if (!resources.some(({ role }) => role === 'target-group')) return [];
  const ofGroups = new Set(
    resources.flatMap(({ role, resource }) => (role === 'target-group' || role === 'part' ? [resource] : [])),
  );
  return Object.entries(own?.settings ?? {}).flatMap(([name, row]) => {
    const written = (row?.keys ?? []).flatMap((key) => ('resource' in key ? [key.resource] : []));
    const isOfGroups = written.length > 0 && written.every((each) => ofGroups.has(each));
    return isOfGroups && !alikeEverywhere.has(name) ? [name as SettingName] : [];
  });
});
/** Nearly all of them keep connections and speak HTTP/1.1. */
const alikeEverywhere: ReadonlySet<string> = new Set([
  'outbound.httpVersion',
  'outbound.maxRequests',
  'outbound.pooling',
]);
