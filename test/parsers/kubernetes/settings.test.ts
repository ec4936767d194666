// What people write into annotations, fields and ConfigMaps: settings with places, and the mistakes in them.
import { describe, expect, it } from 'vitest';
import type { FactOf, ProductSettings, SettingMistake } from '../../../src/model/facts.js';
import { parse } from '../../../src/parsers/kubernetes/parse.js';
import { textAt } from '../../kit/show-facts.js';

const path = 'deploy/shop.yaml';
interface Read {
  readonly mistakes: readonly SettingMistake[];
  readonly settings: readonly ProductSettings[];
  readonly policies: readonly FactOf<'policy'>[];
  readonly text: (at: SettingMistake['at']) => string;
}
function read(...lines: string[]): Read {
  const source = lines.join('\n');
  const { facts, problems } = parse({ path, text: source });
  expect(problems).toEqual([]);
  return {
    mistakes: facts.filter((fact) => fact.kind === 'setting-mistake'),
    settings: facts.flatMap((fact) => (fact.kind === 'route' || fact.kind === 'service' ? fact.settings : [])),
    policies: facts.filter((fact) => fact.kind === 'policy'),
    text: (at) => textAt(at, new Map([[path, source]])),
  };
}
const ingress = (...annotations: string[]): Read =>
  read(
    'apiVersion: networking.k8s.io/v1',
    'kind: Ingress',
    'metadata:',
    '  name: shop',
    '  annotations:',
    ...annotations.map((line) => `    ${line}`),
    'spec: { defaultBackend: { service: { name: api, port: { number: 80 } } } }',
  );
const service = (spec: string, ...annotations: string[]): Read =>
  read(
    'apiVersion: v1',
    'kind: Service',
    'metadata:',
    '  name: shop',
    '  annotations:',
    ...annotations.map((line) => `    ${line}`),
    `spec: { ${spec} }`,
  );

