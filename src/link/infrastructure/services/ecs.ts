// ECS services and tasks among the resources, as the workloads they are.
import type { ContainerFact, EnvFact, Text, WorkloadFact } from '../../../model/facts.js';
import { baseNameOf, joinPath } from '../../../model/file-paths.js';
import type { InfrastructureFact } from '../../../model/infrastructure.js';
import type { Location } from '../../../model/location.js';
import { podless } from '../../../model/podless.js';
import type { Network } from '../resources/network.js';
import { asText } from '../resources/object-fields.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { field, fieldsOf, isService } from '../resources/resource-links.js';
import { configuredName } from '../resources/resource-names.js';
import { decoded } from '../values/functions.js';
import { plainScope, settle } from '../values/settle-value.js';
import {
  expressionOf,
  imageOf,
  isUnset,
  itemsOf,
  literalOf,
  numberOf,
  optionsOf,
  placeOfSettled,
  type Settled,
  textOf,
} from '../values/settled.js';

const taskType = /^(?:aws_ecs_task_definition|(?:AWS::ECS::)?TaskDefinition)$/;

export const isTask = ({ type }: ResourceInstance): boolean => taskType.test(type);

export function ecsFacts(network: Network): WorkloadFact[] {
  const { resources, names } = network;
  const used = new Set<ResourceInstance>();
  const all = resources.filter(isTask);
  /** By reference, or by the family with or without a revision. */
  const tasksOf = (service: ResourceInstance, value: Settled | undefined): readonly ResourceInstance[] => {
    const referred = names.all(service.scope, value).map((each) => each.resource);
    const family = textOf(value)?.replace(/:\d+$/, '');
    const found = referred.filter(isTask);
    return found.length > 0 || family === undefined
      ? found
      : all.filter((each) => each.scope === service.scope && textOf(field(fieldsOf(each), 'family')) === family);
  };
  const services = resources.filter(isService).map((service) => {
    const fields = fieldsOf(service);
    const value = field(fields, 'task_definition');
    const tasks = value === undefined ? onlyTaskOf(service, all, resources) : tasksOf(service, value);
    for (const task of tasks) used.add(task);
    const discovered = discoveredNames(service, fields, names);
    return serviceFact(service, tasks[0], targetGroups(service, fields, names), {
      ...(startsByItself(network, fields) ? ({ startedBy: 'cloudformation' } as const) : {}),
      ...(discovered.length === 0 ? {} : { discovered }),
    });
  });
  const tasks = all.filter((each) => !used.has(each));
  return [...services, ...tasks.map(taskFact)];
}

/** CodeDeploy names the task of a service that names none: the only one beside it, whose container the balancer asks for. */
function onlyTaskOf(
  service: ResourceInstance,
  all: readonly ResourceInstance[],
  resources: readonly ResourceInstance[],
): readonly ResourceInstance[] {
  const [only, another] = all.filter((each) => each.scope === service.scope);
  if (only === undefined || another !== undefined) return [];
  const fields = fieldsOf(service);
  const wanted = itemsOf(field(fields, 'load_balancer') ?? field(fields, 'load_balancers')).map((block) =>
    textOf(field(block, 'container_name')),
  );
  const names = containersIn(only).map((each) => textOf(field(each, 'name')));
  const isKnown = wanted.length > 0 && !wanted.includes(undefined) && !names.includes(undefined);
  if (isKnown) return wanted.every((each) => names.includes(each)) ? [only] : [];
  // Where nothing compares the two, another service might have it just as well.
  const others = resources.filter((each) => isService(each) && each.scope === service.scope && each !== service);
  return others.length === 0 ? [only] : [];
}

type TargetGroups = NonNullable<WorkloadFact['targetGroups']>;

