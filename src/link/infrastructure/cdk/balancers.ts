// Load balancers of a program, with their listeners and what these send to.
import { groupBy } from '../../../model/group-by.js';
import { attribute, entry, map } from '../registry-modules/module-context.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { entryOf, fieldOf, type Settled, type SettledEntry, type SettledMap } from '../values/settled.js';
import { addressesIn, addressOf, type Construct, type Constructs, propsOf } from './constructs.js';
import { attributesOf, type Group, groupResource, layerOf, layerOfListener, patterns } from './groups.js';

export function balancerResources(constructs: Constructs, groups: readonly Group[]): readonly ResourceInstance[] {
  return [
    ...balancers(constructs),
    ...listeners(constructs, groups),
    ...groups.map((group) => groupResource(constructs, group)),
  ];
}

function balancers(constructs: Constructs): readonly ResourceInstance[] {
  const own = constructs
    .of('ApplicationLoadBalancer', 'NetworkLoadBalancer')
    .map((each) => balancer(constructs, each.type, each.address, each, propsOf(each).entries));
  const ofPatterns = constructs.of(...patterns).flatMap((each): ResourceInstance[] => {
    const props = propsOf(each);
    if (givenBalancer(each) !== undefined) return [];
    const passed = [entryOf(props, 'idleTimeout'), entryOf(props, 'loadBalancerName')];
    return [balancer(constructs, `${layerOf(each.type)}LoadBalancer`, `${each.address}.loadBalancer`, each, passed)];
  });
  return [...own, ...ofPatterns];
}
const givenBalancer = (pattern: Construct): Settled | undefined => entryOf(propsOf(pattern), 'loadBalancer')?.value;

function balancer(
  constructs: Constructs,
  type: string,
  address: string,
  owner: Construct,
  entries: readonly (SettledEntry | undefined)[],
): ResourceInstance {
  return constructs.resource(type, address, owner, [...entries, attributesOf(constructs, address, owner.at)]);
}

function listeners(constructs: Constructs, groups: readonly Group[]): readonly ResourceInstance[] {
  const added = constructs.of('addListener').map((each) => ({ owner: each, balancer: each.on, props: propsOf(each) }));
  const own = constructs.of('ApplicationListener', 'NetworkListener').map((each) => {
    const props = propsOf(each);
    return { owner: each, balancer: addressOf(fieldOf(props, 'loadBalancer')), props };
  });
  const ofPatterns = constructs.of(...patterns).map((each) => {
    const props = propsOf(each);
    const port = entryOf(props, 'listenerPort');
    const given = givenBalancer(each);
    return {
      owner: { ...each, address: `${each.address}.listener` },
      balancer: given === undefined ? `${each.address}.loadBalancer` : addressOf(given),
      props: map([port === undefined ? undefined : { ...port, key: 'port' }], each.at),
    };
  });
  const made = groupBy(groups, ({ listener }) => listener);
  return [...added, ...own, ...ofPatterns].map(({ owner, balancer: on, props }) => {
    const { at, address } = owner;
    const layer = layerOfListener(constructs, address) ?? layerOfListener(constructs, on) ?? 'Application';
    const targets = [...new Set(targetsOf(constructs, address, props, made.get(address) ?? []))];
    const actions = targets.map(
      (each): Settled => map([entry('target_group_arn', attribute(each, 'arn', at), at)], at),
    );
    return constructs.resource(`${layer}Listener`, address, owner, [
      ...props.entries.filter(({ key }) => !key.startsWith('default')),
      entry('load_balancer_arn', on === undefined ? undefined : attribute(on, 'arn', at), at),
      entry('default_actions', { is: 'list', items: actions, at }, at),
    ]);
  });
}
/** Groups that its own methods make, that it is given, and that actions and rules name. */
function targetsOf(
  constructs: Constructs,
  address: string,
  props: SettledMap,
  made: readonly Group[],
): readonly string[] {
  const named = constructs.calls('addTargetGroups', address).map((each) => fieldOf(propsOf(each), 'targetGroups'));
  const actions = constructs.calls('addAction', address).map((each) => fieldOf(propsOf(each), 'action'));
  const rules = constructs
    .of('ApplicationListenerRule')
    .map(propsOf)
    .filter((rule) => addressOf(fieldOf(rule, 'listener')) === address)
    .flatMap((rule) => [fieldOf(rule, 'action'), fieldOf(rule, 'targetGroups')]);
  return [
    ...made.map((each) => each.address),
    ...[...named, ...actions, ...rules, fieldOf(props, 'defaultTargetGroups'), fieldOf(props, 'defaultAction')].flatMap(
      addressesIn,
    ),
  ];
}
