// Flagger's Canaries: the Services that it makes for a workload, https://docs.flagger.app/usage/how-it-works#canary-service
import type { ServiceFact } from '../../model/facts.js';
import { present } from '../kit/yaml/node-reader.js';
import { get } from '../kit/yaml/read-yaml.js';
import type { ManifestObject } from './object.js';

/** One that requests come to, and one each for the pods that serve them and for those on trial. */
export function readCanary({ reader, root, base }: ManifestObject): readonly ServiceFact[] {
  const target = get(root, 'spec', 'targetRef');
  const workload = reader.string(target, 'name');
  const service = get(root, 'spec', 'service');
  const port = reader.number(service, 'port');
  if (workload === undefined || service === undefined || port === undefined) return [];
  const name = reader.string(service, 'name') ?? workload;
  const ofWorkload = { name: workload, ...present({ kind: reader.string(target, 'kind') }) };
  const at = reader.at(service);
  const ports = [
    {
      port,
      at,
      ...present({ name: reader.string(service, 'portName'), targetPort: reader.port(service, 'targetPort') }),
    },
  ];
  return ['', '-primary', '-canary'].map((suffix) => ({
    ...base,
    kind: 'service',
    name: `${name}${suffix}`,
    labels: {},
    annotations: [],
    selector: {},
    ofWorkload,
    ports,
    settings: [],
  }));
}
