// Terraform configuration: what its files say once variables, modules and templates are followed.
import { describe, expect, it } from 'vitest';
import { containerImage } from '../../../src/link/image/image-names.js';
import { parseTexts, settleFixture, settleTexts } from '../../kit/infrastructure.js';

describe('a load balancer in front of ECS', () => {
  it('follows variables to their default and keeps both places', async () => {
    const scan = await settleFixture('terraform/alb-to-ecs');
    const balancer = scan.named('proxy', 'shop-test');
    expect(balancer).toMatchObject({ product: 'aws-alb', id: 'aws_lb.shop', scope: 'terraform:', listensOn: [443] });
    expect(balancer.at).toMatchObject({ file: 'main.tf', line: 5 });
    expect(scan.setting(balancer, 'outbound.idleTimeout')).toBe('75 @ main.tf:7 <- variables.tf:6');
    expect(balancer.forwardsTo).toMatchObject([{ to: 'target-group', value: 'aws_lb_target_group.api' }]);
  });

  it('gives both branches of a condition that a variable decides', async () => {
    const scan = await settleFixture('terraform/alb-to-ecs');
    const group = scan.named('target-group', 'api');
    expect(scan.setting(group, 'drain.deregistrationDelay')).toBe('unknown: a condition decides about it (120 or 30)');
    expect(scan.setting(group, 'health.interval')).toBe('10 @ main.tf:19');
    expect(group.settings.some((each) => each.name === 'health.timeout')).toBe(false);
  });

  it('reads containers from the template, where a person would edit them', async () => {
    const scan = await settleFixture('terraform/alb-to-ecs');
    const service = scan.named('workload', 'api');
    expect(service).toMatchObject({ platform: 'ecs', workloadKind: 'EcsService', complete: true });
    expect(scan.show(service.replicas)).toBe('2 @ main.tf:46');
    expect(scan.show(service.ecs?.minimumHealthyPercent)).toBe('50 @ main.tf:47');
    expect(service.targetGroups).toMatchObject([{ ref: 'aws_lb_target_group.api', container: 'api' }]);
    const [container] = service.containers;
    expect(container).toMatchObject({
      name: 'api',
      ports: [{ port: 8080, hostPort: 8080 }],
      memoryLimit: { text: '512Mi' },
    });
    expect(container?.at).toMatchObject({ file: 'task-definitions/api.json.tmpl', line: 2 });
    const env = Object.fromEntries((container?.env ?? []).map((each) => [each.name, scan.show(each.value)]));
    expect(env).toEqual({
      PORT: '8080 @ main.tf:38 <- variables.tf:9',
      KEEP_ALIVE_MS: '65000 @ task-definitions/api.json.tmpl:10',
      LOG_LEVEL: 'info @ task-definitions/api.json.tmpl:11',
    });
    expect(scan.show(container?.image)).toBe('unknown: var.repository has no default, and no file of the scan sets it');
  });

  it('reads jsonencode, with concat and for', async () => {
    const scan = await settleFixture('terraform/alb-to-ecs');
    const [container] = scan.named('workload', 'worker').containers;
    expect(container).toMatchObject({ init: true, command: { words: ['node'] }, args: { words: ['worker.js'] } });
    expect(container?.readiness).toBeUndefined();
    expect(scan.show(container?.stopTimeout)).toBe('90 @ main.tf:68');
    expect(container?.env.map((each) => [each.name, scan.show(each.value)])).toEqual([
      ['MODE', 'queue @ main.tf:74'],
      ['LIMIT', '5 @ variables.tf:16'],
    ]);
  });

  it('keeps suppressions', async () => {
    const scan = await settleFixture('terraform/alb-to-ecs');
    expect(scan.files.flatMap((file) => file.suppressions)).toMatchObject([
      { rules: ['replicas-minimum'], reason: 'a batch job in disguise', covers: { from: 56, to: 57 } },
    ]);
  });
});

