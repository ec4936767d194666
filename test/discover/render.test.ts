// Rendering runs other people's tools on other people's files: what they are given, and what is said when they fail.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { renderCharts } from '../../src/discover/render-charts.js';
import { type KustomizationToRender, renderKustomizations } from '../../src/discover/render-kustomizations.js';
import type { RenderResult } from '../../src/discover/rendering.js';

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

const texts = (directory: string, paths: readonly string[]): KustomizationToRender['resources'] =>
  paths.map((text, index) => ({
    text,
    at: { file: `${directory}/kustomization.yaml`, line: index + 2, endLine: index + 2 },
  }));
const kustomization = (
  directory: string,
  resources: readonly string[],
  more: Partial<KustomizationToRender> = {},
): KustomizationToRender => ({
  directory,
  resources: texts(directory, resources),
  components: [],
  patches: [],
  barePatches: [],
  isComponent: false,
  ...more,
});
const charts = (searchPath: string, directory = 'chart', timeLimit?: number): Promise<RenderResult[]> =>
  renderCharts(
    root,
    [{ directory, name: 'Shop_API' }],
    timeLimit === undefined ? { searchPath } : { searchPath, timeLimit },
  );

describe('without a renderer', () => {
  it('each chart and each outermost kustomization is a note', async () => {
    expect(await charts('')).toMatchObject([{ kind: 'note', code: 'no-renderer', directory: 'chart' }]);
    const kustomizations = [
      kustomization('base', ['api.yaml']),
      kustomization('overlays/prod', ['../../base'], { components: texts('overlays/prod', ['../../part']) }),
      kustomization('part', [], { isComponent: true }),
    ];
    expect(await renderKustomizations(root, kustomizations, { searchPath: '' })).toMatchObject([
      { code: 'no-renderer', directory: 'overlays/prod' },
    ]);
  });

  it('a tool inside the scanned tree, or at a relative entry of PATH, is not used', async () => {
    put('bin/helm', '#!/bin/sh\necho should not run\n');
    chmodSync(join(root, 'bin/helm'), 0o755);
    expect(await charts(`${join(root, 'bin')}:bin:.`)).toMatchObject([{ code: 'no-renderer' }]);
  });
});

