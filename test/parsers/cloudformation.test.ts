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

describe('several templates', () => {
  const balancer = `Resources:
  LoadBalancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer }
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: { LoadBalancerArn: !Ref LoadBalancer, Port: 80 }
Outputs:
  Listener: { Value: !Ref Listener, Export: { Name: !Join [":", [!Ref "AWS::StackName", Listener]] } }
`;
  const service = (
    listener: string,
    parameters = '{ Idle: { Type: Number, Default: 5 } }',
  ) => `Parameters: ${parameters}
Resources:
  TargetGroup:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: { Protocol: HTTP, HealthCheckIntervalSeconds: !Ref Idle }
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties: { ListenerArn: ${listener}, Actions: [{ Type: forward, TargetGroupArn: !Ref TargetGroup }] }
  Service:
    Type: AWS::ECS::Service
    Properties: { LoadBalancers: [{ ContainerName: api, TargetGroupArn: !Ref TargetGroup }] }
`;
  const nested = '{ Listener: { Type: String }, Idle: { Type: Number, Default: 5 } }';
  const master = `Resources:
  Edge: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: !Sub "https://\${Bucket}.s3.amazonaws.com/shop/infra/balancer.yaml" } }
  Api: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./infra/service.yaml, Parameters: { Listener: !GetAtt Edge.Outputs.Listener, Idle: 7 } } }
  Web: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./infra/service.yaml, Parameters: { Listener: !GetAtt Edge.Outputs.Listener, Idle: 9 } } }
`;

  it('nest, and each stack has values of its own', async () => {
    const scan = await settleTexts({
      'master.yaml': master,
      'infra/balancer.yaml': balancer,
      'infra/service.yaml': service('!Ref Listener', nested),
    });
    expect(scan.of('workload').map(({ name, targetGroups }) => [name, targetGroups?.map((each) => each.ref)])).toEqual([
      ['Api', ['stack Api TargetGroup']],
      ['Web', ['stack Web TargetGroup']],
    ]);
    expect(scan.of('proxy').map(({ name, forwardsTo }) => [name, forwardsTo.map((each) => each.value)])).toEqual([
      ['Edge', ['stack Api TargetGroup', 'stack Web TargetGroup']],
    ]);
    expect(scan.of('target-group').map((each) => scan.setting(each, 'health.interval'))).toEqual([
      '7 @ infra/service.yaml:5 <- master.yaml:3',
      '9 @ infra/service.yaml:5 <- master.yaml:4',
    ]);
  });

  it.each([
    ['by the stack name a parameter gives', '!ImportValue { "Fn::Sub": "${Stack}:Listener" }'],
    ['by a whole name', '!ImportValue "edge:Listener"'],
    ['in the long form', '{ "Fn::ImportValue": !Join [":", [!Ref Stack, Listener]] }'],
  ])('import what others export, %s', async (_, listener) => {
    const scan = await settleTexts({ 'balancer.yaml': balancer, 'api.yaml': service(listener) });
    expect(scan.of('proxy').map((each) => each.forwardsTo.map((to) => to.value))).toEqual([['api.yaml TargetGroup']]);
  });
  it('do not meet by names that say nothing', async () => {
    const two = `${balancer}  Other: { Value: !Ref Listener, Export: { Name: other } }\n`;
    const scan = await settleTexts({ 'balancer.yaml': two, 'api.yaml': service('!ImportValue { Ref: Name }') });
    const [own, absent] = scan.of('proxy');
    expect(own?.forwardsTo).toEqual([]);
    // A rule of a listener shows that a balancer is there; which one, and how it is set, nobody can know.
    expect(absent).toMatchObject({ name: 'in front of api', forwardsTo: [{ value: 'api.yaml TargetGroup' }] });
    expect(absent === undefined ? '' : scan.setting(absent, 'inbound.idleTimeout')).toMatch(/^unknown: the balancer/);
  });
  it('keep the names of CDK constructs', async () => {
    const text = JSON.stringify({
      Resources: {
        ApiLB1234: {
          Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
          Metadata: { 'aws:cdk:path': 'Shop/Api/LB/Resource' },
        },
      },
    });
    const scan = await settleTexts({ 'cdk.out/Shop.template.json': text });
    expect(scan.of('proxy').map((each) => each.name)).toEqual(['Api/LB']);
  });
});

it('leaves other YAML alone', async () => {
  const scan = await settleTexts({ 'x.yaml': 'Resources:\n  Type: AWS::ECS::Service\n' });
  expect(scan.files.flatMap((file) => [...file.facts, ...file.problems])).toEqual([]);
});
