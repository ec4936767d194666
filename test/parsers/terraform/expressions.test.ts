// Expressions of Terraform, with what `terraform console` answers to each.
import { describe, expect, it } from 'vitest';
import { settleTexts } from '../../kit/infrastructure.js';

const answers: readonly (readonly [string, string])[] = [
  ['join("-", ["a", "b"])', 'a-b'],
  ['format("%s-%03d", "x", 7)', 'x-007'],
  ['format("%d%%", 5)', '5%'],
  ['split(",", "a,b,c")[1]', 'b'],
  ['substr("hello", 1, 3)', 'ell'],
  ['substr("hello", -3, 2)', 'll'],
  ['element(["a","b","c"], 4)', 'b'],
  ['length(distinct(["a","b","a"]))', '2'],
  ['sort(["b","a"])[0]', 'a'],
  ['slice(["a","b","c"],1,3)[0]', 'b'],
  ['range(3)[2]', '2'],
  ['range(1,4)[0]', '1'],
  ['range(1,10,3)[2]', '7'],
  ['index(["a","b"],"b")', '1'],
  ['sum([1,2.5])', '3.5'],
  ['alltrue([true,true])', 'true'],
  ['anytrue([false,true])', 'true'],
  ['pow(2,8)', '256'],
  ['parseint("ff",16)', '255'],
  ['title("hello world")', 'Hello World'],
  ['startswith("hello","he")', 'true'],
  ['strcontains("hello","ell")', 'true'],
  ['coalescelist([], [4])[0]', '4'],
  ['formatlist("%s!", ["a","b"])[1]', 'b!'],
  ['lookup({a=1},"a",2)', '1'],
  ['merge({a=1},{a=2,b=3}).a', '2'],
  ['try({a=1}.b, 9)', '9'],
  ['can({a=1}.b)', 'false'],
  ['max(1, 2, 3)', '3'],
  ['ceil(1.2)', '2'],
  ['floor(1.8)', '1'],
  ['replace("a-b","-","_")', 'a_b'],
  ['trimsuffix("abc","c")', 'ab'],
  ['zipmap(["a","b"],[1,2]).b', '2'],
  ['{for s in ["a","b"] : s => upper(s)}["b"]', 'B'],
  ['flatten([["a"],["b"]])[1]', 'b'],
  ['concat(["a"],["b"])[1]', 'b'],
  ['contains(["a"],"a") ? 1 : 2', '1'],
  ['1 + 2 * 3', '7'],
  ['10 % 4', '2'],
  ['"${1 + 1}x"', '2x'],
  ['coalesce(null, "", "z")', 'z'],
  ['one(["q"])', 'q'],
  ['reverse(["a","b"])[0]', 'b'],
  ['keys({b=1,a=2})[0]', 'a'],
  ['values({b=1,a=2})[0]', '2'],
  ['tonumber("5") + 1', '6'],
  ['abs(-3)', '3'],
  ['jsondecode("{\\"a\\": 4}").a', '4'],
  ['trimspace("  x ")', 'x'],
  ['compact(["", "a", null])[0]', 'a'],
  ['length("abc")', '3'],
  ['tostring(5)', '5'],
  ['regex("[a-z]+", "123abc456")', 'abc'],
  ['regex("/apps/([^/]+)/config$", "/srv/apps/shop/config")[0]', 'shop'],
  ['basename("infra/shop/main.tf")', 'main.tf'],
  ['dirname("infra/shop/main.tf")', 'infra/shop'],
];

describe('expressions', () => {
  it.each(answers)('%s', async (expression, answer) => {
    const text = `resource "aws_lb" "x" {\n  idle_timeout = ${expression}\n}\n`;
    const scan = await settleTexts({ 'main.tf': text });
    const [proxy] = scan.of('proxy');
    expect(proxy === undefined ? '' : scan.setting(proxy, 'inbound.idleTimeout').replace(/ @ .*/, '')).toBe(answer);
  });
  it('leave patterns alone that could take for ever', async () => {
    const subject = 'a'.repeat(200);
    const text = `resource "aws_lb" "x" {\n  idle_timeout = regex("(a+)+(a+)+(a+)+$", "${subject}!")\n}\n`;
    const scan = await settleTexts({ 'main.tf': text });
    const [proxy] = scan.of('proxy');
    expect(proxy === undefined ? '' : scan.setting(proxy, 'inbound.idleTimeout')).toContain('not evaluated');
  });
  it.each(answers.filter(([expression]) => !expression.includes('\\')))('%s in JSON', async (expression, answer) => {
    const text = JSON.stringify({ resource: { aws_lb: { x: { idle_timeout: `\${${expression}}` } } } });
    const scan = await settleTexts({ 'main.tf.json': text });
    const [proxy] = scan.of('proxy');
    expect(proxy === undefined ? '' : scan.setting(proxy, 'inbound.idleTimeout').replace(/ @ .*/, '')).toBe(answer);
  });
});

describe('attributes that the type of a variable makes optional', () => {
  const balancer = async (type: string, given: string): Promise<string> => {
    const scan = await settleTexts({
      'main.tf': `module "edge" {\n  source = "./edge"\n${given}\n}\n`,
      'edge/main.tf': `variable "lb" {\n  type = ${type}\n}\nresource "aws_lb" "shop" {\n  name = "shop"\n  idle_timeout = var.lb.idle\n}\n`,
    });
    return scan.setting(scan.named('proxy', 'shop'), 'outbound.idleTimeout');
  };
  const type = 'object({ idle = optional(number, 90), name = optional(string) })';

  it.each([
    ['left out', type, '  lb = { name = "edge" }', '90 @ edge/main.tf:2'],
    ['null', type, '  lb = { idle = null }', '90 @ edge/main.tf:2'],
    ['given', type, '  lb = { idle = 45 }', '45 @ main.tf:3'],
    ['left out without a default', 'object({ idle = optional(number) })', '  lb = {}', 'absent'],
  ])('are, when %s, what Terraform makes of them', async (_, written, given, expected) => {
    expect(await balancer(written, given)).toBe(expected);
  });

  it('are found in objects of objects, lists and maps', async () => {
    const scan = await settleTexts({
      'main.tf': [
        'variable "lbs" {',
        '  type    = map(object({ times = optional(object({ idle = optional(number, 120) }), {}) }))',
        '  default = { shop = {} }',
        '}',
        'resource "aws_lb" "shop" {',
        '  name         = "shop"',
        '  idle_timeout = var.lbs["shop"].times.idle',
        '}',
      ].join('\n'),
    });
    expect(scan.setting(scan.named('proxy', 'shop'), 'outbound.idleTimeout')).toBe('120 @ main.tf:2');
  });
});