describe('annotations', () => {
  it('give settings with the places of key and value', () => {
    const { settings, mistakes, text } = ingress('nginx.ingress.kubernetes.io/proxy-read-timeout: "120"');
    expect(mistakes).toEqual([]);
    const written = settings.find(({ product }) => product === 'ingress-nginx')?.settings ?? [];
    expect(written.map(({ name }) => name)).toContain('outbound.responseTimeout');
    for (const { value, keyAt } of written) {
      expect(text(value.at)).toBe('"120"');
      expect(text(keyAt)).toBe('nginx.ingress.kubernetes.io/proxy-read-timeout');
    }
  });

  it('give one setting per pair of a list, each at its own place', () => {
    const { settings, mistakes, text } = ingress(
      "alb.ingress.kubernetes.io/load-balancer-attributes: 'access_logs.s3.enabled=true, idle_timeout.timeout_seconds=90,client_keep_alive.seconds=3600'",
    );
    expect(mistakes).toEqual([]);
    const written = settings.find(({ product }) => product === 'aws-alb')?.settings ?? [];
    expect(written.find(({ name }) => name === 'outbound.idleTimeout')).toMatchObject({
      key: 'idle_timeout.timeout_seconds',
      value: { kind: 'literal', value: '90' },
    });
    expect([...new Set(written.map(({ value }) => text(value.at)))]).toEqual(['90', '3600']);
  });

  it('are unknown where a template fills them in', () => {
    const { settings, mistakes } = ingress(
      'nginx.ingress.kubernetes.io/proxy-read-timeout: "{{ .Values.readTimeout }}"',
    );
    expect(mistakes).toEqual([]);
    expect(settings[0]?.settings[0]?.value).toMatchObject({ kind: 'unknown', reason: 'templated' });
  });

  it('with a unit where bare seconds are wanted are invalid, and the fix is the bare number', () => {
    const { mistakes, text } = ingress('nginx.ingress.kubernetes.io/proxy-read-timeout: "60s"');
    expect(mistakes).toMatchObject([
      {
        mistake: 'invalid',
        product: 'ingress-nginx',
        because: expect.stringContaining('"60s"'),
        effect: expect.stringMatching(/^ingress-nginx drops the annotation/),
        fix: { text: '"60"', safe: true },
      },
    ]);
    expect(mistakes.map(({ at }) => text(at))).toEqual(['"60s"']);
  });

  it('outside the range of the product are invalid', () => {
    const { mistakes, text } = ingress(
      'alb.ingress.kubernetes.io/load-balancer-attributes: idle_timeout.timeout_seconds=9000',
    );
    expect(mistakes).toMatchObject([{ mistake: 'invalid', product: 'aws-alb', key: 'idle_timeout.timeout_seconds' }]);
    expect(mistakes.map(({ at }) => text(at))).toEqual(['9000']);
  });

  it('that are no strings make the API server refuse the object', () => {
    const { mistakes, settings } = ingress('nginx.ingress.kubernetes.io/proxy-read-timeout: 60');
    expect(mistakes).toMatchObject([
      {
        mistake: 'invalid',
        product: 'kubernetes',
        because: 'must be a string, but is the number 60',
        fix: { text: '"60"', safe: true },
      },
    ]);
    expect(settings[0]?.settings[0]?.value).toMatchObject({ value: '60' });
  });

  it('that are misspelt are ignored, and the nearest name is offered', () => {
    const { mistakes } = ingress('nginx.ingress.kubernetes.io/proxy-read-timout: "60"');
    expect(mistakes).toMatchObject([
      {
        mistake: 'ignored',
        help: 'Did you mean nginx.ingress.kubernetes.io/proxy-read-timeout?',
        fix: { text: 'nginx.ingress.kubernetes.io/proxy-read-timeout' },
      },
    ]);
  });

  it('that are keys of the ConfigMap only are ignored', () => {
    const { mistakes } = ingress(
      'nginx.ingress.kubernetes.io/upstream-keepalive-timeout: "60"',
      'nginx.ingress.kubernetes.io/worker-shutdown-timeout: "60s"',
    );
    expect(mistakes.map(({ mistake }) => mistake)).toEqual(['ignored', 'ignored']);
    for (const { help } of mistakes) expect(help).toContain('ConfigMap');
  });

  it('on the wrong kind of object are ignored', () => {
    const { mistakes } = ingress(
      'service.beta.kubernetes.io/aws-load-balancer-target-group-attributes: deregistration_delay.timeout_seconds=30',
    );
    expect(mistakes).toMatchObject([{ mistake: 'ignored', product: 'aws-load-balancer-controller' }]);
    const moved = service('type: LoadBalancer', 'nginx.ingress.kubernetes.io/proxy-read-timeout: "60"');
    expect(moved.mistakes).toMatchObject([{ mistake: 'ignored', because: expect.stringContaining('an Ingress') }]);
  });

  it('of the same name may be right on a Service of one type and ignored on another', () => {
    const line =
      'service.beta.kubernetes.io/aws-load-balancer-target-group-attributes: deregistration_delay.timeout_seconds=30';
    expect(service('type: LoadBalancer', line).mistakes).toEqual([]);
    expect(service('selector: { app: shop }', line).mistakes).toMatchObject([{ mistake: 'ignored' }]);
  });

  it('with a part of the name that varies are read', () => {
    const { settings, mistakes } = service(
      'type: LoadBalancer',
      'service.beta.kubernetes.io/aws-load-balancer-listener-attributes.TCP-443: tcp.idle_timeout.seconds=400',
    );
    expect(mistakes).toEqual([]);
    expect(settings).toMatchObject([{ product: 'aws-nlb' }]);
  });

  it('nobody has a list for are left alone', () => {
    expect(ingress('example.test/proxy-read-timeout: "60s"', 'team: shop').mistakes).toEqual([]);
  });
});