describe('modules', () => {
  it('are read once per call, with the arguments of that call', async () => {
    const scan = await settleFixture('terraform/modules');
    const balancer = scan.named('proxy', 'orders');
    expect(balancer.id).toBe('module.orders.aws_lb.this');
    expect(scan.setting(balancer, 'inbound.idleTimeout')).toBe('90 @ service/main.tf:18 <- main.tf:4');
    expect(balancer.forwardsTo).toMatchObject([{ value: 'module.payments.aws_lb_target_group.this' }]);
    expect(scan.of('proxy')).toHaveLength(1);
  });

  it('repeat with for_each', async () => {
    const scan = await settleFixture('terraform/modules');
    const group = scan.named('target-group', 'blue');
    expect(group.id).toBe('module.many["blue"].aws_lb_target_group.this');
    expect(scan.setting(group, 'drain.deregistrationDelay')).toBe('40 @ service/main.tf:24 <- main.tf:16');
    expect(scan.named('target-group', 'payments').settings).toEqual([]);
  });

  it('from the registry are read as what they create', async () => {
    const scan = await settleFixture('terraform/registry-modules');
    const balancer = scan.named('proxy', 'edge');
    expect(scan.setting(balancer, 'inbound.idleTimeout')).toBe('45 @ main.tf:5');
    const [group] = scan.of('target-group');
    expect(balancer.forwardsTo).toMatchObject([{ to: 'target-group', value: group?.id }]);
    expect(group === undefined ? '' : scan.setting(group, 'drain.deregistrationDelay')).toBe('20 @ main.tf:19');
    const service = scan.named('workload', 'api');
    expect(service.targetGroups).toMatchObject([{ ref: group?.id, container: 'api' }]);
    expect(scan.show(service.containers[0]?.stopTimeout)).toBe('40 @ main.tf:35');
    expect(scan.show(service.ecs?.minimumHealthyPercent)).toMatch(/^unknown: .* has a default of its own$/);
  });
});

describe('variable files', () => {
  it('override defaults in the documented order, and are candidates when nobody loads them by itself', async () => {
    const scan = await settleFixture('terraform/variable-files');
    const balancer = scan.named('proxy', 'app');
    expect(scan.setting(balancer, 'inbound.maxLifetime')).toBe('200 @ main.tf:13 <- more.auto.tfvars.json:1');
    expect(scan.setting(balancer, 'inbound.idleTimeout')).toBe(
      'unknown: tfvars files give var.idle different values (50 or 70)',
    );
    expect(scan.setting(scan.named('target-group', 'app'), 'drain.deregistrationDelay')).toBe(
      'unknown: tfvars files give var.delay different values (20 or 25)',
    );
  });
});

