// Finds misspelt and misplaced timeouts, retries and drains of the objects that route requests.
import type { SettingMistake } from '../../model/facts.js';
import { items } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import { type FieldRules, type FieldTable, judgeFields } from './field-table.js';
import type { ManifestObject } from './object.js';

interface ObjectTables {
  readonly rules: FieldRules;
  /** Each with the way to it from the object: `[]` stands for the elements of a list. */
  readonly tables: readonly { readonly steps: readonly string[]; readonly table: FieldTable }[];
}

function objectTables(
  product: string,
  watched: readonly string[],
  tables: readonly FieldTable[],
  homes: readonly string[],
): ObjectTables {
  const ofHome = (path: string): readonly FieldTable[] => tables.filter((table) => table.path === path);
  return {
    rules: { product, watched: new Set(watched), homes: homes.flatMap(ofHome) },
    tables: tables.map((table) => ({ steps: table.path.replaceAll('[]', '.[]').split('.'), table })),
  };
}

const poolPath = 'spec.trafficPolicy.connectionPool';
// https://istio.io/latest/docs/reference/config/networking/virtual-service/ and destination-rule/
const virtualService = objectTables(
  'istio',
  ['timeout', 'retries', 'attempts', 'perTryTimeout', 'retryOn', 'fault', 'mirror'],
  [
    { title: 'a VirtualService', path: 'spec', fields: ['exportTo', 'gateways', 'hosts', 'http', 'tcp', 'tls'] },
    {
      title: 'a route of a VirtualService',
      path: 'spec.http[]',
      fields: [
        ...['appendHeaders', 'appendRequestHeaders', 'appendResponseHeaders', 'corsPolicy', 'delegate'],
        ...['directResponse', 'fault', 'headers', 'match', 'mirror', 'mirrorPercent', 'mirrorPercentage', 'mirrors'],
        ...['mirror_percent', 'name', 'redirect', 'removeRequestHeaders', 'removeResponseHeaders', 'retries'],
        ...['rewrite', 'route', 'timeout', 'websocketUpgrade'],
      ],
    },
    {
      title: 'a destination of a route',
      path: 'spec.http[].route[]',
      fields: [
        ...['appendRequestHeaders', 'appendResponseHeaders', 'destination', 'headers', 'removeRequestHeaders'],
        ...['removeResponseHeaders', 'weight'],
      ],
    },
    {
      title: 'the retries of a route',
      path: 'spec.http[].retries',
      fields: [
        ...['attempts', 'backoff', 'perTryTimeout', 'retryIgnorePreviousHosts', 'retryOn'],
        'retryRemoteLocalities',
      ],
    },
  ],
  ['spec.http[]', 'spec.http[].retries'],
);
const destinationRule = objectTables(
  'istio',
  [
    ...['connectionPool', 'connectTimeout', 'http', 'idleTimeout', 'maxRequestsPerConnection', 'outlierDetection'],
    ...['tcpKeepalive', 'trafficPolicy', 'h2UpgradePolicy'],
  ],
  [
    {
      title: 'a DestinationRule',
      path: 'spec',
      fields: ['exportTo', 'host', 'subsets', 'trafficPolicy', 'workloadSelector'],
    },
    {
      title: 'a traffic policy',
      path: 'spec.trafficPolicy',
      fields: [
        ...['connectionPool', 'loadBalancer', 'outlierDetection', 'portLevelSettings', 'proxyProtocol', 'retryBudget'],
        ...['tls', 'tunnel'],
      ],
    },
    { title: 'a connection pool', path: poolPath, fields: ['http', 'tcp'] },
    {
      title: 'the HTTP part of a connection pool',
      path: `${poolPath}.http`,
      fields: [
        ...['h2UpgradePolicy', 'http1MaxPendingRequests', 'http2MaxRequests', 'idleTimeout', 'maxConcurrentStreams'],
        ...['maxRequestsPerConnection', 'maxRetries', 'useClientProtocol'],
      ],
    },
    {
      title: 'the TCP part of a connection pool',
      path: `${poolPath}.tcp`,
      fields: ['connectTimeout', 'idleTimeout', 'maxConnectionDuration', 'maxConnections', 'tcpKeepalive'],
    },
  ],
  ['spec', 'spec.trafficPolicy', poolPath, `${poolPath}.http`, `${poolPath}.tcp`],
);
// https://projectcontour.io/docs/1.33/config/api/
const contourProxy = objectTables(
  'contour',
  ['timeoutPolicy', 'retryPolicy', 'enableWebsockets', 'healthCheckPolicy', 'response', 'idle', 'idleConnection'],
  [
    {
      title: 'an HTTPProxy',
      path: 'spec',
      fields: ['includes', 'ingressClassName', 'routes', 'tcpproxy', 'virtualhost'],
    },
    {
      title: 'a route of an HTTPProxy',
      path: 'spec.routes[]',
      fields: [
        ...['authPolicy', 'conditions', 'cookieRewritePolicies', 'directResponsePolicy', 'enableWebsockets'],
        ...['healthCheckPolicy', 'internalRedirectPolicy', 'ipAllowPolicy', 'ipDenyPolicy', 'jwtVerificationPolicy'],
        ...['loadBalancerPolicy', 'pathRewritePolicy', 'permitInsecure', 'rateLimitPolicy', 'requestHeadersPolicy'],
        ...['requestRedirectPolicy', 'responseHeadersPolicy', 'retryPolicy', 'services', 'timeoutPolicy'],
      ],
    },
    {
      title: 'a service of a route',
      path: 'spec.routes[].services[]',
      fields: [
        ...['cookieRewritePolicies', 'healthPort', 'mirror', 'name', 'port', 'protocol', 'requestHeadersPolicy'],
        ...['responseHeadersPolicy', 'slowStartPolicy', 'validation', 'weight'],
      ],
    },
    {
      title: 'a timeout policy',
      path: 'spec.routes[].timeoutPolicy',
      fields: ['idle', 'idleConnection', 'response'],
      closed: true,
    },
  ],
  ['spec.routes[]', 'spec.routes[].timeoutPolicy'],
);
// https://gateway-api.sigs.k8s.io/reference/spec/
const gatewayRoute = objectTables(
  'gateway-api',
  ['timeouts', 'retry', 'request', 'backendRequest'],
  [
    {
      title: 'a route',
      path: 'spec',
      fields: ['hostnames', 'parentRefs', 'rules', 'useDefaultGateways'],
    },
    {
      title: 'a rule of a route',
      path: 'spec.rules[]',
      fields: ['backendRefs', 'filters', 'matches', 'name', 'retry', 'sessionPersistence', 'timeouts'],
    },
    {
      title: 'a backend of a route',
      path: 'spec.rules[].backendRefs[]',
      fields: ['filters', 'group', 'kind', 'name', 'namespace', 'port', 'weight'],
    },
    {
      title: 'the timeouts of a rule',
      path: 'spec.rules[].timeouts',
      fields: ['backendRequest', 'request'],
      closed: true,
    },
  ],
  ['spec.rules[]', 'spec.rules[].timeouts'],
);
// https://cloud.google.com/kubernetes-engine/docs/how-to/ingress-configuration
const backendConfig = objectTables(
  'gcp-alb',
  ['connectionDraining', 'drainingTimeoutSec', 'timeoutSec', 'healthCheck', 'requestPath', 'checkIntervalSec'],
  [
    {
      title: 'a BackendConfig',
      path: 'spec',
      fields: [
        ...['cdn', 'connectionDraining', 'customRequestHeaders', 'customResponseHeaders', 'healthCheck', 'iap'],
        ...['logging', 'securityPolicy', 'sessionAffinity', 'timeoutSec'],
      ],
    },
    {
      title: 'the draining of a BackendConfig',
      path: 'spec.connectionDraining',
      fields: ['drainingTimeoutSec'],
      closed: true,
      otherwise: {
        timeoutSec: 'drainingTimeoutSec',
        timeout: 'drainingTimeoutSec',
        drainingTimeout: 'drainingTimeoutSec',
      },
    },
    {
      title: 'the health check of a BackendConfig',
      path: 'spec.healthCheck',
      fields: [
        'checkIntervalSec',
        'healthyThreshold',
        'port',
        'requestPath',
        'timeoutSec',
        'type',
        'unhealthyThreshold',
      ],
    },
  ],
  ['spec', 'spec.connectionDraining', 'spec.healthCheck'],
);

