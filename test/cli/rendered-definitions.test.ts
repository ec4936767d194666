// A build with the definitions of an operator in it is larger than all that is read of a file: what it says besides counts all the same.
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderedShop } from '../kit/rendered-shop.js';
import { hoplint, project, removeProjects } from './kit/hoplint.js';

removeProjects();

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: workflows.argoproj.io
spec:
  scope: Namespaced
`;
/** It gets no PATH. */
const kustomize =
  '#!/bin/sh\necho "---"; /bin/cat "${0%/*}/definitions.yaml"; echo "---"; /bin/cat "$2/../base/api.yaml"\n';

describe.skipIf(process.platform === 'win32')('a build with large definitions', () => {
  it('gives the findings of its workloads, in the files that people edit', async () => {
    const cwd = project(renderedShop);
    const tools = project({
      kustomize,
      'definitions.yaml': `${definition}${'  # kind: Deployment, and all that a step may say\n'.repeat(120_000)}`,
    });
    expect(readFileSync(join(tools, 'definitions.yaml')).length).toBeGreaterThan(5 * 1024 * 1024);
    chmodSync(join(tools, 'kustomize'), 0o755);
    const { out } = await hoplint(['--format', 'json', '--no-cache', 'overlay', 'base'], {
      cwd,
      env: { PATH: `${tools}:${process.env.PATH}` },
    });
    const { findings }: { findings: { ruleId: string; location: { file: string } }[] } = JSON.parse(out);
    expect(findings.map(({ ruleId, location }) => [ruleId, location.file])).toContainEqual([
      'grace-budget',
      'base/api.yaml',
    ]);
  });
});
