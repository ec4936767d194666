// Machines among the resources, and which of them a load balancer sends to: one by one, or as a fleet that starts them from a template.
import { isMachine } from '../../../knowledge/machines.js';
import type { ForwardRef } from '../../../model/facts.js';
import { groupPairs } from '../../../model/group-by.js';
import type { Location } from '../../../model/location.js';
import type { Network } from '../resources/network.js';
import { withoutCount } from '../resources/overlay-values.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { field, fieldsOf, type ResourceNames } from '../resources/resource-links.js';
import { itemsOf, numberOf, type Settled, textOf } from '../values/settled.js';

/** The name that the set-up of a machine and who sends to it share. One of CloudFormation is read before its stacks are known. */
export function machineKey({
  type,
  scope,
  address,
  at,
  name,
}: Pick<ResourceInstance, 'type' | 'scope' | 'address' | 'at' | 'name'>): string {
  return type.includes('::') ? `${at.file} ${name}` : `${scope} ${withoutCount(address)}`;
}

/** By target group, backend service or classic balancer: the machines it sends to. */
export function machinesBehind(network: Network): ReadonlyMap<ResourceInstance, readonly ForwardRef[]> {
  const pairs = network.resources.flatMap((resource) => registrations(network, resource));
  const seen = new Set<string>();
  return groupPairs(
    pairs.flatMap(({ group, machine, port, at }) => {
      const ref: ForwardRef = {
        to: 'machine',
        value: machineKey(machine),
        at,
        ...(port === undefined ? {} : { port }),
      };
      const key = `${group.scope}\n${group.address}\n${ref.value}\n${port}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return [[group, ref] as const];
    }),
  );
}

interface Registration {
  readonly group: ResourceInstance;
  readonly machine: ResourceInstance;
  /** That of the group, where the registration names none. */
  readonly port?: number | undefined;
  readonly at: Location;
}

function registrations({ names }: Network, resource: ResourceInstance): readonly Registration[] {
  const { type, scope } = resource;
  const own = fieldsOf(resource);
  const all = (value: Settled | undefined): ReturnType<ResourceNames['all']> => names.all(scope, value);
  const machines = (value: Settled | undefined): ReturnType<ResourceNames['all']> =>
    all(value).filter((each) => isMachine(each.resource.type));
  const joined = (
    groups: readonly { readonly resource: ResourceInstance; readonly at: Location }[],
    targets: readonly { readonly resource: ResourceInstance; readonly at: Location }[],
    port?: number,
  ): readonly Registration[] =>
    groups.flatMap(({ resource: group, at }) =>
      targets.map(({ resource: machine }) => ({ group, machine, port: port ?? portOf(group), at })),
    );
  const self = [{ resource, at: resource.at }];
  switch (type) {
    case 'aws_lb_target_group_attachment':
    case 'aws_alb_target_group_attachment':
      return joined(
        all(field(own, 'target_group_arn')),
        machines(field(own, 'target_id')),
        numberOf(field(own, 'port')),
      );
    case 'AWS::ElasticLoadBalancingV2::TargetGroup':
      return itemsOf(field(own, 'targets')).flatMap((each) =>
        joined(self, machines(field(each, 'id')), numberOf(field(each, 'port'))),
      );
    case 'aws_elb':
    case 'AWS::ElasticLoadBalancing::LoadBalancer':
      return joined(self, machines(field(own, 'instances')));
    case 'aws_elb_attachment':
      return joined(all(field(own, 'elb')), machines(field(own, 'instance')));
    case 'aws_autoscaling_group':
    case 'AWS::AutoScaling::AutoScalingGroup':
      return joined(
        [
          ...all(field(own, 'target_group_arns')),
          ...all(field(own, 'load_balancers') ?? field(own, 'load_balancer_names')),
          ...itemsOf(field(own, 'traffic_source')).flatMap((each) => all(field(each, 'identifier'))),
        ],
        patternsOf(resource, names),
      );
    case 'aws_autoscaling_attachment': {
      const groups = ['lb_target_group_arn', 'alb_target_group_arn', 'elb'].flatMap((key) => all(field(own, key)));
      const fleets = all(field(own, 'autoscaling_group_name'));
      return joined(
        groups,
        fleets.flatMap((fleet) => patternsOf(fleet.resource, names)),
      );
    }
    case 'google_compute_backend_service':
    case 'google_compute_region_backend_service': {
      const portName = textOf(field(own, 'port_name')) ?? 'http';
      return itemsOf(field(own, 'backend'))
        .flatMap((each) => all(field(each, 'group')))
        .flatMap(({ resource: group, at }) =>
          patternsOf(group, names).map(({ resource: machine }) => ({
            ...{ group: resource, machine, at },
            port: namedPort(group, portName),
          })),
        );
    }
    default:
      return [];
  }
}

/** What the machines of a fleet are started from. */
function patternsOf(fleet: ResourceInstance, names: ResourceNames): ReturnType<ResourceNames['all']> {
  const own = fieldsOf(fleet);
  const mixed = field(own, 'mixed_instances_policy', 'launch_template', 'launch_template_specification');
  const templates = [field(own, 'launch_template'), mixed].flatMap((each) => [
    field(each, 'id'),
    field(each, 'name'),
    field(each, 'launch_template_id'),
    field(each, 'launch_template_name'),
  ]);
  const values = [
    ...templates,
    field(own, 'launch_configuration'),
    field(own, 'launch_configuration_name'),
    field(own, 'instance_template'),
    field(own, 'instances'),
    ...itemsOf(field(own, 'version')).map((each) => field(each, 'instance_template')),
  ];
  return values.flatMap((each) => names.all(fleet.scope, each)).filter((each) => isMachine(each.resource.type));
}

function portOf(group: ResourceInstance): number | undefined {
  const own = fieldsOf(group);
  if (!/elb$|ElasticLoadBalancing::/.test(group.type)) return numberOf(field(own, 'port'));
  const listeners = itemsOf(field(own, 'listener') ?? field(own, 'listeners'));
  const ports = new Set(listeners.flatMap((each) => numberOf(field(each, 'instance_port')) ?? []));
  const [only] = ports;
  return ports.size === 1 ? only : undefined;
}
function namedPort(group: ResourceInstance, name: string): number | undefined {
  const named = itemsOf(field(fieldsOf(group), 'named_port')).find((each) => textOf(field(each, 'name')) === name);
  return numberOf(field(named, 'port'));
}
