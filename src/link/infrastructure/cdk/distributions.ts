// Distributions of CloudFront that a program makes: one origin for each server that a behaviour names.
import type { ProxyFact, TargetGroupFact } from '../../../model/facts.js';
import { compareLocations } from '../../../model/location.js';
import { entry, map } from '../registry-modules/module-context.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { entryOf, fieldOf, type Settled, type SettledMap } from '../values/settled.js';
import { addressOf, type Construct, type Constructs, propsOf } from './constructs.js';

export function distributionResources(constructs: Constructs): readonly ResourceInstance[] {
  return constructs.of('Distribution').map((owner) => {
    const origins = originsOf(owner).flatMap((each) => originOf(each, owner));
    return constructs.resource('Distribution', owner.address, owner, [
      entry('origins', { is: 'list', items: origins, at: owner.at }, owner.at),
    ]);
  });
}
function originsOf(owner: Construct): readonly Settled[] {
  const props = propsOf(owner);
  const others = entryOf(props, 'additionalBehaviors')?.value;
  const behaviours = [
    entryOf(props, 'defaultBehavior')?.value,
    ...(others?.is === 'map' ? others.entries.map((each) => each.value) : []),
  ];
  return behaviours.flatMap((each) => fieldOf(each, 'origin') ?? []);
}

/** Buckets and what is not known for a server have none. */
function originOf(origin: Settled, { at }: Construct): readonly SettledMap[] {
  const server = fieldOf(origin, 'server') ?? fieldOf(origin, 'balancer');
  if (server === undefined) return [];
  const props = fieldOf(origin, 'props');
  const written: SettledMap = props?.is === 'map' ? props : map([], at);
  return [map([entry('domainName', server, at), entry('customOriginConfig', written, at)], at)];
}

type Made = ProxyFact | TargetGroupFact;
/** A balancer that a distribution is handed can only be the one that there is. */
export function beforeOnlyBalancer(facts: readonly Made[], distributions: readonly Construct[]): readonly Made[] {
  const [only, ...others] = facts.filter(
    (fact): fact is ProxyFact => fact.kind === 'proxy' && /^aws-(?:alb|nlb)$/.test(fact.product),
  );
  const handed = distributions.filter((each) =>
    originsOf(each).some((origin) => {
      const balancer = fieldOf(origin, 'balancer');
      return balancer !== undefined && addressOf(balancer) === undefined;
    }),
  );
  if (only === undefined || others.length > 0 || handed.length === 0) return facts;
  const { id, scope } = only;
  return facts.map((fact) => {
    if (fact.kind !== 'proxy' || fact.forwardsTo.length > 0) return fact;
    if (!handed.some(({ at }) => compareLocations(at, fact.at) === 0)) return fact;
    const way = { to: 'id' as const, value: id, at: fact.at, ...(scope === undefined ? {} : { scope }) };
    return { ...fact, forwardsTo: [way] };
  });
}
