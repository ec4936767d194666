// Reads calls of widely used registry modules as the resources they create.
import type { ModuleCall } from '../../model/infrastructure.js';
import type { Location } from '../../model/location.js';
import { addonModule } from './addon-modules.js';
import { cloudposseModule } from './cloudposse-modules.js';
import { googleModule } from './google-modules.js';
import {
  attribute,
  entry,
  type KnownModule,
  leftToModule,
  type ModuleContext,
  map,
  type Named,
  named,
  resource,
} from './module-context.js';
import {
  entryOf,
  fieldOf,
  isUnset,
  knownScalar,
  literalOf,
  optionsOf,
  type Settled,
  type SettledMap,
} from './settled.js';

const fromRegistry = /^(?:registry\.terraform\.io\/)?terraform-aws-modules\/([\w-]+)\/aws(?:\/\/([^?]*))?$/;
/** The repository behind it, at a tag or a commit. */
const fromGit =
  /^(?:git::)?(?:https:\/\/|ssh:\/\/git@|git@)?github\.com[/:]terraform-aws-modules\/terraform-aws-([\w-]+?)(?:\.git)?(?:\/\/([^?]*))?(?:\?.*)?$/;

/** Undefined for a module we know nothing about. */
export function knownModule(call: ModuleCall, prefix: string, values: Settled, scope: string): KnownModule | undefined {
  const source = fromRegistry.exec(call.source ?? '') ?? fromGit.exec(call.source ?? '');
  if (values.is !== 'map') return undefined;
  const context: ModuleContext = { call, prefix, values, scope };
  if (source === null) return cloudposseModule(context) ?? addonModule(context) ?? googleModule(context);
  const [, name, part] = source;
  if (name === 'alb' && part === undefined) return albModule(context);
  if (name === 'ecs' && part === 'modules/service') return ecsModule(context, [{ key: '', values }]);
  if (name !== 'ecs' || part !== undefined) return undefined;
  const services = entryOf(values, 'services')?.value;
  const calls =
    services?.is === 'map'
      ? services.entries.flatMap(({ key, value }) => (value.is === 'map' ? [{ key, values: value }] : []))
      : [];
  return ecsModule(context, calls);
}

/** Arguments of a target group that carry another name than the attribute they become. */
const renamed: Readonly<Record<string, string>> = { backend_protocol: 'protocol', backend_port: 'port' };

function albModule(context: ModuleContext): KnownModule {
  const { values } = context;
  const balancer = resource(context, 'aws_lb', 'this', values);
  const groups = named(entryOf(values, 'target_groups')?.value).map((each) => ({
    ...each,
    resource: resource(context, 'aws_lb_target_group', `this${each.index}`, {
      ...each.value,
      entries: each.value.entries.map((item) => ({
        ...item,
        key: Object.hasOwn(renamed, item.key) ? (renamed[item.key] ?? item.key) : item.key,
      })),
    }),
  }));
  const arnOf = (key: string | undefined, at: Location): Settled | undefined => {
    const group = groups.find((each) => each.key === key);
    return group === undefined ? undefined : attribute(group.resource.address, 'arn', at);
  };
  const written = ['listeners', 'http_tcp_listeners', 'https_listeners'].flatMap((name) =>
    optionsOf(entryOf(values, name)?.value),
  );
  const lists = written.flatMap(named);
  // Whoever makes one group here, and listeners that are not fully known, sends to it.
  const [only, another] = groups;
  const isOpen = written.some((each) => each.is !== 'map' && each.is !== 'list' && !isUnset(each));
  const isAlone = only !== undefined && another === undefined && isOpen && lists.every(forwardsNowhere);
  const listeners = [...lists, ...(isAlone ? [toGroup(only.key, values.at)] : [])].map(({ index, value }) => {
    const forwards = targetKeys(value).map((key) =>
      map([entry('target_group_arn', arnOf(key, value.at), value.at)], value.at),
    );
    return resource(
      context,
      'aws_lb_listener',
      `this${index}`,
      map(
        [
          ...value.entries,
          entry('load_balancer_arn', attribute(balancer.address, 'arn', value.at), value.at),
          entry('default_action', { is: 'list', items: forwards, at: value.at }, value.at),
        ],
        value.at,
      ),
    );
  });
  return {
    resources: [balancer, ...groups.map((each) => each.resource), ...listeners],
    output: (name, at) => {
      if (/^(?:lb_)?(?:arn|id|dns_name|zone_id|arn_suffix)$/.test(name))
        return attribute(balancer.address, name.replace(/^lb_/, ''), at);
      if (name === 'target_group_arns') {
        return { is: 'list', items: groups.map((each) => attribute(each.resource.address, 'arn', at)), at };
      }
      if (name !== 'target_groups') return undefined;
      const entries = groups.map((each) =>
        entry(
          each.key,
          map(
            [
              entry('arn', attribute(each.resource.address, 'arn', at), at),
              entry('id', attribute(each.resource.address, 'id', at), at),
            ],
            at,
          ),
          at,
        ),
      );
      return map(entries, at);
    },
  };
}

