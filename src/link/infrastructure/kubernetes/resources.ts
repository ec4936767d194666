import type {
  BackendRef,
  EmbeddedFileFact,
  Fact,
  FileFacts,
  ManifestBlockFact,
  ObjectBase,
  RouteFact,
  ServiceFact,
  StrategyFact,
  WorkloadFact,
  WorkloadKind,
} from '../../../model/facts.js';
import { type Groups, groupBy } from '../../../model/group-by.js';
import type { Location } from '../../../model/location.js';
import { annotationMistakes } from '../../settings/annotation-mistakes.js';
import { annotationSettings } from '../../settings/annotation-settings.js';
import { numericOf, portOf, textAt } from '../resources/object-fields.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { field } from '../resources/resource-links.js';
import { expressionOf, itemsOf, numberOf, placeOfSettled, type Settled, textOf } from '../values/settled.js';
import { annotationsOf } from './annotations.js';
import { configMapFact, hiddenConfiguration } from './config-maps.js';
import { podContainers } from './containers.js';
import { volumesOf } from './mounts.js';
import { labelledNamespace, namespaceFacts } from './namespaces.js';
import { autoscalerFact, disruptionBudgetFact } from './scaling.js';

const workloadKinds: Readonly<Record<string, WorkloadKind>> = {
  kubernetes_deployment: 'Deployment',
  kubernetes_stateful_set: 'StatefulSet',
  kubernetes_daemonset: 'DaemonSet',
  kubernetes_daemon_set: 'DaemonSet',
  kubernetes_job: 'Job',
  kubernetes_cron_job: 'CronJob',
  kubernetes_pod: 'Pod',
};

export function kubernetesFacts(resources: readonly ResourceInstance[], held: HeldTexts): Fact[] {
  return resources.flatMap((resource): Fact[] => {
    const type = resource.type.replace(/_v\d+$/, '');
    const kind = Object.hasOwn(workloadKinds, type) ? workloadKinds[type] : undefined;
    if (kind !== undefined) return judged(workloadFact(resource, kind), kind);
    switch (type) {
      case 'kubernetes_service':
        return judged(serviceFact(resource), 'Service');
      case 'kubernetes_ingress':
        return judged(ingressFact(resource), 'Ingress');
      case 'kubernetes_namespace':
        return [...namespaceFacts(baseOf(resource), resource.values)];
      case 'kubernetes_labels':
        return textOf(field(resource.values, 'kind')) === 'Namespace'
          ? [labelledNamespace(baseOf(resource), stringMap(field(resource.values, 'labels')))]
          : [];
      case 'kubernetes_config_map':
        return [
          configMapFact(baseOf(resource), field(resource.values, 'data')),
          ...embeddedFiles(resource, 'configmap', held),
          ...manifestFacts(resource, held).filter(({ kind }) => kind === 'policy' || kind === 'setting-mistake'),
          ...hiddenConfiguration(baseOf(resource), field(resource.values, 'data')),
        ];
      case 'kubernetes_horizontal_pod_autoscaler':
        return [autoscalerFact(baseOf(resource), resource.values)];
      case 'kubernetes_pod_disruption_budget':
        return [disruptionBudgetFact(baseOf(resource), resource.values)];
      case 'kubernetes_manifest':
      case 'kubectl_manifest':
        return manifestFacts(resource, held);
      case 'kubernetes_secret':
        return [...embeddedFiles(resource, 'secret', held)];
      default:
        return [];
    }
  });
}

/** With what is wrong with the annotations of the object, and of the pods that it makes. */
function judged(fact: ServiceFact | RouteFact | WorkloadFact, kind: string): Fact[] {
  const type = fact.kind === 'service' ? fact.type?.text : undefined;
  const ofPods = fact.kind === 'workload' ? annotationMistakes('Pod', fact.podAnnotations) : [];
  const own = annotationMistakes(kind, fact.annotations, type);
  const { scope } = fact;
  return [fact, ...[...own, ...ofPods].map((each) => (scope === undefined ? each : { ...each, scope }))];
}

function baseOf(resource: ResourceInstance): ObjectBase {
  const metadata = field(resource.values, 'metadata');
  const name = field(metadata, 'name');
  const namespace = textOf(field(metadata, 'namespace'));
  return {
    name: textOf(name) ?? resource.name,
    at: resource.at,
    nameAt: textOf(name) === undefined || name === undefined ? resource.nameAt : placeOfSettled(name),
    scope: resource.scope,
    labels: stringMap(field(metadata, 'labels')),
    annotations: annotationsOf(field(metadata, 'annotations')),
    ...(namespace === undefined ? {} : { namespace }),
  };
}
function stringMap(value: Settled | undefined): Readonly<Record<string, string>> {
  if (value?.is !== 'map') return {};
  const pairs = value.entries.map((entry) => [entry.key, textOf(entry.value)] as const);
  return Object.fromEntries(
    pairs.flatMap(([key, text]) => (text === undefined || key === '__proto__' ? [] : [[key, text]])),
  );
}

