// An EnvoyFilter changes what Istio makes of everything else: each patch counts for the proxies it selects, on the side it names.
import type { PolicyFact, PolicyTarget, ProductSettings } from '../../model/facts.js';
import { isInside } from '../../model/location.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import { selectNodes } from '../kit/yaml/select.js';
import type { ManifestObject } from './object.js';

/** Where Istio itself is installed: what stands there counts for the whole mesh. */
const rootNamespace = 'istio-system';

/** The settings of the mesh and those of its sidecars are read apart, as a patch tells them apart. */
export function readEnvoyFilter(object: ManifestObject, settings: readonly ProductSettings[]): PolicyFact[] {
  const { reader, root, base } = object;
  const written = settings.flatMap((each) => each.settings);
  return selectNodes(root, 'spec.configPatches[]').flatMap(({ node }): PolicyFact[] => {
    const own = written.filter((each) => isInside(each.keyAt, reader.at(node)));
    if (own.length === 0) return [];
    const context = reader.string(get(node, 'match'), 'context') ?? 'ANY';
    const policy = { ...base, kind: 'policy', policyKind: 'EnvoyFilter', settings: own } as const;
    const inbound = own.filter(({ name }) => name.startsWith('outbound.'));
    return [
      ...(context === 'GATEWAY' || context === 'ANY'
        ? [{ ...policy, product: 'istio', attach: gatewayTargets(object, node), onlyGateways: true as const }]
        : []),
      ...((context === 'SIDECAR_INBOUND' || context === 'ANY') && inbound.length > 0
        ? [{ ...policy, settings: inbound, product: 'istio-sidecar', attach: sidecarTargets(object) }]
        : []),
    ];
  });
}
function sidecarTargets(object: ManifestObject): PolicyTarget[] {
  const { reader, root, base } = object;
  const labels = get(root, 'spec', 'workloadSelector', 'labels');
  const at = base.nameAt;
  if (labels !== undefined) return [{ to: 'workload', selector: reader.stringMap(labels), at }];
  return base.namespace === undefined || base.namespace === rootNamespace
    ? [{ to: 'controller', at }]
    : [{ to: 'namespace', name: base.namespace, at }];
}
/** A cluster of one service is `outbound|80||shop.default.svc.cluster.local`. */
function gatewayTargets({ reader, base }: ManifestObject, patch: YamlNode): PolicyTarget[] {
  const cluster = get(patch, 'match', 'cluster');
  const named = reader.string(cluster, 'service') ?? reader.string(cluster, 'name')?.split('|').at(-1);
  const at = base.nameAt;
  return named === undefined || named === '' ? [{ to: 'controller', at }] : [{ to: 'host', name: named, at }];
}