const forwardsNowhere = ({ value }: Named): boolean => targetKeys(value).length === 0;
function toGroup(key: string, at: Location): Named {
  return { key: 'open', index: '["open"]', value: map([entry('target_group_key', knownScalar(key, at), at)], at) };
}

/** Which target groups a listener and its rules forward to, by key (newer versions) or position (older ones). */
function targetKeys(listener: SettledMap): readonly string[] {
  const found: string[] = [];
  const look = (value: Settled | undefined): void => {
    for (const option of optionsOf(value)) {
      const key = literalOf(fieldOf(option, 'target_group_key')) ?? literalOf(fieldOf(option, 'target_group_index'));
      if (key !== undefined && key !== null) found.push(String(key));
    }
  };
  look(listener);
  const forward = fieldOf(listener, 'forward');
  look(forward);
  const weighted = [fieldOf(listener, 'weighted_forward', 'target_groups'), fieldOf(forward, 'target_groups')];
  for (const list of weighted) if (list?.is === 'list') list.items.forEach(look);
  for (const { value } of named(fieldOf(listener, 'rules'))) {
    for (const action of named(fieldOf(value, 'actions'))) {
      look(action.value);
      look(fieldOf(action.value, 'forward'));
      const groups =
        fieldOf(action.value, 'weighted_forward', 'target_groups') ?? fieldOf(action.value, 'target_groups');
      if (groups?.is === 'list') groups.items.forEach(look);
    }
  }
  return found;
}

function ecsModule(
  context: ModuleContext,
  services: readonly { readonly key: string; readonly values: SettledMap }[],
): KnownModule {
  const resources = services.flatMap(({ key, values }) => {
    const index = key === '' ? '' : `["${key}"]`;
    const inner: ModuleContext = {
      ...context,
      prefix: key === '' ? context.prefix : `${context.prefix}module.service${index}.`,
    };
    const definitions = entryOf(values, 'container_definitions')?.value;
    const containers =
      definitions?.is === 'map'
        ? definitions.entries.map(
            ({ key: name, keyAt, value }): Settled =>
              value.is === 'map'
                ? {
                    ...value,
                    entries: [
                      { key: 'name', keyAt, value: knownScalar(name, keyAt) },
                      ...leftToModule(context, value, ['stop_timeout', 'stopTimeout']),
                      ...value.entries,
                    ],
                  }
                : value,
          )
        : undefined;
    const at = values.at;
    const task = resource(
      inner,
      'aws_ecs_task_definition',
      'this',
      map(
        [
          ...values.entries,
          containers === undefined
            ? undefined
            : entry('container_definitions', { is: 'list', items: containers, at }, at),
        ],
        at,
      ),
    );
    const balancers = named(entryOf(values, 'load_balancer')?.value).map((each): Settled => each.value);
    const service = resource(
      inner,
      'aws_ecs_service',
      'this',
      map(
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
      ),
    );
    return [task, service];
  });
  return { resources, output: () => undefined };
}
