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
  const text = `no target group of ${name} is in the scan`;
  return new Map(
    decidedByGroups(productId).flatMap((each) =>
      written.has(each) ? [] : [[each, unknown({ kind: 'not-in-scan', text, at })] as const],
    ),
  );
}

/** How it drains and checks targets, as far as infrastructure writes that into nothing but target groups. */
const decidedByGroups = perName((productId): readonly SettingName[] => {
  const own = product(productId);
  const groups = new Set(
    (own?.claims?.resources ?? []).flatMap((each) => (each.role === 'target-group' ? [each.resource] : [])),
  );
  return Object.entries(own?.settings ?? {}).flatMap(([name, row]) => {
    const resources = (row?.keys ?? []).flatMap((key) => ('resource' in key ? [key.resource] : []));
    const isOfGroups =
      !name.startsWith('outbound.') && resources.length > 0 && resources.every((each) => groups.has(each));
    return isOfGroups ? [name as SettingName] : [];
  });
});
