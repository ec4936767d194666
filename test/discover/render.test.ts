// Rendering runs other people's tools on other people's files: what they are given, and what is said when they fail.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type RenderResult, renderCharts, renderKustomizations } from '../../src/discover/render.js';

const windows = process.platform === 'win32';
let root = '';
let tools = '';

function put(path: string, text: string, base = root): void {
  mkdirSync(join(base, path, '..'), { recursive: true });
  writeFileSync(join(base, path), text);
}
/** A stand-in written for `/bin/sh`, since the environment it gets has no PATH. */
function tool(name: string, script: string): void {
  put(name, `#!/bin/sh\n${script}\n`, tools);
  chmodSync(join(tools, name), 0o755);
}
beforeAll(() => {
  const top = mkdtempSync(join(tmpdir(), 'hoplint-render-'));
  root = join(top, 'repository');
  tools = join(top, 'tools');
  mkdirSync(root);
  mkdirSync(tools);
});
afterAll(() => rmSync(join(root, '..'), { recursive: true, force: true }));

const charts = (searchPath: string, directory = 'chart', timeLimit?: number): RenderResult[] =>
  renderCharts(
    root,
    [{ directory, name: 'Shop_API' }],
    timeLimit === undefined ? { searchPath } : { searchPath, timeLimit },
  );

describe('without a renderer', () => {
  it('each chart and each outermost kustomization is a note', () => {
    expect(charts('')).toMatchObject([{ kind: 'note', code: 'no-renderer', directory: 'chart' }]);
    const kustomizations = [
      { directory: 'base', resources: ['api.yaml'], components: [], isComponent: false },
      { directory: 'overlays/prod', resources: ['../../base'], components: ['../../part'], isComponent: false },
      { directory: 'part', resources: [], components: [], isComponent: true },
    ];
    expect(renderKustomizations(root, kustomizations, { searchPath: '' })).toMatchObject([
      { code: 'no-renderer', directory: 'overlays/prod' },
    ]);
  });

  it('a tool inside the scanned tree, or at a relative entry of PATH, is not used', () => {
    put('bin/helm', '#!/bin/sh\necho should not run\n');
    chmodSync(join(root, 'bin/helm'), 0o755);
    expect(charts(`${join(root, 'bin')}:bin:.`)).toMatchObject([{ code: 'no-renderer' }]);
  });
});

describe.skipIf(windows)('helm', () => {
  it('is run once per values file beside the chart, in a clean environment', () => {
    put('chart/values.yaml', 'a: 1\n');
    put('chart/values-prod.yaml', 'a: 2\n');
    put('chart/ci/test-values.yaml', 'a: 3\n');
    tool('helm', 'echo "$@"; export -p');
    vi.stubEnv('HOPLINT_TEST_SECRET', 'not for others');
    const results = charts(tools);
    vi.unstubAllEnvs();
    expect(results).toMatchObject([
      { kind: 'rendered', tool: 'helm', valuesFiles: ['chart/values.yaml'], scope: 'helm:chart' },
      { valuesFiles: ['chart/values.yaml', 'chart/values-prod.yaml'], scope: 'helm:chart#chart/values-prod.yaml' },
    ]);
    for (const result of results) {
      const output = result.kind === 'rendered' ? result.output : '';
      expect(output).toMatch(/^template shop-api .*chart --skip-tests/);
      expect(output).toContain('HTTPS_PROXY');
      expect(output).not.toContain('not for others');
    }
  });

  it('may need the values of its tests', () => {
    tool('helm', 'case "$*" in *ci*) echo "kind: Service" ;; *) echo "Error: host is required" >&2; exit 1 ;; esac');
    expect(charts(tools)).toMatchObject([
      { kind: 'rendered', valuesFiles: ['chart/values.yaml', 'chart/ci/test-values.yaml'] },
    ]);
  });

  it.each([
    ['echo "Error: execution error at (shop/templates/a.yaml:2:4): host is required" >&2; exit 1', 'host is required'],
    ['echo "Error: found in Chart.yaml, but missing in charts/ directory: redis" >&2; exit 1', 'dependencies'],
    ['while :; do :; done', 'longer than'],
  ])('that fails is a note with its reason', (script, reason) => {
    rmSync(join(root, 'chart/ci'), { recursive: true, force: true });
    tool('helm', script);
    expect(charts(tools, 'chart', 300)).toMatchObject([
      { kind: 'note', code: 'render-failed', message: expect.stringContaining(reason) },
    ]);
  });

  it('gets the cluster version a chart demands', () => {
    tool(
      'helm',
      'case "$*" in *"--kube-version 1.33.0"*) echo ok ;; *) echo "Error: chart requires kubeVersion: >=1.33.0-0 which is incompatible" >&2; exit 1 ;; esac',
    );
    expect(charts(tools)[0]).toMatchObject({ kind: 'rendered', output: 'ok\n' });
  });

  it('says nothing about a library chart', () => {
    tool('helm', 'echo "Error: library charts are not installable" >&2; exit 1');
    expect(charts(tools)).toEqual([]);
  });

  it('does not follow a link out of the scan', () => {
    put('secret.txt', 'outside', join(root, '..'));
    mkdirSync(join(root, 'linked'), { recursive: true });
    symlinkSync(join(root, '../secret.txt'), join(root, 'linked/secret.txt'));
    tool('helm', 'echo ran');
    expect(charts(tools, 'linked')).toMatchObject([
      { code: 'render-failed', message: expect.stringContaining('linked/secret.txt') },
    ]);
  });

  it('leaves the charts inside a chart to it', () => {
    tool('helm', 'echo ran');
    const both = [
      { directory: 'chart', name: 'shop' },
      { directory: 'chart/charts/cache', name: 'cache' },
    ];
    expect(new Set(renderCharts(root, both, { searchPath: tools }).map(({ directory }) => directory))).toEqual(
      new Set(['chart']),
    );
  });
});

describe.skipIf(windows)('kustomize', () => {
  const one = [{ directory: 'overlay', resources: [], components: [], isComponent: false }];
  it('is kustomize itself, else kubectl', () => {
    mkdirSync(join(root, 'overlay'), { recursive: true });
    tool('kubectl', 'echo kubectl "$1"');
    expect(renderKustomizations(root, one, { searchPath: tools })).toMatchObject([
      { output: 'kubectl kustomize\n', scope: 'kustomize:overlay' },
    ]);
    tool('kustomize', 'echo kustomize "$1"');
    expect(renderKustomizations(root, one, { searchPath: tools })).toMatchObject([{ output: 'kustomize build\n' }]);
  });
});
