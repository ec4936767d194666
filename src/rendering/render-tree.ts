// The rendering step of the pipeline: charts and kustomizations become facts that stand in the files people edit.
import type { ChartToRender, Installation, InstallationValues } from '../discover/render-charts.js';
import { renderInputs } from '../discover/render-inputs.js';
import { type RenderNote, type RenderResult, readAllTheSame } from '../discover/rendering.js';
import { partsOf } from '../discover/standalone-charts.js';
import { Trees } from '../discover/trees.js';
import type { Witness } from '../grounds.js';
import type { ChartFact, Fact, FactKind, FactOf, FileFacts } from '../model/facts.js';
import { groupBy } from '../model/group-by.js';
import type { RunNote } from '../model/report.js';
import { type AnswerMemory, type FilesByPath, holdsAny } from '../parsers/facts-memory.js';
import type { ScanFiles } from '../parsers/helm/chart-loading.js';
import { chartSource } from '../parsers/helm/chart-sources.js';
import { type BoundInstall, bindInstall } from '../parsers/helm/installs.js';
import { buildSources } from '../parsers/helm/kustomize-sources.js';
import { mapRendered } from '../parsers/helm/map-rendered.js';
import { openedJson, templatedValues } from '../parsers/kit/install-values.js';
import { decodeUtf8 } from '../parsers/kit/text.js';
import { withCaddyImports } from './caddy-imports.js';
import { withComposeVariables } from './compose-variables.js';
import { controllerValues } from './controller-values.js';
import { installedBuilds } from './installed-builds.js';
import { leftOutNotes, withLeftOut } from './left-overlays.js';
import { factsOfUnrendered, readUnrenderedBuilds, readUnrenderedCharts } from './read-unrendered.js';
import { renderingReader } from './rendered-facts.js';
import { runRenderers } from './run-renderers.js';
import { readTerraformBlocks, type TerraformBlocks } from './terraform-blocks.js';
import { toldApart } from './told-apart.js';
import { unseenValues } from './unseen-values.js';
import { withValuesFrom } from './values-from.js';

export interface RenderingOptions {
  readonly root: string;
  /** PATH for `helm`, `kustomize`, `kubectl`; undefined turns rendering off. */
  readonly searchPath: string | undefined;
  readonly memory?: RenderMemory;
  /** Texts in place of files on disk, and the files of another moment: the tools then read a copy. */
  readonly texts: ReadonlyMap<string, string>;
  readonly known: ReadonlySet<string> | undefined;
  readonly answers?: AnswerMemory;
  readonly witness?: Witness;
}
/** What was rendered before: a long-lived process renders again only when a chart or kustomization changed. */
export interface RenderMemory {
  results: readonly RenderResult[] | undefined;
}
export interface Rendered {
  /** All facts: plain files that a rendering replaces gave theirs up. */
  readonly facts: readonly FileFacts[];
  readonly notes: readonly RunNote[];
  /** Folders of charts that are installed with values which no file shows. */
  readonly overridden: ReadonlySet<string>;
}