function workloadFact(resource: ResourceInstance, kind: WorkloadKind): WorkloadFact {
  const spec = field(resource.values, 'spec');
  const job = kind === 'CronJob' ? field(spec, 'job_template', 'spec') : spec;
  const template = kind === 'Pod' ? resource.values : field(job, 'template');
  const pod = field(template, 'spec');
  const volumes = volumesOf(pod);
  const { containers, known } = podContainers(field(pod, 'container'), volumes);
  const init = podContainers(field(pod, 'init_container'), volumes);
  const replicas = expressionOf(field(spec, 'replicas'));
  const minReadySeconds = expressionOf(field(spec, 'min_ready_seconds'));
  const grace = expressionOf(field(pod, 'termination_grace_period_seconds'));
  const selector = field(spec, 'selector', 'match_labels');
  const strategy = strategyFact(field(spec, 'strategy') ?? field(spec, 'update_strategy'));
  const metadata = field(template, 'metadata');
  return {
    ...baseOf(resource),
    kind: 'workload',
    workloadKind: kind,
    platform: 'kubernetes',
    complete: containers.length > 0 && known,
    podLabels: stringMap(field(metadata, 'labels')),
    podAnnotations: annotationsOf(field(metadata, 'annotations')),
    containers,
    initContainers: init.containers,
    readinessGates: itemsOf(field(pod, 'readiness_gate')).flatMap(
      (gate) => textAt(field(gate, 'condition_type')) ?? [],
    ),
    podSpecAt: pod === undefined ? resource.at : placeOfSettled(pod),
    ...(replicas === undefined ? {} : { replicas }),
    ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
    ...(grace === undefined ? {} : { grace }),
    ...(selector === undefined ? {} : { selector: stringMap(selector) }),
    ...(strategy === undefined ? {} : { strategy }),
  };
}

function strategyFact(value: Settled | undefined): StrategyFact | undefined {
  const block = itemsOf(value)[0];
  if (block === undefined) return undefined;
  const rolling = field(block, 'rolling_update');
  const type = textAt(field(block, 'type'));
  const maxUnavailable = textAt(field(rolling, 'max_unavailable'));
  const maxSurge = textAt(field(rolling, 'max_surge'));
  const partition = numericOf(field(rolling, 'partition'));
  return {
    at: placeOfSettled(block),
    ...(type === undefined ? {} : { type }),
    ...(maxUnavailable === undefined ? {} : { maxUnavailable }),
    ...(maxSurge === undefined ? {} : { maxSurge }),
    ...(partition === undefined ? {} : { partition }),
  };
}

function serviceFact(resource: ResourceInstance): ServiceFact {
  const base = baseOf(resource);
  const spec = field(resource.values, 'spec');
  const ports = itemsOf(field(spec, 'port')).flatMap((block): ServiceFact['ports'] => {
    const port = numberOf(field(block, 'port'));
    if (port === undefined) return [];
    const name = textOf(field(block, 'name'));
    const targetPort = portOf(field(block, 'target_port'));
    const nodePort = numberOf(field(block, 'node_port'));
    return [
      {
        port,
        at: placeOfSettled(block),
        ...(name === undefined ? {} : { name }),
        ...(targetPort === undefined ? {} : { targetPort }),
        ...(nodePort === undefined ? {} : { nodePort }),
      },
    ];
  });
  const texts = {
    type: textAt(field(spec, 'type')),
    clusterIP: textAt(field(spec, 'cluster_ip')),
    externalName: textAt(field(spec, 'external_name')),
    externalTrafficPolicy: textAt(field(spec, 'external_traffic_policy')),
    sessionAffinity: textAt(field(spec, 'session_affinity')),
    publishNotReadyAddresses: textAt(field(spec, 'publish_not_ready_addresses')),
    loadBalancerClass: textAt(field(spec, 'load_balancer_class')),
  };
  return {
    ...base,
    kind: 'service',
    selector: stringMap(field(spec, 'selector')),
    ports,
    settings: annotationSettings('Service', base.annotations),
    ...(texts.type === undefined ? {} : { type: texts.type }),
    ...(texts.clusterIP === undefined ? {} : { clusterIP: texts.clusterIP }),
    ...(texts.externalName === undefined ? {} : { externalName: texts.externalName }),
    ...(texts.externalTrafficPolicy === undefined ? {} : { externalTrafficPolicy: texts.externalTrafficPolicy }),
    ...(texts.sessionAffinity === undefined ? {} : { sessionAffinity: texts.sessionAffinity }),
    ...(texts.publishNotReadyAddresses === undefined
      ? {}
      : { publishNotReadyAddresses: texts.publishNotReadyAddresses }),
    ...(texts.loadBalancerClass === undefined ? {} : { loadBalancerClass: texts.loadBalancerClass }),
  };
}

