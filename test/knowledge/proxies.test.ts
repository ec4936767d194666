// The ready-made comparisons between proxies, and the traps of their keys, asked through the knowledge table's own door.
import { describe, expect, it } from 'vitest';
import {
  annotationKeys,
  defaultSetting,
  folklore,
  nameLists,
  product,
  products,
  productsOfController,
  productsOfIngressClass,
  settingRow,
} from '../../src/knowledge/lookup.js';
import { readNamedValue } from '../../src/knowledge/read-value.js';
import type { Creator } from '../../src/knowledge/schema.js';
import type { KeyRow } from '../../src/knowledge/schema-keys.js';
import {
  formatBound,
  known,
  outlasts,
  pointAt,
  type Setting,
  type SettingName,
  type SettingTypes,
  written,
} from '../../src/model/index.js';

const at = pointAt('ingress.yaml', 1);

function defaultOf<K extends SettingName>(
  id: string,
  name: K,
  options: { version?: string; creator?: Creator } = {},
): Setting<SettingTypes[K]> {
  const version = options.version === undefined ? undefined : known(options.version, written(at));
  return defaultSetting(id, name, version, at, options.creator);
}
function shown(setting: Setting<SettingTypes[SettingName]>): string {
  if (setting.state === 'unknown') return `unknown: ${setting.reason.kind}`;
  return typeof setting.value === 'object' ? formatBound(setting.value) : String(setting.value);
}
/** Reads a literal at the key that the predicate picks, as the product would. */
function readAt(
  id: string,
  name: SettingName,
  pick: (key: KeyRow) => boolean,
  value: string | number | boolean,
): string {
  const row = settingRow(id, name);
  const key = row?.keys?.find(pick);
  if (row === undefined || key === undefined) throw new Error(`no such key of ${id} ${name}`);
  const reading = readNamedValue(name, value, row, key, at);
  if ('mistake' in reading) return `mistake: ${reading.mistake.because}`;
  return 'usesDefault' in reading ? 'default' : shown(reading.setting);
}
const annotation =
  (name: string) =>
  (key: KeyRow): boolean =>
    key.in === 'annotation' && key.name === name;
const configmap =
  (name: string) =>
  (key: KeyRow): boolean =>
    key.in === 'configmap' && key.key === name;
const place =
  (where: KeyRow['in'], fragment = '') =>
  (key: KeyRow): boolean =>
    key.in === where && JSON.stringify(key).includes(fragment);

describe('how long an idle pooled connection to upstream may be reused by default', () => {
  it.each([
    ['aws-alb', '60 s'],
    ['aws-clb', '60 s'],
    ['aws-nlb', '350 s'],
    ['gcp-alb', '600 s'],
    ['cloudfront', '5 s'],
    ['cloudflare', '15 min'],
    ['ingress-nginx', '60 s'],
    ['nginx', '60 s'],
    ['nginx-ingress-f5', '60 s'],
    ['nginx-gateway-fabric', '60 s'],
    ['traefik', '90 s'],
    ['caddy', '120 s'],
    ['envoy', '1 h'],
    ['envoy-gateway', '1 h'],
    ['contour', '1 h'],
    ['istio', '1 h'],
    ['kong', '60 s'],
    ['apisix', '60 s'],
    ['linkerd', '3 s'],
    ['cilium', '60 s'],
  ])('%s: %s', (id, expected) => {
    expect(shown(defaultOf(id, 'outbound.idleTimeout'))).toBe(expected);
  });

  it.each(['azure-appgw', 'fastly', 'azure-front-door', 'generic'])('claims no number for %s', (id) => {
    expect(shown(defaultOf(id, 'outbound.idleTimeout'))).toBe('unknown: no-default');
  });
});