export async function renderTree(
  plain: readonly FileFacts[],
  files: FilesByPath,
  options: RenderingOptions,
): Promise<Rendered> {
  const parsed = await withCaddyImports(await withComposeVariables(plain, files), files);
  const written = parsed.flatMap((each) => each.facts);
  const charts = filledFirst(ofKind(written, 'chart'));
  const blocks = await readTerraformBlocks(parsed, charts, files);
  const facts = [...written, ...[...blocks.facts.values()].flat()];
  const kustomizations = withLeftOut(ofKind(facts, 'kustomization'), ofKind(facts, 'kustomize-install'));
  const maps = ofKind(facts, 'configmap');
  const installs = ofKind(facts, 'helm-install').map((each) =>
    withValuesFrom(each, maps, (path) => textOf(files, path)),
  );
  const mapped = [
    ...withSetups(parsed, blocks).map((each) => {
      if (blocks.filledIn.has(each.file)) return withoutTemplateProblems(withoutObjects(each));
      const own = blocks.facts.get(each.file);
      return own === undefined ? mapCommittedOutput(each, charts, files) : { ...each, facts: [...each.facts, ...own] };
    }),
    ...blocks.templates,
    ...controllerValues(installs, facts, { paths: new Set(files.keys()), textOf: (path) => textOf(files, path) }),
  ];
  const scan = scanFiles(files);
  const installed = installedBuilds(facts, kustomizations, scan);
  if (charts.length === 0 && kustomizations.length === 0 && installed.builds.length === 0)
    return { facts: mapped, notes: [], overridden: new Set() };
  const bound = installs.flatMap((install) => bindInstall(install, charts, new Set(files.keys())));
  const wanted = chartsToRender(charts, bound, files);
  const overridden = unseenValues(bound);
  const { searchPath, witness, root } = options;
  const trees = new Trees();
  witness?.renders?.(
    renderInputs({
      root,
      charts: wanted,
      kustomizations,
      sources: kustomizations.flatMap(({ directory }) => buildSources(directory, kustomizations)),
      searchPath,
    }),
    trees,
  );
  const moment = { ...options, trees, doubt: () => witness?.doubts?.() };
  const results =
    options.memory?.results ??
    (searchPath === undefined ? [] : await runRenderers(wanted, kustomizations, searchPath, moment));
  if (options.memory !== undefined) options.memory.results = results;
  const renderings = results
    .filter((result) => result.kind === 'rendered')
    .filter(({ tool, directory }) => tool === 'helm' || installed.isPlain(directory));
  const sources = { charts, kustomizations, textOf: (path: string) => textOf(files, path) };
  const reader = renderingReader(sources, options.answers);
  const rendered: FileFacts[] = [];
  for (const rendering of renderings) {
    rendered.push(...(await reader.read(rendering)));
  }
  const done = new Set(renderings.flatMap(({ tool, directory }) => (tool === 'helm' ? [directory] : [])));
  const unrendered = readUnrenderedCharts(wanted, charts, options.root, (directory) => done.has(directory), scan);
  const builds = new Set(renderings.flatMap(({ tool, directory }) => (tool === 'kustomize' ? [directory] : [])));
  const unbuilt = readUnrenderedBuilds(kustomizations, (directory) => builds.has(directory), installed, scan);
  const owners = [...done, ...unrendered.readings.map(({ directory }) => directory), ...partsOf(root, wanted)];
  const left = kustomizations.flatMap(({ directory, isLeftOut }) => (isLeftOut === true ? [directory] : []));
  const built = [...builds, ...unbuilt.readings.map(({ directory }) => directory), ...left];
  const folders = [...kustomizations, ...installed.implied];
  const replaced = new Set(built.flatMap((directory) => buildSources(directory, folders)));
  const isRead = (file: string): boolean => !unrendered.unread.has(file) && isTemplate(file, owners);
  const whole = mapped.map((each) => {
    if (isRead(each.file)) return withoutTemplateProblems(withoutObjects(each));
    return replaced.has(each.file) ? withoutObjects(each) : each;
  });
  const readings = [...unrendered.readings, ...unbuilt.readings];
  const read = new Set(readings.map(({ directory }) => directory));
  const said = new Set([...unrendered.notes, ...unbuilt.notes].map(({ directory }) => directory));
  // A tool that wanted the network says at length what the reading without it says in a line.
  const notes = results
    .filter((result) => result.kind === 'note')
    .filter(({ directory, message }) => !(said.has(directory) && message.includes('://')));
  return {
    facts: [...whole, ...rendered, ...(await factsOfUnrendered(readings))],
    notes: [
      ...[
        ...notes.map((note) => (read.has(note.directory) ? readAllTheSame(note) : note)),
        ...unrendered.notes,
        ...unbuilt.notes,
      ].map(noteOf),
      ...overridden.notes,
      ...leftOutNotes(left),
    ],
    overridden: overridden.charts,
  };
}
/** Beside a Chart.yaml, what it is made of says nothing more. */
function filledFirst(charts: readonly ChartFact[]): readonly ChartFact[] {
  const filled = new Set(charts.flatMap((each) => (each.isUnfilled === true ? [] : [each.directory])));
  return charts.filter((each) => {
    if (each.isUnfilled !== true) return true;
    const isFirst = !filled.has(each.directory);
    filled.add(each.directory);
    return isFirst;
  });
}
function scanFiles(files: FilesByPath): ScanFiles {
  const paths = [...files.keys()].sort();
  const texts = new Map<string, string | undefined>();
  return {
    below: (directory) => (directory === '' ? paths : withPrefix(paths, `${directory}/`)),
    textOf(path) {
      if (!texts.has(path)) texts.set(path, textOf(files, path));
      return texts.get(path);
    },
  };
}
/** They stand together in an ordered list: many folders of a large repository ask, each for a few of its files. */
function withPrefix(ordered: readonly string[], prefix: string): readonly string[] {
  let [from, to] = [0, ordered.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((ordered[middle] ?? '') < prefix) from = middle + 1;
    else to = middle;
  }
  while (ordered[to]?.startsWith(prefix)) to += 1;
  return ordered.slice(from, to);
}
function ofKind<K extends FactKind>(facts: readonly Fact[], kind: K): readonly FactOf<K>[] {
  return facts.filter((fact): fact is FactOf<K> => fact.kind === kind);
}

// ---------------------------------------------------------------- what is rendered with what

