// Patterns with several load balancers, listeners and target groups, as the constructs that they make.
import { entry, map } from '../registry-modules/module-context.js';
import { entryOf, fieldOf, itemsOf, type Settled, type SettledMap, textOf } from '../values/settled.js';
import { type Construct, propsOf } from './constructs.js';
import { itemsAt } from './groups.js';

const several = /^(Application|Network)MultipleTargetGroups(Fargate|Ec2)Service$/;

/**
 * A pattern as its parts, under the names by which a program asks for them: `service.taskDefinition`, `service.listener` for the first.
 * Source: https://github.com/aws/aws-cdk/blob/05f3920f/packages/aws-cdk-lib/aws-ecs-patterns/lib/base/application-multiple-target-groups-service-base.ts
 */
export function withParts(construct: Construct): readonly Construct[] {
  const [, layer, launch] = several.exec(construct.type) ?? [];
  if (layer === undefined || launch === undefined) return [construct];
  const made = madeTask(construct, launch);
  const balancers = balancersOf(construct, layer);
  return [...made, service(construct, launch), ...balancers, ...targetsOf(construct, balancers)];
}

function madeTask(pattern: Construct, launch: string): readonly Construct[] {
  const props = propsOf(pattern);
  const image = fieldOf(props, 'taskImageOptions');
  if (entryOf(props, 'taskDefinition') !== undefined || image?.is !== 'map') return [];
  const { at } = pattern;
  const ports = itemsAt(image, 'containerPorts');
  const others = itemsAt(props, 'targetGroups').flatMap((each) => fieldOf(each, 'containerPort') ?? []);
  const mapped = [...ports, ...others].map((port) => map([entry('containerPort', port, at)], at));
  const task = part(pattern, 'taskDefinition', `${launch}TaskDefinition`, [entryOf(props, 'memoryLimitMiB')]);
  const container = part(
    { ...pattern, id: textOf(fieldOf(image, 'containerName')) ?? 'web' },
    'taskDefinition/container',
    'addContainer',
    [...image.entries, entry('portMappings', { is: 'list', items: mapped, at }, at)],
  );
  return [task, { ...container, on: task.address }];
}
function service(pattern: Construct, launch: string): Construct {
  const { at, address } = pattern;
  const entries = propsOf(pattern).entries.filter(({ key }) => key !== 'taskDefinition');
  const task = fieldOf(propsOf(pattern), 'taskDefinition') ?? reference(`${address}.taskDefinition`, pattern);
  return part(pattern, 'service', `${launch}Service`, [...entries, entry('taskDefinition', task, at)]);
}

/** Each balancer with its listeners behind it. */
function balancersOf(pattern: Construct, layer: string): readonly Construct[] {
  const written = blocksOf(propsOf(pattern), 'loadBalancers');
  let listeners = 0;
  return written.flatMap((each, index): readonly Construct[] => {
    const place = each?.at ?? pattern.at;
    const id = (written.length > 1 ? textOf(fieldOf(each, 'name')) : undefined) ?? pattern.id;
    const owner = { ...pattern, id, at: place, nameAt: each === undefined ? pattern.nameAt : place };
    const balancer = part(owner, index === 0 ? 'loadBalancer' : `loadBalancers/${index}`, `${layer}LoadBalancer`, [
      entryOf(each, 'idleTimeout'),
    ]);
    return [
      balancer,
      ...blocksOf(each, 'listeners').map((listener): Construct => {
        const name = listeners++ === 0 ? 'listener' : `listeners/${listeners}`;
        const id = textOf(fieldOf(listener, 'name')) ?? 'PublicListener';
        return { ...part({ ...pattern, id }, name, 'addListener', listener?.entries ?? []), on: balancer.address };
      }),
    ];
  });
}
/** Target groups name their listener; those that do not belong to the first. */
function targetsOf(pattern: Construct, balancers: readonly Construct[]): readonly Construct[] {
  const { at, address } = pattern;
  const listeners = balancers.filter(({ type }) => type === 'addListener');
  return blocksOf(propsOf(pattern), 'targetGroups').flatMap((each, index): readonly Construct[] => {
    const name = textOf(fieldOf(each, 'listener'));
    const listener = name === undefined ? listeners[0] : listeners.find(({ id }) => id === name);
    if (listener === undefined) return [];
    const options = map([entryOf(each, 'containerPort')], at);
    const target = map(
      [entry('service', reference(`${address}.service`, pattern), at), entry('options', options, at)],
      at,
    );
    const group = part(pattern, index === 0 ? 'targetGroup' : `targetGroups/${index}`, 'addTargets', [
      entryOf(each, 'priority'),
      entry('targets', { is: 'list', items: [target], at }, at),
    ]);
    return [{ ...group, on: listener.address }];
  });
}

/** Undefined for the one that is made where none is written; nothing where nobody knows what is. */
function blocksOf(props: Settled | undefined, key: string): readonly (SettledMap | undefined)[] {
  const value = entryOf(props, key)?.value;
  return value === undefined ? [undefined] : itemsOf(value).filter((each) => each.is === 'map');
}
function part(
  { address, id, at, nameAt }: Construct,
  name: string,
  type: string,
  props: Parameters<typeof map>[0],
): Construct {
  return { type, id, address: `${address}.${name}`, at, nameAt, given: map([entry('props', map(props, at), at)], at) };
}
const reference = (address: string, { at }: Construct): Settled => ({ is: 'resource', address, attribute: '', at });
