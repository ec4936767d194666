// Which charts install something of their own: no libraries, and no parts of other charts.
import { join } from 'node:path';
import type { ChartDependency } from './mend-chart.js';
import { isBelow, joinPosix } from './posix.js';
import type { ChartToRender } from './render-charts.js';
import { valuesFilesOf } from './values-variants.js';

/** Without charts inside another one, and without those that another one brings along and nothing installs alone. */
export function standaloneCharts(root: string, charts: readonly ChartToRender[]): readonly ChartToRender[] {
  const parts = partsOf(root, charts);
  return charts.filter(
    (chart) =>
      chart.isLibrary !== true &&
      !parts.has(chart.directory) &&
      !charts.some((parent) => isBelow(chart.directory, joinPosix(parent.directory, 'charts'))),
  );
}

/** Folders of charts that are installed as parts of another one only: what that one sets counts, not their own values alone. */
export function partsOf(root: string, charts: readonly ChartToRender[]): ReadonlySet<string> {
  const takers = charts.filter(({ isLibrary }) => isLibrary !== true);
  const taken = new Map(takers.map(({ directory, dependencies }) => [directory, foldersOf(dependencies)]));
  const isPart = (chart: ChartToRender): boolean =>
    takers.some(
      ({ directory }) =>
        taken.get(directory)?.has(chart.directory) === true && taken.get(chart.directory)?.has(directory) !== true,
    );
  return new Set(charts.flatMap((chart) => (isPart(chart) && !isInstalledAlone(root, chart) ? [chart.directory] : [])));
}
/** A values file beside a part would not fit the chart that brings it along. */
const isInstalledAlone = (root: string, { directory, installs = [] }: ChartToRender): boolean =>
  installs.length > 0 || valuesFilesOf(join(root, directory), directory).variants.length > 0;

function foldersOf(dependencies: readonly ChartDependency[] = []): ReadonlySet<string> {
  const folders = dependencies.flatMap(({ local, dependencies: inner }) =>
    local === undefined ? [] : [local, ...foldersOf(inner)],
  );
  return new Set(folders);
}
