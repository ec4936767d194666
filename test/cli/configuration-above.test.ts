// A part of a checkout that is linted alone takes the hoplint.yaml of the checkout, whose paths stay relative to itself.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { deployment, hoplint, project, removeProjects } from './kit/hoplint.js';

removeProjects();
const checkout = (configuration: string): string => {
  const root = project({
    'hoplint.yaml': configuration,
    'team/services/api/Dockerfile': 'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
    'team/services/api/server.js': "require('node:http').createServer().listen(3000);\n",
    'team/services/deploy/api.yaml': deployment,
    'team/services/deploy/old/api.yaml': deployment.replaceAll(/\bapi\b/g, 'old'),
  });
  mkdirSync(join(root, '.git'));
  return root;
};
interface Report {
  readonly findings: readonly { readonly ruleId: string }[];
  readonly notes?: readonly { readonly code: string }[];
}
const json = ['--format', 'json', '--fail-on', 'never', '--no-render', '--profile', 'strict'];
const reportIn = async (cwd: string, args: readonly string[] = []): Promise<Report> =>
  JSON.parse((await hoplint([...json, ...args], { cwd })).out);
const rulesIn = async (cwd: string): Promise<readonly string[]> =>
  (await reportIn(cwd)).findings.map(({ ruleId }) => ruleId);
const workloadsIn = async (cwd: string): Promise<string> => (await hoplint(['paths'], { cwd })).out;

it('takes severities from it', async () => {
  const here = (root: string): string => join(root, 'team/services/deploy');
  expect(await rulesIn(here(checkout('{}')))).toContain('disruption-budget');
  expect(await rulesIn(here(checkout('rules: { disruption-budget: off }')))).not.toContain('disruption-budget');
});

it('takes globs from it as paths from its own folder', async () => {
  const seen = (glob: string): Promise<string> =>
    workloadsIn(join(checkout(`ignore: ["${glob}"]`), 'team/services/deploy'));
  expect(await seen('team/services/deploy/old/**')).not.toContain('old/api.yaml');
  expect(await seen('old')).not.toContain('old/api.yaml');
  // No path from the root of the checkout starts so.
  expect(await seen('old/**')).toContain('old/api.yaml');
});

it('takes the source of a workload from it, and says nothing of workloads that lie beside', async () => {
  const root = checkout(
    'services:\n  - { workload: deployment/api, source: team/services/api }\n  - { workload: deployment/web, source: web }\n',
  );
  const { out } = await hoplint(['paths'], { cwd: join(root, 'team/services') });
  expect(out).toContain('api/server.js:1');
  expect(JSON.stringify(await reportIn(join(root, 'team/services')))).not.toContain('deployment/web');
  expect(JSON.stringify(await reportIn(root))).toContain('deployment/web');
});

it('names it from here in a complaint', async () => {
  const { code, err } = await hoplint([], { cwd: join(checkout('profil: strict'), 'team/services') });
  expect(code).toBe(2);
  expect(err).toContain('../../hoplint.yaml:1:1:');
});

it('prefers the nearest one, and takes none from above the checkout', async () => {
  const root = checkout('rules: { disruption-budget: off }');
  const here = join(root, 'team/services/deploy');
  writeFileSync(join(root, 'team/.hoplint.yml'), '{}');
  expect(await rulesIn(here)).toContain('disruption-budget');
  const inner = checkout('rules: { disruption-budget: off }');
  mkdirSync(join(inner, 'team/.git'));
  expect(await rulesIn(join(inner, 'team/services/deploy'))).toContain('disruption-budget');
});
