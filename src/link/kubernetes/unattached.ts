// Policies that attach to nothing: only where the object they mean stands beside them under another name. Others may meet theirs elsewhere.
import { product } from '../../knowledge/lookup.js';
import { nearestName } from '../../knowledge/spelling.js';
import type { PolicyFact, PolicyTarget, RouteFact, ServiceFact, SettingMistake } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import type { FactIndex } from '../../model/topology.js';
import { canMeet } from '../names/proximity.js';
import { hostNames, isNamed, names } from './policies.js';
import { selects } from './selectors.js';

export function unattachedMistakes(facts: FactIndex): readonly SettingMistake[] {
  const routes = facts.of('route');
  const named = [...routes, ...facts.of('gateway'), ...facts.of('policy')].flatMap((each) => each.policies ?? []);
  const parameters = facts.of('gateway').flatMap((each) => each.parameters ?? []);
  return facts.of('policy').flatMap((policy): readonly SettingMistake[] => {
    const isUsed =
      policy.attach.length === 0 ||
      facts.unreadBeside(policy) !== undefined ||
      named.some((each) => each.kind === policy.policyKind && isNamed(each.name, policy)) ||
      parameters.some((each) => each.kind === policy.policyKind && each.name === policy.name);
    if (isUsed) return [];
    const missed = policy.attach.map((target) => missedBy(policy, target, facts));
    const [first] = missed;
    return first === undefined || missed.includes(undefined) ? [] : [mistake(policy, first)];
  });
}

interface Miss {
  /** What it applies to, in words. */
  readonly target: string;
  readonly meant: string;
}

/** Undefined where the target is there, or may be anywhere. */
function missedBy(policy: PolicyFact, target: PolicyTarget, facts: FactIndex): Miss | undefined {
  const { name } = target;
  switch (target.to) {
    case 'service':
    case 'host': {
      const services = facts.of('service');
      if (name === undefined || services.some((each) => hostNames(name, policy, each))) return undefined;
      // What requests are sent to as well is made elsewhere, by an operator say: twice is no slip of the pen.
      if (facts.of('route').some((each) => isSentTo(name, policy, each))) return undefined;
      return shortHost(policy, target, services) ?? nearMiss(policy, target, name.split('.')[0] ?? name, services);
    }
    case 'route':
    case 'gateway': {
      const objects = facts.of(target.to);
      const isThere = objects.some((each) => each.name === name && canMeet(policy, each));
      return name === undefined || isThere ? undefined : nearMiss(policy, target, name, objects);
    }
    case 'workload':
      return missedPods(policy, target, facts);
    case 'annotation':
      return missedAnnotation(policy, target, facts);
    default:
      return undefined;
  }
}

function isSentTo(host: string, policy: PolicyFact, route: RouteFact): boolean {
  const [name, namespace = policy.namespace] = host.split('.');
  return (
    isBeside(policy, route) &&
    route.backends.some((each) => each.service === name && (each.namespace ?? route.namespace) === namespace)
  );
}

/** A short host is one of the policy's own namespace, also where the only Service of that name, beside it, says another. */
function shortHost(policy: PolicyFact, { to, name }: PolicyTarget, services: readonly ServiceFact[]): Miss | undefined {
  const own = policy.namespace;
  if (to !== 'host' || name === undefined || name.includes('.') || own === undefined) return undefined;
  const called = services.filter((each) => each.name === name);
  const [only] = new Set(called.map(({ namespace }) => namespace));
  if (only === undefined || called.some(({ namespace }) => namespace !== only)) return undefined;
  if (!called.some((each) => isBeside(policy, each))) return undefined;
  return {
    target: `host ${name}, which means ${name}.${own}.svc.cluster.local in namespace ${own}`,
    meant: `Write the host as ${name}.${only}.svc.cluster.local, or move the object to namespace ${only}.`,
  };
}