describe('how long an accepted connection may stay idle by default', () => {
  it.each([
    ['nginx', '75 s'],
    ['ingress-nginx', '75 s'],
    ['nginx-ingress-f5', '75 s'],
    ['kong', '75 s'],
    ['traefik', '180 s'],
    ['caddy', '300 s'],
    ['envoy', '1 h'],
    ['istio', '1 h'],
    ['envoy-gateway', '1 h'],
    ['haproxy-ingress', '60 s'],
    ['haproxytech-ingress', '60 s'],
    ['apisix', '60 s'],
    ['contour', '60 s'],
    ['azure-appgw', '75 s'],
    ['cloudflare', '400 s'],
    ['gcp-alb', '610 s'],
    ['aws-alb', '60 s'],
  ])('%s: %s', (id, expected) => {
    expect(shown(defaultOf(id, 'inbound.idleTimeout'))).toBe(expected);
  });
});

describe('which hop holds a connection longer, at defaults', () => {
  const verdict = (front: string, back: string): string =>
    outlasts(defaultOf(back, 'inbound.idleTimeout'), defaultOf(front, 'outbound.idleTimeout')).holds;

  it.each([
    ['aws-alb', 'haproxy-ingress'],
    ['aws-alb', 'haproxytech-ingress'],
    ['aws-alb', 'apisix'],
    ['aws-alb', 'contour'],
    ['gcp-alb', 'nginx'],
    ['gcp-alb', 'ingress-nginx'],
    ['gcp-alb', 'traefik'],
    ['gcp-alb', 'caddy'],
    ['gcp-alb', 'haproxy-ingress'],
    ['cloudflare', 'aws-alb'],
    ['cloudflare', 'ingress-nginx'],
  ])('%s in front of %s loses', (front, back) => {
    expect(verdict(front, back)).toBe('no');
  });

  it.each([
    ['aws-alb', 'ingress-nginx'],
    ['aws-alb', 'traefik'],
    ['aws-alb', 'envoy-gateway'],
    ['cloudfront', 'aws-alb'],
    ['gcp-alb', 'istio'],
    ['cloudflare', 'envoy'],
  ])('%s in front of %s is safe', (front, back) => {
    expect(verdict(front, back)).toBe('yes');
  });
});

describe('defaults that depend on a version or on who creates the object', () => {
  it('nginx pools in upstream blocks since 1.29.7', () => {
    expect(shown(defaultOf('nginx', 'outbound.pooling', { version: '1.29.6' }))).toBe('false');
    expect(shown(defaultOf('nginx', 'outbound.pooling', { version: '1.29.7' }))).toBe('true');
    expect(shown(defaultOf('nginx', 'outbound.pooling'))).toBe('unknown: version-unknown');
    expect(shown(defaultOf('nginx', 'outbound.httpVersion', { version: '1.27.1' }))).toBe('1.0');
  });
  it('the F5 controller pools an Ingress from 5.4.1 on, a VirtualServer never by itself', () => {
    const pooling = (version: string, creator?: Creator): string =>
      shown(
        defaultOf('nginx-ingress-f5', 'outbound.pooling', creator === undefined ? { version } : { version, creator }),
      );
    expect(pooling('5.4.0', 'ingress')).toBe('false');
    expect(pooling('5.4.1', 'ingress')).toBe('true');
    expect(pooling('5.4.1')).toBe('false');
  });
  it('Kong keeps more connections since 3.4.1', () => {
    expect(shown(defaultOf('kong', 'outbound.poolSize', { version: '3.4.0' }))).toBe('60');
    expect(shown(defaultOf('kong', 'outbound.poolSize', { version: '3.4.1' }))).toBe('512');
    expect(shown(defaultOf('kong', 'outbound.maxRequests', { version: '3.4.1' }))).toBe('1000');
  });
  it('NGINX Gateway Fabric pools since 2.4', () => {
    expect(shown(defaultOf('nginx-gateway-fabric', 'outbound.pooling', { version: '2.3.0' }))).toBe('false');
    expect(shown(defaultOf('nginx-gateway-fabric', 'outbound.pooling', { version: '2.6.7' }))).toBe('true');
  });
  it('ALB health checks differ between AWS, the controller and Terraform', () => {
    const check = (name: SettingName, creator?: Creator): string =>
      shown(defaultOf('aws-alb', name, creator === undefined ? {} : { creator }));
    expect(check('health.interval')).toBe('30 s');
    expect(check('health.interval', 'ingress')).toBe('15 s');
    expect(check('health.healthyThreshold')).toBe('5');
    expect(check('health.healthyThreshold', 'terraform')).toBe('3');
    expect(check('health.unhealthyThreshold', 'gateway')).toBe('3');
    expect(check('health.matcher', 'gateway')).toBe('200-399');
  });
  it('Google connection draining is known for Terraform only', () => {
    expect(shown(defaultOf('gcp-alb', 'drain.deregistrationDelay', { creator: 'terraform' }))).toBe('300 s');
    expect(shown(defaultOf('gcp-alb', 'drain.deregistrationDelay', { creator: 'ingress' }))).toBe(
      'unknown: no-default',
    );
  });
  it('Istio retried more before 1.24', () => {
    expect(shown(defaultOf('istio', 'outbound.retryScope', { version: '1.23.4' }))).toBe('all');
    expect(shown(defaultOf('istio', 'outbound.retryScope', { version: '1.24.0' }))).toBe('none');
  });
});

