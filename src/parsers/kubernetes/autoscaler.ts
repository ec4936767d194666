// HorizontalPodAutoscaler in all its versions, and KEDA's ScaledObject.
import type { AutoscalerFact, Quantity } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { isFilledIn, isWord, items, type NodeReader, present, presentScalar } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import type { ManifestObject } from './object.js';

type Metric = AutoscalerFact['metrics'][number];
type Behaviour = NonNullable<AutoscalerFact['scaleUp']>;

export function readHorizontalAutoscaler(object: ManifestObject): AutoscalerFact {
  const { reader, root } = object;
  const spec = get(root, 'spec');
  const behaviour = get(spec, 'behavior');
  return {
    ...object.base,
    kind: 'autoscaler',
    autoscalerKind: 'HorizontalPodAutoscaler',
    target: withGroup(reader, get(spec, 'scaleTargetRef'), object.base.nameAt),
    metrics: [...readOldTarget(reader, spec), ...items(spec, 'metrics').map((node) => readMetric(reader, node))],
    ...present({
      min: reader.quantity(spec, 'minReplicas'),
      max: reader.quantity(spec, 'maxReplicas'),
      scaleUp: readBehaviour(reader, get(behaviour, 'scaleUp')),
      scaleDown: readBehaviour(reader, get(behaviour, 'scaleDown')),
    }),
  };
}

/** A ScaledObject that names no kind means a Deployment. https://keda.sh/docs/latest/reference/scaledobject-spec/ */
export function readScaledObject(object: ManifestObject): AutoscalerFact {
  const { reader, root } = object;
  const spec = get(root, 'spec');
  const behaviour = get(spec, 'advanced', 'horizontalPodAutoscalerConfig', 'behavior');
  return {
    ...object.base,
    kind: 'autoscaler',
    autoscalerKind: 'ScaledObject',
    target: readTarget(reader, get(spec, 'scaleTargetRef'), object.base.nameAt, 'Deployment'),
    metrics: items(spec, 'triggers').map((node) => readTrigger(reader, node)),
    ...present({
      min: reader.quantity(spec, 'minReplicaCount'),
      max: reader.quantity(spec, 'maxReplicaCount'),
      scaleUp: readBehaviour(reader, get(behaviour, 'scaleUp')),
      scaleDown: readBehaviour(reader, get(behaviour, 'scaleDown')),
      pollingInterval: reader.quantity(spec, 'pollingInterval'),
      cooldown: reader.quantity(spec, 'cooldownPeriod'),
    }),
  };
}

function readTarget(
  reader: NodeReader,
  node: YamlNode | undefined,
  fallback: Location,
  usualKind: string | undefined,
): AutoscalerFact['target'] {
  const name = reader.text(node, 'name');
  return {
    name: name?.text ?? '',
    at: name?.at ?? (node === undefined ? fallback : reader.at(node)),
    ...present({ kind: reader.string(node, 'kind') ?? usualKind }),
  };
}

/** The controller looks for the kind in the group of `apiVersion`, whatever its version; left out, it is the core group. */
function withGroup(reader: NodeReader, node: YamlNode | undefined, fallback: Location): AutoscalerFact['target'] {
  const target = readTarget(reader, node, fallback, undefined);
  const version = get(node, 'apiVersion');
  const written = version === undefined ? '' : presentScalar(version)?.text;
  if (node?.kind !== 'map' || written === undefined || /[{$]/.test(written)) return target;
  return { ...target, group: written.includes('/') ? written.replace(/\/.*/s, '') : '' };
}

/** `autoscaling/v1` knows one metric only. */
function readOldTarget(reader: NodeReader, spec: YamlNode | undefined): Metric[] {
  const target = reader.quantity(spec, 'targetCPUUtilizationPercentage');
  return target === undefined
    ? []
    : [{ type: 'Resource', resource: 'cpu', targetType: 'Utilization', target, at: target.at }];
}

const sources = ['resource', 'containerResource', 'pods', 'object', 'external'] as const;
/** `v2beta1` writes the number beside the metric, later versions in a `target` of its own. */
const oldNumbers = [
  ['targetAverageUtilization', 'Utilization'],
  ['targetAverageValue', 'AverageValue'],
  ['targetValue', 'Value'],
] as const;
const newNumbers = ['averageUtilization', 'averageValue', 'value'] as const;

function readMetric(reader: NodeReader, node: YamlNode): Metric {
  const source = sources.map((name) => get(node, name)).find((found) => found !== undefined);
  const target = get(source, 'target');
  const old = oldNumbers.find(([field]) => get(source, field) !== undefined);
  const number =
    old === undefined
      ? newNumbers.map((field) => readQuantity(reader, get(target, field))).find((found) => found !== undefined)
      : readQuantity(reader, get(source, old[0]));
  return {
    type: reader.string(node, 'type') ?? '',
    at: reader.at(node),
    ...present({
      resource:
        reader.string(source, 'name') ?? reader.string(source, 'metric', 'name') ?? reader.string(source, 'metricName'),
      container: reader.string(source, 'container'),
      targetType: reader.string(target, 'type') ?? old?.[1],
      target: number,
    }),
  };
}

function readTrigger(reader: NodeReader, node: YamlNode): Metric {
  const type = reader.string(node, 'type') ?? '';
  return {
    type,
    at: reader.at(node),
    ...present({
      resource: type === 'cpu' || type === 'memory' ? type : reader.string(node, 'metadata', 'metricName'),
      container: reader.string(node, 'metadata', 'containerName'),
      targetType: reader.string(node, 'metricType') ?? reader.string(node, 'metadata', 'type'),
      target:
        readQuantity(reader, get(node, 'metadata', 'value')) ??
        readQuantity(reader, get(node, 'metadata', 'threshold')),
    }),
  };
}

const quantity = /^(\d+(?:\.\d+)?)(m|k|M|G|Ki|Mi|Gi)?$/;
const factors: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
};

function readQuantity(reader: NodeReader, node: YamlNode | undefined): Quantity | undefined {
  const scalar = presentScalar(node);
  if (scalar !== undefined && (isFilledIn(scalar) || isWord(scalar)))
    return { templated: scalar.text, at: reader.at(scalar) };
  const match = scalar === undefined ? null : quantity.exec(scalar.text);
  if (scalar === undefined || match === null) return undefined;
  const factor = match[2] === undefined ? 1 : factors[match[2]];
  return factor === undefined ? undefined : { value: Number(match[1]) * factor, at: reader.at(scalar) };
}

function readBehaviour(reader: NodeReader, node: YamlNode | undefined): Behaviour | undefined {
  if (node?.kind !== 'map') return undefined;
  return {
    at: reader.at(node),
    policies: items(node, 'policies').flatMap((policy) => {
      const value = reader.number(policy, 'value');
      const period = reader.number(policy, 'periodSeconds');
      if (value === undefined || period === undefined) return [];
      return [{ type: reader.string(policy, 'type') ?? '', value, period, at: reader.at(policy) }];
    }),
    ...present({
      stabilization: reader.quantity(node, 'stabilizationWindowSeconds'),
      tolerance: readQuantity(reader, get(node, 'tolerance')),
      selectPolicy: reader.text(node, 'selectPolicy'),
    }),
  };
}
