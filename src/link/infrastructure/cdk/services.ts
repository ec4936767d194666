// Services and task definitions of a program.
import { factRows } from '../../../knowledge/lookup.js';
import { joinPath } from '../../../model/file-paths.js';
import { groupPairs } from '../../../model/group-by.js';
import type { Location } from '../../../model/location.js';
import { repositoryAttribute } from '../modules/image-repositories.js';
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
import { addressOf, type Construct, type Constructs, propsOf, renamed } from './constructs.js';
import { type Group, handedOver, itemsAt, type Member, patterns, unknownEntry } from './groups.js';
import { replacing } from './overrides.js';

export function serviceResources(constructs: Constructs, groups: readonly Group[]): readonly ResourceInstance[] {
  const registered: Registered = groupPairs(
    groups.flatMap(({ address: group, members }) =>
      members.map((member) => [member.service, { group, member }] as const),
    ),
  );
  const ofPatterns = constructs.of(...patterns).flatMap((each) => patternResources(constructs, each, registered));
  const tasks = constructs
    .of('FargateTaskDefinition', 'Ec2TaskDefinition', 'TaskDefinition')
    .map((each) => taskResource(constructs, each));
  const services = constructs.of('FargateService', 'Ec2Service').map((each) => {
    const task = addressOf(fieldOf(propsOf(each), 'taskDefinition'));
    return serviceResource(constructs, each.address, each, task, registered);
  });
  const made = [...ofPatterns, ...services];
  return [...made, ...tasks, ...scalingOf(constructs, made)];
}

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_ecs.FargateService.html#autoscaletaskcountprops */
function scalingOf(constructs: Constructs, services: readonly ResourceInstance[]): readonly ResourceInstance[] {
  return services.flatMap(({ address }) =>
    constructs.calls('autoScaleTaskCount', address).map((call) => {
      const { at } = call;
      const props = fieldOf(call.given, 'props');
      const text = 'the CDK has a least number of its own';
      const min = fieldOf(props, 'minCapacity') ?? openScalar('not-in-scan', text, at);
      return constructs.resource('aws_appautoscaling_target', `${address}.scaling`, call, [
        entry('min_capacity', min, at),
        entry('max_capacity', fieldOf(props, 'maxCapacity'), at),
        entry('resource_id', attribute(address, 'name', at), at),
      ]);
    }),
  );
}

/** By service, the groups that it registers in. */
type Registered = ReadonlyMap<string, readonly { readonly group: string; readonly member: Member }[]>;

/** Properties of a service under the names of the resource. */
const serviceNames = {
  serviceName: 'service_name',
  desiredCount: 'desired_count',
  minHealthyPercent: 'deployment_minimum_healthy_percent',
  maxHealthyPercent: 'deployment_maximum_percent',
  healthCheckGracePeriod: 'health_check_grace_period_seconds',
} as const;

function serviceResource(
  constructs: Constructs,
  address: string,
  owner: Construct,
  task: string | undefined,
  registered: Registered,
): ResourceInstance {
  const { at } = owner;
  const [first] = task === undefined ? [] : containersOf(constructs, task);
  const blocks = (registered.get(address) ?? []).map(({ group, member }) => registration(group, member, first, at));
  return constructs.resource(owner.type.endsWith('Ec2Service') ? 'Ec2Service' : 'FargateService', address, owner, [
    ...renamed(propsOf(owner), serviceNames),
    entry('desired_count', openCount(owner), at),
    entry('task_definition', task === undefined ? undefined : attribute(task, 'arn', at), at),
    entry('load_balancers', { is: 'list', items: blocks, at }, at),
  ]);
}
/** Of properties that are not in sight, one may be the number of tasks. */
function openCount(owner: Construct): Settled | undefined {
  const written = entryOf(owner.given, 'props')?.value;
  return written === undefined || written.is === 'map' ? undefined : notInSight(owner);
}
const notInSight = ({ at, id }: Construct): Settled =>
  openScalar('dynamic', `the properties of ${id} are worked out when the program runs`, at);

/** Where nothing else is said, the first container of the task and its first port are meant. */
function registration(group: string, member: Member, first: SettledMap | undefined, at: Location): Settled {
  const port = member.port ?? fieldOf(itemsOf(fieldOf(first, 'port_mappings'))[0], 'container_port');
  return map(
    [
      entry('target_group_arn', attribute(group, 'arn', at), at),
      entry('container_name', member.container ?? fieldOf(first, 'name'), at),
      entry('container_port', port, at),
    ],
    at,
  );
}