describe('values as each product reads them', () => {
  it.each([
    [
      'ingress-nginx',
      'outbound.responseTimeout',
      annotation('nginx.ingress.kubernetes.io/proxy-read-timeout'),
      '60',
      '60 s',
    ],
    [
      'ingress-nginx',
      'outbound.responseTimeout',
      annotation('nginx.ingress.kubernetes.io/proxy-read-timeout'),
      '60s',
      'mistake: needs a bare whole number of seconds, but is "60s"',
    ],
    ['ingress-nginx', 'inbound.idleTimeout', configmap('keep-alive'), '0', 'off'],
    ['ingress-nginx', 'outbound.maxLifetime', configmap('upstream-keepalive-time'), '1h', '1 h'],
    ['ingress-nginx', 'outbound.pooling', configmap('upstream-keepalive-connections'), '0', 'false'],
    [
      'ingress-nginx',
      'outbound.pooling',
      annotation('nginx.ingress.kubernetes.io/connection-proxy-header'),
      'close',
      'false',
    ],
    ['ingress-nginx', 'outbound.retryScope', configmap('retry-non-idempotent'), 'true', 'all'],
    [
      'ingress-nginx',
      'outbound.retryScope',
      annotation('nginx.ingress.kubernetes.io/proxy-next-upstream'),
      'error timeout non_idempotent',
      'all',
    ],
    ['nginx', 'outbound.pooling', place('directive', '"keepalive"'), '32', 'true'],
    ['nginx-ingress-f5', 'outbound.responseTimeout', annotation('nginx.org/proxy-read-timeout'), '60s', '60 s'],
    ['nginx-gateway-fabric', 'outbound.idleTimeout', place('object'), '55s', '55 s'],
    ['kong', 'outbound.responseTimeout', annotation('konghq.com/read-timeout'), '60000', '60 s'],
    [
      'kong',
      'outbound.responseTimeout',
      annotation('konghq.com/read-timeout'),
      '60s',
      'mistake: needs a bare whole number of milliseconds, but is "60s"',
    ],
    ['kong', 'outbound.idleTimeout', place('env'), '0', 'no limit'],
    ['kong', 'outbound.attempts', annotation('konghq.com/retries'), '5', '6'],
    ['traefik', 'outbound.idleTimeout', place('object', 'traefik.io'), '60', '60 s'],
    ['traefik', 'outbound.idleTimeout', place('object', 'traefik.io'), 0, 'no limit'],
    ['traefik', 'outbound.pooling', place('object', 'traefik.io'), '-1', 'false'],
    ['haproxy', 'outbound.responseTimeout', place('directive'), '30s', '30 s'],
    ['haproxy', 'outbound.idleTimeout', place('directive'), '2s', '16 s'],
    ['haproxy', 'outbound.retryScope', place('directive'), 'conn-failure empty-response', 'all'],
    ['haproxy', 'outbound.pooling', place('directive', 'http-server-close'), '', 'false'],
    ['contour', 'outbound.idleTimeout', place('object'), '0s', 'default'],
    ['contour', 'outbound.idleTimeout', place('object'), 'infinity', 'no limit'],
    ['contour', 'outbound.idleTimeout', place('object'), '90s', '90 s'],
    ['envoy', 'outbound.idleTimeout', place('file'), '0s', 'no limit'],
    ['istio', 'outbound.maxRequests', place('object'), 0, 'Infinity'],
    ['istio', 'outbound.pooling', place('object'), 1, 'false'],
    ['istio', 'outbound.attempts', place('object'), 0, '1'],
    ['gateway-api', 'outbound.requestDeadline', place('object'), '0s', 'no limit'],
    [
      'gateway-api',
      'outbound.requestDeadline',
      place('object'),
      '60',
      'mistake: needs whole numbers with h, m, s or ms, such as 60s, but is "60"',
    ],
    [
      'azure-lb',
      'outbound.idleTimeout',
      annotation('service.beta.kubernetes.io/azure-load-balancer-tcp-idle-timeout'),
      '30',
      '30 min',
    ],
    [
      'azure-appgw',
      'drain.deregistrationDelay',
      annotation('appgw.ingress.kubernetes.io/connection-draining'),
      'true',
      '30 s',
    ],
    [
      'azure-appgw',
      'drain.deregistrationDelay',
      annotation('appgw.ingress.kubernetes.io/connection-draining'),
      'false',
      'off',
    ],
    ['gcp-alb', 'drain.deregistrationDelay', place('object', 'BackendConfig'), 0, 'off'],
    [
      'aws-alb',
      'outbound.idleTimeout',
      annotation('alb.ingress.kubernetes.io/load-balancer-attributes'),
      '4001',
      'mistake: accepts 1 s to 4000 s, but is "4001"',
    ],
    ['aws-alb', 'outbound.idleTimeout', place('object', 'IngressClassParams'), '120', '120 s'],
    ['aws-nlb', 'target.type', annotation('service.beta.kubernetes.io/aws-load-balancer-type'), 'nlb-ip', 'ip'],
    ['fastly', 'outbound.connectTimeout', place('terraform'), 1000, '1 s'],
    ['fastly', 'outbound.idleTimeout', place('terraform'), 60, '60 s'],
  ] as const)('%s %s', (id, name, pick, value, expected) => {
    const answer = readAt(id, name, pick, value);
    expect(answer).toBe(expected);
  });

  it('takes 60 for 60 milliseconds where the unit is milliseconds, and says so', () => {
    expect(readAt('kong', 'outbound.responseTimeout', annotation('konghq.com/read-timeout'), '60')).toContain('60 ms');
    expect(readAt('haproxy', 'inbound.idleTimeout', place('directive'), '60')).toContain('60 ms');
  });
});

