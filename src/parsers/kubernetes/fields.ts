// Finds misspelt and misplaced fields that decide about probes, hooks and rollouts: where nobody validates, they are dropped in silence.
import { nearestName } from '../../knowledge/spelling.js';
import type { SettingMistake } from '../../model/facts.js';
import { items, type NodeReader } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import type { ManifestObject } from './object.js';

interface FieldTable {
  /** As a message names the object. */
  readonly title: string;
  /** Where the object is found in the workload, as help says it. */
  readonly path: string;
  readonly fields: readonly string[];
}

// https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/
const tables = {
  workload: {
    title: 'a Deployment specification',
    path: 'spec',
    fields: [
      ...['minReadySeconds', 'paused', 'progressDeadlineSeconds', 'replicas', 'revisionHistoryLimit', 'selector'],
      ...['strategy', 'template'],
    ],
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
  },
  hook: {
    title: 'a lifecycle hook',
    path: 'spec.template.spec.containers[].lifecycle.preStop',
    fields: ['exec', 'httpGet', 'sleep', 'tcpSocket'],
  },
  probe: {
    title: 'a probe',
    path: 'spec.template.spec.containers[].readinessProbe',
    fields: [
      ...['exec', 'failureThreshold', 'grpc', 'httpGet', 'initialDelaySeconds', 'periodSeconds', 'successThreshold'],
      ...['tcpSocket', 'terminationGracePeriodSeconds', 'timeoutSeconds'],
    ],
  },
  budget: {
    title: 'a PodDisruptionBudget',
    path: 'spec',
    fields: ['maxUnavailable', 'minAvailable', 'selector', 'unhealthyPodEvictionPolicy'],
  },
} as const satisfies Readonly<Record<string, FieldTable>>;

/** Only fields that decide whether requests survive; a lost label or pull policy is not our business. */
const watched: ReadonlySet<string> = new Set([
  ...['terminationGracePeriodSeconds', 'lifecycle', 'preStop', 'postStart', 'stopSignal', 'readinessGates'],
  ...['readinessProbe', 'livenessProbe', 'startupProbe', 'minReadySeconds', 'replicas', 'strategy', 'rollingUpdate'],
  ...['maxSurge', 'maxUnavailable', 'minAvailable', ...tables.probe.fields, ...tables.hook.fields],
]);
/** Where a field belongs that stands in the wrong place, the first that has it; those with a home in several are not guessed. */
const homes = [tables.lifecycle, tables.container, tables.pod, tables.workload, tables.rollingUpdate] as const;

export function podFieldMistakes(object: ManifestObject, spec: YamlNode | undefined): SettingMistake[] {
  const { reader } = object;
  const containers = [...items(spec, 'containers'), ...items(spec, 'initContainers')];
  return [
    ...judge(reader, spec, tables.pod),
    ...containers.flatMap((container) => [
      ...judge(reader, container, tables.container),
      ...judge(reader, get(container, 'lifecycle'), tables.lifecycle),
      ...judge(reader, get(container, 'lifecycle', 'preStop'), tables.hook),
      ...['readinessProbe', 'livenessProbe', 'startupProbe'].flatMap((probe) =>
        judge(reader, get(container, probe), tables.probe),
      ),
    ]),
  ];
}

export function deploymentFieldMistakes({ reader, root }: ManifestObject): SettingMistake[] {
  return [
    ...judge(reader, get(root, 'spec'), tables.workload),
    ...judge(reader, get(root, 'spec', 'strategy'), tables.strategy),
    ...judge(reader, get(root, 'spec', 'strategy', 'rollingUpdate'), tables.rollingUpdate),
  ];
}

export function budgetFieldMistakes({ reader, root }: ManifestObject): SettingMistake[] {
  return judge(reader, get(root, 'spec'), tables.budget);
}

function judge(reader: NodeReader, node: YamlNode | undefined, table: FieldTable): SettingMistake[] {
  if (node?.kind !== 'map') return [];
  return node.entries.flatMap(({ key }): SettingMistake[] => {
    if (table.fields.includes(key.text) || key.text.startsWith('$')) return [];
    const home = watched.has(key.text) ? homes.find((each) => has(each, key.text)) : undefined;
    const near = home === undefined ? nearestName(key.text, table.fields) : undefined;
    if (home === undefined && (near === undefined || !watched.has(near))) return [];
    const at = reader.at(key);
    return [
      {
        kind: 'setting-mistake',
        mistake: 'ignored',
        product: 'kubernetes',
        key: key.text,
        at,
        because: `is no field of ${table.title}`,
        effect: 'Kubernetes drops it in silence, unless the client that sends the object validates it',
        help: home === undefined ? `Did you mean ${near}?` : `Move it to ${home.path}.${key.text}.`,
        ...(near === undefined ? {} : { fix: { title: `Rename it to ${near}`, at, text: near, safe: false } }),
      },
    ];
  });
}

const has = (table: FieldTable, field: string): boolean => table.fields.includes(field);
