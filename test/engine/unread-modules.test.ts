// Terraform modules that only a registry or another repository holds.
import { describe, expect, it } from 'vitest';
import { scanned } from '../reporters/kit/scanned.js';

const service = `module "api" {
  source         = "git::https://git.example/platform/fargate.git?ref=v3"
  container_port = 8080
}
`;
const notesOf = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> =>
  (await scanned(files)).notes.filter(({ code }) => code === 'unread-module').map(({ message }) => message);

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
