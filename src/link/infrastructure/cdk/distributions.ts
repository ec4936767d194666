// Distributions of CloudFront that a program makes: one origin for each server that a behaviour names.
import { entry, map } from '../module-context.js';
import { entryOf, fieldOf, type Settled, type SettledMap } from '../settled.js';
import type { ResourceInstance } from '../walk.js';
import { type Construct, type Constructs, propsOf } from './constructs.js';

export function distributionResources(constructs: Constructs): readonly ResourceInstance[] {
  return constructs.of('Distribution').map((owner) => {
    const props = propsOf(owner);
    const others = entryOf(props, 'additionalBehaviors')?.value;
    const behaviours = [
      entryOf(props, 'defaultBehavior')?.value,
      ...(others?.is === 'map' ? others.entries.map((each) => each.value) : []),
    ];
    const origins = behaviours.flatMap((each) => originOf(fieldOf(each, 'origin'), owner));
    return constructs.resource('Distribution', owner.address, owner, [
      entry('origins', { is: 'list', items: origins, at: owner.at }, owner.at),
    ]);
  });
}

/** Buckets and what is not known for a server have none. */
function originOf(origin: Settled | undefined, { at }: Construct): readonly SettledMap[] {
  const server = fieldOf(origin, 'server');
  if (server === undefined) return [];
  const props = fieldOf(origin, 'props');
  const written: SettledMap = props?.is === 'map' ? props : map([], at);
  return [map([entry('domainName', server, at), entry('customOriginConfig', written, at)], at)];
}
