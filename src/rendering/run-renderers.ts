// Starts the renderers on the files of the moment that is linted: those on disk, or a copy with other texts in their place.
import { mirrorFolders } from '../discover/mirror.js';
import { type ChartToRender, renderCharts } from '../discover/render-charts.js';
import { renderKustomizations } from '../discover/render-kustomizations.js';
import type { RenderNote, RenderResult } from '../discover/rendering.js';
import type { RunMemory } from '../discover/run-memory.js';
import { pathOutside } from '../discover/tools.js';
import type { Trees } from '../discover/trees.js';
import type { KustomizationFact } from '../model/facts.js';
import { folderOf } from '../model/file-paths.js';
import { buildSources } from '../parsers/helm/kustomize-sources.js';

export interface RenderedMoment {
  readonly root: string;
  /** Texts in place of files on disk. */
  readonly texts: ReadonlyMap<string, string>;
  /** The files of another moment. */
  readonly known: ReadonlySet<string> | undefined;
  /** What tools said before. */
  readonly answers?: RunMemory;
  readonly trees?: Trees;
  readonly doubt?: () => void;
}

export async function runRenderers(
  charts: readonly ChartToRender[],
  kustomizations: readonly KustomizationFact[],
  searchPath: string,
  { root, texts, known, answers, trees, doubt }: RenderedMoment,
): Promise<readonly RenderResult[]> {
  const files = [
    ...kustomizations.flatMap((each) => buildSources(each.directory, kustomizations)),
    ...charts.flatMap((each) => (each.installs ?? []).flatMap(({ values }) => values.map(({ path }) => path))),
  ];
  const folders = [
    ...charts.map((each) => each.directory),
    ...kustomizations.map((each) => each.directory),
    ...files.map((path) => folderOf(path)),
  ];
  const mirror = mirrorFolders(root, folders, texts, known);
  if (mirror !== 'same') doubt?.();
  const place = typeof mirror === 'string' ? root : mirror.root;
  try {
    const settings = {
      searchPath: pathOutside(root, searchPath),
      ...(answers === undefined ? {} : { answers }),
      ...(trees === undefined ? {} : { trees }),
      ...(doubt === undefined ? {} : { doubt }),
    };
    const results = [
      ...(await renderCharts(place, charts, settings)),
      ...(await renderKustomizations(place, kustomizations, settings)),
    ];
    return mirror === 'large' ? [...results, staleNote] : results;
  } finally {
    if (typeof mirror !== 'string') mirror.remove();
  }
}
const staleNote: RenderNote = {
  kind: 'note',
  code: 'render-partial',
  directory: '',
  message: 'Charts and kustomizations were rendered as they are on disk: there are too many files to copy.',
  settle: 'Lint a checkout of that moment instead.',
};
