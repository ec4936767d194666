// Programs of the AWS CDK: each file's constructs as the resources they make, and what answers behind which balancer.
import { folderOf } from '../../../model/file-paths.js';
import type { InfrastructureFact, ProgramFact } from '../../../model/infrastructure.js';
import { loadBalancerFacts } from '../balancers/load-balancers.js';
import { type PlacedFact, placedAt } from '../modules/placed-facts.js';
import type { Network } from '../resources/network.js';
import { ResourceNames } from '../resources/resource-links.js';
import { settingsOf } from '../resources/resource-products.js';
import { ecsFacts } from '../services/ecs.js';
import { ecsMistakes } from '../services/ecs-limits.js';
import { ecsAutoscalers } from '../services/ecs-scaling.js';
import type { Scope } from '../values/settle-value.js';
import { balancerResources } from './balancers.js';
import { Constructs, constructsOf, saidOfOthers } from './constructs.js';
import { beforeOnlyBalancer, distributionResources } from './distributions.js';
import { gatewayResources } from './gateways.js';
import { groupsOf } from './groups.js';
import { templateTypeOf } from './overrides.js';
import { serviceResources } from './services.js';
import { withParts } from './several-groups.js';
import { templateResources } from './templates.js';

/** For all programs of a scan together. */
const steps = 1_000_000;

export function cdkFacts(facts: readonly InfrastructureFact[], programs: readonly ProgramFact[]): PlacedFact[] {
  const folders = programs.map(folderOfProgram);
  const budget = { left: steps };
  const modules = new Set(facts.map(({ module }) => module));
  // A compiled copy beside its source says the same once more.
  const own = facts.filter(({ module }) => !modules.has(module.replace(/\.js$/, '.ts')) || !module.endsWith('.js'));
  const files = own.map((fact) => ({
    file: fact.module,
    made: constructsOf(fact, scopeOf(budget)).flatMap(withParts),
  }));
  const elsewhere = files.flatMap(({ made }) => saidOfOthers(made));
  const resources = files.flatMap(({ file, made }) => {
    const constructs = new Constructs(file, made, folders, elsewhere);
    const groups = groupsOf(constructs);
    return [
      ...balancerResources(constructs, groups),
      ...serviceResources(constructs, groups),
      ...distributionResources(constructs),
      ...gatewayResources(constructs),
      ...templateResources(constructs),
    ];
  });
  const network: Network = {
    language: 'cdk',
    resources,
    names: new ResourceNames(resources),
    attributes: ({ type, values }, product) =>
      type.startsWith('AWS::') ? [] : settingsOf('cloudformation', templateTypeOf(type) ?? '', product, values),
  };
  const distributions = files.flatMap(({ made }) => made.filter(({ type }) => type === 'Distribution'));
  const balancers = beforeOnlyBalancer(loadBalancerFacts(network), distributions);
  const services = ecsFacts(network);
  return [...balancers, ...services, ...ecsAutoscalers(network, services), ...ecsMistakes(network)].map(placedAt);
}

/** It is run in the folder of its settings. */
const folderOfProgram = ({ at }: ProgramFact): string => folderOf(at.file);
/** Some file below its folder makes something that is understood. */
export function readsProgram(program: ProgramFact, facts: readonly InfrastructureFact[]): boolean {
  const folder = folderOfProgram(program);
  return facts.some(
    ({ module, resources }) => resources.length > 0 && (folder === '' || module.startsWith(`${folder}/`)),
  );
}

/** What constructs make that is a resource of its own. */
const parts: ReadonlySet<string> = new Set(['loadBalancer', 'listener', 'targetGroup', 'service', 'taskDefinition']);
/** A reference leads to a construct of the same file, or to a part of one: `shop.targetGroup`. */
function scopeOf(budget: Scope['budget']): Scope {
  return {
    bound: new Map(),
    budget,
    resolve: (root, [first, ...rest], at) => {
      const isPart = typeof first === 'string' && parts.has(first);
      const address = isPart ? `${root}.${first}` : root;
      const attribute = (isPart ? rest : [first, ...rest]).join('.');
      return { value: { is: 'resource', address, attribute, at }, used: rest.length + 1 };
    },
    template: () => undefined,
  };
}
