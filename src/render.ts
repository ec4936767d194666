// The rendering step of the pipeline: charts and kustomizations become facts that stand in the files people edit.
import {
  type Rendering,
  type RenderNote,
  type RenderResult,
  renderCharts,
  renderKustomizations,
} from './discover/render.js';
import type { ChartFact, FactKind, FileFacts, KustomizationFact } from './model/facts.js';
import { pointAt } from './model/location.js';
import type { RunNote } from './model/report.js';
import { mapKustomized } from './parsers/helm/map-kustomized.js';
import { mapRendered, type RenderedSource } from './parsers/helm/map-rendered.js';
import { decodeUtf8 } from './parsers/kit/text.js';
import { type FileToParse, parseFiles } from './parsers/parse-files.js';

export interface RenderingOptions {
  readonly root: string;
  /** PATH for `helm`, `kustomize`, `kubectl`; undefined turns rendering off. */
  readonly searchPath: string | undefined;
  readonly memory?: RenderMemory;
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

export async function renderTree(
  parsed: readonly FileFacts[],
  files: ReadonlyMap<string, FileToParse>,
  options: RenderingOptions,
): Promise<Rendered> {
  const facts = parsed.flatMap((each) => each.facts);
  const charts = facts.filter((fact): fact is ChartFact => fact.kind === 'chart');
  const kustomizations = facts.filter((fact): fact is KustomizationFact => fact.kind === 'kustomization');
  const mapped = parsed.map((each) => mapCommittedOutput(each, charts, files));
  if (options.searchPath === undefined || (charts.length === 0 && kustomizations.length === 0))
    return { facts: mapped, notes: [] };
  const settings = { searchPath: options.searchPath };
  const results = options.memory?.results ?? [
    ...renderCharts(options.root, charts, settings),
    ...renderKustomizations(options.root, kustomizations.map(buildInput), settings),
  ];
  if (options.memory !== undefined) options.memory.results = results;
  const rendered: { readonly facts: FileFacts; readonly rendering: Rendering }[] = [];
  for (const result of results) {
    if (result.kind === 'note') continue;
    const read = await parseFiles([
      {
        path: `${result.directory}/rendered.yaml`,
        read: () => ({ ok: true, bytes: new TextEncoder().encode(result.output) }),
      },
    ]);
    for (const each of read.facts)
      rendered.push({
        facts: scoped(place(each, result, charts, kustomizations, files), result.scope),
        rendering: result,
      });
  }
  const replaced = replacedFiles(rendered, kustomizations);
  const notes = results.flatMap((result) => (result.kind === 'note' ? [noteOf(result)] : []));
  return {
    facts: [
      ...mapped.map((each) => (replaced.has(each.file) ? withoutObjects(each) : each)),
      ...rendered.map((each) => each.facts),
    ].map((each) =>
      withoutTemplateProblems(
        each,
        rendered.map(({ rendering }) => rendering),
      ),
    ),
    notes,
  };
}

/** What rendering gives for one file of `helm template` output, committed or piped in: places in the chart, where the chart is here. */
function mapCommittedOutput(
  facts: FileFacts,
  charts: readonly ChartFact[],
  files: ReadonlyMap<string, FileToParse>,
): FileFacts {
  if (
    charts.length === 0 ||
    !facts.facts.some((fact) => fact.kind === 'workload' || fact.kind === 'service' || fact.kind === 'route')
  )
    return facts;
  const text = textOf(files, facts.file);
  if (text === undefined || !text.includes('\n# Source: ')) return facts;
  const lookup = (source: string): RenderedSource | undefined => sourceOf(source, charts, files, []);
  const moved = mapRendered(facts, { text, lookup, fallback: pointAt(facts.file, 1) });
  return { ...moved, file: facts.file };
}

function place(
  facts: FileFacts,
  rendering: Rendering,
  charts: readonly ChartFact[],
  kustomizations: readonly KustomizationFact[],
  files: ReadonlyMap<string, FileToParse>,
): FileFacts {
  if (rendering.tool === 'helm') {
    const chart = charts.find((each) => each.directory === rendering.directory);
    const fallback = chart?.at ?? pointAt(rendering.directory, 1);
    return mapRendered(facts, {
      text: rendering.output,
      lookup: (source) => sourceOf(source, charts, files, rendering.valuesFiles),
      fallback,
    });
  }
  const own = kustomizations.find((each) => each.directory === rendering.directory);
  const sources = buildSources(rendering.directory, kustomizations, new Set()).flatMap((path) => {
    const text = textOf(files, path);
    return text === undefined ? [] : [{ path, text }];
  });
  return mapKustomized(facts, {
    text: rendering.output,
    sources,
    fallback: own?.at ?? pointAt(rendering.directory, 1),
  });
}

/** `cart/charts/redis/templates/x.yaml` names charts, not folders: the first segment is the chart's name. */
function sourceOf(
  source: string,
  charts: readonly ChartFact[],
  files: ReadonlyMap<string, FileToParse>,
  valuesFiles: readonly string[],
): RenderedSource | undefined {
  const [name, ...rest] = source.split('/');
  const owners = charts.filter((each) => each.name === name);
  for (const owner of owners) {
    const path = [owner.directory, ...rest].filter((part) => part !== '').join('/');
    const text = textOf(files, path);
    if (text === undefined) continue;
    const own =
      valuesFiles.length > 0 ? valuesFiles : [[owner.directory, 'values.yaml'].filter((part) => part !== '').join('/')];
    const values = own.flatMap((each) => {
      const content = textOf(files, each);
      return content === undefined ? [] : [{ path: each, text: content }];
    });
    return { template: { path, text }, values };
  }
  return undefined;
}
function textOf(files: ReadonlyMap<string, FileToParse>, path: string): string | undefined {
  const content = files.get(path)?.read();
  return content?.ok === true ? decodeUtf8(content.bytes).text : undefined;
}

/** Files of a build, weakest first: bases and components, then this folder's resources, then its patches. */
function buildSources(
  directory: string,
  kustomizations: readonly KustomizationFact[],
  seen: Set<string>,
): readonly string[] {
  if (seen.has(directory)) return [];
  seen.add(directory);
  const own = kustomizations.find((each) => each.directory === directory);
  if (own === undefined) return [];
  const resolved = (paths: readonly { readonly text: string }[]): readonly string[] =>
    paths.map((each) => joined(directory, each.text));
  const folders = [...resolved(own.resources), ...resolved(own.components)];
  return [
    ...folders.flatMap((folder) => buildSources(folder, kustomizations, seen)),
    ...resolved(own.resources).filter((path) => /\.(ya?ml|json)$/.test(path)),
    ...resolved(own.patches),
  ];
}
function joined(directory: string, path: string): string {
  const parts = directory === '' ? [] : directory.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
function buildInput(fact: KustomizationFact): Parameters<typeof renderKustomizations>[1][number] {
  return {
    directory: fact.directory,
    resources: fact.resources.map((each) => each.text),
    components: fact.components.map((each) => each.text),
    isComponent: fact.isComponent,
  };
}

function scoped(facts: FileFacts, scope: string): FileFacts {
  return { ...facts, facts: facts.facts.map((fact) => ({ ...fact, scope })) };
}

/** Bases and patches of a build that succeeded: their objects speak through the rendering. */
function replacedFiles(
  rendered: readonly { readonly rendering: Rendering }[],
  kustomizations: readonly KustomizationFact[],
): ReadonlySet<string> {
  return new Set(
    rendered.flatMap(({ rendering }) =>
      rendering.tool === 'kustomize' ? buildSources(rendering.directory, kustomizations, new Set()) : [],
    ),
  );
}
const objectKinds: ReadonlySet<FactKind> = new Set([
  'workload',
  'service',
  'route',
  'gateway',
  'policy',
  'configmap',
  'autoscaler',
  'disruption-budget',
  'setting-mistake',
]);
function withoutObjects(facts: FileFacts): FileFacts {
  return { ...facts, facts: facts.facts.filter((fact) => !objectKinds.has(fact.kind)) };
}
/** A template that was rendered has been read after all. */
function withoutTemplateProblems(facts: FileFacts, renderings: readonly Rendering[]): FileFacts {
  const read = renderings.some((each) => each.tool === 'helm' && facts.file.startsWith(`${each.directory}/`));
  return read ? { ...facts, problems: facts.problems.filter((problem) => problem.code !== 'templated') } : facts;
}
function noteOf(note: RenderNote): RunNote {
  return { code: note.code, message: note.message, settle: note.settle };
}
