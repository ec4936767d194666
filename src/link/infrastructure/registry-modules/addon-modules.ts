// Reads the add-ons that the EKS blueprints install as the chart releases they are.
// https://github.com/aws-ia/terraform-aws-eks-blueprints-addons (main.tf: one argument for each add-on, with `values` and `set`)

import { entryOf, knownScalar } from '../values/settled.js';
import { entry, type KnownModule, type ModuleContext, map, resource } from './module-context.js';

const charts: Readonly<Record<string, string>> = {
  ingress_nginx: 'ingress-nginx',
  aws_load_balancer_controller: 'aws-load-balancer-controller',
};

export function addonModule(context: ModuleContext): KnownModule | undefined {
  if (
    !/(?:^|\/)(?:aws-ia\/eks-blueprints-addons\/aws|terraform-aws-eks-blueprints-addons)\b/.test(
      context.call.source ?? '',
    )
  )
    return undefined;
  const releases = Object.entries(charts).flatMap(([name, chart]) => {
    const own = entryOf(context.values, name)?.value;
    if (own?.is !== 'map') return [];
    const { at } = own;
    const named = entryOf(own, 'name')?.value ?? knownScalar(chart, at);
    return [
      resource(
        context,
        'helm_release',
        name,
        map([...own.entries, entry('chart', knownScalar(chart, at), at), entry('name', named, at)], at),
      ),
    ];
  });
  return { resources: releases, output: () => undefined };
}
