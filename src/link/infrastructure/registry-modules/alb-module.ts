// A call of the registry module `alb`: a balancer, its target groups, and listeners that send to them.
import type { Location } from '../../../model/location.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import {
  entryOf,
  fieldOf,
  isUnset,
  knownScalar,
  literalOf,
  optionsOf,
  type Settled,
  type SettledMap,
} from '../values/settled.js';
import {
  attribute,
  entry,
  type KnownModule,
  type ModuleContext,
  map,
  type Named,
  named,
  resource,
} from './module-context.js';

interface TargetGroup {
  readonly key: string;
  readonly resource: ResourceInstance;
}

export function albModule(context: ModuleContext): KnownModule {
  const balancer = resource(context, 'aws_lb', 'this', context.values);
  const groups = targetGroups(context);
  const listeners = listenersOf(context, groups).map(({ index, value }) => {
    const forwards = targetKeys(value).map((key) =>
      map([entry('target_group_arn', arnOf(groups, key, value.at), value.at)], value.at),
    );
    const own = [
      entry('load_balancer_arn', attribute(balancer.address, 'arn', value.at), value.at),
      entry('default_action', { is: 'list', items: forwards, at: value.at }, value.at),
    ];
    return resource(context, 'aws_lb_listener', `this${index}`, map([...value.entries, ...own], value.at));
  });
  return {
    resources: [balancer, ...groups.map((each) => each.resource), ...listeners],
    output: (name, at) =>
      /^(?:lb_)?(?:arn|id|dns_name|zone_id|arn_suffix)$/.test(name)
        ? attribute(balancer.address, name.replace(/^lb_/, ''), at)
        : outputOfGroups(groups, name, at),
  };
}

/** Arguments of a target group that carry another name than the attribute they become. */
const renamed: Readonly<Record<string, string>> = { backend_protocol: 'protocol', backend_port: 'port' };

function targetGroups(context: ModuleContext): readonly TargetGroup[] {
  return named(entryOf(context.values, 'target_groups')?.value).map(({ key, index, value }) => {
    const entries = value.entries.map((item) => ({
      ...item,
      key: Object.hasOwn(renamed, item.key) ? (renamed[item.key] ?? item.key) : item.key,
    }));
    return { key, resource: resource(context, 'aws_lb_target_group', `this${index}`, { ...value, entries }) };
  });
}
function arnOf(groups: readonly TargetGroup[], key: string, at: Location): Settled | undefined {
  const group = groups.find((each) => each.key === key);
  return group === undefined ? undefined : attribute(group.resource.address, 'arn', at);
}
function outputOfGroups(groups: readonly TargetGroup[], name: string, at: Location): Settled | undefined {
  if (name === 'target_group_arns')
    return { is: 'list', items: groups.map((each) => attribute(each.resource.address, 'arn', at)), at };
  if (name !== 'target_groups') return undefined;
  const entries = groups.map(({ key, resource: { address } }) =>
    entry(
      key,
      map([entry('arn', attribute(address, 'arn', at), at), entry('id', attribute(address, 'id', at), at)], at),
      at,
    ),
  );
  return map(entries, at);
}

function listenersOf({ values }: ModuleContext, groups: readonly TargetGroup[]): readonly Named[] {
  const written = ['listeners', 'http_tcp_listeners', 'https_listeners'].flatMap((name) =>
    optionsOf(entryOf(values, name)?.value),
  );
  const lists = written.flatMap(named);
  // Whoever makes one group here, and listeners that are not fully known, sends to it.
  const [only, another] = groups;
  const isOpen = written.some((each) => each.is !== 'map' && each.is !== 'list' && !isUnset(each));
  const isAlone = only !== undefined && another === undefined && isOpen && lists.every(forwardsNowhere);
  return isAlone ? [...lists, toGroup(only.key, values.at)] : lists;
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