interface Candidate {
  readonly name: string;
  readonly at: PolicyFact['at'];
  readonly scope?: string;
}
function nearMiss(
  policy: PolicyFact,
  target: PolicyTarget,
  name: string,
  objects: readonly Candidate[],
): Miss | undefined {
  const beside = objects.filter((each) => isBeside(policy, each));
  if (beside.some((each) => each.name === name)) return undefined;
  const near = nearestName(
    name,
    beside.map((each) => each.name),
  );
  const kind = target.kind ?? (target.to === 'host' ? 'host' : target.to);
  return near === undefined ? undefined : { target: `${kind} ${target.name}`, meant: `Did you mean ${near}?` };
}

/** The same label with nearly the same value. */
function missedPods(policy: PolicyFact, { selector }: PolicyTarget, facts: FactIndex): Miss | undefined {
  const wanted = Object.entries(selector ?? {});
  const workloads = facts.of('workload');
  if (wanted.length === 0 || workloads.some((each) => selects(selector ?? {}, each.podLabels))) return undefined;
  for (const { podLabels } of workloads.filter((each) => isBeside(policy, each))) {
    const others = wanted.filter(([key, value]) => podLabels[key] !== value);
    const [key = '', value = ''] = others[0] ?? [];
    const own = Object.hasOwn(podLabels, key) ? podLabels[key] : undefined;
    if (others.length !== 1 || own === undefined || nearestName(value, [own]) === undefined) continue;
    const labels = wanted.map((pair) => pair.join('=')).join(', ');
    return { target: `pods labelled ${labels}`, meant: `Did you mean ${key}=${own}?` };
  }
  return undefined;
}

/** Objects beside it could name it in the annotation, and none anywhere does. */
function missedAnnotation(
  policy: PolicyFact,
  { name: annotation = '' }: PolicyTarget,
  facts: FactIndex,
): Miss | undefined {
  const on = (product(policy.product)?.policies ?? []).flatMap((shape) =>
    shape.kind === policy.policyKind && shape.namedBy?.annotation === annotation ? shape.namedBy.on : [],
  );
  const carriers = [
    ...(on.includes('Service') ? facts.of('service') : []),
    ...facts.of('route').filter(({ routeKind }) => on.includes(routeKind)),
  ];
  // On another kind nobody reads it, and the annotation itself is the mistake; what a template fills in may be any.
  const isSaid = [...facts.of('service'), ...facts.of('route')].some((each) =>
    each.annotations.some(
      ({ key, value }) => (key === annotation || isFilledIn(key)) && (isFilledIn(value) || names(value, policy)),
    ),
  );
  const partly = (product(policy.product)?.policies ?? []).flatMap(({ kind, namedBy }) =>
    kind === policy.policyKind && namedBy?.annotation === annotation ? (namedBy.partlyOn ?? []) : [],
  );
  const naming = (each: { readonly annotations: ServiceFact['annotations'] }): boolean =>
    each.annotations.some(
      ({ key, value }) => (key === annotation || isFilledIn(key)) && (isFilledIn(value) || names(value, policy)),
    );
  const isInPart =
    policy.settings.length > 0 &&
    facts.of('route').some((each) => partly.includes(each.routeKind) && naming(each)) &&
    !carriers.some(naming);
  if (isInPart)
    return {
      target: `Services that name it in ${annotation}`,
      meant: `Name it in ${annotation} of the Service: of an ${partly.join(' or ')} the controller takes other fields only.`,
    };
  if (isSaid || !carriers.some((each) => isBeside(policy, each))) return undefined;
  return {
    target: `objects that name it in ${annotation}`,
    meant: `Name it in the annotation ${annotation}, or remove it.`,
  };
}

const isFilledIn = (text: string): boolean => /\{\{|\$\{/.test(text);

/** One installation, or one folder. */
function isBeside(policy: PolicyFact, { at, scope }: Candidate): boolean {
  if (policy.scope !== scope) return false;
  return scope !== undefined || folderOf(policy.at.file) === folderOf(at.file);
}

function mistake(policy: PolicyFact, { target, meant }: Miss): SettingMistake {
  return {
    kind: 'setting-mistake',
    mistake: 'ignored',
    product: policy.product,
    key: `${policy.policyKind} ${policy.name}`,
    at: policy.nameAt,
    because: `applies to ${target}, and the scan holds no such object, so it changes nothing`,
    help: meant,
    ...(policy.scope === undefined ? {} : { scope: policy.scope }),
  };
}