// https://github.com/apache/apisix-ingress-controller/blob/06fadea5/api/v2/apisixupstream_types.go
const poolOfApisix =
  'Set nginx_config.http.upstream.keepalive_timeout in the configuration of APISIX; it holds for every upstream.';
const apisixUpstream = objectTables(
  'apisix',
  ['timeout', 'retries', 'healthCheck', 'scheme'],
  [
    {
      title: 'an ApisixUpstream',
      path: 'spec',
      fields: [
        ...['discovery', 'externalNodes', 'healthCheck', 'ingressClassName', 'loadbalancer', 'passHost'],
        ...['portLevelSettings', 'retries', 'scheme', 'subsets', 'timeout', 'tlsSecret', 'upstreamHost'],
      ],
      foreign: { keepalive_pool: poolOfApisix, keepalivePool: poolOfApisix },
    },
    {
      title: 'the timeout of an ApisixUpstream',
      path: 'spec.timeout',
      fields: ['connect', 'read', 'send'],
      closed: true,
    },
  ],
  ['spec', 'spec.timeout'],
);
// https://github.com/traefik/traefik/blob/04b9d3f8/pkg/provider/kubernetes/crd/traefikio/v1alpha1/ingressroute.go
const transportOfTraefik = 'Set it in a ServersTransport, and name that as serversTransport.';
const ingressRoute = objectTables(
  'traefik',
  ['services', 'serversTransport', 'healthCheck', 'responseForwarding', 'nativeLB'],
  [
    {
      title: 'a route of an IngressRoute',
      path: 'spec.routes[]',
      fields: ['kind', 'match', 'middlewares', 'observability', 'priority', 'services', 'syntax'],
    },
    {
      title: 'a service of an IngressRoute',
      path: 'spec.routes[].services[]',
      fields: [
        ...['healthCheck', 'kind', 'middlewares', 'name', 'namespace', 'nativeLB', 'nodePortLB', 'passHostHeader'],
        ...['passiveHealthCheck', 'port', 'responseForwarding', 'scheme', 'serversTransport', 'sticky', 'strategy'],
        'weight',
      ],
      foreign: {
        terminationDelay: 'It is for services of an IngressRouteTCP; remove it.',
        forwardingTimeouts: transportOfTraefik,
        responseHeaderTimeout: transportOfTraefik,
        idleConnTimeout: transportOfTraefik,
        dialTimeout: transportOfTraefik,
      },
    },
  ],
  ['spec.routes[].services[]'],
);
// https://github.com/traefik/traefik/blob/0ca330a7/pkg/provider/kubernetes/crd/traefikio/v1alpha1/serverstransport.go
const serversTransport = objectTables(
  'traefik',
  [
    ...['forwardingTimeouts', 'dialTimeout', 'responseHeaderTimeout', 'idleConnTimeout', 'readIdleTimeout'],
    ...['pingTimeout', 'maxIdleConnsPerHost', 'disableHTTP2'],
  ],
  [
    {
      title: 'a ServersTransport',
      path: 'spec',
      fields: [
        ...['certificatesSecrets', 'disableHTTP2', 'forwardingTimeouts', 'insecureSkipVerify', 'maxIdleConnsPerHost'],
        ...['peerCertURI', 'rootCAs', 'rootCAsSecrets', 'serverName', 'spiffe'],
      ],
    },
    {
      title: 'the timeouts of a ServersTransport',
      path: 'spec.forwardingTimeouts',
      fields: ['dialTimeout', 'idleConnTimeout', 'pingTimeout', 'readIdleTimeout', 'responseHeaderTimeout'],
    },
  ],
  ['spec', 'spec.forwardingTimeouts'],
);

