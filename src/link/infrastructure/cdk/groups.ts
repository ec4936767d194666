// Target groups of a program: those it makes itself, and those that methods and patterns make, with what is registered in them.
import { groupPairs } from '../../../model/group-by.js';
import type { Location } from '../../../model/location.js';
import { attribute, entry, map } from '../registry-modules/module-context.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import {
  entryOf,
  fieldOf,
  itemsOf,
  knownScalar,
  openScalar,
  type Settled,
  type SettledEntry,
  type SettledMap,
  textOf,
} from '../values/settled.js';
import { addressOf, type Construct, type Constructs, propsOf } from './constructs.js';
import { replacing } from './overrides.js';

/** Layer 7 or layer 4; the classes of the library begin with it. */
export type Layer = 'Application' | 'Network';
export interface Group {
  readonly layer: Layer;
  readonly address: string;
  readonly owner: Construct;
  readonly props: SettledMap;
  readonly members: readonly Member[];
  /** The listener whose method made it. */
  readonly listener?: string;
}
export interface Member {
  readonly service: string;
  readonly container?: Settled;
  readonly port?: Settled;
}

export const patterns: readonly string[] = [
  'ApplicationLoadBalancedFargateService',
  'ApplicationLoadBalancedEc2Service',
  'NetworkLoadBalancedFargateService',
  'NetworkLoadBalancedEc2Service',
];
export const layerOf = (type: string): Layer => (type.startsWith('Network') ? 'Network' : 'Application');

export function groupsOf(constructs: Constructs): readonly Group[] {
  const attached = attachments(constructs);
  const own = constructs.of('ApplicationTargetGroup', 'NetworkTargetGroup').map((owner): Group => {
    const props = propsOf(owner);
    return group(constructs, layerOf(owner.type), owner.address, owner, props, itemsAt(props, 'targets'));
  });
  const added = constructs.of('addTargets').flatMap((owner): Group[] => {
    const layer = layerOfListener(constructs, owner.on) ?? likelyLayer(constructs, owner);
    if (layer === undefined) return [];
    const props = propsOf(owner);
    const made = group(constructs, layer, owner.address, owner, props, itemsAt(props, 'targets'));
    return [owner.on === undefined ? made : { ...made, listener: owner.on }];
  });
  const registered = constructs.of('registerLoadBalancerTargets').flatMap((owner) => registeredBy(constructs, owner));
  const ofPatterns = constructs.of(...patterns).map((owner): Group => {
    const service: Member = { service: `${owner.address}.service` };
    const made = group(constructs, layerOf(owner.type), `${owner.address}.targetGroup`, owner, protocolOf(owner), []);
    return { ...made, members: [service, ...made.members], listener: `${owner.address}.listener` };
  });
  const all = [...own, ...added, ...registered, ...ofPatterns];
  return all.map((each) => ({ ...each, members: [...each.members, ...(attached.get(each.address) ?? [])] }));
}
/** Of what a pattern is given, this much is about its target group. */
function protocolOf(owner: Construct): SettledMap {
  const props = propsOf(owner);
  return map([entryOf(props, 'protocolVersion'), entryOf(props, 'targetGroupName')], owner.at);
}

function group(
  constructs: Constructs,
  layer: Layer,
  address: string,
  owner: Construct,
  props: SettledMap,
  targets: readonly Settled[],
): Group {
  const later = constructs.calls('addTarget', address).flatMap(({ given }) => itemsAt(given, 'targets'));
  return { layer, address, owner, props, members: [...targets, ...later].flatMap(memberOf) };
}
/** `service.attachToApplicationTargetGroup(group)`, by group. */
function attachments(constructs: Constructs): ReadonlyMap<string, readonly Member[]> {
  const calls = constructs.of('attachToApplicationTargetGroup', 'attachToNetworkTargetGroup');
  return groupPairs(
    calls.flatMap(({ given, on }): readonly (readonly [string, Member])[] => {
      const group = addressOf(fieldOf(given, 'targetGroup'));
      return on === undefined || group === undefined ? [] : [[group, { service: on }]];
    }),
  );
}
/** A service, or what `loadBalancerTarget` says of one. */
function memberOf(target: Settled): readonly Member[] {
  const service = addressOf(target) ?? addressOf(fieldOf(target, 'service'));
  if (service === undefined) return [];
  const [container, port] = [fieldOf(target, 'options', 'containerName'), fieldOf(target, 'options', 'containerPort')];
  return [{ service, ...(container === undefined ? {} : { container }), ...(port === undefined ? {} : { port }) }];
}