describe.skipIf(windows)('helm', () => {
  it('is run once per values file beside the chart, in a clean environment', async () => {
    put('chart/values.yaml', 'a: 1\n');
    put('chart/values-prod.yaml', 'a: 2\n');
    put('chart/ci/test-values.yaml', 'a: 3\n');
    tool('helm', 'echo "$@"; export -p');
    vi.stubEnv('HOPLINT_TEST_SECRET', 'not for others');
    const results = await charts(tools);
    vi.unstubAllEnvs();
    expect(results).toMatchObject([
      { kind: 'rendered', tool: 'helm', values: [{ path: 'chart/values.yaml' }], scope: 'helm:chart' },
      {
        values: [{ path: 'chart/values.yaml' }, { path: 'chart/values-prod.yaml' }],
        scope: 'helm:chart#chart/values-prod.yaml',
      },
    ]);
    for (const result of results) {
      const output = result.kind === 'rendered' ? result.output : '';
      expect(output).toMatch(/^template shop-api .*chart --skip-tests/);
      expect(output).toContain('HTTPS_PROXY');
      expect(output).not.toContain('not for others');
    }
  });

  it('may need the values of its tests', async () => {
    tool(
      'helm',
      'case "$*" in *ci/test-values*) echo "kind: Service" ;; *) echo "Error: host is required" >&2; exit 1 ;; esac',
    );
    expect(await charts(tools)).toMatchObject([
      { kind: 'rendered', values: [{ path: 'chart/values.yaml' }, { path: 'chart/ci/test-values.yaml' }] },
    ]);
  });

  it('tries a few of many values of its tests', async () => {
    const runs = join(root, 'runs');
    tool(
      'helm',
      `case "$*" in *case-*) echo x >> ${runs}; echo "kind: Service" ;; *) echo "Error: host is required" >&2; exit 1 ;; esac`,
    );
    for (let index = 10; index < 40; index++) put(`many/ci/case-${index}-values.yaml`, 'a: 1\n');
    expect((await charts(tools, 'many')).filter(({ kind }) => kind === 'rendered').length).toBeLessThan(10);
    expect(readFileSync(runs, 'utf8').split('\n').length).toBeLessThan(10);
  });

  it('gets what is left of the time for all charts, in whole milliseconds', async () => {
    tool('helm', 'sleep 0.05; echo "kind: Service"');
    const named = ['one', 'two', 'three'].map((name) => ({ directory: name, name }));
    const results = await renderCharts(root, named, { searchPath: tools, timeLimit: 20_000, totalLimit: 19_000 });
    expect(results.map(({ kind }) => kind)).toEqual(['rendered', 'rendered', 'rendered']);
  });

  it.each([
    ['echo "Error: execution error at (shop/templates/a.yaml:2:4): host is required" >&2; exit 1', 'host is required'],
    ['echo "Error: found in Chart.yaml, but missing in charts/ directory: redis" >&2; exit 1', 'dependencies'],
    ['echo "Error: merging from &{0xb6ca2220e0 map[]}" >&2; exit 1', 'merging from &{0x… map[]}'],
    ['while :; do :; done', 'longer than'],
  ])('that fails is a note with its reason', async (script, reason) => {
    rmSync(join(root, 'chart/ci'), { recursive: true, force: true });
    tool('helm', script);
    expect(await charts(tools, 'chart', 300)).toMatchObject([
      { kind: 'note', code: 'render-failed', message: expect.stringContaining(reason) },
    ]);
  });

  it('gets the Chart.yaml that a build would make', async () => {
    put('unfilled/Chart-template.yaml', 'name: shop\nversion: ${VERSION}\n');
    put('unfilled/templates/a.yaml', 'kind: Service\n');
    tool(
      'helm',
      'if [ -e "$3/Chart.yaml" ]; then while read -r l; do echo "$l"; done < "$3/Chart.yaml"; else echo "Error: Chart.yaml file is missing" >&2; exit 1; fi',
    );
    expect(await charts(tools, 'unfilled')).toMatchObject([
      { kind: 'rendered', output: 'name: shop\nversion: 0.0.0\n' },
    ]);
  });

  it('gets the cluster version a chart demands', async () => {
    tool(
      'helm',
      'case "$*" in *"--kube-version 1.33.0"*) echo ok ;; *) echo "Error: chart requires kubeVersion: >=1.33.0-0 which is incompatible" >&2; exit 1 ;; esac',
    );
    expect((await charts(tools))[0]).toMatchObject({ kind: 'rendered', output: 'ok\n' });
  });

  it('is run as the repository installs the chart, where it says how', async () => {
    tool('helm', 'echo "$@"; for f; do case "$f" in *.json) while read -r l; do echo "$l"; done < "$f" ;; esac; done');
    put('values/prod.yaml', 'a: 4\n');
    const at = { file: 'apps/api.yaml', line: 9, column: 7, endLine: 9, endColumn: 20 };
    const installs = [
      {
        label: 'Application api',
        release: 'api-prod',
        namespace: 'shop',
        values: [{ path: 'values/prod.yaml' }, { path: at.file, at, json: '{"grace":45}\n' }],
      },
    ];
    const [result, ...others] = await renderCharts(root, [{ directory: 'chart', name: 'shop', installs }], {
      searchPath: tools,
    });
    expect(others).toEqual([]);
    expect(result).toMatchObject({
      scope: 'helm:chart#Application api',
      values: [{ path: 'chart/values.yaml' }, { path: 'values/prod.yaml' }, { path: at.file, at }],
      output: expect.stringMatching(
        /^template api-prod .* --namespace shop --values \S+prod\.yaml --values \S+\.json\n/,
      ),
    });
    expect(result).toMatchObject({ output: expect.stringContaining('{"grace":45}') });
  });

  it('is given placeholders where what fills the values in is nothing that helm can read', async () => {
    tool(
      'helm',
      'for f; do case "$f" in *.json) while read -r l; do case "$l" in *"{{"*) echo "YAML parse error" >&2; exit 1 ;; esac; echo "$l"; done < "$f" ;; esac; done',
    );
    const at = { file: 'values.yaml.gotmpl', line: 1, column: 1, endLine: 1, endColumn: 20 };
    const values = [{ path: at.file, at, json: '{"grace":"{{ .Values.grace | int }}","name":"a-{{ .Name }}"}\n' }];
    const chart = { directory: 'chart', name: 'shop', installs: [{ label: 'helmfile release api', values }] };
    expect(await renderCharts(root, [chart], { searchPath: tools })).toMatchObject([
      { kind: 'rendered', output: '{"grace":"${Values.grace}","name":"a-${Name}"}\n' },
    ]);
  });

  it('takes files of folders for environments where their keys are the chart’s', async () => {
    tool('helm', 'echo "$@"');
    put('staged/values.yaml', 'a: 1\nb: 2\n');
    put('staged/env/prod.yaml', 'a: 2\n');
    put('staged/env/pipeline.yaml', 'stages: []\n');
    expect((await charts(tools, 'staged')).map((each) => (each.kind === 'rendered' ? each.scope : each.code))).toEqual([
      'helm:staged',
      'helm:staged#staged/env/prod.yaml',
    ]);
  });

  it('gets subcharts that stand beside the chart, and theirs', async () => {
    put('common/Chart.yaml', 'name: common\n');
    put('base/Chart.yaml', 'name: base\n');
    put('app/Chart.yaml', 'name: app\ndependencies:\n  - name: base\n    repository: file://../base\n');
    tool(
      'helm',
      '[ -f "$3/charts/base/charts/common/Chart.yaml" ] && echo whole && exit; echo "Error: found in Chart.yaml, but missing in charts/ directory: base" >&2; exit 1',
    );
    const common = { name: 'common', local: 'common', at: { line: 1, endLine: 1 } };
    const dependencies = [{ name: 'base', local: 'base', at: { line: 3, endLine: 4 }, dependencies: [common] }];
    expect(
      await renderCharts(root, [{ directory: 'app', name: 'app', dependencies }], { searchPath: tools }),
    ).toMatchObject([{ kind: 'rendered', output: 'whole\n' }]);
  });

  it('is started once for a chart without any of its subcharts, and not to hear that they are missing', async () => {
    put(
      'wrapper/Chart.yaml',
      'name: wrapper\ndependencies:\n  - name: app\n    repository: https://charts.example.com\n',
    );
    const asked = join(tools, 'asked');
    const grepped = 'while read -r l; do case "$l" in *"- name: app"*) missing=yes ;; esac; done < "$3/Chart.yaml"';
    const refusal = 'echo "Error: found in Chart.yaml, but missing in charts/ directory: app" >&2; exit 1';
    tool(
      'helm',
      `echo run >> ${asked}; ${grepped}; [ -z "$missing" ] || [ -f "$3/charts/app-1.tgz" ] || { ${refusal}; }; echo ok`,
    );
    const dependencies = [{ name: 'app', at: { line: 3, endLine: 4 } }];
    const rendered = (): Promise<RenderResult[]> =>
      renderCharts(root, [{ directory: 'wrapper', name: 'wrapper', dependencies }], { searchPath: tools });
    expect(await rendered()).toMatchObject([
      { kind: 'rendered', output: 'ok\n' },
      { code: 'render-partial', message: expect.stringContaining('without the subchart app') },
    ]);
    expect(readFileSync(asked, 'utf8')).toBe('run\n');
    put('wrapper/charts/app-1.tgz', '');
    expect(await rendered()).toMatchObject([{ kind: 'rendered', output: 'ok\n' }]);
  });

  it('gets stand-ins for the templates of a library that is not here', async () => {
    put('borrowing/templates/a.yaml', 'name: {{ include "common.names.fullname" . }}\n');
    const failing =
      'echo \'Error: template: a: no template "common.names.fullname" associated with template\' >&2; exit 1';
    tool('helm', `if [ -f "$3/templates/_stand-ins.tpl" ]; then echo "kind: Service"; else ${failing}; fi`);
    expect(await charts(tools, 'borrowing')).toMatchObject([
      { kind: 'rendered' },
      {
        code: 'render-partial',
        message: expect.stringContaining('the templates of common, for which others stand in'),
      },
    ]);
    // Nobody can guess what this one prints.
    put('borrowing/templates/b.yaml', '{{ include "common.everything" . }}\n');
    expect(await charts(tools, 'borrowing')).toMatchObject([{ code: 'render-failed' }]);
  });

  it('passes over what is required in files that a template renders as well', async () => {
    put('strict/templates/all.yaml', '{{ tpl ($.Files.Get "api/deployment.yaml") $ }}\n');
    put('strict/api/deployment.yaml', 'image: {{ required "an image is required" .Values.image }}\n');
    const failing =
      'echo "Error: execution error at (strict/templates/all.yaml:1:3): an image is required" >&2; exit 1';
    tool(
      'helm',
      `read -r line < "$3/api/deployment.yaml"; case "$line" in *required*) ${failing} ;; *) echo "$line" ;; esac`,
    );
    expect(await charts(tools, 'strict')).toMatchObject([
      { kind: 'rendered', output: 'image: {{ default "${value}" .Values.image }}\n' },
      { code: 'render-partial', message: expect.stringContaining('the checks that its templates make') },
    ]);
  });

  it('says nothing about a library chart', async () => {
    expect(
      await renderCharts(root, [{ directory: 'chart', name: 'x', isLibrary: true }], { searchPath: tools }),
    ).toEqual([]);
    tool('helm', 'echo "Error: library charts are not installable" >&2; exit 1');
    expect(await charts(tools)).toEqual([]);
  });

  it('does not follow a link out of the scan', async () => {
    put('secret.txt', 'outside', join(root, '..'));
    mkdirSync(join(root, 'linked'), { recursive: true });
    symlinkSync(join(root, '../secret.txt'), join(root, 'linked/secret.txt'));
    tool('helm', 'echo ran');
    expect(await charts(tools, 'linked')).toMatchObject([
      { code: 'render-failed', message: expect.stringContaining('linked/secret.txt') },
    ]);
  });

  it('leaves the charts inside a chart to it', async () => {
    tool('helm', 'echo ran');
    const both = [
      { directory: 'chart', name: 'shop' },
      { directory: 'chart/charts/cache', name: 'cache' },
    ];
    expect(new Set((await renderCharts(root, both, { searchPath: tools })).map(({ directory }) => directory))).toEqual(
      new Set(['chart']),
    );
  });
});

