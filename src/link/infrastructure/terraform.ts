// Terraform: walks every root module, lays plans and states over it, and keeps the names that values came through.
import type { Fact } from '../../model/facts.js';
import type { ConfigValue, InfrastructureFact } from '../../model/infrastructure.js';
import { loadBalancerFacts } from './balancers/load-balancers.js';
import { clusterVersions } from './kubernetes/cluster-versions.js';
import { helmReleaseFacts } from './kubernetes/helm-releases.js';
import { type HeldTexts, kubernetesFacts } from './kubernetes/resources.js';
import { walkRoot } from './modules/module-instances.js';
import { gatherModules, type ModuleSource, sourceOf } from './modules/module-sources.js';
import { bindingFacts, type PlacedFact, placedAt } from './modules/placed-facts.js';
import { scopeOf, unitRead } from './modules/terragrunt-units.js';
import { unreadModule } from './modules/unread-modules.js';
import { steps, type Walk } from './modules/walk.js';
import { ignoredSettings } from './resources/ignored-settings.js';
import type { Network } from './resources/network.js';
import { overlay, withoutCount } from './resources/overlay-values.js';
import type { ResourceInstance } from './resources/resource-instance.js';
import { ResourceNames } from './resources/resource-links.js';
import { cloudRunFacts } from './services/cloud-run.js';
import { ecsFacts, standaloneTask } from './services/ecs.js';
import { ecsMistakes } from './services/ecs-limits.js';
import { ecsAutoscalers } from './services/ecs-scaling.js';
import { hostedFacts } from './services/hosted-services.js';
import { plainScope, settle } from './values/settle-value.js';
import type { SettledMap } from './values/settled.js';

export function terraformWalk(modules: ReadonlyMap<string, ModuleSource>, templates: Walk['templates']): Walk {
  return {
    sourceOf: (call, module) => sourceOf(call, module, modules),
    unitRead: (name, module) => unitRead(name, module, modules),
    templates,
    budget: { left: steps },
    bindings: new Map(),
    variable: 'var.',
    read: new Set(),
    unread: new Set(),
  };
}

export function terraformFacts(facts: readonly InfrastructureFact[], held: HeldTexts): PlacedFact[] {
  const modules = gatherModules(facts);
  const templates = new Map<string, ConfigValue>();
  for (const fact of facts) if (fact.template !== undefined) templates.set(fact.at.file, fact.template);
  const walk = terraformWalk(modules, templates);
  const recorded = facts.filter((fact) => fact.form === 'plan' || fact.form === 'state');
  const planFiles = new Set(recorded.map((fact) => fact.module));
  const roots = rootsOf(modules).map((source) => ({
    source,
    resources: walkRoot(source, scopeOf(source, modules), walk),
  }));
  const written = roots.filter((root) => !planFiles.has(root.source.name));
  const inPlans = new Map(
    roots.filter((root) => planFiles.has(root.source.name)).map((root) => [root.source.name, root.resources]),
  );
  const resources = withRecorded(written, recorded, inPlans);
  const network: Network = { language: 'terraform', resources, names: new ResourceNames(resources) };
  const alone = facts
    .filter((fact) => fact.template !== undefined && !walk.read.has(fact.at.file))
    .flatMap(standaloneTask);
  const services = ecsFacts(network);
  const made: Fact[] = [
    ...loadBalancerFacts(network),
    ...ignoredSettings(network),
    ...services,
    ...ecsAutoscalers(network, services),
    ...ecsMistakes(network),
    ...alone,
    ...kubernetesFacts(resources, held),
    ...cloudRunFacts(network),
    ...hostedFacts(network),
    ...helmReleaseFacts(resources, held),
  ];
  const versions = clusterVersions(resources).map((fact) => ({ file: fact.version.at.file, fact }));
  // A plan holds what they create.
  const unread = recorded.length > 0 ? [] : [...walk.unread].flatMap((call) => unreadModule(call) ?? []);
  return [...[...made, ...unread].map(placedAt), ...versions, ...bindingFacts(walk.bindings)];
}

