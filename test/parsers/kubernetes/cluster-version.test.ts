// The version of the cluster: told to the tool that makes it, and found there.
import { expect, it } from 'vitest';
import { scan } from '../../../src/lint.js';
import { optionsOver } from '../../kit/options.js';

async function sleeps(files: Readonly<Record<string, string>>): Promise<boolean | string> {
  const { model } = await scan(optionsOver(files));
  const available = model.platform.truth('prestop-sleep-available');
  return available.state === 'known' ? available.value : available.reason.kind;
}
const eks = (version: string): string => `resource "aws_eks_cluster" "shop" {\n  version = "${version}"\n}\n`;

it.each([
  ['eksctl', 'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: { name: a, version: "1.31" }\n', true],
  ['kubeadm', 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.29.4\n', false],
  [
    'kops',
    'apiVersion: kops.k8s.io/v1alpha2\nkind: Cluster\nmetadata: { name: a }\nspec: { kubernetesVersion: 1.33.1 }\n',
    true,
  ],
  [
    'kind',
    'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnodes: [{ role: worker, image: "kindest/node:v1.28.0@sha256:abc" }]\n',
    false,
  ],
])('of %s', async (_, text, expected) => {
  expect(await sleeps({ 'cluster.yaml': text })).toBe(expected);
});

it('of Terraform, through a variable', async () => {
  const text =
    'resource "google_container_cluster" "shop" {\n  min_master_version = var.v\n}\nvariable "v" { default = "1.32.1-gke.100" }\n';
  expect(await sleeps({ 'main.tf': text })).toBe(true);
});
it('is not known when nobody names it, or two clusters disagree', async () => {
  expect(await sleeps({})).toBe('version-unknown');
  expect(await sleeps({ 'a/main.tf': eks('1.31'), 'b/main.tf': eks('1.27') })).not.toBe(true);
  expect(await sleeps({ 'a/main.tf': eks('1.31'), 'b/main.tf': eks('1.33') })).toBe(true);
});
