// Finds misspelt and misplaced fields that decide about probes, hooks and rollouts: where nobody validates, they are dropped in silence.
import { factRows } from '../../knowledge/lookup.js';
import type { SettingMistake } from '../../model/facts.js';
import { items, type NodeReader } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import { type FieldRules, type FieldTable, judgeFields } from './field-table.js';
import type { ManifestObject } from './object.js';

// https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/
const tables = {
  workload: {
    title: 'a Deployment specification',
    path: 'spec',
    fields: [
      ...['minReadySeconds', 'paused', 'progressDeadlineSeconds', 'replicas', 'revisionHistoryLimit', 'selector'],
      ...['strategy', 'template'],
    ],
    otherwise: { updateStrategy: 'strategy' },
  },
  statefulSet: {
    title: 'a StatefulSet specification',
    path: 'spec',
    fields: [
      ...['minReadySeconds', 'ordinals', 'persistentVolumeClaimRetentionPolicy', 'podManagementPolicy', 'replicas'],
      ...['revisionHistoryLimit', 'selector', 'serviceName', 'template', 'updateStrategy', 'volumeClaimTemplates'],
    ],
    otherwise: { strategy: 'updateStrategy' },
  },
  daemonSet: {
    title: 'a DaemonSet specification',
    path: 'spec',
    fields: ['minReadySeconds', 'revisionHistoryLimit', 'selector', 'template', 'updateStrategy'],
    otherwise: { strategy: 'updateStrategy' },
  },
  strategy: { title: 'a strategy', path: 'spec.strategy', fields: ['type', 'rollingUpdate'] },
  rollingUpdate: {
    title: 'a rolling update',
    path: 'spec.strategy.rollingUpdate',
    fields: ['maxSurge', 'maxUnavailable'],
  },
  pod: {
    title: 'a pod specification',
    path: 'spec.template.spec',
    fields: [
      ...['activeDeadlineSeconds', 'affinity', 'automountServiceAccountToken', 'containers', 'dnsConfig', 'dnsPolicy'],
      ...['enableServiceLinks', 'ephemeralContainers', 'hostAliases', 'hostIPC', 'hostNetwork', 'hostPID', 'hostUsers'],
      ...['hostname', 'hostnameOverride', 'imagePullSecrets', 'initContainers', 'nodeName', 'nodeSelector', 'os'],
      ...['overhead', 'preemptionPolicy', 'priority', 'priorityClassName', 'readinessGates', 'resourceClaims'],
      ...['resources', 'restartPolicy', 'runtimeClassName', 'schedulerName', 'schedulingGates', 'securityContext'],
      ...['serviceAccount', 'serviceAccountName', 'setHostnameAsFQDN', 'shareProcessNamespace', 'subdomain'],
      ...['terminationGracePeriodSeconds', 'tolerations', 'topologySpreadConstraints', 'volumes', 'workloadRef'],
    ],
  },
  container: {
    title: 'a container',
    path: 'spec.template.spec.containers[]',
    fields: [
      ...[
        'args',
        'command',
        'env',
        'envFrom',
        'image',
        'imagePullPolicy',
        'lifecycle',
        'livenessProbe',
        'name',
        'ports',
      ],
      ...['readinessProbe', 'resizePolicy', 'resources', 'restartPolicy', 'restartPolicyRules', 'securityContext'],
      ...['startupProbe', 'stdin', 'stdinOnce', 'terminationMessagePath', 'terminationMessagePolicy', 'tty'],
      ...['volumeDevices', 'volumeMounts', 'workingDir'],
    ],
  },
  lifecycle: {
    title: 'a lifecycle',
    path: 'spec.template.spec.containers[].lifecycle',
    fields: ['postStart', 'preStop', 'stopSignal'],
    closed: true,
  },
  hook: {
    title: 'a lifecycle hook',
    path: 'spec.template.spec.containers[].lifecycle.preStop',
    fields: ['exec', 'httpGet', 'sleep', 'tcpSocket'],
    closed: true,
  },
  probe: {
    title: 'a probe',
    path: 'spec.template.spec.containers[].readinessProbe',
    fields: [
      ...['exec', 'failureThreshold', 'grpc', 'httpGet', 'initialDelaySeconds', 'periodSeconds', 'successThreshold'],
      ...['tcpSocket', 'terminationGracePeriodSeconds', 'timeoutSeconds'],
    ],
  },
  request: { title: 'an HTTP request', path: '', fields: ['host', 'httpHeaders', 'path', 'port', 'scheme'] },
  connection: { title: 'a TCP check', path: '', fields: ['host', 'port'] },
  command: { title: 'a command', path: '', fields: ['command'] },
  budget: {
    title: 'a PodDisruptionBudget',
    path: 'spec',
    fields: ['maxUnavailable', 'minAvailable', 'selector', 'unhealthyPodEvictionPolicy'],
  },
} as const satisfies Readonly<Record<string, FieldTable>>;