describe.skipIf(windows)('kustomize', () => {
  const one = [kustomization('overlay', [])];
  it('is kustomize itself, else kubectl', async () => {
    mkdirSync(join(root, 'overlay'), { recursive: true });
    tool('kubectl', 'echo kubectl "$1"');
    expect(await renderKustomizations(root, one, { searchPath: tools })).toMatchObject([
      { output: 'kubectl kustomize\n', scope: 'kustomize:overlay#overlay' },
    ]);
    tool('kustomize', 'echo kustomize "$1"');
    expect(await renderKustomizations(root, one, { searchPath: tools })).toMatchObject([
      { output: 'kustomize build\n' },
    ]);
  });
});

describe.skipIf(windows)('a kustomization that does not build as it is', () => {
  /** Fails like kustomize does: on bases from elsewhere, patches in the old form, charts, and files that are not there. */
  const strict = `
    while read -r l; do case "$l" in
      *https://*|"- old.yaml"|"- name: redis") echo "Error: invalid: $l" >&2; exit 1 ;;
    esac; done < "$2/kustomization.yaml"
    [ -f "$2/.env" ] || { echo "Error: loading KV pairs: env source files: [.env]: evalsymlink failure on '$2/.env' : lstat $2/.env: no such file" >&2; exit 1; }
    echo "kind: Service"; echo "---"; while read -r l; do echo "kind: ConfigMap $l"; done < "$2/.env"`;

  it('is built without what is not here, and a ConfigMap of unknown content is none', async () => {
    tool('kustomize', strict);
    put(
      'live/kustomization.yaml',
      'resources:\n- https://example.com/base?ref=v1\n- api.yaml\npatches:\n- old.yaml\nhelmCharts:\n- name: redis\n',
    );
    const [remote, ...rest] = texts('live', ['https://example.com/base?ref=v1', 'api.yaml']);
    const at = { file: 'live/kustomization.yaml', line: 5, endLine: 5 };
    const live = kustomization('live', [], {
      resources: remote === undefined ? rest : [remote, ...rest],
      barePatches: [{ text: 'old.yaml', at }],
      helmCharts: { ...at, line: 7, endLine: 7 },
    });
    expect(await renderKustomizations(root, [live], { searchPath: tools })).toEqual([
      expect.objectContaining({ kind: 'rendered', output: 'kind: Service\n' }),
      expect.objectContaining({
        code: 'render-partial',
        message:
          'live was built without https://example.com/base?ref=v1, which is not in the scan and the charts under helmCharts and live/.env, which is not there.',
      }),
    ]);
  });

  it('is not built as it is where it would only be refused, and what keeps it from being built is said', async () => {
    const asked = join(tools, 'built');
    tool('kustomize', `echo "$2" >> ${asked}; echo "Error: no matches for Id Deployment.v1.apps/api" >&2; exit 1`);
    put('patched/kustomization.yaml', 'resources:\n- https://example.com/base?ref=v1\npatches:\n- path: api.yaml\n');
    const patched = kustomization('patched', ['https://example.com/base?ref=v1']);
    expect(await renderKustomizations(root, [patched], { searchPath: tools })).toMatchObject([
      {
        code: 'render-failed',
        message: 'patched was not rendered: it is built on https://example.com/base?ref=v1, which is not in the scan.',
      },
    ]);
    expect(readFileSync(asked, 'utf8')).toMatch(/^\S*hoplint-kustomize-\S+\n$/);
    put('inflated/kustomization.yaml', 'helmCharts:\n- name: redis\n');
    const at = { file: 'inflated/kustomization.yaml', line: 2, endLine: 2 };
    expect(
      await renderKustomizations(root, [kustomization('inflated', [], { helmCharts: at })], { searchPath: tools }),
    ).toMatchObject([{ message: 'inflated was not rendered: the charts under helmCharts need --enable-helm.' }]);
  });
});

