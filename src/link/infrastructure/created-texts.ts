// What blocks of Terraform create from texts and objects, worked out for whoever reads those: every value leads to where it is written.
import type { ConfigValue, InfrastructureFact, ResourceEntry } from '../../model/infrastructure.js';
import { walkRoot } from './modules/module-instances.js';
import { gatherModules } from './modules/module-sources.js';
import { scopeOf } from './modules/terragrunt-units.js';
import type { Walk } from './modules/walk.js';
import type { ResourceInstance } from './resources/resource-instance.js';
import { rootsOf, terraformWalk } from './terraform.js';

export function createdResources(
  facts: readonly InfrastructureFact[],
  templates: Walk['templates'],
  isWanted: (entry: ResourceEntry) => boolean,
): readonly ResourceInstance[] {
  const modules = gatherModules(facts);
  const walk: Walk = { ...terraformWalk(modules, templates), texts: { isWanted } };
  return rootsOf(modules).flatMap((source) => walkRoot(source, scopeOf(source, modules), walk));
}

/** Whether any part of it is decided elsewhere. */
export function isOpen(value: ConfigValue): boolean {
  switch (value.is) {
    case 'scalar':
      return value.expression.kind !== 'literal';
    case 'list':
      return value.items.some(isOpen);
    case 'map':
      return value.entries.some((entry) => entry.computed !== undefined || isOpen(entry.value));
    case 'json':
      return isOpen(value.value);
    case 'template':
      return value.parts.some(isOpen);
    case 'call':
      return !/^(?:json|yaml)(?:en|de)code$/.test(value.name) || value.arguments.some(isOpen);
    default:
      return true;
  }
}
