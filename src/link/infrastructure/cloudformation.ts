// CloudFormation: a template is a module of its own, nested stacks are calls of it, and stacks import what others export.
import type { Fact } from '../../model/facts.js';
import type { InfrastructureFact, ModuleCall } from '../../model/infrastructure.js';
import type { Location } from '../../model/location.js';
import { hasParts } from '../../model/wildcard.js';
import { nearness } from '../names/proximity.js';
import { loadBalancerFacts } from './balancers/load-balancers.js';
import { openRoot, type RootInstance } from './modules/module-instances.js';
import { gatherModules, type ModuleSource } from './modules/module-sources.js';
import { bindingFacts, type PlacedFact, placedAt } from './modules/placed-facts.js';
import { withGivenParameters } from './modules/stack-parameters.js';
import type { Walk } from './modules/walk.js';
import { steps } from './modules/walk.js';
import { ignoredSettings } from './resources/ignored-settings.js';
import type { Network } from './resources/network.js';
import { ResourceNames } from './resources/resource-links.js';
import { ecsFacts } from './services/ecs.js';
import { ecsMistakes } from './services/ecs-limits.js';
import { ecsAutoscalers } from './services/ecs-scaling.js';
import { hostedFacts } from './services/hosted-services.js';
import type { Settled } from './values/settled.js';

export function cloudformationFacts(facts: readonly InfrastructureFact[]): PlacedFact[] {
  const templates = [...gatherModules(facts).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const nested = new Map<ModuleCall, ModuleSource>();
  for (const module of templates) {
    for (const call of module.calls) {
      const template = templateOf(call, module, templates);
      if (template !== undefined) nested.set(call, template);
    }
  }
  const roots: Root[] = [];
  const walk: Walk = {
    sourceOf: (call) => nested.get(call),
    imported: (name, at) => importedValue(name, at, roots),
    templates: new Map(),
    budget: { left: steps },
    bindings: new Map(),
    variable: 'parameter ',
    read: new Set(),
    unread: new Set(),
  };
  const created = new Set(nested.values());
  const outer = withGivenParameters(
    templates.filter((each) => !created.has(each)),
    facts,
  );
  const isConnected = templates.some((each) => [...each.outputs.values()].some((one) => one.exportedAs !== undefined));
  for (const source of outer) {
    const prefix = isConnected && outer.length > 1 ? `${source.name} ` : '';
    const scope = prefix === '' ? `cloudformation:${source.name}` : 'cloudformation';
    const instance = openRoot(source, scope, prefix, walk);
    let exports: ReturnType<RootInstance['exported']> | undefined;
    roots.push({ source, instance, exported: () => (exports ??= instance.exported()) });
  }
  const resources = roots.flatMap((root) => root.instance.resources());
  const network: Network = { language: 'cloudformation', resources, names: new ResourceNames(resources) };
  const services = ecsFacts(network);
  const made: Fact[] = [
    ...loadBalancerFacts(network),
    ...ignoredSettings(network),
    ...services,
    ...ecsAutoscalers(network, services),
    ...ecsMistakes(network),
    ...hostedFacts(network),
  ];
  return [...made.map(placedAt), ...bindingFacts(walk.bindings)];
}

interface Root {
  readonly source: ModuleSource;
  readonly instance: RootInstance;
  /** Gathered once. */
  exported(): ReturnType<RootInstance['exported']>;
}

/** A path beside the caller; else the template whose path ends like the address, as buckets repeat the repository's folders. */
function templateOf(
  { source = '*' }: ModuleCall,
  caller: ModuleSource,
  templates: readonly ModuleSource[],
): ModuleSource | undefined {
  const wanted = source
    .replace(/[?#].*/s, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  const name = wanted.at(-1);
  if (name === undefined || name.includes('*')) return undefined;
  const alike = (template: ModuleSource): number => {
    const own = template.name.split('/');
    let same = 0;
    while (same < own.length && same < wanted.length && own.at(-1 - same) === wanted.at(-1 - same)) same++;
    return same;
  };
  const found = templates.filter((each) => each !== caller && alike(each) > 0);
  const most = Math.max(0, ...found.map(alike));
  const best = found.filter((each) => alike(each) === most);
  const near = Math.max(...best.map((each) => nearness(caller.name, each.name)));
  const [only, ...others] = best.filter((each) => nearness(caller.name, each.name) === near);
  return others.length === 0 ? only : undefined;
}

/** The one export that a name can mean; the nearest where several environments repeat it. */
function importedValue(name: string, at: Location, roots: readonly Root[]): Settled | undefined {
  const found = roots.flatMap(({ source, exported }) =>
    exported().flatMap((each) => (isSameName(each.name, name) ? [{ source, each }] : [])),
  );
  const near = Math.max(...found.map(({ source }) => nearness(at.file, source.name)));
  const [only, ...others] = found.filter(({ source }) => nearness(at.file, source.name) === near);
  return others.length === 0 ? only?.each.value(at) : undefined;
}
/** `*` stands for a stack's name, which the files do not tell; what is left must say something. */
function isSameName(exported: string, wanted: string): boolean {
  if (/^\**$/.test(wanted) || /^\**$/.test(exported)) return false;
  if (exported === wanted) return true;
  const [pattern, text] = exported.includes('*') ? [exported, wanted] : [wanted, exported];
  if (text.includes('*')) return false;
  return hasParts(pattern.split(/\*+/), text, 1);
}
