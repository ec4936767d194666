// Saved answers of the AWS CLI: attributes find their owner, and everything meets by ARN.
import { describe, expect, it } from 'vitest';
import { settleFixture, settleTexts } from '../kit/infrastructure.js';

describe('answers about one balancer', () => {
  it('are joined', async () => {
    const scan = await settleFixture('aws-cli/alb-to-targets');
    const balancer = scan.named('proxy', 'shop');
    expect(balancer).toMatchObject({ product: 'aws-alb', listensOn: [443] });
    expect(balancer.scope).toBeUndefined();
    expect(scan.setting(balancer, 'inbound.idleTimeout')).toBe('120 @ shop-attributes.json:5');
    const group = scan.named('target-group', 'api');
    expect(balancer.forwardsTo).toMatchObject([{ to: 'target-group', value: group.id }]);
    expect(scan.setting(group, 'drain.deregistrationDelay')).toBe('300 @ tga.json:5');
    expect(scan.setting(group, 'health.interval')).toMatch(/^30 @ tg.json/);
  });
});

it('keeps attributes whose balancer nobody described', async () => {
  const text = '{"Attributes":[{"Key":"idle_timeout.timeout_seconds","Value":"77"}]}';
  const scan = await settleTexts({ 'aws/shop.json': text });
  const balancer = scan.named('proxy', 'shop');
  expect(scan.setting(balancer, 'inbound.idleTimeout')).toBe('77 @ aws/shop.json:1');
});

it('does not guess between two balancers', async () => {
  const balancers = ['one', 'two'].map((name) => ({
    LoadBalancerArn: `arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/${name}/0`,
    LoadBalancerName: name,
    Type: 'application',
  }));
  const attributes = '{"Attributes":[{"Key":"idle_timeout.timeout_seconds","Value":"77"}]}';
  const list = JSON.stringify({ LoadBalancers: balancers });
  const open = await settleTexts({ 'list.json': list, 'attributes.json': attributes });
  expect(open.named('proxy', 'one').settings).toEqual([]);
  const named = await settleTexts({ 'list.json': list, 'attributes-two.json': attributes });
  expect(named.named('proxy', 'one').settings).toEqual([]);
  expect(named.setting(named.named('proxy', 'two'), 'inbound.idleTimeout')).toBe('77 @ attributes-two.json:1');
});
