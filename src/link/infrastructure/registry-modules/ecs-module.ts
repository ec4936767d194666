// Calls of the registry modules for ECS: a task definition and a service for each.

import { entryOf, knownScalar, type Settled, type SettledEntry, type SettledMap, textOf } from '../values/settled.js';
import {
  attribute,
  entry,
  type KnownModule,
  leftToModule,
  type ModuleContext,
  map,
  named,
  resource,
} from './module-context.js';

/** One service of the module; without a key it is called for that one alone. */
interface ServiceCall {
  readonly key: string;
  readonly values: SettledMap;
}

export function ecsModule(context: ModuleContext): KnownModule {
  return moduleOf(context, [{ key: '', values: context.values }]);
}
/** A cluster with the services of its argument `services`. */
export function ecsClusterModule(context: ModuleContext): KnownModule {
  const services = entryOf(context.values, 'services')?.value;
  const calls =
    services?.is === 'map'
      ? services.entries.flatMap(({ key, value }) => (value.is === 'map' ? [{ key, values: value }] : []))
      : [];
  return moduleOf(context, calls);
}

function moduleOf(context: ModuleContext, calls: readonly ServiceCall[]): KnownModule {
  return { resources: calls.flatMap((call) => resourcesOf(context, call)), output: () => undefined };
}

function resourcesOf(context: ModuleContext, { key, values }: ServiceCall): KnownModule['resources'] {
  const { at } = values;
  const prefix = key === '' ? context.prefix : `${context.prefix}module.service["${key}"].`;
  const inner: ModuleContext = { ...context, prefix };
  const containers = containersOf(context, values);
  const definitions =
    containers === undefined ? undefined : entry('container_definitions', { is: 'list', items: containers, at }, at);
  const task = resource(inner, 'aws_ecs_task_definition', 'this', map([...values.entries, definitions], at));
  const balancers = named(entryOf(values, 'load_balancer')?.value).map((each): Settled => each.value);
  const attributes = map(
    [
      entry('name', key === '' ? undefined : knownScalar(key, at), at),
      ...leftToModule(context, values, ['desired_count']),
      ...leftToModule(context, values, ['deployment_minimum_healthy_percent']),
      ...leftToModule(context, values, ['deployment_maximum_percent']),
      ...values.entries,
      entry('load_balancer', { is: 'list', items: balancers, at }, at),
      entry('task_definition', attribute(task.address, 'arn', at), at),
    ],
    at,
  );
  const service = resource(inner, 'aws_ecs_service', 'this', attributes);
  return [task, service, ...scalingOf(inner, values, service.address)];
}

/** It scales its services unless it is told not to: https://github.com/terraform-aws-modules/terraform-aws-ecs/tree/master/modules/service */
function scalingOf(context: ModuleContext, values: SettledMap, service: string): KnownModule['resources'] {
  const { at } = values;
  if (textOf(entryOf(values, 'enable_autoscaling')?.value) === 'false') return [];
  const limit = (name: string, written: string): readonly (SettledEntry | undefined)[] => {
    const given = entryOf(values, written);
    if (given !== undefined) return [{ ...given, key: name }];
    return leftToModule(context, values, [written]).map((each) => ({ ...each, key: name }));
  };
  const target = map(
    [
      ...limit('min_capacity', 'autoscaling_min_capacity'),
      ...limit('max_capacity', 'autoscaling_max_capacity'),
      entry('resource_id', attribute(service, 'name', at), at),
    ],
    at,
  );
  return [resource(context, 'aws_appautoscaling_target', 'this', target)];
}

/** The module takes them by name, the task definition as a list. */
function containersOf(context: ModuleContext, values: SettledMap): readonly Settled[] | undefined {
  const definitions = entryOf(values, 'container_definitions')?.value;
  if (definitions?.is !== 'map') return undefined;
  return definitions.entries.map(({ key: name, keyAt, value }): Settled => {
    if (value.is !== 'map') return value;
    const left = leftToModule(context, value, ['stop_timeout', 'stopTimeout']);
    return { ...value, entries: [{ key: 'name', keyAt, value: knownScalar(name, keyAt) }, ...left, ...value.entries] };
  });
}