const watched: ReadonlySet<string> = new Set([
  ...['terminationGracePeriodSeconds', 'lifecycle', 'preStop', 'postStart', 'stopSignal', 'readinessGates'],
  ...['readinessProbe', 'livenessProbe', 'startupProbe', 'minReadySeconds', 'replicas', 'strategy', 'rollingUpdate'],
  'updateStrategy',
  ...['maxSurge', 'maxUnavailable', 'minAvailable', ...tables.probe.fields, ...tables.hook.fields],
]);
const probeNames = ['readinessProbe', 'livenessProbe', 'startupProbe'] as const;
const homesInPods = [tables.lifecycle, tables.container, tables.pod];
const rules: FieldRules = {
  product: 'kubernetes',
  watched,
  homes: [...homesInPods, tables.workload, tables.rollingUpdate],
};

export function podFieldMistakes({ reader }: ManifestObject, spec: YamlNode | undefined): SettingMistake[] {
  const containers = [...items(spec, 'containers'), ...items(spec, 'initContainers')];
  return [
    ...judgeFields(reader, spec, tables.pod, rules),
    ...containers.flatMap((container) => [
      ...judgeFields(reader, container, tables.container, rules),
      ...judgeFields(reader, get(container, 'lifecycle'), tables.lifecycle, rules),
      ...judgeFields(reader, get(container, 'lifecycle', 'preStop'), tables.hook, rules),
      ...probeNames.flatMap((name) => probeMistakes(reader, get(container, name), name)),
    ]),
  ];
}

/** What the probe itself has may stand one level too deep. */
function probeMistakes(reader: NodeReader, probe: YamlNode | undefined, name: string): SettingMistake[] {
  const home = { ...tables.probe, path: `spec.template.spec.containers[].${name}` };
  const rulesInside: FieldRules = { ...rules, homes: [home] };
  return [
    ...judgeFields(reader, probe, tables.probe, rules),
    ...judgeFields(reader, get(probe, 'httpGet'), tables.request, rulesInside),
    ...judgeFields(reader, get(probe, 'tcpSocket'), tables.connection, rulesInside),
    ...judgeFields(reader, get(probe, 'exec'), tables.command, rulesInside),
  ];
}

export function workloadFieldMistakes({ reader, root, kind }: ManifestObject): SettingMistake[] {
  const spec = get(root, 'spec');
  if (kind === 'StatefulSet') return judgeFields(reader, spec, tables.statefulSet, rules);
  if (kind === 'DaemonSet') return judgeFields(reader, spec, tables.daemonSet, { ...rules, homes: homesInPods });
  if (kind !== 'Deployment') return [];
  return [
    ...judgeFields(reader, spec, tables.workload, rules),
    ...judgeFields(reader, get(spec, 'strategy'), strategyTable(reader, get(spec, 'strategy')), rules),
    ...judgeFields(reader, get(spec, 'strategy', 'rollingUpdate'), tables.rollingUpdate, rules),
  ];
}

/** A DeploymentConfig of OpenShift calls it otherwise; what is lost by that is worth a word where it is not the default. */
function strategyTable(reader: NodeReader, strategy: YamlNode | undefined): FieldTable {
  const isLost = Object.entries(limitDefaults).some(([field, fact]) => {
    const limit = reader.string(strategy, 'rollingParams', field);
    return limit !== undefined && limit !== factRows('kubernetes', fact)[0]?.value;
  });
  return isLost ? { ...tables.strategy, otherwise: { rollingParams: 'rollingUpdate' } } : tables.strategy;
}
const limitDefaults = { maxUnavailable: 'rollout-max-unavailable', maxSurge: 'rollout-max-surge' } as const;

export function budgetFieldMistakes({ reader, root }: ManifestObject): SettingMistake[] {
  return judgeFields(reader, get(root, 'spec'), tables.budget, rules);
}