describe('what cannot be followed', () => {
  const balancer = (idle: string, more = '') => ({
    'a/main.tf': `resource "aws_lb" "x" {\n  idle_timeout = ${idle}\n}\n${more}`,
  });
  it.each([
    ['cidrnetmask("10.0.0.0/8")', '', /^unknown: the function cidrnetmask\(\) is not evaluated here$/],
    ['var.none', '', /^unknown: var.none has no default/],
    ['data.aws_ssm_parameter.idle.value', '', /is read while planning/],
    [
      'module.far.idle',
      'module "far" {\n  source = "git::https://example.com/x.git"\n}',
      /^unknown: the module far is not in the scan$/,
    ],
    ['aws_ssm_parameter.idle.value', '', /^unknown: aws_ssm_parameter.idle.value is known after apply$/],
    ['local.a', 'locals {\n  a = local.b\n  b = local.a\n}', /refers to itself/],
    ['lookup({ b = 1 }, "a")', '', /^unknown: a is left out/],
    ['lookup({ b = 1 }, "a", 60)', '', /^60 @ a\/main.tf:2$/],
    ['try(local.m.idle, 61)', 'locals {\n  m = {}\n}', /^61 @ a\/main.tf:2$/],
    ['coalesce(null, 62)', '', /^62 @/],
    ['max(30, 2 * 40)', '', /^80 @/],
    [`"\${60 + 3}"`, '', /^63 @/],
    ['true ? 64 : 65', '', /^64 @/],
    ['{ a = [1, 66] }["a"][1]', '', /^66 @/],
    ['null', '', /^absent$/],
  ])('%s', async (idle, more, expected) => {
    const scan = await settleTexts(balancer(idle, more));
    const [proxy] = scan.of('proxy');
    expect(proxy === undefined ? '' : scan.setting(proxy, 'inbound.idleTimeout')).toMatch(expected);
  });

  it('ends where names stand for others twice over, 38 deep', async () => {
    const doubled = Array.from({ length: 38 }, (_, at) => `  a${at + 1} = local.a${at} + local.a${at}\n`);
    const scan = await settleTexts(balancer('local.a38', `locals {\n  a0 = 1\n${doubled.join('')}}\n`));
    const [proxy] = scan.of('proxy');
    expect(proxy && scan.setting(proxy, 'inbound.idleTimeout')).toMatch(/leads through too many others/);
  });

  it('does not create what count certainly leaves out', async () => {
    const scan = await settleTexts({ 'main.tf': 'resource "aws_lb" "x" {\n  count = false ? 1 : 0\n}\n' });
    expect(scan.of('proxy')).toEqual([]);
  });

  it('says that variables of a container may be missing', async () => {
    const text =
      'resource "aws_ecs_task_definition" "x" {\n  container_definitions = jsonencode([{ name = "x", image = "y", environment = concat([], var.more) }])\n}\n';
    const scan = await settleTexts({ 'main.tf': text });
    expect(scan.of('workload')[0]?.containers[0]?.envOpen?.text).toMatch(/^var.more has no default/);
  });

  it('reads around a syntax error and names its line', async () => {
    const [file] = await parseTexts({ 'main.tf': 'resource "aws_lb" "x" {\n  idle_timeout = 30\n}\n\nbroken = = 3\n' });
    expect(file?.problems).toMatchObject([{ kind: 'syntax', code: 'hcl-syntax', at: { line: 5 } }]);
    expect(file?.facts).toHaveLength(1);
  });

  it('leaves a file alone that another program fills in', async () => {
    const balancer = 'resource "aws_lb" "x" {\n  idle_timeout = 30\n}\n';
    const [filled] = await parseTexts({ 'main.tf': `${balancer}locals {\n  port = {{ port }}\n}\n` });
    expect(filled?.problems).toMatchObject([{ kind: 'skipped', code: 'templated', at: { line: 5 } }]);
    expect(filled?.facts).toEqual([]);
    const [named] = await parseTexts({ 'terraform.tfvars': 'port = 80\naddresses = <SERVER_ADDRESSES>\n' });
    expect(named?.problems).toMatchObject([{ kind: 'skipped', code: 'templated', at: { line: 2 } }]);
    const [chosen] = await parseTexts({
      'main.tf': `${balancer}locals {\n  on = <% if .On %>true<% else %>false<% end %>\n}\n`,
    });
    expect(chosen?.problems).toMatchObject([{ kind: 'skipped', code: 'templated', at: { line: 5 } }]);
    // Inside quotes such marks are text, and what is wrong is wrong.
    const [broken] = await parseTexts({ 'main.tf': `${balancer}locals {\n  name = "{{ name }}"\n}\nbroken = = 3\n` });
    expect(broken?.problems).toMatchObject([{ kind: 'syntax', code: 'hcl-syntax', at: { line: 7 } }]);
  });
});

describe('images from a registry', () => {
  const task = (image: string) =>
    `resource "aws_ecs_task_definition" "api" {\n  container_definitions = jsonencode([{ name = "x", image = ${image} }])\n}\n`;
  it.each([
    [
      'of a repository created here',
      '"${aws_ecr_repository.api.repository_url}:1"',
      'resource "aws_ecr_repository" "api" {\n  name = "shop/api"\n}',
    ],
    [
      'of one that is looked up',
      '"${data.aws_ecr_repository.api.repository_url}@sha256:0"',
      'data "aws_ecr_repository" "api" {\n  name = "shop/api"\n}',
    ],
    [
      'of a module elsewhere',
      '"${module.ecr.repository_url}:${var.tag}"',
      'variable "tag" {}\nmodule "ecr" {\n  source = "terraform-aws-modules/ecr/aws"\n  repository_name = "shop/api"\n}',
    ],
    [
      'in a variable',
      'var.image',
      'variable "image" {\n  default = "123.dkr.ecr.eu-west-1.amazonaws.com/shop/api:1"\n}',
    ],
  ])('%s have its name', async (_, image, more) => {
    const scan = await settleTexts({ 'main.tf': `${task(image)}${more}\n` });
    const [workload] = scan.of('workload');
    const container = workload?.containers[0];
    expect(container === undefined ? undefined : containerImage(container)?.path).toBe('shop/api');
  });
});

