// Plans and states: computed values, with or without the configuration they came from.
import { describe, expect, it } from 'vitest';
import { fixtureTexts, parseTexts, Settled, settleFixture } from '../../kit/infrastructure.js';

describe('a plan alone', () => {
  it('finds references in its own configuration', async () => {
    const scan = await settleFixture('terraform/plan-alone');
    const balancer = scan.named('proxy', 'shop');
    expect(scan.setting(balancer, 'inbound.idleTimeout')).toBe('90 @ plan.json:19');
    expect(balancer.forwardsTo).toMatchObject([{ to: 'target-group', value: 'aws_lb_target_group.api[0]' }]);
    const group = scan.named('target-group', 'api');
    expect(group.aliases).toContain('aws_lb_target_group.api');
    expect(scan.setting(group, 'drain.deregistrationDelay')).toBe('300 @ plan.json:35');
    expect(group.settings.some((each) => each.name.startsWith('health.'))).toBe(false);
  });

  it('reads ECS services of child modules and their containers', async () => {
    const scan = await settleFixture('terraform/plan-alone');
    const service = scan.named('workload', 'jobs');
    expect(service).toMatchObject({
      complete: true,
      targetGroups: [{ ref: 'aws_lb_target_group.api[0]', container: 'jobs' }],
    });
    expect(service.containers).toMatchObject([{ name: 'jobs', ports: [{ port: 9000 }], env: [{ name: 'A' }] }]);
    expect(scan.show(service.containers[0]?.stopTimeout)).toBe('45 @ plan.json:66');
  });

  it('says what is known after apply', async () => {
    const plan = {
      format_version: '1.2',
      planned_values: {
        root_module: { resources: [{ address: 'aws_lb.x', mode: 'managed', type: 'aws_lb', name: 'x', values: {} }] },
      },
      resource_changes: [{ address: 'aws_lb.x', change: { after_unknown: { idle_timeout: true } } }],
    };
    const scan = new Settled(await parseTexts({ 'plan.json': JSON.stringify(plan) }));
    const [proxy] = scan.of('proxy');
    expect(proxy === undefined ? '' : scan.setting(proxy, 'inbound.idleTimeout')).toBe(
      'unknown: it is known after apply',
    );
  });
});

describe('a plan beside its configuration', () => {
  it('keeps the planned values and points at the configuration', async () => {
    const scan = await settleFixture('terraform/plan-with-configuration');
    const balancer = scan.named('proxy', 'shop');
    expect(balancer.at).toMatchObject({ file: 'main.tf', line: 1 });
    expect(scan.setting(balancer, 'inbound.idleTimeout')).toBe('90 @ main.tf:3');
    expect(scan.setting(balancer, 'inbound.maxLifetime')).toBe('3600 @ main.tf:1');
    expect(balancer.forwardsTo).toMatchObject([{ value: 'aws_lb_target_group.api[0]', at: { file: 'main.tf' } }]);
  });

  it('says every resource once, and none that the plan leaves out', async () => {
    const scan = await settleFixture('terraform/plan-with-configuration');
    expect(scan.of('proxy')).toHaveLength(1);
    expect(scan.of('target-group').map((each) => each.id)).toEqual(['aws_lb_target_group.api[0]']);
  });
});

describe('a state', () => {
  it('joins by ARN', async () => {
    const scan = await settleFixture('terraform/state');
    const balancer = scan.named('proxy', 'edge');
    expect(balancer).toMatchObject({ product: 'aws-nlb', listensOn: [9000] });
    expect(balancer.aliases).toContain('arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/edge/0a');
    expect(scan.setting(balancer, 'inbound.idleTimeout')).toBe('350 @ terraform.tfstate:62');
    expect(balancer.forwardsTo).toMatchObject([{ value: 'module.groups.aws_lb_target_group.tcp["main"]' }]);
    expect(scan.of('proxy')).toHaveLength(1);
  });
});

describe('JSON that breaks off', () => {
  it('is a problem with a line, and what stands before the break is read', async () => {
    const whole = fixtureTexts('terraform/plan-alone')['plan.json'] ?? '';
    const cut = whole.slice(0, whole.indexOf('"child_modules"'));
    const [file] = await parseTexts({ 'plan.json': cut });
    expect(file?.problems).toMatchObject([
      { kind: 'syntax', code: 'json-syntax', at: { line: cut.split('\n').length } },
    ]);
    const scan = new Settled(file === undefined ? [] : [file]);
    expect(scan.named('proxy', 'shop').at.line).toBe(12);
  });
});
