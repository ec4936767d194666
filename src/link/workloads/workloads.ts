// Puts a workload together: Services, timings, scaling, and whether anything sends it requests.
import { factDuration, factNumber, factRows } from '../../knowledge/lookup.js';
import { perObject } from '../../knowledge/memo.js';
import { type Milliseconds, readDuration } from '../../model/duration.js';
import type { Expression } from '../../model/expression.js';
import type { ServiceFact, WorkloadFact } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { known, type Setting, unknown } from '../../model/setting.js';
import type { Container, FactIndex, Hop, RequestPath, Workload } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import { declaredHop, isDeclaredFor, splitDeclared } from '../fronts/declared.js';
import type { Fronts } from '../fronts/fronts.js';
import type { Chain } from '../fronts/graph.js';
import { isForObservers, portsForRequests } from '../kubernetes/arrival.js';
import { type MeshLink, meshOf } from '../kubernetes/meshes.js';
import { matchesSelector, selectorIndex } from '../kubernetes/selectors.js';
import { autoscalersByTarget, deployedByName } from '../lookups.js';
import { composeVariables } from '../names/environment.js';
import { type Environment, evaluate, withNames } from '../names/evaluate.js';
import { kindName, shownName } from '../names/kind-names.js';
import { canMeet, nearest } from '../names/proximity.js';
import { isLength } from '../names/scalars.js';
import { isIdle } from './idle-containers.js';
import { sharedName } from './twins.js';

/** Knowledge product that holds a platform's lifecycle: grace, replicas, stop timeouts. */
function platformOf(workload: WorkloadFact): string {
  return workload.platform;
}

export interface DraftWorkload {
  readonly workload: Workload;
  /** The same list as `workload.paths`, to be filled once paths are built. */
  readonly paths: RequestPath[];
  readonly mesh?: MeshLink;
}

export function draftWorkload(
  fact: WorkloadFact,
  containers: readonly Container[],
  fronts: Fronts,
  context: LinkContext,
): DraftWorkload {
  const services = forRequests(fronts.servicesOf(fact));
  const served = servedContainer(fact, containers, services);
  const paths: RequestPath[] = [];
  const chains = fronts.chainsTo(fact);
  const mesh = meshOf(fact, services, context);
  // A sidecar takes whatever the pod speaks, and says nothing about that.
  const hops = chains.flatMap((chain) => chain.hops);
  const frontedBy = [...new Set(hops)].filter((hop: Hop) => hop.product.layer === 7);
  const minReady = minReadyOf(fact, context);
  const workload: Workload = {
    id: `${fact.platform}/${fact.namespace === undefined ? '' : `${fact.namespace}/`}${fact.workloadKind}/${fact.name}`,
    name: shownName(fact.name),
    fact,
    at: fact.nameAt,
    title: titleOf(fact, sharedName(fact, context.facts)),
    containers,
    services,
    receivesTraffic: receives(fact, services, chains.length > 0 || isEntry(fact, fronts), context),
    frontedBy,
    paths,
    replicas: replicasOf(fact, context),
    grace: graceOf(fact, served, context),
    ...propagationOf(fact, nearestFronts(fact, chains, context), context),
    autoscalers: nearAutoscalers(fact, context),
    disruptionBudgets: nearBudgets(fact, context),
    copies: [],
    ...(served === undefined ? {} : { served }),
    ...(fact.strategy === undefined ? {} : { strategy: fact.strategy }),
    ...(minReady === undefined ? {} : { minReady }),
    ...(fact.ecs === undefined
      ? {}
      : { deployment: deploymentOf(fact.ecs, context), registered: registeredIn(fact, context) }),
  };
  return mesh === undefined ? { workload, paths } : { workload, paths, mesh };
}

const titleOf = (fact: WorkloadFact, name: string): string => `${kindName(fact)} ${shownName(name)}`;