function targetGroups(service: ResourceInstance, fields: Settled, names: Network['names']): TargetGroups {
  const blocks = itemsOf(field(fields, 'load_balancer') ?? field(fields, 'load_balancers'));
  return blocks.flatMap((block): TargetGroups => {
    const container = textOf(field(block, 'container_name'));
    const port = expressionOf(field(block, 'container_port'));
    const group = field(block, 'target_group_arn');
    const balancer = field(block, 'elb_name') ?? field(block, 'load_balancer_name');
    const targets = [...names.all(service.scope, group), ...names.all(service.scope, balancer)];
    // Made elsewhere, it sends requests all the same.
    const elsewhere =
      targets.length > 0 ? [] : [group, balancer].filter((each) => each?.is === 'scalar' && !isUnset(each));
    return [
      ...targets.map(({ resource, at }) => ({ ref: resource.address, at })),
      ...elsewhere.flatMap((each) => (each === undefined ? [] : [{ at: placeOfSettled(each) }])),
    ].map((each) => ({
      ...each,
      ...(container === undefined ? {} : { container }),
      ...(port === undefined ? {} : { port }),
    }));
  });
}

/** `shop.internal`: the service of Cloud Map in which its tasks are entered, below the namespace of that. */
function discoveredNames(service: ResourceInstance, fields: Settled, names: Network['names']): readonly string[] {
  const registries = itemsOf(field(fields, 'service_registries'));
  const found = registries.flatMap((each) => names.all(service.scope, field(each, 'registry_arn')));
  return found.flatMap(({ resource }) => {
    if (!/^(?:aws_service_discovery_service|AWS::ServiceDiscovery::Service)$/.test(resource.type)) return [];
    const entry = fieldsOf(resource);
    const namespace = field(entry, 'namespace_id') ?? field(entry, 'dns_config', 'namespace_id');
    const name = textOf(field(entry, 'name'));
    return names.all(resource.scope, namespace).flatMap((each) => {
      const above = textOf(field(fieldsOf(each.resource), 'name'));
      const isNamespace = /(?:dns_namespace|DnsNamespace)$/.test(each.resource.type);
      return isNamespace && name !== undefined && above !== undefined ? [`${name}.${above}`.toLowerCase()] : [];
    });
  });
}

/** A DAEMON has as many tasks as there are machines. */
function startsByItself({ language }: Network, fields: Settled): boolean {
  const strategy = field(fields, 'scheduling_strategy');
  const isReplica = strategy === undefined || textOf(strategy) === 'REPLICA';
  // The CDK leaves the number to its template.
  return (
    (language === 'cloudformation' || language === 'cdk') && isReplica && field(fields, 'desired_count') === undefined
  );
}

function serviceFact(
  service: ResourceInstance,
  task: ResourceInstance | undefined,
  groups: TargetGroups,
  traits: Pick<NonNullable<WorkloadFact['ecs']>, 'startedBy' | 'discovered'>,
): WorkloadFact {
  const fields = fieldsOf(service);
  const deployment = field(fields, 'deployment_configuration');
  const family = textOf(field(fields, 'task_definition'))?.replace(/:\d+$/, '');
  const replicas = expressionOf(field(fields, 'desired_count'));
  const minimum = expressionOf(
    field(fields, 'deployment_minimum_healthy_percent') ?? field(deployment, 'minimum_healthy_percent'),
  );
  const maximum = expressionOf(field(fields, 'deployment_maximum_percent') ?? field(deployment, 'maximum_percent'));
  const grace = expressionOf(field(fields, 'health_check_grace_period_seconds'));
  const name = textOf(field(fields, 'name')) ?? textOf(field(fields, 'service_name'));
  return {
    ...base(service, name),
    workloadKind: 'EcsService',
    complete: task !== undefined,
    containers: task === undefined ? [] : containersOf(task),
    targetGroups: groups,
    ecs: {
      ...(family === undefined ? {} : { family }),
      ...(minimum === undefined ? {} : { minimumHealthyPercent: minimum }),
      ...(maximum === undefined ? {} : { maximumPercent: maximum }),
      ...(grace === undefined ? {} : { healthCheckGrace: grace }),
      ...traits,
    },
    podSpecAt: task?.at ?? service.at,
    ...(replicas === undefined ? {} : { replicas }),
  };
}
/** A task definition that lies in the repository by itself, as deployment actions take it. */
export function standaloneTask(fact: InfrastructureFact): WorkloadFact[] {
  if (fact.template === undefined) return [];
  const values = settle(fact.template, plainScope(templateSteps));
  const containers = values.is === 'map' ? field(values, 'container_definitions') : undefined;
  if (values.is !== 'map' || containers === undefined) return [];
  const file = fact.at.file;
  const name = baseNameOf(file).replace(/\..*/s, '');
  const { at } = fact;
  return [
    taskFact({ address: file, type: 'aws_ecs_task_definition', name, values, at, nameAt: at, scope: `ecs:${file}` }),
  ];
}
const templateSteps = 20_000;