const byObject: Readonly<Record<string, ObjectTables>> = {
  'apisix.apache.org/ApisixUpstream': apisixUpstream,
  'traefik.io/IngressRoute': ingressRoute,
  'traefik.containo.us/IngressRoute': ingressRoute,
  'traefik.io/ServersTransport': serversTransport,
  'traefik.containo.us/ServersTransport': serversTransport,
  'networking.istio.io/VirtualService': virtualService,
  'networking.istio.io/DestinationRule': destinationRule,
  'projectcontour.io/HTTPProxy': contourProxy,
  'gateway.networking.k8s.io/HTTPRoute': gatewayRoute,
  'cloud.google.com/BackendConfig': backendConfig,
};

export function routeFieldMistakes({ reader, root, group, kind }: ManifestObject): SettingMistake[] {
  const id = `${group}/${kind}`;
  const found = Object.hasOwn(byObject, id) ? byObject[id] : undefined;
  if (found === undefined) return [];
  return found.tables.flatMap(({ steps, table }) =>
    nodesAt(root, steps).flatMap((node) => judgeFields(reader, node, table, found.rules)),
  );
}

function nodesAt(root: YamlNode, steps: readonly string[]): readonly YamlNode[] {
  let nodes: readonly YamlNode[] = [root];
  for (const step of steps) {
    nodes = nodes.flatMap((node) => (step === '[]' ? items(node) : (get(node, step) ?? [])));
  }
  return nodes;
}
