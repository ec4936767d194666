// APIs of API Gateway among the resources: one hop for each way out that leads to a balancer or a host.
import type { ForwardRef, ProxyFact } from '../../../model/facts.js';
import { creatorOf, type Network } from '../resources/network.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { field, fieldsOf } from '../resources/resource-links.js';
import { nameOf } from '../resources/resource-names.js';
import { settingsOf } from '../resources/resource-products.js';
import { itemsOf, type Settled, textOf } from '../values/settled.js';

export function isIntegration({ type }: ResourceInstance): boolean {
  return /^(?:aws_api_gateway_integration|aws_apigatewayv2_integration|AWS::ApiGateway::Method|AWS::ApiGatewayV2::Integration|HttpIntegration)$/.test(
    type,
  );
}

/** Routes of one API with one target and one limit are one hop; what calls functions is none. */
export function integrationFacts(network: Network, integrations: readonly [string, ResourceInstance][]): ProxyFact[] {
  const made = integrations.flatMap(([product, each]) => integrationFact(network, product, each));
  const ways = made.map(wayOf);
  return made.filter((_, index) => ways.indexOf(ways[index] ?? '') === index);
}
function wayOf({ name, scope, forwardsTo, settings }: ProxyFact): string {
  const limits = settings.map(({ value }) =>
    JSON.stringify(value, (key, inner: unknown) => (key === 'at' ? '' : inner)),
  );
  return JSON.stringify([scope, name, forwardsTo.map(({ to, value }) => [to, value]), limits]);
}

function integrationFact(network: Network, product: string, resource: ResourceInstance): ProxyFact[] {
  const own = fieldsOf(resource);
  const fields = field(own, 'integration') ?? own;
  const api = network.names.all(resource.scope, field(own, 'rest_api_id') ?? field(own, 'api_id'))[0]?.resource;
  const type = textOf(field(fields, 'type')) ?? textOf(field(fields, 'integration_type'));
  const isWebSocket = api !== undefined && textOf(field(fieldsOf(api), 'protocol_type')) === 'WEBSOCKET';
  if (isWebSocket || (type !== undefined && !/^HTTP/i.test(type))) return [];
  // Where it leads may stand in another configuration: its limits hold all the same.
  const forwardsTo = targetsOf(network, resource, fields);
  if (forwardsTo.length === 0 && type === undefined) return [];
  return [
    {
      kind: 'proxy',
      product,
      id: resource.address,
      name: nameOf(api ?? resource),
      at: resource.at,
      scope: resource.scope,
      settings: settingsOf(network.language, resource.type, product, resource.values),
      forwardsTo,
      ...creatorOf(network),
    },
  ];
}

/** The balancer that a private integration names: by its listener, or by the VPC link in front of it. */
function targetsOf({ names }: Network, { scope }: ResourceInstance, fields: Settled): ForwardRef[] {
  const uri = field(fields, 'integration_uri') ?? field(fields, 'uri');
  const links = names.all(scope, field(fields, 'connection_id')).flatMap(({ resource }) => {
    const linked = fieldsOf(resource);
    return itemsOf(field(linked, 'target_arns')).flatMap((arn) => names.all(scope, arn));
  });
  const direct = [field(fields, 'integration_target'), uri].flatMap((each) => names.all(scope, each));
  const found = [...direct, ...links].flatMap(({ resource, at }) => {
    const balancer = names.all(scope, field(fieldsOf(resource), 'load_balancer_arn'))[0]?.resource;
    const isBalancer = /^aws_(?:lb|alb)$|::LoadBalancer$/.test(resource.type);
    return balancer === undefined && !isBalancer ? [] : [{ value: (balancer ?? resource).address, at }];
  });
  if (found.length > 0) {
    const byAddress = new Map(found.map((each) => [each.value, each]));
    return [...byAddress.values()].map(({ value, at }): ForwardRef => ({ to: 'id', value, at }));
  }
  const text = textOf(uri);
  if (uri === undefined || text === undefined || !/^https?:\/\/[^/]/.test(text)) return [];
  return [{ to: 'address', value: text, at: uri.is === 'scalar' ? uri.expression.at : uri.at }];
}
