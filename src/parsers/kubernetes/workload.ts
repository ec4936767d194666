// Workloads of every kind that runs pods, down to the pod specification.
import type { Expression } from '../../model/expression.js';
import type { StrategyFact, WorkloadFact, WorkloadKind } from '../../model/facts.js';
import { items, mapAt, type NodeReader, present } from '../kit/yaml/node-reader.js';
import { get, type YamlMap, type YamlNode } from '../kit/yaml/read-yaml.js';
import { readContainers } from './container.js';
import { readVolumes } from './mounts.js';
import { type ManifestObject, readAnnotations } from './object.js';

export interface WorkloadShape {
  readonly groups: readonly string[];
  readonly kind: WorkloadKind;
  /** Path to the pod template; empty where the object is the template. */
  readonly template: readonly string[];
  readonly strategy?: readonly string[];
  /** The selector is a plain map of labels. */
  readonly plainSelector?: boolean;
  /** Where the time a pod gets to end is written, when the pod specification does not hold it. */
  readonly grace?: readonly string[];
}

const template = ['spec', 'template'];
const apps = ['apps', 'extensions'];
const shapes: Readonly<Record<string, readonly WorkloadShape[]>> = {
  Deployment: [{ groups: apps, kind: 'Deployment', template, strategy: ['spec', 'strategy'] }],
  StatefulSet: [{ groups: apps, kind: 'StatefulSet', template, strategy: ['spec', 'updateStrategy'] }],
  DaemonSet: [{ groups: apps, kind: 'DaemonSet', template, strategy: ['spec', 'updateStrategy'] }],
  ReplicaSet: [{ groups: apps, kind: 'ReplicaSet', template }],
  ReplicationController: [{ groups: [''], kind: 'ReplicationController', template, plainSelector: true }],
  Rollout: [{ groups: ['argoproj.io'], kind: 'Rollout', template, strategy: ['spec', 'strategy'] }],
  // Knative gives its pods `timeoutSeconds` as their grace period. https://knative.dev/docs/serving/configuration/config-defaults/
  Service: [
    {
      groups: ['serving.knative.dev'],
      kind: 'KnativeService',
      template,
      grace: [...template, 'spec', 'timeoutSeconds'],
    },
  ],
  DeploymentConfig: [
    {
      groups: ['apps.openshift.io', ''],
      kind: 'DeploymentConfig',
      template,
      strategy: ['spec', 'strategy'],
      plainSelector: true,
    },
  ],
  Pod: [{ groups: [''], kind: 'Pod', template: [] }],
  Job: [{ groups: ['batch'], kind: 'Job', template }],
  CronJob: [{ groups: ['batch'], kind: 'CronJob', template: ['spec', 'jobTemplate', 'spec', 'template'] }],
};

export function workloadShape({ kind, group }: ManifestObject): WorkloadShape | undefined {
  const candidates = Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
  return candidates?.find((shape) => shape.groups.includes(group));
}

export function readWorkload(object: ManifestObject, shape: WorkloadShape): WorkloadFact {
  const { reader, root } = object;
  const pod = shape.template.length === 0 ? root : mapAt(root, ...shape.template);
  const spec = mapAt(pod, 'spec');
  const volumes = readVolumes(reader, spec);
  const containers = readContainers(reader, get(spec, 'containers'), volumes);
  const podAnnotations = readAnnotations(reader, get(pod, 'metadata', 'annotations'));
  const workloadKind = isOnCloudRun(object, shape, podAnnotations) ? 'CloudRunService' : shape.kind;
  const labels = shape.plainSelector ? ['spec', 'selector'] : ['spec', 'selector', 'matchLabels'];
  return {
    ...object.base,
    kind: 'workload',
    workloadKind,
    platform: 'kubernetes',
    complete: isComplete(spec, containers),
    podLabels: readPodLabels(object, shape, pod),
    podAnnotations,
    containers,
    initContainers: readContainers(reader, get(spec, 'initContainers'), volumes),
    readinessGates: items(spec, 'readinessGates').flatMap((node) => reader.text(node, 'conditionType') ?? []),
    podSpecAt: reader.at(spec ?? pod ?? root),
    ...(shape.kind === 'Pod' && runsOnce(reader, spec, containers) ? { runsOnce: true } : {}),
    ...present({
      replicas: reader.expression(root, 'spec', 'replicas'),
      selector: mapAt(root, ...labels) === undefined ? undefined : reader.stringMap(root, ...labels),
      strategy: shape.strategy === undefined ? undefined : readStrategy(object, get(root, ...shape.strategy)),
      minReadySeconds: reader.expression(root, 'spec', 'minReadySeconds'),
      grace: workloadKind === 'CloudRunService' ? undefined : readGrace(object, shape, spec),
      shareProcessNamespace: reader.boolean(spec, 'shareProcessNamespace'),
      windows: isForWindows(reader, spec) ? true : undefined,
      dnsPolicy: reader.text(spec, 'dnsPolicy'),
      ndots: readNdots(reader, spec),
    }),
  };
}

