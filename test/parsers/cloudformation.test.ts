// CloudFormation templates: intrinsic functions, and the resources they connect.
import { describe, expect, it } from 'vitest';
import { settleFixture, settleTexts } from '../kit/infrastructure.js';

describe('a template in YAML', () => {
  it('connects listener, target group and service', async () => {
    const scan = await settleFixture('cloudformation/alb-to-ecs');
    const balancer = scan.named('proxy', 'Lb');
    expect(balancer).toMatchObject({
      product: 'aws-alb',
      id: 'Lb',
      scope: 'cloudformation:template.yaml',
      listensOn: [443],
      forwardsTo: [{ to: 'target-group', value: 'Tg' }],
    });
    expect(scan.setting(balancer, 'inbound.idleTimeout')).toBe('75 @ template.yaml:19 <- template.yaml:2');
    const service = scan.named('workload', 'Svc');
    expect(service).toMatchObject({ workloadKind: 'EcsService', targetGroups: [{ ref: 'Tg', container: 'api' }] });
    expect(scan.show(service.ecs?.minimumHealthyPercent)).toBe('50 @ template.yaml:39');
    expect(service.containers).toMatchObject([{ name: 'api', init: true, ports: [{ port: 8080 }] }]);
    expect(scan.show(service.containers[0]?.stopTimeout)).toBe('60 @ template.yaml:46');
  });

  it('gives all that a condition and a mapping leave possible', async () => {
    const scan = await settleFixture('cloudformation/alb-to-ecs');
    expect(scan.setting(scan.named('target-group', 'Tg'), 'drain.deregistrationDelay')).toBe(
      'unknown: a condition decides about it (30 or 120 or 60)',
    );
  });

  it('names a parameter without default', async () => {
    const scan = await settleFixture('cloudformation/alb-to-ecs');
    expect(scan.show(scan.named('target-group', 'Tg').port)).toMatch(/^unknown: parameter Port has no default/);
  });

  it('keeps suppressions', async () => {
    const scan = await settleFixture('cloudformation/alb-to-ecs');
    expect(scan.files[0]?.suppressions).toMatchObject([{ rules: ['keepalive-race'], reason: 'known' }]);
  });
});

describe('a template in JSON', () => {
  it('reads the long forms', async () => {
    const resources = {
      Lb: {
        Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
        Properties: { Type: 'network', Name: { 'Fn::Join': ['-', ['edge', 'lb']] } },
      },
      Tg: {
        Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
        Properties: { Protocol: 'TCP', HealthCheckIntervalSeconds: { 'Fn::Select': [1, [10, 20]] } },
      },
      Listener: {
        Type: 'AWS::ElasticLoadBalancingV2::Listener',
        Properties: {
          LoadBalancerArn: { 'Fn::GetAtt': ['Lb', 'LoadBalancerArn'] },
          Protocol: 'TCP',
          DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: { Ref: 'Tg' } }] } }],
        },
      },
    };
    const scan = await settleTexts({ 'stack.json': JSON.stringify({ Resources: resources }) });
    const balancer = scan.named('proxy', 'edge-lb');
    expect(balancer).toMatchObject({ product: 'aws-nlb', forwardsTo: [{ value: 'Tg' }] });
    expect(scan.setting(scan.named('target-group', 'Tg'), 'health.interval')).toMatch(/^20 @/);
  });
});

it('leaves other YAML alone', async () => {
  const scan = await settleTexts({ 'x.yaml': 'Resources:\n  Type: AWS::ECS::Service\n' });
  expect(scan.files.flatMap((file) => [...file.facts, ...file.problems])).toEqual([]);
});