describe("a controller's ConfigMap", () => {
  const config = (name: string, ...data: string[]): Read =>
    read(
      'apiVersion: v1',
      'kind: ConfigMap',
      `metadata: { name: ${name} }`,
      'data:',
      ...data.map((line) => `  ${line}`),
    );

  it('is a policy of the controller', () => {
    const { policies, mistakes } = config(
      'ingress-nginx-controller',
      'upstream-keepalive-timeout: "55"',
      'keep-alive: "75"',
    );
    expect(mistakes).toEqual([]);
    expect(policies).toMatchObject([
      {
        product: 'ingress-nginx',
        policyKind: 'ConfigMap',
        attach: [{ to: 'controller' }],
        settings: [
          { name: 'outbound.idleTimeout', value: { value: '55' } },
          { name: 'inbound.idleTimeout', value: { value: '75' } },
        ],
      },
    ]);
  });

  it('is told by its keys when its name is another', () => {
    expect(
      config('edge-nginx-configuration', 'upstream-keepalive-timeout: "55"', 'upstream-keepalive-requests: "1000"')
        .policies,
    ).toMatchObject([{ product: 'ingress-nginx' }]);
  });

  it('is none when it merely holds files', () => {
    expect(config('nginx-config', 'nginx.conf: |', '  events {}').policies).toEqual([]);
    expect(config('app-config', 'proxy-read-timeout: "60"').policies).toEqual([]);
  });

  it('with unknown keys and values with units has mistakes', () => {
    const { mistakes } = config(
      'ingress-nginx-controller',
      'upstream-keepalive-timout: "60"',
      'proxy-read-timeout: "60s"',
      'keep-alive: 75',
    );
    expect(mistakes).toMatchObject([
      { mistake: 'ignored', key: 'upstream-keepalive-timout', help: 'Did you mean upstream-keepalive-timeout?' },
      { mistake: 'invalid', key: 'proxy-read-timeout' },
      { mistake: 'invalid', product: 'kubernetes', key: 'keep-alive' },
    ]);
  });

  it('keeps a proxy configuration whole and cuts other long values', () => {
    const line = '    proxy_pass http://api;\n';
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: front }\ndata:\n  nginx.conf: |\n${line.repeat(300)}  notes: ${'x'.repeat(5000)}\n`;
    const [map] = parse({ path, text }).facts;
    const data = map?.kind === 'configmap' ? map.data : [];
    expect(data[0]?.value.split('\n').length).toBe(301);
    expect(data[1]?.value.length).toBeLessThan(5000);
  });
});

describe('policy objects', () => {
  it('set attributes by name and hold for the controller', () => {
    const { policies, mistakes } = read(
      'apiVersion: elbv2.k8s.aws/v1beta1',
      'kind: IngressClassParams',
      'metadata: { name: internal }',
      'spec:',
      '  loadBalancerAttributes:',
      '    - { key: idle_timeout.timeout_seconds, value: "120" }',
    );
    expect(mistakes).toEqual([]);
    expect(policies[0]?.settings).toContainEqual(
      expect.objectContaining({ name: 'outbound.idleTimeout', key: 'idle_timeout.timeout_seconds' }),
    );
  });

  it('come from the values of a HelmRelease and an Application', () => {
    const values = ['controller:', '  config:', '    upstream-keepalive-timeout: 55s'];
    const indented = (by: string): string[] => values.map((line) => by + line);
    const release = read(
      'apiVersion: helm.toolkit.fluxcd.io/v2',
      'kind: HelmRelease',
      'metadata: { name: edge }',
      'spec:',
      '  chart: { spec: { chart: ingress-nginx } }',
      '  values:',
      ...indented('    '),
    );
    const application = read(
      'apiVersion: argoproj.io/v1alpha1',
      'kind: Application',
      'metadata: { name: edge }',
      'spec:',
      '  source:',
      '    chart: ingress-nginx',
      '    helm:',
      '      valuesObject:',
      ...indented('        '),
    );
    for (const { policies, mistakes } of [release, application]) {
      expect(policies).toMatchObject([{ product: 'ingress-nginx', policyKind: 'HelmValues' }]);
      expect(mistakes).toMatchObject([{ mistake: 'invalid', key: 'upstream-keepalive-timeout' }]);
    }
  });
});

describe('fields', () => {
  const pod = (...lines: string[]): readonly SettingMistake[] =>
    read(
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata: { name: api }',
      'spec:',
      '  template:',
      '    spec:',
      ...lines.map((line) => `      ${line}`),
    ).mistakes;

  it.each([
    ['terminationGracePeriod: 60', 'Did you mean terminationGracePeriodSeconds?'],
    ['terminationGracePeriodsSeconds: 60', 'Did you mean terminationGracePeriodSeconds?'],
    ['containers: [{ name: a, image: a, readinessprobe: {} }]', 'Did you mean readinessProbe?'],
    [
      'containers: [{ name: a, image: a, preStop: {} }]',
      'Move it to spec.template.spec.containers[].lifecycle.preStop.',
    ],
    ['containers: [{ name: a, image: a, lifecycle: { prestop: {} } }]', 'Did you mean preStop?'],
    ['containers: [{ name: a, image: a, readinessProbe: { periodSecond: 5 } }]', 'Did you mean periodSeconds?'],
    [
      'containers: [{ name: a, image: a, terminationGracePeriodSeconds: 5 }]',
      'Move it to spec.template.spec.terminationGracePeriodSeconds.',
    ],
    ['livenessProbe: {}', 'Move it to spec.template.spec.containers[].livenessProbe.'],
  ])('that nobody reads: %s', (line, help) => {
    expect(pod(line)).toMatchObject([{ mistake: 'ignored', product: 'kubernetes', help }]);
  });

  it.each([
    'containers: [{ name: a, image: a, imagePullPolicy: Always, someday: 1 }]',
    'containers: [{ name: a, image: a, readinessProbe: { terminationGracePeriodSeconds: 5 } }]',
    'containers: [{ $patch: delete, name: a }]',
  ])('that are right, or none of our business, are left alone: %s', (line) => {
    expect(pod(line)).toEqual([]);
  });

  it('of the environment must be strings', () => {
    expect(pod('containers: [{ name: a, image: a, env: [{ name: KEEP_ALIVE_MS, value: 65000 }] }]')).toMatchObject([
      { mistake: 'invalid', key: 'KEEP_ALIVE_MS', fix: { text: '"65000"', safe: true } },
    ]);
  });
});

describe('routes of other products', () => {
  const facts = (...lines: string[]) => parse({ path, text: lines.join('\n') }).facts;

  it('lead to Services by the shapes of the table, and name the policies they use', () => {
    expect(
      facts(
        'apiVersion: traefik.io/v1alpha1',
        'kind: IngressRoute',
        'metadata: { name: shop }',
        'spec:',
        '  routes:',
        '    - match: Host(`shop.example`)',
        '      services: [{ name: api, port: 80, serversTransport: slow }]',
      ),
    ).toMatchObject([
      {
        kind: 'route',
        routeKind: 'IngressRoute',
        backends: [{ service: 'api', port: { port: 80 } }],
        policies: [{ kind: 'ServersTransport', name: 'slow' }],
      },
    ]);
  });

  it('may name a Service by its host, and gateways with a namespace', () => {
    const [route] = facts(
      'apiVersion: networking.istio.io/v1',
      'kind: VirtualService',
      'metadata: { name: shop }',
      'spec:',
      '  hosts: [shop.example]',
      '  gateways: [edge/public]',
      '  http:',
      '    - timeout: 5s',
      '      route:',
      '        - destination: { host: api.shop.svc.cluster.local, port: { number: 80 } }',
      '        - destination: { host: api-next }',
    );
    expect(route).toMatchObject({
      kind: 'route',
      backends: [{ service: 'api', namespace: 'shop' }, { service: 'api-next' }],
      parents: [{ kind: 'Gateway', name: 'public', namespace: 'edge' }],
    });
  });

  it('of the AWS controller may hide their Services in an action', () => {
    const [route] = facts(
      'apiVersion: networking.k8s.io/v1',
      'kind: Ingress',
      'metadata:',
      '  name: shop',
      '  annotations:',
      `    alb.ingress.kubernetes.io/actions.weighted: '{"type":"forward","forwardConfig":{"targetGroups":[{"serviceName":"api","servicePort":"8080","weight":90},{"serviceName":"api-next","servicePort":"http","weight":10},{"serviceName":"api-old","servicePort":80,"weight":0}]}}'`,
      `    alb.ingress.kubernetes.io/actions.moved: '{"type":"redirect"}'`,
      `    alb.ingress.kubernetes.io/actions.plain: '{"type":"redirect"}'`,
      'spec:',
      '  rules:',
      '    - http:',
      '        paths:',
      '          - { backend: { service: { name: weighted, port: { name: use-annotation } } } }',
      '          - { backend: { service: { name: moved, port: { name: use-annotation } } } }',
      '          - { backend: { service: { name: stable, port: { name: use-annotation } } } }',
      '          - { backend: { service: { name: plain, port: { number: 80 } } } }',
    );
    expect(route).toMatchObject({
      backends: [
        { service: 'api', port: { port: 8080 } },
        { service: 'api-next', port: { port: 'http' } },
        { service: 'stable' },
        { service: 'plain', port: { port: 80 } },
      ],
    });
    // Whoever writes the action of `stable` while the cluster runs says nothing about its port.
    expect(route?.kind === 'route' ? route.backends[2]?.port : 'no route').toBeUndefined();
  });

  it('with a bare number where a unit is due have a mistake that names the API', () => {
    expect(
      facts(
        'apiVersion: gateway.networking.k8s.io/v1',
        'kind: HTTPRoute',
        'metadata: { name: shop }',
        'spec: { rules: [{ timeouts: { request: 60 } }] }',
      ),
    ).toContainEqual(expect.objectContaining({ kind: 'setting-mistake', product: 'gateway-api', mistake: 'invalid' }));
  });
});
