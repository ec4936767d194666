// Reads calls of Cloud Posse's modules for balancers, container definitions and services on ECS.
// https://github.com/cloudposse/terraform-aws-alb, …-ecs-container-definition and …-ecs-alb-service-task (variables.tf, outputs.tf)

import { entryOf, type Settled, type SettledEntry, type SettledMap } from '../values/settled.js';
import {
  attribute,
  entry,
  type KnownModule,
  leftToModule,
  type ModuleContext,
  map,
  resource,
} from './module-context.js';

export function cloudposseModule(context: ModuleContext): KnownModule | undefined {
  const source = context.call.source ?? '';
  const name =
    /^(?:registry\.terraform\.io\/)?cloudposse\/([\w-]+)\/aws$/.exec(source)?.[1] ??
    /github\.com\/cloudposse\/terraform-aws-([\w-]+?)(?:\.git)?(?:\?|$)/.exec(source)?.[1];
  switch (name) {
    case 'alb':
      return balancer(context);
    case 'ecs-container-definition':
      return containerDefinition(context);
    case 'ecs-alb-service-task':
      return serviceTask(context);
    default:
      return undefined;
  }
}

const healthCheck: Readonly<Record<string, string>> = {
  health_check_path: 'path',
  health_check_port: 'port',
  health_check_timeout: 'timeout',
  health_check_healthy_threshold: 'healthy_threshold',
  health_check_unhealthy_threshold: 'unhealthy_threshold',
  health_check_interval: 'interval',
  health_check_matcher: 'matcher',
};

/** The argument under the name of the attribute, or the word that the module decides. */
function argument(context: ModuleContext, name: string, attributeName: string): readonly SettledEntry[] {
  const written = entryOf(context.values, name);
  const given = written === undefined ? leftToModule(context, context.values, [name]) : [written];
  return given.map((each) => ({ ...each, key: attributeName }));
}

function balancer(context: ModuleContext): KnownModule {
  const { values } = context;
  const { at } = values;
  const lb = resource(context, 'aws_lb', 'default', values);
  const checks = Object.entries(healthCheck).flatMap(([from, to]) => argument(context, from, to));
  const group = resource(
    context,
    'aws_lb_target_group',
    'default',
    map(
      [
        entry('protocol', entryOf(values, 'target_group_protocol')?.value ?? text('HTTP', at), at),
        entry('target_type', entryOf(values, 'target_group_target_type')?.value ?? text('ip', at), at),
        ...argument(context, 'target_group_port', 'port'),
        ...argument(context, 'deregistration_delay', 'deregistration_delay'),
        entry('health_check', { is: 'list', items: [map(checks, at)], at }, at),
      ],
      at,
    ),
  );
  const forward = map([entry('target_group_arn', attribute(group.address, 'arn', at), at)], at);
  const listener = (name: string) =>
    resource(
      context,
      'aws_lb_listener',
      name,
      map(
        [
          entry('load_balancer_arn', attribute(lb.address, 'arn', at), at),
          entry('default_action', { is: 'list', items: [forward], at }, at),
        ],
        at,
      ),
    );
  const listeners = [listener('http'), listener('https')];
  return {
    resources: [lb, group, ...listeners],
    output(name, place) {
      if (/^alb_(?:arn|dns_name|zone_id)$/.test(name)) return attribute(lb.address, name.replace('alb_', ''), place);
      if (name === 'default_target_group_arn') return attribute(group.address, 'arn', place);
      const one = /^(https?)_listener_arn$/.exec(name)?.[1];
      if (one !== undefined) return attribute(`${context.prefix}aws_lb_listener.${one}`, 'arn', place);
      const all = listeners.map((each) => attribute(each.address, 'arn', place));
      return name === 'listener_arns' ? { is: 'list', items: all, at: place } : undefined;
    },
  };
}
function text(value: string, at: SettledMap['at']): Settled {
  return { is: 'scalar', expression: { kind: 'literal', value, at }, value };
}

/** Arguments that carry another name than the field of the definition they become. */
const definition: Readonly<Record<string, string>> = {
  container_name: 'name',
  container_image: 'image',
  container_memory: 'memory',
  container_cpu: 'cpu',
};

function containerDefinition({ values }: ModuleContext): KnownModule {
  const { at } = values;
  const variables = entryOf(values, 'map_environment')?.value;
  const pairs =
    variables?.is === 'map'
      ? variables.entries.map((each) =>
          map([entry('name', text(each.key, each.keyAt), at), { ...each, key: 'value' }], at),
        )
      : undefined;
  const container = map(
    [
      ...values.entries.map((each) => ({
        ...each,
        key: Object.hasOwn(definition, each.key) ? (definition[each.key] ?? each.key) : each.key,
      })),
      pairs === undefined ? undefined : entry('environment', { is: 'list', items: pairs, at }, at),
    ],
    at,
  );
  return {
    resources: [],
    output: (name, place) =>
      /list$|^json$/.test(name)
        ? { is: 'json', value: { is: 'list', items: [container], at: place }, at: place }
        : /json_map/.test(name)
          ? { is: 'json', value: container, at: place }
          : undefined,
  };
}

function serviceTask(context: ModuleContext): KnownModule {
  const { values } = context;
  const { at } = values;
  const task = resource(
    context,
    'aws_ecs_task_definition',
    'default',
    map(
      [
        ...argument(context, 'container_definition_json', 'container_definitions'),
        ...argument(context, 'task_memory', 'memory'),
      ],
      at,
    ),
  );
  const service = resource(
    context,
    'aws_ecs_service',
    'default',
    map(
      [
        ...['desired_count', 'deployment_minimum_healthy_percent', 'deployment_maximum_percent'].flatMap((name) =>
          argument(context, name, name),
        ),
        entry('name', entryOf(values, 'name')?.value, at),
        entry('health_check_grace_period_seconds', entryOf(values, 'health_check_grace_period_seconds')?.value, at),
        entry('load_balancer', entryOf(values, 'ecs_load_balancers')?.value, at),
        entry('task_definition', attribute(task.address, 'arn', at), at),
      ],
      at,
    ),
  );
  return { resources: [task, service], output: () => undefined };
}