function taskFact(task: ResourceInstance): WorkloadFact {
  const family = textOf(field(fieldsOf(task), 'family'));
  return {
    ...base(task, family),
    workloadKind: 'EcsTask',
    complete: true,
    containers: containersOf(task),
    podSpecAt: task.at,
  };
}
function base(resource: ResourceInstance, name: string | undefined) {
  return {
    ...podless,
    kind: 'workload',
    platform: 'ecs',
    name: name ?? configuredName(resource),
    address: `${resource.scope} ${resource.address}`,
    at: resource.at,
    nameAt: resource.nameAt,
    scope: resource.scope,
  } as const;
}

/** A list, JSON of one, or a string that holds JSON. */
export function containersIn(task: ResourceInstance): readonly Settled[] {
  return listedIn(task).flatMap((item) => decodedMap(item) ?? []);
}
function listedIn(task: ResourceInstance): readonly Settled[] {
  const written = field(fieldsOf(task), 'container_definitions');
  const lists = optionsOf(written).flatMap((option) => decoded(option) ?? option);
  return lists.flatMap((list) => itemsOf(list));
}
function containersOf(task: ResourceInstance): ContainerFact[] {
  const fields = fieldsOf(task);
  const seen = new Set<string>();
  const items = containersIn(task);
  // A task's memory bounds its containers together: it says something about one only when it is alone.
  const memory = listedIn(task).length === 1 ? numberOf(field(fields, 'memory')) : undefined;
  return items.flatMap((item) => {
    const container = containerFact(item, configuredName(task), memory, memoryAt(fields));
    if (seen.has(container.name)) return [];
    seen.add(container.name);
    return [container];
  });
}
function decodedMap(item: Settled): Settled | undefined {
  const value = item.is === 'map' ? item : decoded(item);
  return value?.is === 'map' ? value : undefined;
}
function memoryAt(fields: Settled): Location | undefined {
  const memory = field(fields, 'memory');
  return memory === undefined ? undefined : placeOfSettled(memory);
}

function containerFact(
  value: Settled,
  fallback: string,
  taskMemory: number | undefined,
  taskMemoryAt: Location | undefined,
): ContainerFact {
  const at = placeOfSettled(value);
  const image = imageOf(field(value, 'image'));
  const build = buildOf(field(value, 'build'));
  const stopTimeout = expressionOf(field(value, 'stop_timeout'));
  const init = literalOf(field(value, 'linux_parameters', 'init_process_enabled'));
  const own = field(value, 'memory');
  const memory = numberOf(own) ?? taskMemory;
  const memoryPlace = numberOf(own) === undefined ? taskMemoryAt : placeOfSettled(own ?? value);
  const entry = wordsOf(field(value, 'entry_point'));
  const command = wordsOf(field(value, 'command'));
  const workingDir = field(value, 'working_directory');
  const workingText = textOf(workingDir);
  const environment = field(value, 'environment');
  const secrets = field(value, 'secrets');
  const files = field(value, 'environment_files');
  // A list of secrets that nobody sees names no timeouts: those stand in `environment`, or in a file.
  const open = openPart(environment) ?? openPart(files);
  return {
    name: textOf(field(value, 'name')) ?? fallback,
    at,
    env: [...itemsOf(environment).flatMap(envFact), ...itemsOf(secrets).flatMap(secretFact)],
    envFrom: itemsOf(files).flatMap(fileFact),
    ports: itemsOf(field(value, 'port_mappings')).flatMap(portFact),
    sidecar: false,
    ...(open === undefined ? {} : { envOpen: open }),
    ...(image === undefined ? {} : { image }),
    ...(build === undefined ? {} : { build }),
    ...(entry === undefined ? {} : { command: { form: 'exec' as const, ...entry } }),
    ...(command === undefined ? {} : { args: { form: 'exec' as const, ...command } }),
    ...(workingText === undefined
      ? {}
      : { workingDir: { text: workingText, at: placeOfSettled(workingDir ?? value) } }),
    ...(stopTimeout === undefined ? {} : { stopTimeout }),
    ...(typeof init === 'boolean' ? { init } : {}),
    ...(memory === undefined || memoryPlace === undefined
      ? {}
      : { memoryLimit: { text: `${memory}Mi`, at: memoryPlace } }),
  };
}

