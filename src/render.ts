// The rendering step of the pipeline: charts and kustomizations become facts that stand in the files people edit.
import type { ChartToRender, Installation, InstallationValues } from './discover/render-charts.js';
import type { Rendering, RenderNote, RenderResult } from './discover/rendering.js';
import { products, productsOfChart } from './knowledge/lookup.js';
import type {
  ChartFact,
  Fact,
  FactKind,
  FactOf,
  FileFacts,
  HelmInstallFact,
  KustomizationFact,
} from './model/facts.js';
import { pointAt } from './model/location.js';
import type { RunNote } from './model/report.js';
import { type AnswerMemory, type FileToParse, holdsAny } from './parsers/facts-memory.js';
import { chartSource } from './parsers/helm/chart-sources.js';
import { bindInstall, bindValues } from './parsers/helm/installs.js';
import { buildSources } from './parsers/helm/kustomize-sources.js';
import { mapRendered } from './parsers/helm/map-rendered.js';
import { parseValuesOf } from './parsers/helm/values.js';
import { templatedValues } from './parsers/kit/install-values.js';
import { decodeUtf8 } from './parsers/kit/text.js';
import { renderingReader } from './rendered-facts.js';
import { runRenderers } from './run-renderers.js';

export interface RenderingOptions {
  readonly root: string;
  /** PATH for `helm`, `kustomize`, `kubectl`; undefined turns rendering off. */
  readonly searchPath: string | undefined;
  readonly memory?: RenderMemory;
  /** Texts in place of files on disk, and the files of another moment: the tools then read a copy. */
  readonly texts: ReadonlyMap<string, string>;
  readonly known: ReadonlySet<string> | undefined;
  readonly answers?: AnswerMemory;
}
/** What was rendered before: a long-lived process renders again only when a chart or kustomization changed. */
export interface RenderMemory {
  results: readonly RenderResult[] | undefined;
}
export interface Rendered {
  /** All facts: plain files that a rendering replaces gave theirs up. */
  readonly facts: readonly FileFacts[];
  readonly notes: readonly RunNote[];
}

type Files = ReadonlyMap<string, FileToParse>;

export async function renderTree(
  parsed: readonly FileFacts[],
  files: Files,
  options: RenderingOptions,
): Promise<Rendered> {
  const facts = parsed.flatMap((each) => each.facts);
  const charts = ofKind(facts, 'chart');
  const kustomizations = ofKind(facts, 'kustomization');
  const installs = ofKind(facts, 'helm-install');
  const mapped = [
    ...parsed.map((each) => mapCommittedOutput(each, charts, files)),
    ...controllerValues(installs, facts, files),
  ];
  if (options.searchPath === undefined || (charts.length === 0 && kustomizations.length === 0))
    return { facts: mapped, notes: [] };
  const results =
    options.memory?.results ??
    runRenderers(chartsToRender(charts, installs, files), kustomizations, options.searchPath, options);
  if (options.memory !== undefined) options.memory.results = results;
  const renderings = results.filter((result) => result.kind === 'rendered');
  const sources = { charts, kustomizations, textOf: (path: string) => textOf(files, path) };
  const reader = renderingReader(sources, options.answers);
  const rendered: FileFacts[] = [];
  for (const rendering of renderings) {
    rendered.push(...(await reader.read(rendering)));
  }
  const replaced = replacedFiles(renderings, kustomizations);
  const whole = mapped.map((each) =>
    replaced.has(each.file) || isTemplate(each.file, renderings) ? withoutObjects(each) : each,
  );
  return {
    facts: [...whole, ...rendered].map((each) => withoutTemplateProblems(each, renderings)),
    notes: results.flatMap((result) => (result.kind === 'note' ? [noteOf(result)] : [])),
  };
}
function ofKind<K extends FactKind>(facts: readonly Fact[], kind: K): readonly FactOf<K>[] {
  return facts.filter((fact): fact is FactOf<K> => fact.kind === kind);
}

// ---------------------------------------------------------------- what is rendered with what

function chartsToRender(
  charts: readonly ChartFact[],
  installs: readonly HelmInstallFact[],
  files: Files,
): readonly ChartToRender[] {
  const paths = new Set(files.keys());
  const bound = installs.flatMap((install) => bindInstall(install, charts, paths));
  return charts.map((chart) => ({
    ...chart,
    dependencies: dependenciesOf(chart, charts, 0),
    installs: bound
      .filter(({ directory }) => directory === chart.directory)
      .map(({ install, label, values }): Installation => {
        const { release, namespace } = install;
        return {
          label,
          values: values.flatMap((each) =>
            each.from === 'file'
              ? valuesOfFile(each.path.text, files)
              : [{ path: each.at.file, at: each.at, json: each.json }],
          ),
          ...(release === undefined || hasHole(release) ? {} : { release }),
          ...(namespace === undefined || hasHole(namespace) ? {} : { namespace }),
        };
      }),
  }));
}
/** Values that helmfile fills in before helm sees them are read as far as they are certain. */
function valuesOfFile(path: string, files: Files): InstallationValues[] {
  if (!path.endsWith('.gotmpl')) return [{ path }];
  const text = textOf(files, path);
  return text === undefined ? [] : templatedValues(path, text).map(({ json, at }) => ({ path, at, json }));
}
const hasHole = (name: string): boolean => /[^A-Za-z0-9.-]/.test(name);

