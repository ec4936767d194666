// Load balancers that several Ingresses share by an annotation, and which settings are those of the balancer as a whole.
import { factRows, settingRow } from '../../knowledge/lookup.js';
import { perName, perObject } from '../../knowledge/memo.js';
import type { RouteFact, SettingMistake, WrittenSetting } from '../../model/facts.js';
import { type Groups, groupBy } from '../../model/group-by.js';
import { compareLocations } from '../../model/location.js';
import type { FactIndex } from '../../model/topology.js';

/** The name of the group that an Ingress of this product belongs to. */
export function sharedBalancer(product: string, route: RouteFact): string | undefined {
  const row = factRows(product, 'shared-by-annotation')[0];
  return row === undefined ? undefined : route.annotations.find(({ key }) => key === row.value)?.value;
}

/** The Ingresses of each group. */
export const sharingRoutes = (facts: FactIndex, product: string): Groups<RouteFact> => groupsOf(facts)(product);
const groupsOf = perObject((facts: FactIndex) =>
  perName((product) => groupBy(facts.of('route'), (route) => sharedBalancer(product, route))),
);

/** Written among the attributes of the balancer, not of a target group. */
export function isOfBalancer(product: string, written: WrittenSetting): boolean {
  const annotation = factRows(product, 'balancer-annotation')[0]?.value;
  return (settingRow(product, written.name)?.keys ?? []).some(
    (key) => key.in === 'annotation' && key.name === annotation && key.key === written.key,
  );
}

/** Two values for one attribute of a shared balancer: the controller refuses the whole group. */
export function sharedConflicts(facts: FactIndex): readonly SettingMistake[] {
  const seen = new Map<string, WrittenSetting>();
  const found: SettingMistake[] = [];
  for (const route of [...facts.of('route')].sort((a, b) => compareLocations(a.at, b.at))) {
    for (const { product, settings } of route.settings) {
      const group = sharedBalancer(product, route);
      if (group === undefined) continue;
      for (const written of settings) {
        if (written.value.kind !== 'literal' || !isOfBalancer(product, written)) continue;
        const key = [product, route.scope ?? '', group, written.key].join('\n');
        const first = seen.get(key);
        if (first === undefined) seen.set(key, written);
        else if (first.value.kind === 'literal' && first.value.value !== written.value.value)
          found.push(conflict(product, group, route, written, first));
      }
    }
  }
  return found.filter(
    (each, index) => found.findIndex((other) => other.key === each.key && other.at === each.at) === index,
  );
}

function conflict(
  product: string,
  group: string,
  route: RouteFact,
  written: WrittenSetting,
  first: WrittenSetting,
): SettingMistake {
  const value = (each: WrittenSetting): string => (each.value.kind === 'literal' ? String(each.value.value) : '?');
  return {
    kind: 'setting-mistake',
    mistake: 'invalid',
    product,
    key: written.key,
    at: written.value.at,
    because: `is ${value(written)} here, but another Ingress of group ${group} says ${value(first)} (${first.value.at.file}:${first.value.at.line})`,
    effect: 'the controller then changes nothing for any Ingress of the group',
    help: 'Write it on one Ingress of the group only, or the same value on all.',
    related: [{ message: `the other value of group ${group}`, at: first.value.at }],
    ...(route.scope === undefined ? {} : { scope: route.scope }),
  };
}