/** The container whose port a Service targets; with one container, that one. Proxies beside the app are not it, and none that sleeps. */
function servedContainer(
  fact: WorkloadFact,
  all: readonly Container[],
  services: readonly ServiceFact[],
): Container | undefined {
  const containers = all.filter((container) => !isIdle(container.fact));
  const targets = [
    ...services.flatMap((service) => portsForRequests(service).map((port) => port.targetPort?.port ?? port.port)),
    ...(fact.targetGroups ?? []).flatMap((each) => (each.container === undefined ? [] : [each.container])),
  ];
  const byPort = containers.find((container) =>
    container.ports.some(
      (port) => targets.includes(port.port) || (port.name !== undefined && targets.includes(port.name)),
    ),
  );
  const byName = containers.find((container) => targets.includes(container.name));
  return byName ?? byPort ?? containers.find((container) => container.server !== undefined) ?? containers[0];
}

/** Without those for metrics and health, where there are others. */
function forRequests(services: readonly ServiceFact[]): readonly ServiceFact[] {
  const others = services.filter((each) => !isForObservers(each));
  return others.length > 0 ? others : services;
}
function receives(
  fact: WorkloadFact,
  services: readonly ServiceFact[],
  hasChains: boolean,
  context: LinkContext,
): Workload['receivesTraffic'] {
  // As a rule Cloud Run and its like send new requests elsewhere, and lets those in flight end, before they stop an instance.
  if (fact.workloadKind === 'CloudRunService') return 'unknown';
  if (fact.platform === 'hosted') return isBusyAtStop(fact) ? 'yes' : 'unknown';
  if (hasChains || services.some((each) => !isForObservers(each)) || fact.workloadKind === 'KnativeService')
    return 'yes';
  if (fact.targetGroups !== undefined && fact.targetGroups.length > 0) return 'yes';
  const declared = context.declarations.hops.some((hop) => isDeclaredFor(hop, fact));
  return declared ? 'yes' : 'no';
}
function isBusyAtStop({ workloadKind, containers }: WorkloadFact): boolean {
  const owner = graceOwners[workloadKind];
  const listens = containers.some(({ ports, portsOpen }) => ports.length > 0 || portsOpen !== undefined);
  return listens && owner !== undefined && factRows(owner, 'busy-at-stop')[0]?.value === true;
}
/** A proxy whose configuration we have is there to be asked, also where nothing it sends to is ours; in a pod by a Service or a port of the node. */
function isEntry(fact: WorkloadFact, fronts: Fronts): boolean {
  if (!fronts.processes.has(fact)) return false;
  const ports = fact.containers.flatMap((container) => container.ports);
  return fact.platform === 'kubernetes' ? ports.some(({ hostPort }) => hostPort !== undefined) : ports.length > 0;
}
function count(
  expression: Expression | undefined,
  otherwise: Setting<number>,
  what: string,
  context: LinkContext,
): Setting<number> {
  return expression === undefined ? otherwise : numberOf(expression, what, context);
}
function numberOf(expression: Expression, what: string, context: LinkContext): Setting<number> {
  const value = evaluate(expression, withNames(context.names));
  if (value.state === 'unknown') return unknown(value.reason);
  const number = isLength(value.value) ? Number.NaN : Number(value.value);
  return Number.isFinite(number)
    ? known(number, value.origin)
    : unknown({ kind: 'invalid', text: `${what} is not a number`, at: expression.at });
}
function replicasOf(fact: WorkloadFact, context: LinkContext): Setting<number> {
  const otherwise = defaultReplicas(fact);
  return count(fact.replicas, otherwise, 'the number of replicas', context);
}
function defaultReplicas(fact: WorkloadFact): Setting<number> {
  const platform = platformOf(fact);
  if (fact.ecs?.startedBy === undefined) return factNumber(platform, 'replicas', undefined, fact.nameAt);
  const started = factNumber(platform, `replicas-of-${fact.ecs.startedBy}`, undefined, fact.nameAt);
  return started.state === 'unknown' || started.origin.kind !== 'default'
    ? started
    : known(started.value, { ...started.origin, label: 'CloudFormation default' });
}
function registeredIn({ targetGroups = [] }: WorkloadFact, context: LinkContext): Workload['registered'] & {} {
  return targetGroups.flatMap(({ container, port }) =>
    port === undefined
      ? []
      : [
          {
            port: numberOf(port, 'the port of the container', context),
            at: port.at,
            ...(container === undefined ? {} : { container }),
          },
        ],
  );
}
function deploymentOf(ecs: NonNullable<WorkloadFact['ecs']>, context: LinkContext): Workload['deployment'] & {} {
  const share = (written: Expression | undefined): Setting<number> | undefined =>
    written && numberOf(written, 'the share of tasks', context);
  const [least, most] = [share(ecs.minimumHealthyPercent), share(ecs.maximumPercent)];
  return { ...(least === undefined ? {} : { least }), ...(most === undefined ? {} : { most }) };
}
const graceOwners: Partial<Record<WorkloadFact['workloadKind'], string>> = {
  KnativeService: 'knative',
  CloudRunService: 'cloud-run',
  ContainerApp: 'azure-container-apps',
  AppRunnerService: 'aws-app-runner',
  HerokuApp: 'heroku',
  CloudFoundryApp: 'cloud-foundry',
  FlyApp: 'fly',
  RenderService: 'render',
  SystemdService: 'systemd',
  Pm2Program: 'pm2',
  DockerContainer: 'docker',
};
function graceOf(fact: WorkloadFact, served: Container | undefined, context: LinkContext): Setting {
  const expression = fact.grace ?? served?.fact.stopTimeout;
  const at: Location = fact.platform === 'ecs' ? (served?.at ?? fact.nameAt) : fact.podSpecAt;
  const owner = graceOwners[fact.workloadKind] ?? platformOf(fact);
  if (expression === undefined && fact.platform === 'hosted' && factRows(owner, 'grace').length === 0) {
    const name = kindName(fact);
    const text = `how long a${/^[AEIOU]/.test(name) ? 'n' : ''} ${name} may take to stop is not documented`;
    return unknown({ kind: 'no-default', text, at: startOf(at) });
  }
  const otherwise = factDuration(owner, 'grace', undefined, startOf(at));
  if (expression === undefined) return otherwise;
  const filledIn = fact.platform === 'compose' ? composeVariables(fact, context.facts) : undefined;
  return secondsIn(expression, `the grace period of ${fact.name}`, (name) => filledIn?.get(name), context);
}
function minReadyOf({ minReadySeconds, name }: WorkloadFact, context: LinkContext): Setting | undefined {
  return minReadySeconds && secondsIn(minReadySeconds, `minReadySeconds of ${name}`, () => undefined, context);
}
function secondsIn(
  expression: Expression,
  what: string,
  variable: Environment['variable'],
  context: LinkContext,
): Setting {
  const value = evaluate(expression, { variable, names: context.names });
  if (value.state === 'unknown') return unknown(value.reason);
  if (value.value === 'infinity') return known({ kind: 'unbounded' }, value.origin);
  const length = isLength(value.value) ? value.value.length : secondsOf(value.value);
  return length === undefined
    ? unknown({ kind: 'invalid', text: `${what} is not a number of seconds`, at: expression.at })
    : known({ kind: 'finite', length }, value.origin);
}
/** Range of an object is many lines; a default points at where it starts. */
function startOf(at: Location): Location {
  return { ...at, endLine: at.line, endColumn: at.column };
}
function secondsOf(value: string | number | boolean | null): Milliseconds | undefined {
  const bare = readDuration(String(value), 'integer-seconds');
  if (bare.ok) return bare.length;
  const reading = readDuration(String(value), 'compose-duration');
  return reading.ok ? reading.length : undefined;
}

