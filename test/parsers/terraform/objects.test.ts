// Kubernetes objects, chart values and other clouds' balancers that Terraform creates.
import { describe, expect, it } from 'vitest';
import { settleFixture, settleTexts } from '../../kit/infrastructure.js';

describe('Kubernetes objects', () => {
  it('become the facts that YAML would give', async () => {
    const scan = await settleFixture('terraform/kubernetes-objects');
    const workload = scan.named('workload', 'api');
    expect(workload).toMatchObject({
      workloadKind: 'Deployment',
      platform: 'kubernetes',
      namespace: 'shop',
      complete: true,
      selector: { app: 'api' },
      podLabels: { app: 'api' },
      strategy: { type: { text: 'RollingUpdate' }, maxUnavailable: { text: '1' } },
    });
    expect(scan.show(workload.grace)).toBe('45 @ main.tf:31 <- main.tf:31 <- main.tf:2 <- main.tf:31');
    const [container] = workload.containers;
    expect(container).toMatchObject({
      ports: [{ port: 8080 }],
      readiness: { handler: 'http', path: { text: '/ready' }, port: { port: 8080 }, period: { value: 5 } },
      preStop: { handler: 'exec', command: ['sleep', '15'] },
      memoryLimit: { text: '256Mi' },
    });
    expect(container?.env).toMatchObject([
      { name: 'KEEP_ALIVE_MS' },
      { name: 'TOKEN', from: { kind: 'secret', name: 'api', key: 'token' } },
    ]);
  });

  it('connect by Service and Ingress, with settings from annotations', async () => {
    const scan = await settleFixture('terraform/kubernetes-objects');
    expect(scan.of('service')).toMatchObject([
      { name: 'api', selector: { app: 'api' }, ports: [{ port: 80, targetPort: { port: 8080 } }] },
    ]);
    const [route] = scan.of('route');
    expect(route).toMatchObject({
      routeKind: 'Ingress',
      ingressClass: { text: 'nginx' },
      hosts: ['shop.example'],
      backends: [{ service: 'api', port: { port: 80 } }],
    });
    const values = (route?.settings ?? []).flatMap(({ product, settings }) =>
      settings.map((each) => `${product} ${each.name} ${scan.show(each.value)}`),
    );
    expect(values).toContain('ingress-nginx outbound.responseTimeout 90 @ main.tf:95');
    expect(values).toContain('aws-alb outbound.idleTimeout 120 @ main.tf:96');
    expect(scan.of('configmap')).toMatchObject([{ name: 'api', data: [{ key: 'LIMIT', value: '5' }] }]);
  });

  it('are incomplete when a probe has a number nobody knows', async () => {
    const text =
      'resource "kubernetes_pod" "x" {\n  metadata {}\n  spec {\n    container {\n      image = "a"\n      readiness_probe {\n        period_seconds = var.none\n      }\n    }\n  }\n}\n';
    const scan = await settleTexts({ 'main.tf': text });
    expect(scan.of('workload')).toMatchObject([{ complete: false }]);
  });
});

describe('chart values of a controller', () => {
  it('are read from values and set', async () => {
    const scan = await settleFixture('terraform/kubernetes-objects');
    const [policy] = scan.of('policy');
    expect(policy).toMatchObject({ product: 'ingress-nginx', name: 'ingress', attach: [{ to: 'controller' }] });
    const values = Object.fromEntries((policy?.settings ?? []).map((each) => [each.key, scan.show(each.value)]));
    expect(values).toMatchObject({
      'keep-alive': '100 @ main.tf:137',
      'upstream-keepalive-timeout': '70 @ main.tf:143',
    });
  });
});

describe('a Google load balancer', () => {
  it('reaches its backend service through the URL map, and takes the health check along', async () => {
    const scan = await settleFixture('terraform/google-balancer');
    const proxy = scan.named('proxy', 'edge');
    expect(proxy).toMatchObject({
      product: 'gcp-alb',
      forwardsTo: [{ to: 'target-group', value: 'google_compute_backend_service.api' }],
    });
    const group = scan.named('target-group', 'api');
    expect(scan.setting(group, 'drain.deregistrationDelay')).toBe('120 @ main.tf:15');
    expect(scan.setting(group, 'health.interval')).toBe('7 @ main.tf:21');
  });
});