/** Where the tool that makes the service builds the image as well. */
function buildOf(value: Settled | undefined): ContainerFact['build'] {
  const context = textOf(field(value, 'context'));
  if (value === undefined || context === undefined) return undefined;
  const file = textOf(field(value, 'dockerfile'));
  const target = textOf(field(value, 'target'));
  return {
    context,
    by: textOf(field(value, 'by')) ?? 'the program that makes the service',
    at: placeOfSettled(value),
    ...(file === undefined ? {} : { dockerfile: joinPath(context, file) }),
    ...(target === undefined ? {} : { target }),
  };
}

function wordsOf(value: Settled | undefined): { readonly words: readonly string[]; readonly at: Location } | undefined {
  const items = itemsOf(value);
  const words = items.map((item) => textOf(item));
  const known = words.flatMap((word) => word ?? []);
  if (value === undefined || items.length === 0 || known.length < words.length) return undefined;
  return { words: known, at: placeOfSettled(value) };
}

/** Where more variables may come from than those that are listed. */
function openPart(environment: Settled | undefined): Text | undefined {
  if (environment === undefined) return undefined;
  if (environment.is === 'json') return openPart(environment.value);
  const items = environment.is === 'list' ? environment.items : [environment];
  // Of what a condition decides, the names are in sight.
  const parts = items.flatMap((item) =>
    item.is === 'either' ? optionsOf(item).flatMap((each) => openPart(each) ?? []) : [],
  );
  const open = items.find((item) => item.is === 'scalar' && item.value === undefined);
  if (open?.is !== 'scalar') return parts[0];
  const text = open.expression.kind === 'unknown' ? open.expression.text : 'a variable decides about some of them';
  return { text, at: placeOfSettled(open) };
}

function envFact(item: Settled): EnvFact[] {
  const name = textOf(field(item, 'name'));
  if (name === undefined) return [];
  const value = expressionOf(field(item, 'value'));
  return [{ name, at: placeOfSettled(item), ...(value === undefined ? {} : { value: asText(value) }) }];
}
/** The container is given what a parameter or a secret of the account holds. */
function secretFact(item: Settled): EnvFact[] {
  const name = textOf(field(item, 'name'));
  if (name === undefined) return [];
  const source = textOf(field(item, 'value_from')) ?? '';
  return [{ name, at: placeOfSettled(item), from: { kind: 'secret', name: source, key: '' } }];
}
/** An object of S3. */
function fileFact(item: Settled): ContainerFact['envFrom'] {
  const value = field(item, 'value');
  if (value === undefined) return [];
  return [{ from: 'file', name: textOf(value) ?? 'in its bucket', at: placeOfSettled(item) }];
}
function portFact(item: Settled): ContainerFact['ports'] {
  const port = numberOf(field(item, 'container_port'));
  if (port === undefined) return [];
  const hostPort = numberOf(field(item, 'host_port'));
  const protocol = textOf(field(item, 'protocol'));
  const name = textOf(field(item, 'name'));
  return [
    {
      port,
      at: placeOfSettled(item),
      ...(hostPort === undefined ? {} : { hostPort }),
      ...(protocol === undefined ? {} : { protocol }),
      ...(name === undefined ? {} : { name }),
    },
  ];
}