describe('where a key is read', () => {
  const kindsOf = (name: string): readonly string[] =>
    (annotationKeys().get(name) ?? []).flatMap((entry) => entry.key.on);

  it('Kong times belong on the Service', () => {
    expect(new Set(kindsOf('konghq.com/read-timeout'))).toEqual(new Set(['Service']));
  });
  it('ALB attributes belong on the Ingress, target group attributes on both', () => {
    expect(new Set(kindsOf('alb.ingress.kubernetes.io/load-balancer-attributes'))).toEqual(new Set(['Ingress']));
    expect(new Set(kindsOf('alb.ingress.kubernetes.io/target-group-attributes'))).toEqual(
      new Set(['Service', 'Ingress']),
    );
  });
  it('the drain time of the Application Gateway needs its switch', () => {
    const key = settingRow('azure-appgw', 'drain.deregistrationDelay')?.keys?.find(
      annotation('appgw.ingress.kubernetes.io/connection-draining-timeout'),
    );
    expect(key).toMatchObject({
      requires: { annotation: 'appgw.ingress.kubernetes.io/connection-draining', value: 'true' },
    });
  });
  it.each([
    ['nginx.ingress.kubernetes.io/upstream-keepalive-timeout', 'Ingress'],
    ['nginx.ingress.kubernetes.io/upstream-keepalive-connections', 'Ingress'],
    ['service.beta.kubernetes.io/aws-load-balancer-target-group-attributes', 'Ingress'],
    ['service.beta.kubernetes.io/aws-load-balancer-connection-idle-timeout', 'Ingress'],
    ['konghq.com/read-timeout', 'Ingress'],
    ['haproxy-ingress.github.io/timeout-client', 'Ingress'],
    ['haproxy.org/timeout-http-keep-alive', 'Ingress'],
    ['nginx.org/keepalive-timeout', 'Ingress'],
  ])('%s on an %s is folklore, and no key', (name, kind) => {
    expect(folklore().some((row) => row.name === name && (row.on === undefined || row.on.includes(kind)))).toBe(true);
    expect(kindsOf(name)).not.toContain(kind);
  });
});