describe('environments that call one module', () => {
  it('keep balancers, services and values of their own', async () => {
    const module = `variable "idle" {}
resource "aws_lb" "this" {
  idle_timeout = var.idle
}
resource "aws_lb_target_group" "this" {
  protocol = "HTTP"
}
resource "aws_lb_listener" "this" {
  load_balancer_arn = aws_lb.this.arn
  default_action {
    target_group_arn = aws_lb_target_group.this.arn
  }
}
`;
    const root = (idle: number) => `module "app" {\n  source = "../../modules/app"\n  idle   = ${idle}\n}\n`;
    const scan = await settleTexts({
      'modules/app/main.tf': module,
      'envs/dev/main.tf': root(30),
      'envs/prod/main.tf': root(90),
    });
    expect(scan.of('proxy').map((each) => [each.scope, scan.setting(each, 'inbound.idleTimeout')])).toEqual([
      ['terraform:envs/dev', '30 @ modules/app/main.tf:3 <- envs/dev/main.tf:3'],
      ['terraform:envs/prod', '90 @ modules/app/main.tf:3 <- envs/prod/main.tf:3'],
    ]);
  });
});

describe('relatives of Terraform', () => {
  const module = 'variable "idle" {\n  default = 50\n}\nresource "aws_lb" "app" {\n  idle_timeout = var.idle\n}\n';
  const idle = async (files: Readonly<Record<string, string>>) => {
    const scan = await settleTexts(files);
    return scan.of('proxy').map((each) => scan.setting(each, 'inbound.idleTimeout'));
  };
  it('OpenTofu reads its own twin of a file', async () => {
    expect(await idle({ 'a/main.tf': module, 'a/main.tofu': module.replace('50', '80') })).toEqual([
      '80 @ a/main.tofu:5 <- a/main.tofu:2',
    ]);
  });
  it('Terragrunt gives a module its inputs, once for each folder', async () => {
    const call = (value: number, more = '') =>
      `terraform {\n  source = "../../modules//app"\n}\n${more}inputs = {\n  idle = ${value}\n}\n`;
    expect(
      await idle({
        'modules/app/main.tf': module,
        'live/dev/terragrunt.hcl': call(30),
        'live/prod/terragrunt.hcl': call(90),
      }),
    ).toEqual([
      '30 @ modules/app/main.tf:5 <- live/dev/terragrunt.hcl:5',
      '90 @ modules/app/main.tf:5 <- live/prod/terragrunt.hcl:5',
    ]);
  });
  it('what Terragrunt may merge in from elsewhere is no default', async () => {
    const call =
      'include "root" {\n  path = find_in_parent_folders("root.hcl")\n}\nterraform {\n  source = "../modules/app"\n}\n';
    expect(await idle({ 'modules/app/main.tf': module, 'live/terragrunt.hcl': call })).toEqual([
      expect.stringMatching(/^unknown: inputs of files that terragrunt.hcl includes may set it/),
    ]);
  });
});

describe('the data source template_file', () => {
  it('fills its variables into the container definitions', async () => {
    const scan = await settleTexts({
      'main.tf': `data "template_file" "api" {
  template = file("./templates/api.json.tpl")
  vars = {
    image = "shop/api:1"
    stop  = 45
  }
}
resource "aws_ecs_task_definition" "api" {
  family                = "api"
  container_definitions = data.template_file.api.rendered
}
`,
      'templates/api.json.tpl': '[{ "name": "api", "image": "${image}", "essential": true, "stopTimeout": ${stop} }]\n',
    });
    const [container] = scan.named('workload', 'api').containers;
    expect(
      container === undefined ? undefined : [containerImage(container)?.path, scan.show(container.stopTimeout)],
    ).toEqual(['shop/api', '45 @ main.tf:5']);
  });
});