function ingressFact(resource: ResourceInstance): RouteFact {
  const base = baseOf(resource);
  const spec = field(resource.values, 'spec');
  const rules = itemsOf(field(spec, 'rule'));
  const paths = rules.flatMap((rule) => itemsOf(field(rule, 'http', 'path')));
  const backends = [
    field(spec, 'default_backend'),
    field(spec, 'backend'),
    ...paths.map((path) => field(path, 'backend')),
  ];
  const annotation = base.annotations.find(({ key }) => key === 'kubernetes.io/ingress.class');
  const ingressClass =
    textAt(field(spec, 'ingress_class_name')) ??
    (annotation === undefined ? undefined : { text: annotation.value, at: annotation.at });
  return {
    ...base,
    kind: 'route',
    routeKind: 'Ingress',
    apiVersion: 'networking.k8s.io/v1',
    parents: [],
    hosts: [...new Set(rules.flatMap((rule) => textOf(field(rule, 'host')) ?? []))],
    backends: backends.flatMap(backendRef),
    settings: annotationSettings('Ingress', base.annotations),
    ...(ingressClass === undefined ? {} : { ingressClass }),
  };
}
function backendRef(value: Settled | undefined): BackendRef[] {
  const block = itemsOf(value)[0];
  const service = textOf(field(block, 'service', 'name')) ?? textOf(field(block, 'service_name'));
  if (block === undefined || service === undefined) return [];
  const given = field(block, 'service', 'port');
  const port = portOf(field(given, 'number')) ?? portOf(field(given, 'name')) ?? portOf(field(block, 'service_port'));
  return [{ service, at: placeOfSettled(block), ...(port === undefined ? {} : { port }) }];
}

/** What texts inside blocks turned out to be, by the block. */
export interface HeldTexts {
  /** Of the data of a ConfigMap or a Secret. */
  readonly files: Groups<EmbeddedFileFact>;
  readonly manifests: Groups<ManifestBlockFact>;
  /** Files that were read as values of a controller's chart. */
  readonly values: ReadonlySet<string>;
}
const blockKey = ({ file, line }: Location): string => `${file}:${line}`;
export function isOfBlock(fact: Fact): fact is EmbeddedFileFact | ManifestBlockFact {
  return fact.kind === 'manifest-block' || (fact.kind === 'embedded-file' && fact.block === true);
}
export function heldTexts(files: readonly FileFacts[]): HeldTexts {
  const held = files.flatMap(({ facts }) => facts.filter(isOfBlock));
  return {
    values: new Set(
      files.flatMap(({ facts }) =>
        facts.flatMap((fact) => (fact.kind === 'policy' && fact.policyKind === 'HelmValues' ? [fact.at.file] : [])),
      ),
    ),
    files: groupBy(
      held.filter((fact) => fact.kind === 'embedded-file'),
      ({ at }) => blockKey(at),
    ),
    manifests: groupBy(
      held.filter((fact) => fact.kind === 'manifest-block'),
      ({ at }) => blockKey(at),
    ),
  };
}

/** What was read with the values of this very resource, or what its block says whatever they are. */
function createdBy<T extends { readonly creator?: string }>(
  { scope, address }: ResourceInstance,
  held: readonly T[],
): readonly T[] {
  const own = held.filter(({ creator }) => creator === `${scope} ${address}`);
  return own.length > 0 ? own : held.filter(({ creator }) => creator === undefined);
}

/** They meet what else the same configuration creates. */
export function manifestFacts(resource: ResourceInstance, { manifests }: HeldTexts): Fact[] {
  const { at, scope } = resource;
  const facts = createdBy(resource, manifests.get(blockKey(at)) ?? []).flatMap((each) => each.facts);
  return facts.map((fact) => ('labels' in fact ? { ...fact, scope } : fact));
}

/** Texts that stand in the configuration, and files that `file()` puts in. */
function embeddedFiles(
  resource: ResourceInstance,
  holder: EmbeddedFileFact['holder'],
  { files: texts }: HeldTexts,
): readonly EmbeddedFileFact[] {
  const { name, namespace, scope, at } = baseOf(resource);
  const object = {
    ...{ kind: 'embedded-file' as const, holder, name, at },
    ...(scope === undefined ? {} : { scope }),
    ...(namespace === undefined ? {} : { namespace }),
  };
  const data = field(resource.values, 'data');
  const files = (data?.is === 'map' ? data.entries : []).flatMap(({ key, value }): readonly EmbeddedFileFact[] =>
    value.is === 'scalar' && value.file !== undefined ? [{ ...object, key, source: value.file, facts: [] }] : [],
  );
  const held = groupBy(texts.get(blockKey(resource.at)) ?? [], ({ key }) => key);
  const written = [...held.values()]
    .flatMap((each) => createdBy(resource, each))
    .map(({ key, facts }) => ({ ...object, key, facts }));
  return [...written, ...files];
}
