// Terraform's JSON syntax: the same facts as from HCL, each with its place.
import { describe, expect, it } from 'vitest';
import { unquoted } from '../../../src/parsers/terraform/unquoted.js';
import { parseTexts, settleFixture, settleTexts } from '../../kit/infrastructure.js';

describe('a configuration in JSON', () => {
  it('follows variables, locals and modules of either syntax', async () => {
    const scan = await settleFixture('terraform/json-syntax');
    const edge = scan.named('proxy', 'edge');
    expect(scan.setting(edge, 'inbound.idleTimeout')).toBe(
      '90 @ modules/edge/main.tf:5 <- main.tf.json:5 <- main.tf.json:3',
    );
    expect(edge.listensOn).toEqual([443]);
    expect(edge.forwardsTo).toMatchObject([{ to: 'target-group', value: 'aws_lb_target_group.api["web"]' }]);
  });
  it('repeats what for_each repeats', async () => {
    const scan = await settleFixture('terraform/json-syntax');
    expect(scan.of('target-group').map((each) => each.name)).toEqual(['shop-web', 'shop-api']);
    const group = scan.named('target-group', 'shop-api');
    expect(scan.setting(group, 'drain.deregistrationDelay')).toBe('unknown: a condition decides about it (60 or 5)');
    expect(scan.setting(group, 'health.path')).toBe('/api/health @ main.tf.json:15');
    expect(group.at).toMatchObject({ file: 'main.tf.json', line: 9, column: 9 });
  });
  it('reads task definitions in strings', async () => {
    const scan = await settleFixture('terraform/json-syntax');
    const [api] = scan.named('workload', 'api').containers;
    const [worker] = scan.named('workload', 'worker').containers;
    expect(scan.show(api?.image)).toMatch(/^shop\/api:prod @ main\.tf\.json:35/);
    expect(scan.show(api?.stopTimeout)).toBe('45 @ main.tf.json:35');
    expect(scan.show(worker?.stopTimeout)).toBe('45 @ main.tf.json:39');
  });
  it('calls a resource as its construct is called', async () => {
    const metadata = { metadata: { path: 'shop/Edge/Balancer', uniqueId: 'Edge_Balancer_4F2A' } };
    const resource = { aws_lb: { Edge_Balancer_4F2A: { '//': metadata, idle_timeout: 30 } } };
    const scan = await settleTexts({ 'cdk.tf.json': JSON.stringify({ resource }) });
    expect(scan.of('proxy').map((each) => each.name)).toEqual(['Edge/Balancer']);
  });
  it('takes the default of a variable as it stands', async () => {
    const variable = { name: { default: '${not.read}' } };
    const [file] = await parseTexts({ 'main.tf.json': JSON.stringify({ variable }) });
    expect(file?.facts).toMatchObject([
      { definitions: [{ name: 'name', value: { expression: { kind: 'literal', value: '${not.read}' } } }] },
    ]);
  });
  it('does not know what it cannot read', async () => {
    const resource = { aws_lb: { x: { name: 'x', idle_timeout: '${1 +}' } } };
    const scan = await settleTexts({ 'main.tf.json': JSON.stringify({ resource }) });
    expect(scan.setting(scan.named('proxy', 'x'), 'inbound.idleTimeout')).toBe(
      'unknown: the expression cannot be read',
    );
  });
});

describe('escapes', () => {
  it.each([
    ['${f(\\"a\\")}', '${f( "a" )}'],
    ['say \\"${f(\\"}\\")}\\"', 'say \\"${f( "}" )}\\"'],
    ['$${f(\\"a\\")}', '$${f(\\"a\\")}'],
    ['${f(\\"${g({})}\\")}', '${f( "${g({})}" )}'],
  ])('%s keeps its offsets', (body, expected) => {
    expect(unquoted(body, 'template')).toBe(expected);
    expect(expected).toHaveLength(body.length);
  });
  it.each([['${f(\\"\\\\\\"\\")}'], ['${f(\\"a']])('%s is given up', (body) => {
    expect(unquoted(body, 'template')).toBeUndefined();
  });
  it('of JSON in a string', () => {
    expect(unquoted('[{\\"a\\":\\"${f(\\"b\\")}\\",\\n\\"c\\":1}]', 'json')).toBe(
      '[{ "a" : "${f( "b" )}" ,   "c" :1}]',
    );
  });
});