const deepest = 4;
function dependenciesOf(
  { dependencies }: ChartFact,
  charts: readonly ChartFact[],
  depth: number,
): NonNullable<ChartToRender['dependencies']> {
  return dependencies.map((each) => {
    const chart = each.local === undefined ? undefined : charts.find(({ directory }) => directory === each.local);
    return chart === undefined || depth > deepest
      ? each
      : { ...each, dependencies: dependenciesOf(chart, charts, depth + 1) };
  });
}

/** Values files of a controller's chart that only the installing object calls so. */
function controllerValues(installs: readonly HelmInstallFact[], facts: readonly Fact[], files: Files): FileFacts[] {
  const read = new Set(
    facts.flatMap((fact) => (fact.kind === 'policy' && fact.policyKind === 'HelmValues' ? [fact.at.file] : [])),
  );
  const known = new Set(products().flatMap((file) => file.claims?.charts ?? []));
  return installs.flatMap((install) => {
    const chart = install.isLocal ? '' : (install.chart.text.split('/').at(-1) ?? '');
    if (!known.has(chart) || productsOfChart(chart).length === 0) return [];
    return bindValues(install, new Set(files.keys())).flatMap((path): FileFacts[] => {
      const text = read.has(path) ? undefined : textOf(files, path);
      if (text === undefined) return [];
      read.add(path);
      return [{ file: path, facts: parseValuesOf(chart, { path, text }), problems: [], suppressions: [] }];
    });
  });
}

// ---------------------------------------------------------------- where the results stand

/** What rendering gives for one file of `helm template` output, committed or piped in: places in the chart, where the chart is here. */
function mapCommittedOutput(facts: FileFacts, charts: readonly ChartFact[], files: Files): FileFacts {
  if (
    charts.length === 0 ||
    !facts.facts.some((fact) => fact.kind === 'workload' || fact.kind === 'service' || fact.kind === 'route')
  )
    return facts;
  const text = holdsAny(files.get(facts.file), ['\n# Source: ']) ? textOf(files, facts.file) : undefined;
  if (text === undefined) return facts;
  const sources = { charts, textOf: (path: string) => textOf(files, path) };
  const moved = mapRendered(facts, {
    text,
    lookup: (source) => chartSource(source, named(source, charts), sources, undefined),
    fallback: pointAt(facts.file, 1),
  });
  return { ...moved, file: facts.file };
}
const named = (source: string, charts: readonly ChartFact[]): readonly ChartFact[] =>
  charts.filter((each) => each.name === source.split('/')[0]);
function textOf(files: Files, path: string): string | undefined {
  const content = files.get(path)?.read();
  return content?.ok === true ? decodeUtf8(content.bytes).text : undefined;
}

// ---------------------------------------------------------------- what a rendering speaks for

/** Bases and patches of a build that succeeded: their objects speak through the rendering. */
function replacedFiles(
  renderings: readonly Rendering[],
  kustomizations: readonly KustomizationFact[],
): ReadonlySet<string> {
  return new Set(
    renderings.flatMap(({ tool, directory }) => (tool === 'kustomize' ? buildSources(directory, kustomizations) : [])),
  );
}
/** A file below a rendered chart's templates, also one that holds no expression. */
function isTemplate(file: string, renderings: readonly Rendering[]): boolean {
  return renderings.some(({ tool, directory }) => {
    const inside = directory === '' ? file : file.startsWith(`${directory}/`) ? file.slice(directory.length + 1) : '';
    return tool === 'helm' && /^(?:charts\/[^/]+\/)*templates\//.test(inside);
  });
}
const objectKinds: ReadonlySet<FactKind> = new Set([
  'workload',
  'service',
  'route',
  'gateway',
  'policy',
  'configmap',
  'namespace',
  'autoscaler',
  'disruption-budget',
  'alert',
  'setting-mistake',
]);
function withoutObjects(facts: FileFacts): FileFacts {
  return { ...facts, facts: facts.facts.filter((fact) => !objectKinds.has(fact.kind)) };
}
/** A template that was rendered has been read after all. */
function withoutTemplateProblems(facts: FileFacts, renderings: readonly Rendering[]): FileFacts {
  return isTemplate(facts.file, renderings)
    ? { ...facts, problems: facts.problems.filter((problem) => problem.code !== 'templated') }
    : facts;
}
function noteOf(note: RenderNote): RunNote {
  return { code: note.code, message: note.message, settle: note.settle };
}
