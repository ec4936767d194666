// Gateways and classes: the objects that say which controller serves a route.
import type { GatewayFact, ProductSettings } from '../../model/facts.js';
import { type NodeReader, present } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import type { ManifestObject } from './object.js';
import { namedPolicies } from './policy.js';

type GatewayParts = Omit<GatewayFact, keyof ManifestObject['base'] | 'kind' | 'policies' | 'settings'>;

const gatewayApi = 'gateway.networking.k8s.io';

/** Undefined where the object is none of these. */
export function readGateway(object: ManifestObject, settings: readonly ProductSettings[]): GatewayFact | undefined {
  const parts = readParts(object);
  if (parts === undefined) return undefined;
  return { ...object.base, kind: 'gateway', ...parts, ...present({ policies: namedPolicies(object) }), settings };
}

function readParts({ reader, root, kind, group, base }: ManifestObject): GatewayParts | undefined {
  const spec = get(root, 'spec');
  switch (`${group}/${kind}`) {
    case `${gatewayApi}/Gateway`:
      return {
        gatewayKind: 'Gateway',
        ...present({
          className: reader.text(spec, 'gatewayClassName'),
          parameters: readParameters(reader, get(spec, 'infrastructure', 'parametersRef')),
        }),
      };
    case `${gatewayApi}/GatewayClass`:
      return {
        gatewayKind: 'GatewayClass',
        ...present({
          controller: reader.text(spec, 'controllerName'),
          parameters: readParameters(reader, get(spec, 'parametersRef')),
        }),
      };
    case 'networking.k8s.io/IngressClass':
      return {
        gatewayKind: 'IngressClass',
        isDefault: base.annotations.some(
          ({ key, value }) => key === 'ingressclass.kubernetes.io/is-default-class' && value === 'true',
        ),
        ...present({
          controller: reader.text(spec, 'controller'),
          parameters: readParameters(reader, get(spec, 'parameters')),
        }),
      };
    case 'networking.istio.io/Gateway':
      return { gatewayKind: 'IstioGateway', selector: reader.stringMap(spec, 'selector') };
    default:
      return undefined;
  }
}

function readParameters(reader: NodeReader, node: YamlNode | undefined): GatewayFact['parameters'] {
  const name = reader.string(node, 'name');
  const kind = reader.string(node, 'kind');
  if (node === undefined || name === undefined || kind === undefined) return undefined;
  return { kind, name, at: reader.at(node), ...present({ namespace: reader.string(node, 'namespace') }) };
}
