// CloudFormation: every template is a module of its own.
import type { Fact } from '../../model/facts.js';
import type { InfrastructureFact } from '../../model/infrastructure.js';
import { ecsFacts } from './ecs.js';
import { loadBalancerFacts } from './load-balancers.js';
import { walkRoot } from './module-instances.js';
import { gatherModules } from './module-sources.js';
import type { Network } from './network.js';
import { ResourceNames } from './resource-links.js';
import { bindingFacts, type PlacedFact, placedAt, steps } from './terraform.js';
import type { Walk } from './walk.js';

export function cloudformationFacts(facts: readonly InfrastructureFact[]): PlacedFact[] {
  const modules = gatherModules(facts);
  const walk: Walk = {
    modules,
    templates: new Map(),
    budget: { left: steps },
    bindings: new Map(),
    variable: 'parameter ',
    read: new Set(),
  };
  const resources = [...modules.values()].flatMap((source) => walkRoot(source, `cloudformation:${source.name}`, walk));
  const network: Network = { language: 'cloudformation', resources, names: new ResourceNames(resources) };
  const made: Fact[] = [...loadBalancerFacts(network), ...ecsFacts(network)];
  return [...made.map(placedAt), ...bindingFacts(walk.bindings)];
}
