// Charts and kustomizations that no tool rendered are read as they are written, as far as they are certain: hoplint works without helm.
import {
  type ChartToRender,
  type InstallationValues,
  installationsOf,
  releaseName,
} from '../discover/render-charts.js';
import { outermostKustomizations } from '../discover/render-kustomizations.js';
import { type RenderNote, shown } from '../discover/rendering.js';
import { standaloneCharts } from '../discover/standalone-charts.js';
import type { ChartFact, FileFacts, KustomizationFact } from '../model/facts.js';
import type { ScanFiles } from '../parsers/helm/chart-loading.js';
import { type ChartReading, readChartTemplates } from '../parsers/helm/chart-reading.js';
import { type Composed, compose } from '../parsers/kit/composed.js';
import { sourcedValues } from '../parsers/kit/install-values.js';
import type { Sourced } from '../parsers/kit/sourced.js';
import { buildKustomization } from '../parsers/kustomize/build.js';
import { parseFiles } from '../parsers/parse-files.js';
import type { InstalledBuilds } from './installed-builds.js';

/** Something that stands for what a tool would have written. */
export interface Unrendered {
  readonly directory: string;
  readonly scope: string;
  readonly composed: Composed;
}
export interface UnrenderedCharts {
  readonly readings: readonly Unrendered[];
  readonly notes: readonly RenderNote[];
  /** Templates that were not understood: what was said of them before stands. */
  readonly unread: ReadonlySet<string>;
}
export function readUnrenderedCharts(
  charts: readonly ChartToRender[],
  facts: readonly ChartFact[],
  root: string,
  isRendered: (directory: string) => boolean,
  files: ScanFiles,
): UnrenderedCharts {
  const readings: Unrendered[] = [];
  const notes: RenderNote[] = [];
  const unread = new Set<string>();
  for (const chart of standaloneCharts(root, charts)) {
    const { directory } = chart;
    const fallback = facts.find((each) => each.directory === directory)?.at;
    if (fallback === undefined || isRendered(directory)) continue;
    const read = installationsOf(root, chart).map((install) => {
      const reading = readChartTemplates(
        {
          directory,
          release: releaseName(install.release ?? chart.name),
          namespace: install.namespace,
          values: install.values.flatMap((each) => valuesOf(each, files)),
        },
        files,
      );
      const scope = `helm:${directory}${install.label === '' ? '' : `#${install.label}`}`;
      readings.push({ directory, scope, composed: compose(reading.pieces, files.textOf, fallback) });
      for (const path of reading.unread) unread.add(path);
      return reading;
    });
    notes.push(...partialNotes(directory, read));
  }
  return { readings, notes, unread };
}

export interface UnrenderedBuilds {
  readonly readings: readonly Unrendered[];
  readonly notes: readonly RenderNote[];
}
export function readUnrenderedBuilds(
  kustomizations: readonly KustomizationFact[],
  isRendered: (directory: string) => boolean,
  installed: InstalledBuilds,
  files: ScanFiles,
): UnrenderedBuilds {
  const plain = outermostKustomizations(kustomizations).filter(
    ({ directory }) => !isRendered(directory) && installed.isPlain(directory),
  );
  const wanted = [
    ...plain.map(({ directory, at }) => ({ directory, at, label: directory, files, changes: undefined })),
    ...installed.builds,
  ];
  const built = wanted.map((each) => ({ ...each, ...buildKustomization(each.directory, each.files, each.changes) }));
  return {
    readings: built.map(({ directory, label, at, pieces }) => ({
      directory,
      scope: `kustomize:${directory}#${label}`,
      composed: compose(pieces, files.textOf, at),
    })),
    notes: built.flatMap(({ directory, without }): RenderNote[] =>
      without.length === 0
        ? []
        : [
            {
              kind: 'note',
              code: 'render-partial',
              directory,
              message: `${shown(directory)} was built without ${without.join(' and ')}.`,
              settle: 'Lint the output of `kustomize build`.',
            },
          ],
    ),
  };
}

function valuesOf(each: InstallationValues, files: ScanFiles): readonly Sourced[] {
  const text = files.textOf(each.path);
  if (text === undefined) return [];
  return [sourcedValues(each.path, text, 'json' in each ? each : undefined)];
}

function partialNotes(directory: string, readings: readonly ChartReading[]): readonly RenderNote[] {
  const missing = [...new Set(readings.flatMap((each) => each.missing))];
  const without = [
    ...(missing.length === 0 ? [] : [`the ${missing.length === 1 ? 'subchart' : 'subcharts'} ${missing.join(', ')}`]),
    ...(readings.some(({ refusals }) => refusals.length > 0)
      ? ['the checks that its templates make of their values']
      : []),
    ...(readings.some(({ isPartial }) => isPartial) ? ['the rest of its templates, which are too large'] : []),
  ];
  if (without.length === 0) return [];
  return [
    {
      kind: 'note',
      code: 'render-partial',
      directory,
      message: `${shown(directory)} was read without ${without.join(' and ')}${missing.length === 0 ? '' : `: no object of ${missing.length === 1 ? 'it' : 'them'} is seen`}.`,
      settle: 'Lint the output of `helm template` with the values of an installation to see all of it.',
    },
  ];
}

/** The facts of all of them, in the files that people edit. */
export async function factsOfUnrendered(readings: readonly Unrendered[]): Promise<readonly FileFacts[]> {
  const facts: FileFacts[] = [];
  for (const { directory, scope, composed } of readings) {
    const path = directory === '' ? 'rendered.yaml' : `${directory}/rendered.yaml`;
    const bytes = new TextEncoder().encode(composed.text);
    const read = await parseFiles([{ path, read: () => ({ ok: true, bytes }) }]);
    for (const each of read.facts) {
      const placed = composed.place(each);
      facts.push({ ...placed, facts: placed.facts.map((fact) => ({ ...fact, scope })) });
    }
  }
  return facts;
}