/** `service.registerLoadBalancerTargets({ containerName, containerPort, newTargetGroupId, listener })` */
function registeredBy(constructs: Constructs, owner: Construct): readonly Group[] {
  const { on } = owner;
  if (on === undefined) return [];
  return itemsAt(owner.given, 'targets').flatMap((each, index): Group[] => {
    const listener = addressOf(fieldOf(each, 'listener', 'listener'));
    const layer = layerOfListener(constructs, listener) ?? 'Application';
    const props = fieldOf(each, 'listener', 'props');
    const id = textOf(fieldOf(each, 'newTargetGroupId')) ?? String(index);
    const address = `${owner.address} ${id}`;
    const written: SettledMap = props?.is === 'map' ? props : map([], owner.at);
    const [container, port] = [fieldOf(each, 'containerName'), fieldOf(each, 'containerPort')];
    const member = {
      service: on,
      ...(container === undefined ? {} : { container }),
      ...(port === undefined ? {} : { port }),
    };
    const made = group(constructs, layer, address, { ...owner, id }, written, []);
    return [{ ...made, members: [member], ...(listener === undefined ? {} : { listener }) }];
  });
}

/** By the class of its balancer; undefined for a listener of another file. */
export function layerOfListener(constructs: Constructs, address: string | undefined): Layer | undefined {
  const listener = constructs.at(address);
  if (listener !== undefined && /Listener$/.test(listener.type) && listener.type !== 'addListener')
    return layerOf(listener.type);
  const balancer = listener?.type === 'addListener' ? listener.on : address;
  const owner = constructs.at(balancer) ?? constructs.at(balancer?.replace(/\.(?:listener|loadBalancer)$/, ''));
  return owner === undefined || !/LoadBalance/.test(owner.type) ? undefined : layerOf(owner.type);
}
/** What only one of the two has tells a group of a listener that comes from another file. */
function likelyLayer(constructs: Constructs, owner: Construct): Layer | undefined {
  const props = propsOf(owner);
  const protocol = textOf(fieldOf(props, 'protocol'));
  if (protocol !== undefined) return /^HTTPS?$/.test(protocol) ? 'Application' : 'Network';
  if (['conditions', 'priority', 'protocolVersion', 'slowStart'].some((key) => entryOf(props, key) !== undefined))
    return 'Application';
  if (fieldOf(props, 'healthCheck', 'healthyHttpCodes') !== undefined) return 'Application';
  return constructs.of('NetworkLoadBalancer').length > 0 ? undefined : 'Application';
}

export function groupResource(
  constructs: Constructs,
  { layer, address, owner, props, members }: Group,
): ResourceInstance {
  const { at } = owner;
  const balancers = members.flatMap(({ service }) =>
    constructs.at(service)?.type.endsWith('LoadBalancer') === true
      ? [map([entry('id', attribute(service, 'arn', at), at)], at)]
      : [],
  );
  return constructs.resource(`${layer}TargetGroup`, address, owner, [
    ...props.entries.filter(({ key }) => key !== 'targets'),
    healthCheckOf(constructs, address, props),
    attributesOf(constructs, address, at),
    entry('targets', balancers.length === 0 ? undefined : { is: 'list', items: balancers, at }, at),
  ]);
}
/** Each call takes the place of what was there. */
function healthCheckOf(constructs: Constructs, address: string, props: SettledMap): SettledEntry | undefined {
  const foreign = constructs.foreign.find(({ method }) => method === 'configureHealthCheck');
  const before =
    foreign === undefined
      ? entryOf(props, 'healthCheck')
      : unknownEntry('healthCheck', `a health check is configured on ${handedOver}`, foreign.at);
  return constructs.calls('configureHealthCheck', address).reduce((last, { given }) => {
    const check = entryOf(given, 'props');
    return check === undefined
      ? last
      : { key: 'healthCheck', keyAt: check.keyAt, value: replacing(last?.value, check.value) };
  }, before);
}
/** By a file that does not make it, or a function that takes it. */
export const handedOver = 'a construct that is handed over';
export const unknownEntry = (key: string, text: string, at: Location): SettledEntry => ({
  key,
  keyAt: at,
  value: openScalar('dynamic', text, at),
});

/** What `setAttribute` was told, as a list of keys and values; first what files set of constructs that they do not make. */
export function attributesOf(constructs: Constructs, address: string, at: Location): SettledEntry | undefined {
  const foreign = constructs.foreign.flatMap((each): readonly Settled[] => {
    if (each.key === undefined || each.method !== 'setAttribute') return [];
    const value = unknownEntry('value', `${each.key} is set on ${handedOver}`, each.at);
    return [map([entry('key', knownScalar(each.key, each.at), each.at), value], each.at)];
  });
  const own = constructs.calls('setAttribute', address).map(({ given }): Settled => given);
  const set = [...foreign, ...own];
  return entry('attributes', set.length === 0 ? undefined : { is: 'list', items: set, at }, at);
}
export function itemsAt(map: SettledMap, key: string): readonly Settled[] {
  const value = entryOf(map, key)?.value;
  return value?.is === 'resource' ? [value] : itemsOf(value);
}