/** The user's assumption, else what the slowest hop in front documents, else the platform's usual time. */
/** What sends to the pods themselves: a balancer before an ingress controller, or one that sends to nodes, drops pods of nobody. */
function nearestFronts(fact: WorkloadFact, chains: readonly Chain[], context: LinkContext): readonly Hop[] {
  const declared = context.declarations.hops.filter((hop) => hop.workload === undefined || isDeclaredFor(hop, fact));
  const lastDeclared = splitDeclared(declared).fronts.at(-1);
  // A proxy in the same pod goes when the pod does.
  const last = chains.flatMap((chain) => chain.hops.findLast((hop) => hop.host !== fact) ?? []);
  const nearest = last.length > 0 || lastDeclared === undefined ? last : [declaredHop(lastDeclared)];
  return nearest.filter((hop) => {
    if (hop.declared === true) return true;
    const target = hop.settings.get('target.type');
    return !(target.state === 'known' && target.value === 'instance' && fact.platform === 'kubernetes');
  });
}
function propagationOf(
  fact: WorkloadFact,
  fronts: readonly Hop[],
  context: LinkContext,
): Pick<Workload, 'propagation' | 'propagationIsAssumed'> {
  const declared = context.declarations.endpointPropagation;
  if (declared !== undefined) return { propagation: declared, propagationIsAssumed: false };
  const known = fronts.flatMap(({ product }) =>
    product.propagation === undefined
      ? []
      : [{ propagation: product.propagation, propagationIsAssumed: product.propagationIsAssumed === true }],
  );
  const slowest = known.reduce<(typeof known)[number] | undefined>(
    (most, each) => (most === undefined || lengthOf(each.propagation) > lengthOf(most.propagation) ? each : most),
    undefined,
  );
  const otherwise = assumed(factDuration(platformOf(fact), 'endpoint-propagation', undefined, fact.nameAt));
  return slowest ?? { propagation: otherwise, propagationIsAssumed: true };
}
/** No product promises a time here; the message says so. */
function assumed(setting: Setting): Setting {
  if (setting.state === 'unknown' || setting.origin.kind !== 'default') return setting;
  return known(setting.value, { ...setting.origin, label: 'assumed inside a cluster' });
}
function lengthOf(setting: Setting): number {
  return setting.state === 'known' && setting.value.kind === 'finite' ? setting.value.length : Number.NEGATIVE_INFINITY;
}