/**
 * Those of the template; what makes the pods of a DeploymentConfig adds one that names it, which Services may select by:
 * openshift/library-go, pkg/apps/appsutil, MakeDeployment and DeploymentConfigLabel.
 */
function readPodLabels(
  { base, reader }: ManifestObject,
  { kind }: WorkloadShape,
  pod: YamlMap | undefined,
): WorkloadFact['podLabels'] {
  const labels = reader.stringMap(pod, 'metadata', 'labels');
  return kind === 'DeploymentConfig' ? { ...labels, deploymentconfig: base.name } : labels;
}

/** Cloud Run takes the objects of Knative, and runs them without any of its proxies. */
function isOnCloudRun(
  { base }: ManifestObject,
  { kind }: WorkloadShape,
  podAnnotations: WorkloadFact['podAnnotations'],
): boolean {
  if (kind !== 'KnativeService') return false;
  const isItsOwn = ({ key }: { readonly key: string }): boolean => key.startsWith('run.googleapis.com/');
  return [...base.annotations, ...podAnnotations].some(isItsOwn) || 'cloud.googleapis.com/location' in base.labels;
}

/** What checks an installation (`helm test`) often has the labels of what it checks. */
function runsOnce(reader: NodeReader, spec: YamlMap | undefined, containers: WorkloadFact['containers']): boolean {
  const policy = reader.string(spec, 'restartPolicy');
  return (
    (policy === 'Never' || policy === 'OnFailure') &&
    containers.every(({ command, args, ports }) => (command ?? args) !== undefined && ports.length === 0)
  );
}
function isForWindows(reader: NodeReader, spec: YamlMap | undefined): boolean {
  const selector = reader.stringMap(spec, 'nodeSelector');
  const named = [selector['kubernetes.io/os'], selector['beta.kubernetes.io/os'], reader.string(spec, 'os', 'name')];
  return named.includes('windows');
}
/** A strategic-merge patch names containers without an image, or says with `$patch` what to do with them. */
function isComplete(spec: YamlMap | undefined, containers: WorkloadFact['containers']): boolean {
  return containers.length > 0 && containers.every((container) => container.image !== undefined) && !hasDirective(spec);
}

function hasDirective(spec: YamlMap | undefined): boolean {
  const keys = [spec, ...items(spec, 'containers')].flatMap((node) => (node?.kind === 'map' ? node.entries : []));
  return keys.some(({ key }) => key.text.startsWith('$'));
}

function readGrace(object: ManifestObject, shape: WorkloadShape, spec: YamlMap | undefined): Expression | undefined {
  const { reader, root } = object;
  const elsewhere = shape.grace === undefined ? undefined : reader.expression(root, ...shape.grace);
  return reader.expression(spec, 'terminationGracePeriodSeconds') ?? elsewhere;
}

function readStrategy(object: ManifestObject, node: YamlNode | undefined): StrategyFact | undefined {
  const { reader } = object;
  const open = node?.kind === 'scalar' ? reader.text(node) : undefined;
  if (open?.filledIn === true) return { type: open, maxUnavailable: open, maxSurge: open, at: open.at };
  if (node?.kind !== 'map') return undefined;
  const limits = rolloutLimits(object, node);
  return {
    at: reader.at(node),
    ...present({
      type: reader.text(node, 'type') ?? rolloutType(reader, node),
      maxUnavailable: reader.text(limits, 'maxUnavailable'),
      maxSurge: reader.text(limits, 'maxSurge'),
      partition: reader.quantity(limits, 'partition'),
    }),
  };
}

const rolloutForms = ['canary', 'blueGreen'] as const;

function rolloutLimits({ kind }: ManifestObject, strategy: YamlMap): YamlNode | undefined {
  const forms = kind === 'DeploymentConfig' ? ['rollingParams'] : kind === 'Rollout' ? rolloutForms : ['rollingUpdate'];
  return forms.map((form) => get(strategy, form)).find((node) => node !== undefined);
}

/** An Argo Rollout names its strategy by the field it fills in. */
function rolloutType(reader: NodeReader, strategy: YamlMap): StrategyFact['type'] {
  const entry = strategy.entries.find(({ key }) => rolloutForms.some((form) => form === key.text));
  return entry === undefined ? undefined : { text: entry.key.text, at: reader.at(entry.key) };
}

function readNdots(reader: NodeReader, spec: YamlNode | undefined): WorkloadFact['ndots'] {
  const option = items(spec, 'dnsConfig', 'options').find((node) => reader.string(node, 'name') === 'ndots');
  const written = reader.text(option, 'value');
  return written !== undefined && /^\d{1,3}$/.test(written.text)
    ? { value: Number(written.text), at: written.at }
    : undefined;
}

/** Names of the claims that the pods of a workload mount, with their places. */
export function mountedClaims(
  object: ManifestObject,
  shape: WorkloadShape,
): { text: string; at: WorkloadFact['at'] }[] {
  const { reader, root } = object;
  const spec = get(root, ...shape.template, 'spec');
  return items(spec, 'volumes').flatMap((volume) => reader.text(volume, 'persistentVolumeClaim', 'claimName') ?? []);
}
