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

  it.each([
    ['beside what is written', 'Type: application\n      '],
    ['alone', ''],
  ])('leaves open what a macro adds %s', async (_, written) => {
    const text = `Resources:
  Lb:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      ${written}Fn::Transform: {Name: AWS::Include, Parameters: {Location: "s3://b/attributes.yaml"}}
`;
    const scan = await settleTexts({ 'lb.yaml': text });
    expect(scan.setting(scan.named('proxy', 'Lb'), 'inbound.idleTimeout')).toMatch(/^unknown: a macro adds to it/);
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

describe('parameters', () => {
  const template = (parameters: string, timeout: string, more = '') => `Parameters: ${parameters}
${more}
Resources:
  Lb:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: { LoadBalancerAttributes: [{ Key: idle_timeout.timeout_seconds, Value: ${timeout} }] }
`;
  const plain = template('{ Idle: { Type: Number, Default: 60 }, Stage: { Type: String, Default: dev } }', '!Ref Idle');
  const timeout = async (texts: Readonly<Record<string, string>>): Promise<string> => {
    const scan = await settleTexts(texts);
    const [balancer] = scan.of('proxy');
    return balancer === undefined ? '' : scan.setting(balancer, 'inbound.idleTimeout').replace(/ @.*/, '');
  };

  it.each([
    ['pairs in JSON', 'prod.json', '[{ "ParameterKey": "Idle", "ParameterValue": "90" }]'],
    ['pairs in YAML', 'prod.yaml', '- ParameterKey: Idle\n  ParameterValue: 90\n'],
    ['one object', 'prod.json', '{ "Parameters": { "Idle": "90" } }'],
    ['texts', 'prod.json', '["Idle=90"]'],
    ['a file of Git sync', 'deploy.yaml', 'template-file-path: infra/lb.yaml\nparameters:\n  Idle: 90\n'],
    [
      'a command',
      'deploy.sh',
      '#!/bin/sh\naws cloudformation deploy --template-file infra/lb.yaml --parameter-overrides "Idle=90"\n',
    ],
    [
      'a command of old',
      'up.sh',
      '#!/bin/sh\naws cloudformation create-stack --template-body file://infra/lb.yaml --parameters ParameterKey=Idle,ParameterValue=90\n',
    ],
    [
      'a command for a template that it makes',
      'up.sh',
      '#!/bin/sh\naws cloudformation deploy --template-file out.yaml --parameter-overrides Idle=90 Stage=prod\n',
    ],
    [
      'a variable of make',
      'Makefile',
      'IDLE := 90\nup:\n\taws cloudformation deploy --template-file infra/lb.yaml --parameter-overrides Idle=$(IDLE)\n',
    ],
    [
      'a pipeline',
      '.gitlab-ci.yml',
      'up:\n  script:\n    - sam deploy -t infra/lb.yaml --parameter-overrides Idle=90\n',
    ],
    [
      'a step of a workflow',
      '.github/workflows/up.yaml',
      'jobs:\n  up:\n    steps:\n      - uses: aws-actions/aws-cloudformation-github-deploy@v1\n        with: { template: infra/lb.yaml, parameter-overrides: "Stage=prod,Idle=90" }\n',
    ],
    [
      'a configuration of SAM',
      'infra/samconfig.toml',
      '[default.deploy.parameters]\ntemplate = "lb.yaml"\nparameter_overrides = "Idle=90 Stage=prod"\n',
    ],
    [
      'a configuration of SAM in YAML',
      'infra/samconfig.yaml',
      'default:\n  global:\n    parameters: { template_file: lb.yaml, parameter_overrides: [Idle=90] }\n',
    ],
  ])('get their values from %s', async (_, file, text) => {
    expect(await timeout({ 'infra/lb.yaml': plain, [file]: text })).toBe('90');
  });
  it('of Sceptre stand in a folder beside that of the templates', async () => {
    const config = 'template: { path: lb.yaml, type: file }\nparameters: { Idle: 90, Stage: !stack_output a::b }\n';
    expect(await timeout({ 'aws/templates/lb.yaml': plain, 'aws/config/prod/lb.yaml': config })).toBe('90');
  });
  it('are as many as there are environments', async () => {
    const files = { 'lb.yaml': plain, 'dev.json': '["Idle=30"]', 'prod.json': '["Idle=90"]' };
    expect(await timeout(files)).toMatch(/^unknown: deployments give parameter Idle different values \(30 or 90\)/);
  });
  it('are not those of a template that lacks one of them', async () => {
    expect(await timeout({ 'lb.yaml': plain, 'prod.json': '["Idle=90","Vpc=a"]' })).toBe('60');
  });
  it('are for the template whose name the file has', async () => {
    const files = { 'lb.yaml': plain, 'dns.yaml': plain.replace('Lb:', 'Other:'), 'lb-prod.json': '["Idle=90"]' };
    const scan = await settleTexts(files);
    expect(scan.of('proxy').map((each) => scan.setting(each, 'inbound.idleTimeout').slice(0, 2))).toEqual(['90', '60']);
  });
  it('may be those of each template that can take them', async () => {
    const files = { 'a.yaml': plain, 'b.yaml': plain, 'prod.json': '["Idle=90"]' };
    expect(await timeout(files)).toMatch(/^unknown: deployments give parameter Idle different values \(90 or 60\)/);
  });
  it.each([
    [
      'a program gives',
      '#!/bin/sh\naws cloudformation deploy --template-file lb.yaml --parameter-overrides Idle=$(cat idle)\n',
    ],
    [
      'an update keeps',
      '#!/bin/sh\naws cloudformation update-stack --template-body file://lb.yaml --parameters ParameterKey=Idle,UsePreviousValue=true\n',
    ],
  ])('that %s are not known', async (_, text) => {
    expect(await timeout({ 'lb.yaml': plain, 'up.sh': text })).toMatch(/^unknown: /);
  });
  it.each([
    [
      'of the parameter store',
      '{ Idle: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/idle" } }',
      '!Ref Idle',
      /^unknown: the parameter store holds/,
    ],
    ['looked up', '{}', '"{{resolve:ssm:/idle}}"', /^unknown: .* is looked up when the stack is created/],
    ['of a list', '{ All: { Type: CommaDelimitedList, Default: "30, 90" } }', '!Select [1, !Ref All]', /^90$/],
    [
      'of a text that is cut',
      '{ All: { Type: String, Default: "30,90" } }',
      '!Select [1, !Split [",", !Ref All]]',
      /^90$/,
    ],
  ])('%s', async (_, parameters, value, expected) => {
    expect(await timeout({ 'lb.yaml': template(parameters, value) })).toMatch(expected);
  });

  const mapping = 'Mappings: { Times: { dev: { Idle: 30 }, prod: { Idle: 90 } } }';
  const conditions = `Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsLive: { "Fn::Or": [{ Condition: IsProd }, !Equals [!Ref Stage, staging]] }
  IsSlow: !And [!Condition IsLive, !Not [!Equals [!Ref Stage, dev]]]`;
  const stage = '{ Stage: { Type: String, Default: dev } }';
  it.each([
    ['prod', '90'],
    ['staging', '90'],
    ['dev', '30'],
  ])('decide conditions and mappings where somebody gives them: %s', async (name, expected) => {
    const files = { 'lb.yaml': template(stage, '!If [IsSlow, 90, 30]', conditions), 'x.json': `["Stage=${name}"]` };
    expect(await timeout(files)).toBe(expected);
  });
  it('narrow a mapping down', async () => {
    const text = template(stage, '!FindInMap [Times, !Ref Stage, Idle]', mapping);
    expect(await timeout({ 'lb.yaml': text, 'x.json': '["Stage=prod"]' })).toBe('90');
    expect(await timeout({ 'lb.yaml': text })).toMatch(/^unknown: .*\(30 or 90\)/);
    const other = template(stage, '!FindInMap [Times, test, Idle, { DefaultValue: 45 }]', mapping);
    expect(await timeout({ 'lb.yaml': other })).toBe('45');
  });
  it('keep resources out of the stack', async () => {
    const text = template(stage, '90', conditions).replace('Lb:', 'Lb:\n    Condition: IsProd');
    expect(await timeout({ 'lb.yaml': text, 'x.json': '["Stage=dev"]' })).toBe('');
    expect(await timeout({ 'lb.yaml': text })).toBe('90');
  });
});

it('leaves other YAML alone', async () => {
  const scan = await settleTexts({ 'x.yaml': 'Resources:\n  Type: AWS::ECS::Service\n' });
  expect(scan.files.flatMap((file) => [...file.facts, ...file.problems])).toEqual([]);
});