describe('a distribution', () => {
  it('leads to the balancer its origin names, also through a DNS record', async () => {
    const origin = (name: string): string =>
      `origin {\n  origin_id = "${name.length}"\n  domain_name = ${name}\n  custom_origin_config {\n    origin_read_timeout = 45\n  }\n}\n`;
    const text = [
      'variable "zone" {}',
      'resource "aws_lb" "app" {}',
      `resource "aws_cloudfront_distribution" "cdn" {\n${origin('aws_lb.app.dns_name')}${origin('"origin.$' + '{var.zone}"')}origin {\n  domain_name = "bucket.s3.amazonaws.com"\n}\n}`,
      'resource "aws_route53_record" "origin" {\n  name = "origin.$' +
        '{var.zone}"\n  alias {\n    name = aws_lb.app.dns_name\n  }\n}',
    ].join('\n');
    const scan = await settleTexts({ 'main.tf': text });
    const origins = scan.of('proxy').filter((each) => each.product === 'cloudfront');
    expect(origins.map((each) => each.forwardsTo.map(({ to, value }) => [to, value]))).toEqual([
      [['id', 'aws_lb.app']],
      [['id', 'aws_lb.app']],
    ]);
    expect(origins.map((each) => scan.setting(each, 'outbound.responseTimeout').split(' ')[0])).toEqual(['45', '45']);
  });

  it('has an NLB lead to the ALB behind it', async () => {
    const text = `
resource "aws_lb" "inner" {}
resource "aws_lb" "outer" {
  load_balancer_type = "network"
}
resource "aws_lb_target_group" "alb" {
  protocol    = "TCP"
  target_type = "alb"
}
resource "aws_lb_target_group_attachment" "alb" {
  target_group_arn = aws_lb_target_group.alb.arn
  target_id        = aws_lb.inner.arn
}
resource "aws_lb_listener" "outer" {
  load_balancer_arn = aws_lb.outer.arn
  default_action {
    target_group_arn = aws_lb_target_group.alb.arn
  }
}
`;
    const scan = await settleTexts({ 'main.tf': text });
    expect(scan.named('proxy', 'outer')).toMatchObject({
      product: 'aws-nlb',
      forwardsTo: [{ to: 'target-group', value: 'aws_lb_target_group.alb' }],
    });
    expect(scan.named('target-group', 'alb')).toMatchObject({ forwardsTo: [{ to: 'id', value: 'aws_lb.inner' }] });
  });
});

describe('Cloudflare', () => {
  it('is a hop where its record is proxied, with the settings of its zone', async () => {
    const text = `
resource "aws_lb" "app" {}
resource "cloudflare_zone" "shop" {}
resource "cloudflare_dns_record" "shop" {
  zone_id = cloudflare_zone.shop.id
  name    = "shop"
  content = aws_lb.app.dns_name
  proxied = true
}
resource "cloudflare_dns_record" "plain" {
  zone_id = cloudflare_zone.shop.id
  name    = "plain"
  content = aws_lb.app.dns_name
  proxied = false
}
resource "cloudflare_zone_setting" "read" {
  zone_id    = cloudflare_zone.shop.id
  setting_id = "proxy_read_timeout"
  value      = 300
}
resource "cloudflare_zone_setting" "tls" {
  zone_id    = cloudflare_zone.shop.id
  setting_id = "min_tls_version"
  value      = "1.2"
}
`;
    const scan = await settleTexts({ 'main.tf': text });
    const records = scan.of('proxy').filter((each) => each.product === 'cloudflare');
    expect(records.map((each) => each.name)).toEqual(['shop']);
    expect(records[0]?.forwardsTo).toMatchObject([{ to: 'id', value: 'aws_lb.app' }]);
    expect(scan.setting(scan.named('proxy', 'shop'), 'outbound.responseTimeout')).toBe('300 @ main.tf:19');
  });
});

describe('add-ons of the EKS blueprints', () => {
  it('are chart releases', async () => {
    const scan = await settleTexts({
      'main.tf': `module "addons" {
  source = "aws-ia/eks-blueprints-addons/aws"
  enable_ingress_nginx = true
  ingress_nginx = {
    set = [{ name = "controller.config.upstream-keepalive-timeout", value = "30" }]
  }
}
`,
    });
    const [policy] = scan.of('policy');
    expect(policy).toMatchObject({ product: 'ingress-nginx', name: 'ingress-nginx', attach: [{ to: 'controller' }] });
    expect(policy?.settings.map((each) => [each.name, scan.show(each.value)])).toEqual([
      ['outbound.idleTimeout', '30 @ main.tf:5'],
    ]);
  });
});