describe.skipIf(windows)('a kustomization of large definitions', () => {
  const definition = [
    'apiVersion: apiextensions.k8s.io/v1',
    'kind: CustomResourceDefinition',
    'metadata: { name: shops.example.com }',
    'spec:',
    '  versions:',
    '  - name: v1',
    '    schema:',
    '      openAPIV3Schema:',
    ...Array.from({ length: 20_000 }, (_, index) => `        description${index}: what it is for`),
    '    served: true',
    '  - schema:',
    '      openAPIV3Schema: {}',
    '    name: v2',
    '---',
    'kind: Service',
    'schema:',
    '  stays: true',
    '',
  ].join('\n');
  const outputOf = async (): Promise<string> => {
    const [result] = await renderKustomizations(root, [kustomization('operator/default', ['../crd'])], {
      searchPath: tools,
    });
    return result?.kind === 'rendered' ? result.output : '';
  };
  beforeAll(() => {
    put('operator/default/kustomization.yaml', 'resources:\n- ../crd\n');
    put('operator/crd/kustomization.yaml', 'resources:\n- shops.yaml\n');
    put('operator/crd/shops.yaml', definition);
  });

  it('is built without their schemas, also from folders that no parser has seen', async () => {
    tool('kustomize', 'echo "in $2"; while read -r l; do echo "$l"; done < "$2/../crd/shops.yaml"');
    const output = await outputOf();
    expect(output).not.toContain('description1:');
    expect(output).toContain(
      'schema: {}\nserved: true\n- schema: {}\nname: v2\n---\nkind: Service\nschema:\nstays: true',
    );
    expect(output).not.toContain(`in ${root}`);
  });

  it('is built as it is where something asks for a schema', async () => {
    tool(
      'kustomize',
      `while read -r l; do case "$l" in openAPIV3Schema:*) echo "in $2"; exit 0 ;; esac; done < "$2/../crd/shops.yaml"; exit 1`,
    );
    expect(await outputOf()).toBe(`in ${join(root, 'operator/default')}\n`);
  });

  it('is built where it lies when the definitions are small', async () => {
    tool('kustomize', 'echo "in $2"');
    put('operator/crd/shops.yaml', definition.replace(/^ +description\d+: .*\n/gm, ''));
    expect(await outputOf()).toBe(`in ${join(root, 'operator/default')}\n`);
  });
});