function taskResource(constructs: Constructs, owner: Construct): ResourceInstance {
  const { at, type, address } = owner;
  const containers: Settled = { is: 'list', items: containersOf(constructs, address), at };
  return constructs.resource('TaskDefinition', address, owner, [
    ...renamed(propsOf(owner), { family: 'family', memoryLimitMiB: 'memory' }),
    ...launchType(type, at),
    entry('container_definitions', containers, at),
  ]);
}
function launchType(type: string, at: Location): readonly (SettledEntry | undefined)[] {
  const types: Settled = { is: 'list', items: [knownScalar('FARGATE', at)], at };
  return /Fargate/.test(type) ? [entry('requires_compatibilities', types, at)] : [];
}

/** The containers of a task in the order in which they are added. */
function containersOf(constructs: Constructs, task: string): readonly SettledMap[] {
  const added = constructs.calls('addContainer', task);
  const own = constructs
    .of('ContainerDefinition')
    .filter((each) => addressOf(fieldOf(propsOf(each), 'taskDefinition')) === task);
  const written = [...added, ...own].map((each) => containerOf(constructs, each, propsOf(each), each.id));
  // A pattern makes its container before it hands its task out.
  const pattern = constructs.at(task.replace(/\.taskDefinition$/, ''));
  const isPattern = pattern !== undefined && patterns.includes(pattern.type);
  return isPattern ? [patternContainer(constructs, pattern), ...written] : written;
}

function containerOf(constructs: Constructs, owner: Construct, props: SettledMap, id: string): SettledMap {
  const { at } = owner;
  const mappings = [
    ...itemsAt(props, 'portMappings'),
    ...constructs.calls('addPortMappings', owner.address).flatMap(({ given }) => itemsAt(given, 'mappings')),
  ];
  const limits = constructs.at(addressOf(fieldOf(props, 'linuxParameters')));
  return map(
    [
      entry('name', fieldOf(props, 'containerName') ?? knownScalar(id, owner.nameAt), at),
      ...imageEntries(constructs, fieldOf(props, 'image'), at),
      ...commonEntries(constructs, owner, props),
      ...renamed(props, { stopTimeout: 'stop_timeout', memoryLimitMiB: 'memory' }),
      entry('port_mappings', { is: 'list', items: mappings.map(portMapping), at }, at),
      entry('linux_parameters', limits === undefined ? undefined : initOf(limits), at),
    ],
    at,
  );
}
const portMapping = (mapping: Settled): Settled =>
  mapping.is === 'map'
    ? {
        ...mapping,
        entries: renamed(mapping, { containerPort: 'container_port', hostPort: 'host_port', name: 'name' }),
      }
    : mapping;
const initOf = (limits: Construct): Settled =>
  map(renamed(propsOf(limits), { initProcessEnabled: 'init_process_enabled' }), limits.at);

/** What a container takes by the same names, whoever makes it. */
function commonEntries(
  constructs: Constructs,
  owner: Construct,
  props: SettledMap,
): readonly (SettledEntry | undefined)[] {
  const { at } = owner;
  const written = entryOf(props, 'environment')?.value;
  const own = written?.is === 'map' ? written.entries : [];
  const later = laterVariables(constructs, owner, own);
  const replaced = new Set(later.map(({ key }) => key));
  const listed = [...own.filter(({ key }) => !replaced.has(key)), ...later].map(variable);
  // Where some of them are not known, any may be set.
  const open: readonly Settled[] =
    written === undefined || (written.is === 'map' && written.open === undefined)
      ? []
      : [written.is === 'map' && written.open !== undefined ? { is: 'scalar', expression: written.open } : written];
  const secrets = entryOf(props, 'secrets')?.value;
  return [
    entry('environment', { is: 'list', items: [...listed, ...open], at }, at),
    entry('secrets', secrets?.is === 'map' ? { is: 'list', items: secrets.entries.map(secret), at } : secrets, at),
    ...renamed(props, { environmentFiles: 'environment_files' }),
    ...renamed(props, { command: 'command', entryPoint: 'entry_point', workingDirectory: 'working_directory' }),
  ];
}
/** `container.addEnvironment(…)`; each takes the place of one of the same name. */
function laterVariables(
  constructs: Constructs,
  { address }: Construct,
  own: readonly SettledEntry[],
): readonly SettledEntry[] {
  const set = constructs.calls('addEnvironment', address).flatMap(({ given, at }): SettledEntry[] => {
    const [key, value] = [textOf(fieldOf(given, 'name')), fieldOf(given, 'value')];
    return key === undefined || value === undefined ? [] : [{ key, keyAt: at, value }];
  });
  const byName = new Map<string, SettledEntry>();
  for (const each of set) {
    const before = byName.get(each.key) ?? own.find(({ key }) => key === each.key);
    byName.set(each.key, { ...each, value: replacing(before?.value, each.value) });
  }
  for (const { method, key, at } of constructs.foreign)
    if (method === 'addEnvironment' && key !== undefined)
      byName.set(key, unknownEntry(key, `${key} is set on ${handedOver}`, at));
  return [...byName.values()];
}
const variable = ({ key, keyAt, value }: SettledEntry): Settled =>
  map([entry('name', knownScalar(key, keyAt), keyAt), entry('value', value, keyAt)], keyAt);

