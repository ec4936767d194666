// Services: what they select, which ports they open and where those lead.
import type { ServiceFact } from '../../model/facts.js';
import { isOpen, items, type NodeReader, present } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import type { ManifestObject } from './object.js';

/** Datagrams are no requests, and nothing that proxies HTTP sends over SCTP: a Service of nothing else is none of ours. */
export function carriesRequests({ reader, root }: ManifestObject): boolean {
  const ports = items(root, 'spec', 'ports');
  return ports.length === 0 || ports.some((node) => !isForOthers(reader, node));
}
const isForOthers = (reader: NodeReader, port: YamlNode): boolean =>
  ['UDP', 'SCTP'].includes(reader.string(port, 'protocol') ?? 'TCP');

/** GKE makes a Service in every cluster of the fleet from the template of this one. */
export function inTemplate(object: ManifestObject): ManifestObject {
  const template = get(object.root, 'spec', 'template');
  return template?.kind === 'map' ? { ...object, root: template } : object;
}

export function readService(object: ManifestObject, settings: ServiceFact['settings']): ServiceFact {
  const { reader, root } = object;
  const spec = get(root, 'spec');
  return {
    ...object.base,
    kind: 'service',
    selector: reader.stringMap(spec, 'selector'),
    ports: readPorts(reader, spec),
    settings,
    ...present({
      portsOpen: readOpenPorts(reader, spec),
      type: reader.text(spec, 'type'),
      clusterIP: reader.text(spec, 'clusterIP'),
      externalName: reader.text(spec, 'externalName'),
      externalTrafficPolicy: reader.text(spec, 'externalTrafficPolicy'),
      sessionAffinity: reader.text(spec, 'sessionAffinity'),
      publishNotReadyAddresses: reader.text(spec, 'publishNotReadyAddresses'),
      loadBalancerClass: reader.text(spec, 'loadBalancerClass'),
    }),
  };
}

/** Where a template gives the ports, or the number of one. */
function readOpenPorts(reader: NodeReader, spec: YamlNode | undefined): ServiceFact['portsOpen'] {
  const ports = items(spec, 'ports').map((node) => get(node, 'port'));
  return reader.text([get(spec, 'ports'), ...ports].find((node) => node?.kind === 'scalar' && isOpen(node)));
}

function readPorts(reader: NodeReader, spec: YamlNode | undefined): ServiceFact['ports'] {
  return items(spec, 'ports').flatMap((node) => {
    const port = reader.number(node, 'port');
    if (port === undefined || isForOthers(reader, node)) return [];
    return [
      {
        port,
        at: reader.at(node),
        ...present({
          name: reader.string(node, 'name'),
          targetPort: reader.port(node, 'targetPort'),
          nodePort: reader.number(node, 'nodePort'),
          appProtocol: reader.string(node, 'appProtocol'),
        }),
      },
    ];
  });
}