describe('the product files agree with themselves', () => {
  it('every annotation that is a setting is in the name lists that cover its prefix', () => {
    const lists = products().flatMap((file) => nameLists('annotation', file.product));
    for (const name of annotationKeys().keys()) {
      const covering = lists.filter((list) => list.prefix !== undefined && name.startsWith(list.prefix));
      if (covering.length === 0) continue;
      const listed = covering.some((list) => {
        const rest = name.slice((list.prefix ?? '').length);
        const forms = (list.patterns ?? []).map((pattern) => pattern.split('\\.')[0]);
        return list.names.includes(rest) || forms.includes(rest);
      });
      expect(listed, name).toBe(true);
    }
  });
  it('every ConfigMap key that is a setting is in the list of its product', () => {
    for (const file of products()) {
      const lists = nameLists('configmap', file.product);
      if (lists.length === 0) continue;
      const named = new Set(lists.flatMap((list) => list.names));
      for (const row of Object.values(file.settings)) {
        for (const key of row.keys ?? [])
          if (key.in === 'configmap') expect(named, `${file.product} ${key.key}`).toContain(key.key);
      }
    }
  });
  it('a name that no kind reads is in no name list', () => {
    for (const row of folklore()) {
      if (row.in !== 'annotation' || row.on !== undefined) continue;
      for (const file of products()) {
        for (const list of nameLists('annotation', file.product)) {
          const { prefix } = list;
          if (prefix === undefined || !row.name.startsWith(prefix)) continue;
          expect(list.names, row.name).not.toContain(row.name.slice(prefix.length));
        }
      }
    }
  });
  it('suffixes and patterns are regular expressions', () => {
    for (const file of products()) {
      for (const row of Object.values(file.settings)) {
        for (const key of row.keys ?? []) {
          if (key.in === 'annotation' && key.suffix !== undefined)
            expect(() => new RegExp(key.suffix ?? '')).not.toThrow();
        }
      }
      for (const list of file.names ?? []) {
        for (const pattern of list.patterns ?? []) expect(() => new RegExp(pattern)).not.toThrow();
      }
    }
  });
  it('one product answers for each controller, and for each ingress class but haproxy', () => {
    for (const file of products()) {
      for (const name of file.claims?.controllers ?? [])
        expect(productsOfController(name), name).toEqual([file.product]);
      for (const name of file.claims?.ingressClasses ?? []) {
        const owners = name === 'haproxy' ? ['haproxy-ingress', 'haproxytech-ingress'] : [file.product];
        expect(productsOfIngressClass(name), name).toEqual(owners);
      }
    }
  });
  it('a layer 4 hop pools nothing and has one idle clock', () => {
    for (const file of products().filter((each) => each.layer === 4)) {
      expect(file.behaviour?.pools, file.product).toBe(false);
      // A proxy has two connections of its own, and none that it reuses.
      if (file.kind === 'proxy') {
        expect(shown(defaultOf(file.product, 'outbound.idleTimeout'))).toBe('unknown: no-default');
        continue;
      }
      expect(shown(defaultOf(file.product, 'inbound.idleTimeout'))).toBe(
        shown(defaultOf(file.product, 'outbound.idleTimeout')),
      );
    }
  });
  it('has a file for every product that others name', () => {
    for (const id of ['aws-load-balancer-controller', 'haproxy', 'openshift-router', 'emissary', 'generic']) {
      expect(product(id)?.title, id).toBeTypeOf('string');
    }
  });
});
