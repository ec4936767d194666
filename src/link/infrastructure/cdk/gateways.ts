// HTTP APIs of API Gateway that a program makes: what its routes integrate, where that is a balancer or a host.
import { attribute, entry } from '../registry-modules/module-context.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { entryOf, fieldOf, knownScalar, type Settled } from '../values/settled.js';
import { addressOf, type Construct, type Constructs, propsOf } from './constructs.js';

export function gatewayResources(constructs: Constructs): readonly ResourceInstance[] {
  const apis = constructs.of('HttpApi');
  const routes = constructs.of('HttpRoute');
  return apis.flatMap((api) => {
    const { address } = api;
    const own = routes.filter((each) => addressOf(fieldOf(propsOf(each), 'httpApi')) === address);
    const written = [
      fieldOf(propsOf(api), 'defaultIntegration'),
      ...[...constructs.calls('addRoutes', address), ...own].map((each) => fieldOf(propsOf(each), 'integration')),
    ];
    const integrations = written.flatMap((each, index) => integration(constructs, api, each, index));
    return integrations.length === 0 ? [] : [constructs.resource('HttpApi', address, api, []), ...integrations];
  });
}

/** Functions and queues are nothing that a request waits behind; what is not known for a balancer or a host is left out. */
function integration(
  constructs: Constructs,
  api: Construct,
  written: Settled | undefined,
  index: number,
): ResourceInstance[] {
  const { at, address } = api;
  const first = fieldOf(written, 'first');
  const listener = addressOf(fieldOf(written, 'listener') ?? fieldOf(first, 'listener'));
  const uri = listener === undefined ? (fieldOf(written, 'url') ?? fieldOf(first, 'url')) : undefined;
  if (listener === undefined && uri === undefined) return [];
  const props = fieldOf(written, 'props') ?? first;
  return [
    constructs.resource('HttpIntegration', `${address}.integration#${index}`, api, [
      entry('api_id', attribute(address, 'id', at), at),
      entry('integration_type', knownScalar('HTTP_PROXY', at), at),
      entry('integration_uri', listener === undefined ? uri : attribute(listener, 'arn', at), at),
      props?.is === 'map' ? entryOf(props, 'timeout') : undefined,
    ]),
  ];
}