function nearAutoscalers(fact: WorkloadFact, context: LinkContext): Workload['autoscalers'] {
  const named = (autoscalersByTarget(context.facts).get(fact.name) ?? []).filter(
    (each) => each.target.kind === undefined || each.target.kind === fact.workloadKind,
  );
  const own = named.filter(({ target }) => target.address !== undefined && target.address === fact.address);
  if (own.length > 0) return own;
  const byName = named.filter(({ target }) => target.address === undefined);
  return nearest(fact, byName).filter((each) => {
    const targets = twinsOf(fact, context).filter(
      ({ workloadKind }) => each.target.kind === undefined || each.target.kind === workloadKind,
    );
    return nearest(each, targets).includes(fact);
  });
}
/** Copies of a workload in other folders have the same labels: a budget counts the pods of those nearest to it. */
function nearBudgets(fact: WorkloadFact, context: LinkContext): Workload['disruptionBudgets'] {
  return budgetsBySelector(context.facts)(fact.podLabels).filter((budget) => {
    const { selector } = budget;
    if (selector === undefined || !canMeet(budget, fact) || !matchesSelector(selector, fact.podLabels)) return false;
    const twins = twinsOf(fact, context).filter((each) => matchesSelector(selector, each.podLabels));
    return nearest(budget, twins).includes(fact);
  });
}
const budgetsBySelector = perObject((facts: FactIndex) =>
  selectorIndex(facts.of('disruption-budget'), ({ selector }) => selector?.labels ?? {}),
);
/** Workloads of that name, itself included. */
function twinsOf(fact: WorkloadFact, { facts }: LinkContext): readonly WorkloadFact[] {
  return deployedByName(facts).get(fact.name) ?? [];
}
