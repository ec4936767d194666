// Calls of the registry modules that start machines: `autoscaling`, a fleet with its template, and `ec2-instance`.
// https://registry.terraform.io/modules/terraform-aws-modules/autoscaling/aws

import { entryOf, fieldOf, type Settled } from '../values/settled.js';
import { attribute, entry, type KnownModule, type ModuleContext, map, named, resource } from './module-context.js';

export function autoscalingModule(context: ModuleContext): KnownModule {
  const { values } = context;
  const { at } = values;
  const template = resource(context, 'aws_launch_template', 'this', values);
  const given = entryOf(values, 'launch_template_id')?.value;
  const id = given ?? attribute(template.address, 'id', at);
  const sources = named(entryOf(values, 'traffic_source_attachments')?.value).flatMap(({ value }): Settled[] => {
    const identifier = fieldOf(value, 'traffic_source_identifier');
    return identifier === undefined ? [] : [map([entry('identifier', identifier, value.at)], value.at)];
  });
  const fleet = resource(
    context,
    'aws_autoscaling_group',
    'this',
    map(
      [
        entry('target_group_arns', entryOf(values, 'target_group_arns')?.value, at),
        entry('load_balancers', entryOf(values, 'load_balancers')?.value, at),
        entry('traffic_source', { is: 'list', items: sources, at }, at),
        entry('launch_template', { is: 'list', items: [map([entry('id', id, at)], at)], at }, at),
      ],
      at,
    ),
  );
  return {
    resources: given === undefined ? [template, fleet] : [fleet],
    output(name, place) {
      if (/^autoscaling_group_(?:id|name|arn)$/.test(name)) return attribute(fleet.address, 'name', place);
      return /^launch_template_(?:id|name|arn)$/.test(name) ? attribute(template.address, 'id', place) : undefined;
    },
  };
}

export function instanceModule(context: ModuleContext): KnownModule {
  const instance = resource(context, 'aws_instance', 'this', context.values);
  return {
    resources: [instance],
    output: (name, at) =>
      /^(?:id|arn|private_ip|private_dns)$/.test(name) ? attribute(instance.address, name, at) : undefined,
  };
}