describe('modules of Cloud Posse', () => {
  it('are read as what they create, and their own defaults are not ours to know', async () => {
    const scan = await settleTexts({
      'main.tf': `module "alb" {
  source              = "cloudposse/alb/aws"
  name                = "edge"
  idle_timeout        = 90
  health_check_path   = "/up"
}
module "container" {
  source          = "cloudposse/ecs-container-definition/aws"
  container_name  = "api"
  container_image = "shop/api:1"
  stop_timeout    = 40
  map_environment = { PORT = "3000" }
  port_mappings   = [{ containerPort = 3000 }]
}
module "service" {
  source                    = "cloudposse/ecs-alb-service-task/aws"
  name                      = "api"
  container_definition_json = module.container.json_map_encoded_list
  ecs_load_balancers = [{
    container_name   = "api"
    container_port   = 3000
    target_group_arn = module.alb.default_target_group_arn
    elb_name         = null
  }]
}
`,
    });
    const balancer = scan.named('proxy', 'edge');
    expect(scan.setting(balancer, 'inbound.idleTimeout')).toBe('90 @ main.tf:4');
    const [group] = scan.of('target-group');
    expect(balancer.forwardsTo).toMatchObject([{ to: 'target-group', value: group?.id }]);
    expect(group === undefined ? '' : scan.setting(group, 'health.path')).toBe('/up @ main.tf:5');
    expect(group === undefined ? '' : scan.setting(group, 'drain.deregistrationDelay')).toMatch(
      /^unknown: deregistration_delay is left to the module/,
    );
    const service = scan.named('workload', 'api');
    expect(service.targetGroups).toMatchObject([{ ref: group?.id, container: 'api' }]);
    expect(service.containers).toMatchObject([{ name: 'api', env: [{ name: 'PORT' }], ports: [{ port: 3000 }] }]);
    expect(scan.show(service.containers[0]?.stopTimeout)).toBe('40 @ main.tf:11');
  });
});

describe('what a command gives', () => {
  const main = 'variable "idle" {\n  default = 60\n}\nresource "aws_lb" "shop" {\n  idle_timeout = var.idle\n}\n';
  const idleOf = async (texts: Readonly<Record<string, string>>): Promise<string> => {
    const scan = await settleTexts(texts);
    return scan.setting(scan.named('proxy', 'shop'), 'inbound.idleTimeout').replace(/ @.*/, '');
  };
  const workflow = (env: string, run: string) =>
    `env: { ${env} }\njobs:\n  up:\n    steps:\n      - { working-directory: infra, run: ${run} }\n`;
  it.each([
    ['as a flag', 'up.sh', "#!/bin/sh\ncd infra\nterraform apply -var 'idle=90'\n", '90'],
    ['in one word, in another folder', 'up.sh', '#!/bin/sh\ntofu -chdir=infra apply -var="idle=90"\n', '90'],
    ['in the environment of a script', 'infra/up.sh', '#!/bin/sh\nexport TF_VAR_idle=90\nterraform apply\n', '90'],
    ['in front of the command', 'infra/up.sh', '#!/bin/sh\nTF_VAR_idle=90 terraform apply\n', '90'],
    ['in a Makefile', 'infra/Makefile', 'IDLE = 90\nup:\n\tterraform apply -var idle=$(IDLE)\n', '90'],
    ['in a workflow', '.github/workflows/up.yaml', workflow('TF_VAR_idle: 90', 'terraform apply'), '90'],
  ])('counts %s', async (_, file, text, expected) => {
    expect(await idleOf({ 'infra/main.tf': main, [file]: text })).toBe(expected);
  });
  it('is not known where something else fills it in', async () => {
    const text = workflow('TF_VAR_idle: "${{ vars.IDLE }}"', 'terraform apply');
    expect(await idleOf({ 'infra/main.tf': main, '.github/workflows/up.yaml': text })).toMatch(
      /^unknown: .* is filled in/,
    );
  });
  it('wins over files that are loaded, which win over the environment', async () => {
    const files = { 'infra/main.tf': main, 'infra/terraform.tfvars': 'idle = 75\n' };
    expect(await idleOf({ ...files, 'infra/up.sh': '#!/bin/sh\nTF_VAR_idle=90 terraform apply\n' })).toBe('75');
    expect(await idleOf({ ...files, 'infra/up.sh': '#!/bin/sh\nterraform apply -var idle=90\n' })).toBe('90');
  });
  it('leaves to files what it does not give', async () => {
    const text = '#!/bin/sh\nterraform apply -var-file=prod.tfvars -var tag=1\n';
    const files = { 'infra/main.tf': main, 'infra/prod.tfvars': 'idle = 75\n', 'infra/up.sh': text };
    expect(await idleOf(files)).toBe('75');
  });
});