function chartsToRender(
  charts: readonly ChartFact[],
  bound: readonly BoundInstall[],
  files: FilesByPath,
): readonly ChartToRender[] {
  return charts.map((chart) => ({
    ...chart,
    dependencies: dependenciesOf(chart, charts, 0),
    installs: toldApart(
      bound.filter(({ directory }) => directory === chart.directory).map((each) => ({ ...each, at: each.install.at })),
    ).map(({ install, label, values }): Installation => {
      const { release, namespace } = install;
      return {
        label,
        values: values.flatMap((each) =>
          each.from === 'file'
            ? valuesOfFile(each.path.text, files, each.perhaps)
            : [{ path: each.at.file, at: each.at, json: each.json }],
        ),
        ...(install.isCommand === true ? { isCommand: true } : {}),
        ...(release === undefined || hasHole(release) ? {} : { release }),
        ...(namespace === undefined || hasHole(namespace) ? {} : { namespace }),
      };
    }),
  }));
}
/** Values that helmfile fills in before helm sees them are read as far as they are certain. */
function valuesOfFile(path: string, files: FilesByPath, perhaps: true | undefined): InstallationValues[] {
  if (!path.endsWith('.gotmpl') && perhaps === undefined) return [{ path }];
  const text = textOf(files, path);
  if (text === undefined) return [];
  return templatedValues(path, text).map(({ json, at }) => {
    return { path, at, json: perhaps === undefined ? json : openedJson(json) };
  });
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

// ---------------------------------------------------------------- where the results stand

/** What rendering gives for one file of `helm template` output, committed or piped in: places in the chart, where the chart is here. */
function mapCommittedOutput(facts: FileFacts, charts: readonly ChartFact[], files: FilesByPath): FileFacts {
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
  });
  return { ...moved, file: facts.file };
}
const named = (source: string, charts: readonly ChartFact[]): readonly ChartFact[] =>
  charts.filter((each) => each.name === source.split('/')[0]);
function textOf(files: FilesByPath, path: string): string | undefined {
  const content = files.get(path)?.read();
  return content?.ok === true ? decodeUtf8(content.bytes).text : undefined;
}

// ---------------------------------------------------------------- what a rendering speaks for

/** A file below the templates of a chart that was read as a whole, also one that holds no expression. */
function isTemplate(file: string, charts: readonly string[]): boolean {
  return charts.some((directory) => {
    const inside = directory === '' ? file : file.startsWith(`${directory}/`) ? file.slice(directory.length + 1) : '';
    return /^(?:charts\/[^/]+\/)*templates\//.test(inside);
  });
}
const objectKinds: ReadonlySet<FactKind> = new Set([
  'workload',
  'service',
  'route',
  'gateway',
  'policy',
  'configmap',
  'secret',
  'namespace',
  'autoscaler',
  'disruption-budget',
  'alert',
  'setting-mistake',
]);
function withoutObjects(facts: FileFacts): FileFacts {
  return { ...facts, facts: facts.facts.filter((fact) => !objectKinds.has(fact.kind)) };
}
/** Each fact with the file that it stands in. What a script writes by itself counts as what it writes on its machines. */
function withSetups(parsed: readonly FileFacts[], { setups, setUpBy }: TerraformBlocks): readonly FileFacts[] {
  if (setups.length === 0) return parsed;
  const facts = groupBy(
    setups.flatMap((each) => each.facts),
    (fact) => placeOf(fact),
  );
  const suppressions = groupBy(
    setups.flatMap((each) => each.suppressions),
    ({ at }) => at.file,
  );
  const files = new Set(parsed.map(({ file }) => file));
  const others = [...facts.keys()].filter((file) => !files.has(file));
  const whole = [...parsed, ...others.map((file): FileFacts => ({ file, facts: [], problems: [], suppressions: [] }))];
  return whole.map((each) => {
    const own = setUpBy.has(each.file) ? withoutWritten(each) : each;
    return {
      ...own,
      facts: [...own.facts, ...(facts.get(each.file) ?? [])],
      suppressions: [...own.suppressions, ...(suppressions.get(each.file) ?? [])],
    };
  });
}
const placeOf = (fact: Fact): string => ('at' in fact ? fact.at.file : '');
/** The files that a script writes on machines count as those of these machines. */
function withoutWritten(facts: FileFacts): FileFacts {
  const kept = facts.facts.filter(
    ({ kind }) => !objectKinds.has(kind) && kind !== 'directive-file' && kind !== 'proxy',
  );
  return { ...facts, facts: kept };
}
/** A template that was rendered has been read after all. */
function withoutTemplateProblems(facts: FileFacts): FileFacts {
  return { ...facts, problems: facts.problems.filter((problem) => problem.code !== 'templated') };
}
function noteOf(note: RenderNote): RunNote {
  return { code: note.code, message: note.message, settle: note.settle };
}