/** Modules that nobody calls; what is called only inside a circle has no root and is left alone. */
export function rootsOf(modules: ReadonlyMap<string, ModuleSource>): readonly ModuleSource[] {
  const called = new Set<ModuleSource>();
  for (const module of modules.values()) {
    for (const call of module.calls) {
      const source = sourceOf(call, module, modules);
      if (source !== undefined && source !== module) called.add(source);
    }
  }
  return [...modules.values()].filter((module) => !called.has(module)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Root {
  readonly source: ModuleSource;
  readonly resources: readonly ResourceInstance[];
}

/** Lays every plan and state over the configuration it fits best. */
function withRecorded(
  written: readonly Root[],
  recorded: readonly InfrastructureFact[],
  inPlans: ReadonlyMap<string, readonly ResourceInstance[]>,
): readonly ResourceInstance[] {
  const replaced = new Map<Root, Set<ResourceInstance>>();
  const taken = new Set<string>();
  const result: ResourceInstance[] = [];
  // A plan says more than a state: it comes first, and a state of the same configuration adds nothing.
  const ordered = [...recorded].sort((a, b) =>
    a.form === b.form ? (a.module < b.module ? -1 : 1) : a.form === 'plan' ? -1 : 1,
  );
  for (const fact of ordered) {
    const values = fact.resources.map((entry) => literalInstance(entry));
    const planned = inPlans.get(fact.module) ?? [];
    if (values.length === 0) {
      result.push(...planned);
      continue;
    }
    const root = bestRoot(written, values, fact.module);
    if (root !== undefined && fact.form === 'state' && replaced.has(root)) continue;
    const plain = root === undefined ? `terraform:${fact.module}` : `terraform:${root.source.name}`;
    const scope = taken.has(plain) ? `${plain} (${fact.module})` : plain;
    taken.add(plain);
    const own = byAddress(root?.resources ?? []);
    const inner = byAddress(planned);
    for (const value of values) {
      const match = own.get(value.address) ?? own.get(withoutCount(value.address));
      result.push(overlay(value, match, inner.get(value.address) ?? inner.get(withoutCount(value.address)), scope));
    }
    if (root === undefined) continue;
    const done = replaced.get(root) ?? new Set();
    const present = new Set(values.map((value) => withoutCount(value.address)));
    for (const each of root.resources)
      if (fact.form === 'plan' || present.has(withoutCount(each.address))) done.add(each);
    replaced.set(root, done);
  }
  return [
    ...result,
    ...written.flatMap((root) => root.resources.filter((each) => replaced.get(root)?.has(each) !== true)),
  ];
}
function literalInstance(entry: InfrastructureFact['resources'][number]): ResourceInstance {
  const settled = settle(entry.values, plainScope(steps));
  const values: SettledMap = settled.is === 'map' ? settled : { is: 'map', entries: [], at: entry.at };
  const { address, type, name, at, nameAt } = entry;
  return { address, type, name, values, at, nameAt, scope: '' };
}
function byAddress(resources: readonly ResourceInstance[]): ReadonlyMap<string, ResourceInstance> {
  return new Map(
    resources.flatMap((each) => [[withoutCount(each.address), each] as const, [each.address, each] as const]),
  );
}

/** The configuration that shares the most addresses; among equals the nearest to the file. */
function bestRoot(roots: readonly Root[], values: readonly ResourceInstance[], file: string): Root | undefined {
  const addresses = new Set(values.map((value) => withoutCount(value.address)));
  let best: { readonly root: Root; readonly shared: number; readonly near: number } | undefined;
  for (const root of roots) {
    const shared = root.resources.filter((each) => addresses.has(withoutCount(each.address))).length;
    const near = nearness(root.source.name, file);
    if (shared === 0) continue;
    if (best === undefined || shared > best.shared || (shared === best.shared && near > best.near))
      best = { root, shared, near };
  }
  return best?.root;
}
function nearness(folder: string, file: string): number {
  const left = folder.split('/').filter((part) => part !== '');
  const right = file.split('/').slice(0, -1);
  let shared = 0;
  while (shared < left.length && left[shared] === right[shared]) shared++;
  return shared * 100 - (left.length - shared) - (right.length - shared);
}
