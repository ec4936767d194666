// Infrastructure out of sight: Terraform modules that only a registry or another repository holds, programs that nobody here can read.
import { describe, expect, it } from 'vitest';
import { scanned } from '../reporters/kit/scanned.js';

const service = `module "api" {
  source         = "git::https://git.example/platform/fargate.git?ref=v3"
  container_port = 8080
}
`;
const notesOf = async (files: Readonly<Record<string, string>>, wanted = 'unread-module'): Promise<readonly string[]> =>
  (await scanned(files)).notes
    .filter(({ code }) => code === wanted)
    .map(({ message, settle }) => (wanted === 'unread-module' ? message : `${message} ${settle ?? ''}`));

describe('a module that the scan does not hold', () => {
  it('is named once, when it is given containers or load balancers', async () => {
    const twice = `module "one" {\n  source = "../app"\n}\nmodule "two" {\n  source = "../app"\n}\n`;
    const messages = await notesOf({ 'app/main.tf': service, 'live/main.tf': twice });
    expect(messages).toEqual([
      'The module api (git::https://git.example/platform/fargate.git?ref=v3) is not in the scan: the load balancers and services it may make are not seen.',
    ]);
  });

  it('is nothing to speak of where it makes networks, or where hoplint knows what it makes', async () => {
    const network = 'module "network" {\n  source = "terraform-aws-modules/vpc/aws"\n  cidr   = "10.0.0.0/16"\n}\n';
    const balancer = `module "alb" {
  source        = "terraform-aws-modules/alb/aws"
  name          = "shop"
  target_groups = { api = { backend_port = 8080 } }
}
`;
    expect(await notesOf({ 'main.tf': network + balancer })).toEqual([]);
  });

  it('is seen where a plan holds what it makes', async () => {
    const plan = JSON.stringify({
      format_version: '1.2',
      planned_values: { root_module: { child_modules: [{ address: 'module.api', resources: [] }] } },
    });
    expect(await notesOf({ 'main.tf': service, 'plan.json': plan })).toEqual([]);
  });
});

describe('a program that makes infrastructure', () => {
  const settings = '{ "app": "npx ts-node bin/shop.ts" }';
  const service = `import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Stack } from 'aws-cdk-lib';
export class Shop extends Stack {
  constructor(scope, id) {
    super(scope, id);
    new ecs.FargateTaskDefinition(this, 'Task');
  }
}
`;

  it('is named with the output to lint instead, where nothing of it could be read', async () => {
    const python = { 'infra/cdk.json': '{ "app": "python3 app.py" }', 'infra/app.py': 'import aws_cdk\n' };
    expect(await notesOf(python, 'unread-program')).toEqual([
      'The infrastructure here is made by a program (infra/cdk.json), and no load balancer or service of it could be read. Run `cdk synth`, and lint what it writes together with the source: `hoplint . cdk.out/*.template.json`.',
    ]);
    const terraform = { 'cdktf.json': '{ "app": "node main.js", "language": "typescript" }' };
    expect((await notesOf(terraform, 'unread-program'))[0]).toContain('cdktf.out/stacks/*/cdk.tf.json');
  });

  it('is named where it makes objects of the cluster, until these are there', async () => {
    const chart = { 'cdk8s.yaml': 'language: typescript\napp: npx ts-node main.ts\noutput: deploy\n' };
    expect((await notesOf(chart, 'unread-program'))[0]).toContain('Run `cdk8s synth`, and lint what it writes');
    expect((await notesOf(chart, 'unread-program'))[0]).toContain('`hoplint . deploy/*.k8s.yaml`');
    const object = `apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec: { template: { spec: { containers: [{ name: shop, image: shop }] } } }
`;
    expect(await notesOf({ ...chart, 'deploy/shop.k8s.yaml': object }, 'unread-program')).toEqual([]);
  });

  it('is named where no output of it could be linted', async () => {
    const pulumi = { 'infra/Pulumi.yaml': 'name: shop\nruntime: nodejs\n' };
    expect((await notesOf(pulumi, 'unread-program'))[0]).toContain('Declare its load balancers under hops:');
  });

  it('is nothing to speak of where its constructs were read, or what it writes', async () => {
    expect(await notesOf({ 'infra/cdk.json': settings, 'infra/lib/shop.ts': service }, 'unread-program')).toEqual([]);
    const written = JSON.stringify({
      Resources: {
        LB: {
          Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
          Properties: {},
          Metadata: { 'aws:cdk:path': 'Shop/LB/Resource' },
        },
      },
    });
    const both = { 'cdk.json': settings, 'templates/shop.template.json': written };
    expect(await notesOf(both, 'unread-program')).toEqual([]);
  });

  it('counts where another program lies beside it', async () => {
    const files = { 'one/cdk.json': settings, 'one/shop.ts': service, 'two/cdk.json': settings };
    expect(await notesOf(files, 'unread-program')).toHaveLength(1);
  });
});
