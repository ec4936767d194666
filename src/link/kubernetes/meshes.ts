// The proxy that a mesh puts into a pod: the hop in front of the application, whatever sends to the pod.
import { products } from '../../knowledge/lookup.js';
import { once } from '../../knowledge/memo.js';
import type { InjectionMark } from '../../knowledge/schema-objects.js';
import type { Annotation, ServiceFact, WorkloadFact, WrittenSetting } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import { namespacesOf } from '../../model/namespaces.js';
import type { FactIndex, Hop, LinkReason } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import { withNames } from '../names/evaluate.js';
import { kindName } from '../names/kind-names.js';
import { habitsOf } from '../settings/habits.js';
import { productOf } from '../settings/products.js';
import { buildSettingTable } from '../settings/setting-table.js';
import { controllersIn, controllerVersion } from './controller-workloads.js';
import { settingLayers } from './policies.js';
import { portProtocols } from './port-protocols.js';
import { noVersion } from './route-hops.js';
import { runningContainers } from './running-containers.js';

export interface MeshLink {
  readonly hop: Hop;
  readonly reason: LinkReason;
}
interface Injection {
  /** The product whose settings and policies count, and the one whose behaviour does: the sidecar's own, where it differs. */
  readonly mesh: string;
  readonly sidecar: string;
  readonly why: string;
  readonly at: Location;
}

export function meshOf(
  workload: WorkloadFact,
  services: readonly ServiceFact[],
  { facts, names }: Pick<LinkContext, 'facts' | 'names'>,
): MeshLink | undefined {
  if (workload.platform !== 'kubernetes' && workload.platform !== 'hosted') return undefined;
  // Where nothing listens for it, the proxy of a platform sends nothing.
  const listens = workload.containers.some(({ ports, portsOpen }) => ports.length > 0 || portsOpen !== undefined);
  if (workload.platform === 'hosted' && !listens) return undefined;
  const injection = injectionOf(workload, facts);
  if (injection === undefined) return undefined;
  const { mesh, sidecar, why, at } = injection;
  const service = services[0];
  const subjects = {
    ...{ product: mesh, gateways: [], podLabels: workload.podLabels, pod: workload },
    isBeside: true as const,
  };
  // What a Service says is said to the proxies of its clients; a policy for its host also shapes the inbound side.
  const layers = [
    // What reaches these proxies and no others comes on top.
    ...(sidecar === mesh ? [] : settingLayers({ ...subjects, product: sidecar }, facts)),
    ...settingLayers(service === undefined ? subjects : { ...subjects, service: { ...service, settings: [] } }, facts),
  ];
  const product = productOf(sidecar, at);
  const version = controllerVersion(mesh, facts, noVersion({ nameAt: at }));
  const { table } = buildSettingTable({
    ...{ product: sidecar, version, impliedBy: at, environment: withNames(names) },
    layers: [...layers.map(withoutHttpVersion), portProtocols(sidecar, services)],
  });
  const hop: Hop = {
    is: 'hop',
    id: `${sidecar}/${workload.name}`,
    name: `${product.title} of ${workload.name}`,
    product,
    at,
    settings: table,
    habits: habitsOf(sidecar, version, at),
    version,
  };
  const reason: LinkReason = { from: hop.name, to: workload.name, why, strength: 'reference', at };
  return { hop, reason };
}

/** What is said about connections between proxies says nothing about the one to the application. */
const withoutHttpVersion = (layer: readonly WrittenSetting[]): readonly WrittenSetting[] =>
  layer.some(({ name }) => name === 'outbound.httpVersion')
    ? layer.filter(({ name }) => name !== 'outbound.httpVersion')
    : layer;

/** Products whose proxy something else than a person puts into a pod. */
const added = once(() =>
  products().filter(({ claims }) => claims?.addedTo !== undefined || claims?.injectedBy !== undefined),
);
function injectionOf(workload: WorkloadFact, facts: FactIndex): Injection | undefined {
  for (const file of added()) {
    const mesh = file.product;
    const sidecar = file.claims?.sidecar ?? mesh;
    if (file.claims?.addedTo?.includes(workload.workloadKind) === true && workload.bringsProxy !== true) {
      return {
        mesh,
        sidecar,
        why: `every ${kindName(workload)} has it in front of its containers`,
        at: workload.nameAt,
      };
    }
    const marks = file.claims?.injectedBy;
    if (marks === undefined) continue;
    const own = runningContainers(workload).find((each) => controllersIn(each).includes(mesh));
    if (own !== undefined) {
      return { mesh, sidecar, why: `container ${own.name} of ${workload.name} is ${file.title}`, at: own.at };
    }
    const pod = marked(marks, 'Pod', {
      labels: workload.podLabels,
      annotations: workload.podAnnotations,
      at: workload.nameAt,
    });
    if (pod === 'off') continue;
    const found = pod ?? inNamespace(marks, workload, facts);
    if (found !== undefined) return { mesh, sidecar, ...found };
  }
  return undefined;
}

interface Marked {
  readonly why: string;
  readonly at: Location;
}
interface Carrier {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: readonly Annotation[];
  readonly at: Location;
}

function marked(
  marks: readonly InjectionMark[],
  on: InjectionMark['on'],
  carrier: Carrier,
): Marked | 'off' | undefined {
  for (const mark of marks) {
    if (mark.on !== on) continue;
    const written = mark.in === 'label' ? labelOf(carrier, mark.name) : annotationOf(carrier, mark.name);
    if (written === undefined) continue;
    if (mark.off?.includes(written.text) === true) return 'off';
    if (mark.values.includes(written.text) || mark.values.includes('*')) {
      return { why: `the ${mark.in} ${mark.name}: ${written.text} puts the proxy into the pod`, at: written.at };
    }
  }
  return undefined;
}
function labelOf({ labels, at }: Carrier, name: string): { text: string; at: Location } | undefined {
  const text = Object.hasOwn(labels, name) ? labels[name] : undefined;
  return text === undefined ? undefined : { text, at };
}
function annotationOf({ annotations }: Carrier, name: string): { text: string; at: Location } | undefined {
  const found = annotations.find(({ key }) => key === name);
  return found === undefined ? undefined : { text: found.value, at: found.at };
}

/** A workload that names no namespace is in the one of its installation or folder, where there is only one. */
function inNamespace(marks: readonly InjectionMark[], workload: WorkloadFact, facts: FactIndex): Marked | undefined {
  const all = facts.of('namespace');
  const own =
    workload.namespace === undefined
      ? all.filter(({ at, scope }) => scope === workload.scope && folderOf(at.file) === folderOf(workload.at.file))
      : namespacesOf(workload, all);
  const [namespace, ...others] = own;
  const isOurs = workload.namespace !== undefined && namespace?.scope === workload.scope;
  if (namespace === undefined || (!isOurs && others.length > 0)) return undefined;
  const found = marked(marks, 'Namespace', { ...namespace, at: namespace.nameAt });
  return found === 'off' || found === undefined
    ? undefined
    : { why: `${found.why} through Namespace ${namespace.name}`, at: found.at };
}