/** Its value lies elsewhere; whoever takes it knows no more than its name. */
const secret = ({ key, keyAt }: SettledEntry): Settled => map([entry('name', knownScalar(key, keyAt), keyAt)], keyAt);

/** An image of a registry, or the folder that it is built from. */
export function imageEntries(
  constructs: Constructs,
  image: Settled | undefined,
  at: Location,
): readonly (SettledEntry | undefined)[] {
  const made = fieldOf(image, 'made');
  const owner = constructs.at(addressOf(made));
  const repository = textOf(fieldOf(made, 'repositoryName') ?? fieldOf(owner?.given, 'props', 'repositoryName'));
  if (repository !== undefined)
    return [entry('image', repositoryAttribute(knownScalar(repository, at), 'RepositoryUri', at), at)];
  const asset = owner?.type === 'DockerImageAsset' ? fieldOf(owner.given, 'props') : (made ?? image);
  const folder = textOf(fieldOf(asset, 'folder'));
  if (folder === undefined) {
    const isNamed = image !== undefined && image.is !== 'map';
    return [entry('image', isNamed ? image : openScalar('dynamic', 'the image is made when the program runs', at), at)];
  }
  const context = textOf(fieldOf(asset, 'from')) === 'scan' ? folder : joinPath(constructs.folder, folder);
  return [
    entry(
      'build',
      map(
        [
          entry('context', knownScalar(context, at), at),
          entry('by', knownScalar('the CDK', at), at),
          entry('dockerfile', fieldOf(asset, 'options', 'file'), at),
          entry('target', fieldOf(asset, 'options', 'target'), at),
        ],
        at,
      ),
      at,
    ),
  ];
}

// ---------------------------------------------------------------- patterns

function defaultPort(at: Location): Settled | undefined {
  const port = factRows('ecs', 'pattern-port')[0]?.value;
  return typeof port === 'number' ? knownScalar(port, at) : undefined;
}

function patternResources(
  constructs: Constructs,
  owner: Construct,
  registered: Registered,
): readonly ResourceInstance[] {
  const { address, at, type } = owner;
  const props = propsOf(owner);
  const given = addressOf(fieldOf(props, 'taskDefinition'));
  const task = given ?? `${address}.taskDefinition`;
  const service = serviceResource(constructs, `${address}.service`, owner, task, registered);
  // Who describes the image has it make the task, whatever else is spread into the properties.
  const isDescribed = fieldOf(props, 'taskImageOptions')?.is === 'map';
  if (!isDescribed && entryOf(props, 'taskDefinition') !== undefined) return [service];
  const containers: Settled = { is: 'list', items: containersOf(constructs, task), at };
  return [
    service,
    constructs.resource('TaskDefinition', task, owner, [
      ...renamed(props, { memoryLimitMiB: 'memory' }),
      ...launchType(type, at),
      entry('container_definitions', containers, at),
    ]),
  ];
}
/** The one that `taskImageOptions` describes. */
function patternContainer(constructs: Constructs, owner: Construct): SettledMap {
  const { at } = owner;
  const options = fieldOf(propsOf(owner), 'taskImageOptions');
  const written: SettledMap = options?.is === 'map' ? options : map([], at);
  const port = entryOf(written, 'containerPort');
  const mapping = map([entry('container_port', port?.value ?? defaultPort(at), port?.keyAt ?? at)], at);
  return map(
    [
      entry('name', fieldOf(written, 'containerName') ?? knownScalar('web', at), at),
      ...imageEntries(constructs, fieldOf(written, 'image'), at),
      ...commonEntries(constructs, owner, written),
      entry('port_mappings', { is: 'list', items: [mapping], at }, at),
    ],
    at,
  );
}
