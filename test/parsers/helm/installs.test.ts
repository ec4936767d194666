// Which chart and which values files an installation means, with and without expressions in their paths.
import { describe, expect, it } from 'vitest';
import type { ChartFact, HelmInstallFact } from '../../../src/model/facts.js';
import { pointAt } from '../../../src/model/location.js';
import { bindInstall, bindValues } from '../../../src/parsers/helm/installs.js';

const at = pointAt('apps.yaml', 1);
const chart = (directory: string): ChartFact => ({ kind: 'chart', directory, name: 'x', at, dependencies: [] });
const install = (folder: string, files: readonly string[], isLocal = true): HelmInstallFact => ({
  kind: 'helm-install',
  by: 'Application api',
  chart: { text: folder, at },
  isLocal,
  values: files.map((text) => ({ from: 'file', path: { text, at } })),
  at,
});
const bound = (folder: string, files: readonly string[], paths: readonly string[]): unknown =>
  bindInstall(install(folder, files), [chart('charts/api'), chart('charts/web')], new Set(paths)).map((each) => [
    each.directory,
    each.label,
    each.values.map((value) => (value.from === 'file' ? value.path.text : value.json)),
  ]);

describe('an installation', () => {
  it('names its chart and files', () => {
    expect(bound('charts/api', ['a.yaml', 'b.yaml'], ['a.yaml', 'b.yaml'])).toEqual([
      ['charts/api', 'Application api', ['a.yaml', 'b.yaml']],
    ]);
  });

  it('leaves out files that are not there, and charts that are not', () => {
    expect(bound('charts/api', ['secrets.yaml', 'b.yaml'], ['b.yaml'])).toEqual([
      ['charts/api', 'Application api', ['b.yaml']],
    ]);
    expect(bound('charts/other', [], [])).toEqual([]);
  });

  it('is several where an expression may be several things, and the same expression is one thing', () => {
    const paths = ['env/prod/api.yaml', 'env/dev/api.yaml', 'common/prod.yaml', 'common/dev.yaml', 'env/x.yaml'];
    expect(bound('charts/api', ['env/{{ env }}/api.yaml', 'common/{{env}}.yaml'], paths)).toEqual([
      ['charts/api', 'Application api, prod', ['env/prod/api.yaml', 'common/prod.yaml']],
      ['charts/api', 'Application api, dev', ['env/dev/api.yaml', 'common/dev.yaml']],
    ]);
  });

  it('may leave the chart to an expression too', () => {
    expect(bound('charts/{{ name }}', ['env/{{ name }}.yaml'], ['env/web.yaml'])).toEqual([
      ['charts/api', 'Application api, api', []],
      ['charts/web', 'Application api, web', ['env/web.yaml']],
    ]);
  });

  it('is at most a few, however many files there are', () => {
    const paths = Array.from({ length: 50 }, (_, index) => `env/${index}.yaml`);
    expect(
      bindInstall(install('charts/api', ['env/{{ n }}.yaml']), [chart('charts/api')], new Set(paths)),
    ).toHaveLength(8);
  });

  it('of a chart from elsewhere has values all the same', () => {
    const files = install('ingress-nginx', ['edge-{{ env }}.yaml'], false);
    expect(bindInstall(files, [chart('ingress-nginx')], new Set())).toEqual([]);
    expect(bindValues(files, new Set(['edge-a.yaml', 'edge-b.yaml', 'other.yaml']))).toEqual({
      files: ['edge-a.yaml', 'edge-b.yaml'],
      unseen: [],
    });
    expect(bindValues(files, new Set(['other.yaml']))).toEqual({ files: [], unseen: ['edge-{{ env }}.yaml'] });
  });
});
