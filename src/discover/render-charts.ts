// Renders charts with helm: as they are installed where the repository says so, else with each values file beside them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isBeforeProduction, isForDevelopers, isForProduction } from '../model/environments.js';
import type { Location } from '../model/location.js';
import { type ChartDependency, copyChart, lacksDependencies, type MendedChart } from './mend-chart.js';
import { linkOutside } from './outside-links.js';
import { joinPosix } from './posix.js';
import {
  failed,
  noRenderer,
  type Rendering,
  type RenderNote,
  type RenderResult,
  reasonIn,
  shown,
  type ValuesSource,
} from './rendering.js';
import { copiedTree, type ToolInputs } from './run-memory.js';
import { sideBySide } from './side-by-side.js';
import { standaloneCharts } from './standalone-charts.js';
import { Budget, findTool, type Run, type ToolLimits } from './tools.js';
import { type ChartValuesFiles, valuesFilesOf } from './values-variants.js';

export interface ChartToRender {
  /** POSIX, relative to the root; empty for the root itself. */
  readonly directory: string;
  readonly name: string;
  readonly isLibrary?: boolean;
  readonly dependencies?: readonly ChartDependency[];
  /** How the repository installs it; none: with its own values, and once more with each other values file beside it. */
  readonly installs?: readonly Installation[];
}
export interface Installation {
  /** As a path names it: "Application api". */
  readonly label: string;
  /** Weakest first. */
  readonly values: readonly InstallationValues[];
  readonly release?: string;
  readonly namespace?: string;
  /** Somebody may install it so: beside its own values and the files beside it, not in place of them. */
  readonly isCommand?: true;
}
/** A file, or values that stand in the installing object. */
export type InstallationValues =
  | { readonly path: string }
  | { readonly path: string; readonly at: Location; readonly json: string };
export interface RenderOptions extends ToolLimits {
  /** The value of PATH: where the tool is looked for. */
  readonly searchPath: string;
}

/** As the repository installs it; else with its own values, and with each values file beside it. */
export function installationsOf(root: string, chart: ChartToRender): readonly Installation[] {
  return wantedOf(chart, valuesFilesOf(join(root, chart.directory), chart.directory));
}
function wantedOf({ directory, installs = [] }: ChartToRender, found: ChartValuesFiles): readonly Installation[] {
  const declared = installs.filter(({ isCommand }) => isCommand !== true);
  if (declared.length > 0) return declared;
  const own = joinPosix(directory, 'values.yaml');
  // A command without values of its own says no more than the chart itself.
  const telling = installs.filter(({ values }) =>
    values.some((each) => ('json' in each ? saysHowItRuns(each.json) : each.path !== own)),
  );
  const said = ({ values }: Installation): string =>
    JSON.stringify(values.map((each) => ('json' in each ? each.json : each.path)));
  const different = [...new Map(telling.map((install) => [said(install), install])).values()];
  const named = new Set(different.flatMap(({ values }) => values.map(({ path }) => path)));
  const inside = (path: string): string => (directory === '' ? path : path.slice(directory.length + 1));
  const files = different.flatMap(({ values }) =>
    values.flatMap((each) => (isOtherFile(each, own) ? [each.path] : [])),
  );
  const isChosen = files.some((path) => !isBeforeProduction(path));
  const hasProduction = files.some(isForProduction) || found.variants.some((path) => isForProduction(inside(path)));
  const isForUsers = ({ values }: Installation): boolean =>
    !hasProduction || !values.some((each) => isOtherFile(each, own) && isForDevelopers(each.path));
  const commands = different.filter(isForUsers).slice(0, mostCommands);
  // Where production has values of its own, those of a developer's cluster are not what users meet.
  const rest = found.variants.filter((path) => !named.has(path) && !(hasProduction && isForDevelopers(inside(path))));
  const isNeverPlain = isChosen && installs.every(({ values }) => values.some((each) => isOtherFile(each, own)));
  // Without values of its own, a chart that a command gives some is never installed without them.
  const isGiven = (found.own === undefined || isAlwaysFilledIn(installs)) && commands.length > 0;
  return [...(isGiven || isNeverPlain ? [] : [{ label: '', values: [] }]), ...rest.map(withFile), ...commands];
}
const isOtherFile = (each: InstallationValues, own: string): boolean => !('json' in each) && each.path !== own;
/** Most pairs on a command line say which image runs, or where: nothing that a second rendering would show. */
function saysHowItRuns(json: string): boolean {
  const keys = json.split('"').filter((_, index) => index % 2 === 1);
  return !keys.some((key) => /image|tag|digest|version|sha|host|domain|secret|password|url/i.test(key));
}
/** Every command fills something in that nobody sees: the chart's own value is not what runs. */
const isAlwaysFilledIn = (commands: readonly Installation[]): boolean =>
  commands.every(({ values }) =>
    values.some((each) => 'json' in each && saysHowItRuns(each.json) && each.json.includes('"${')),
  );
/** More of them are environments of one pattern. */
const mostCommands = 8;
/** More of them test what one part of the chart does, and take the time of the other charts. */
const mostExamples = 8;
const withFile = (path: string): Installation => ({ label: path, values: [{ path }] });

export async function renderCharts(
  root: string,
  charts: readonly ChartToRender[],
  options: RenderOptions,
): Promise<RenderResult[]> {
  const alone = standaloneCharts(root, charts);
  const helm = findTool('helm', root, options.searchPath);
  if (helm === undefined) return alone.map((chart) => noRenderer(chart.directory, 'helm', 'helm template'));
  const clock = new Budget(options);
  const run: Helm = (args, inputs) => clock.run(helm, args, root, inputs);
  return (await sideBySide(alone, (chart) => renderChart(root, chart, run))).flat();
}

type Helm = (args: readonly string[], inputs: ToolInputs) => Promise<Run>;

async function renderChart(root: string, chart: ChartToRender, helm: Helm): Promise<RenderResult[]> {
  const link = linkOutside(root, chart.directory);
  if (link !== undefined)
    return [failed(chart.directory, `${link} is a link that leads out of the scan`, 'Replace the link by a file.')];
  const found = valuesFilesOf(join(root, chart.directory), chart.directory);
  const base: readonly ValuesSource[] = found.own === undefined ? [] : [{ path: found.own }];
  const plain: Installation = { label: '', values: [] };
  const installs = chart.installs ?? [];
  const wanted = wantedOf(chart, found);
  const attempt = new Attempt(root, chart, base, helm);
  const results = await attempt.renderAll(wanted, join(root, chart.directory));
  const rendered = results.filter((result) => result.kind === 'rendered');
  // An installation that cannot be rendered says nothing about the others; one of many values files may not be one.
  const isDeclared = installs.some(({ isCommand }) => isCommand !== true);
  if (rendered.length > 0) return isDeclared ? results : rendered;
  if (attempt.isLibrary) return [];
  // Some charts insist on values; those of their tests at least show what the templates are.
  const examples = await attempt.renderAll(
    found.examples.slice(0, mostExamples).map(withFile),
    join(root, chart.directory),
  );
  const shownBy = examples.filter((result) => result.kind === 'rendered');
  if (shownBy.length > 0) return shownBy;
  const mended = await attempt.renderMended(wanted);
  if (mended !== undefined) return mended;
  const bare = isDeclared ? await attempt.render(plain, join(root, chart.directory)) : undefined;
  return bare?.kind === 'rendered' ? [...results.slice(0, 1), bare] : results.slice(0, 1);
}

/** Most charts break at a few places only; the rest of their objects can still be read. */
const mostMends = 8;

class Attempt {
  readonly #root: string;
  readonly #chart: ChartToRender;
  readonly #base: readonly ValuesSource[];
  readonly #helm: Helm;
  readonly #lacksDependencies: boolean;
  isLibrary = false;

  constructor(root: string, chart: ChartToRender, base: readonly ValuesSource[], helm: Helm) {
    this.#root = root;
    this.#chart = chart;
    this.#base = base;
    this.#helm = helm;
    // Of a library, helm says first that it cannot be installed.
    this.#lacksDependencies =
      chart.isLibrary !== true && lacksDependencies(join(root, chart.directory), chart.dependencies ?? []);
  }

  /** One after the other: charts are rendered side by side. */
  async renderAll(installs: readonly Installation[], directory: string): Promise<RenderResult[]> {
    const results: RenderResult[] = [];
    for (const install of installs) results.push(await this.render(install, directory));
    return results;
  }
  async render(install: Installation, directory: string): Promise<RenderResult> {
    if (this.#lacksDependencies) return this.#withoutDependencies();
    const run = await this.#run(install, directory);
    if (run.ok) return this.#rendering(install, run.output);
    const { directory: chart } = this.#chart;
    if (/library charts are not installable/.test(run.error)) this.isLibrary = true;
    if (/missing in charts\/ directory|dependency update|dependency build/.test(run.error))
      return this.#withoutDependencies();
    const settle = 'Keep a values file with what is missing beside the chart, or lint the output of `helm template`.';
    return failed(chart, reasonIn(run.error, this.#root), settle);
  }

  #withoutDependencies(): RenderNote {
    const settle = 'Run `helm dependency build` in the chart, or lint the output of `helm template`.';
    return failed(this.#chart.directory, 'its dependencies are not in charts/', settle);
  }

  /** In a copy of the chart, without what keeps it from rendering. */
  async renderMended(installs: readonly Installation[]): Promise<RenderResult[] | undefined> {
    const { directory, dependencies = [] } = this.#chart;
    const copy = copyChart(this.#root, directory, dependencies);
    if (copy === undefined) return undefined;
    try {
      const rendered: Rendering[] = [];
      for (const install of installs) {
        const mended = await this.#mended(install, copy);
        if (mended !== undefined) rendered.push(mended);
      }
      if (rendered.length === 0) return undefined;
      return copy.without.length === 0 ? rendered : [...rendered, partial(directory, copy.without)];
    } finally {
      copy.remove();
    }
  }

  async #mended(install: Installation, copy: MendedChart): Promise<Rendering | undefined> {
    for (let mends = 0; mends <= mostMends; mends++) {
      const run = await this.#run(install, copy.directory);
      if (run.ok) return this.#rendering(install, run.output);
      if (!copy.mend(run.error)) return undefined;
    }
    return undefined;
  }

  /** What somebody fills in before helm sees the values may be no YAML where it stands without quotes, or name functions that helm lacks. */
  async #run(install: Installation, directory: string): Promise<Run> {
    const run = await this.#runWith(install, directory);
    const values = run.ok ? install.values : install.values.map(withPlaceholders);
    const isSame = values.every((each, index) => each === install.values[index]);
    return isSame ? run : this.#runWith({ ...install, values }, directory);
  }

  async #runWith(install: Installation, directory: string): Promise<Run> {
    const written = writeInline(install.values);
    try {
      const files = install.values.map((each, index) => written?.files.get(index) ?? join(this.#root, each.path));
      const namespace = install.namespace === undefined ? [] : ['--namespace', install.namespace];
      const name = releaseName(install.release ?? this.#chart.name);
      const values = files.flatMap((file) => ['--values', file]);
      const args = ['template', name, directory, '--skip-tests', ...namespace, ...values];
      const base = copiedTree(directory) ?? this.#root;
      const helm = (each: readonly string[]): Promise<Run> => this.#helm(each, { paths: [directory, ...files], base });
      const run = await withoutSchema(helm, args);
      // A chart may demand a newer cluster than this helm assumes; it then gets the oldest one it accepts.
      const version = run.ok ? undefined : /requires kubeVersion: *>= *v?(\d+\.\d+(?:\.\d+)?)/.exec(run.error)?.[1];
      return version === undefined ? run : await withoutSchema(helm, [...args, '--kube-version', version]);
    } finally {
      written?.remove();
    }
  }

  #rendering({ label, values }: Installation, output: string): Rendering {
    const { directory } = this.#chart;
    return {
      kind: 'rendered',
      output,
      directory,
      tool: 'helm',
      values: [...this.#base, ...values],
      scope: `helm:${directory}${label === '' ? '' : `#${label}`}`,
    };
  }
}

/** The schema of a chart's values may lie on the network, and says nothing about what its templates write. */
async function withoutSchema(helm: (args: readonly string[]) => Promise<Run>, args: readonly string[]): Promise<Run> {
  const run = await helm(args);
  const judged =
    !run.ok && /values don't meet the specifications of the schema|failing loading "https?:/.test(run.error);
  return judged ? helm([...args, '--skip-schema-validation']) : run;
}

/** The same with its expressions in the form of a placeholder, which is YAML without quotes as well. */
function withPlaceholders(values: InstallationValues): InstallationValues {
  if (!('json' in values) || !values.json.includes('{{')) return values;
  const json = values.json.replaceAll(/\{\{([^{}]{0,300})\}\}/g, (_, expression: string) => {
    const word = /[A-Za-z_][\w.]*/.exec(expression)?.[0] ?? 'value';
    return `\${${word}}`;
  });
  return { ...values, json };
}

/** Values of an installing object go through a file of their own, by their place among the values. */
function writeInline(
  values: readonly InstallationValues[],
): { readonly files: ReadonlyMap<number, string>; remove(): void } | undefined {
  if (!values.some((each) => 'json' in each)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'hoplint-values-'));
  const files = new Map<number, string>();
  for (const [index, each] of values.entries()) {
    if (!('json' in each)) continue;
    const file = join(folder, `${index}.json`);
    writeFileSync(file, each.json);
    files.set(index, file);
  }
  return { files, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function partial(directory: string, without: readonly string[]): RenderNote {
  return {
    kind: 'note',
    code: 'render-partial',
    directory,
    message: `${shown(directory)} was rendered without ${without.join(' and ')}.`,
    settle: 'Lint the output of `helm template` with the values of an installation to see all of it.',
  };
}

/** Helm wants the form of a DNS label. */
export function releaseName(wanted: string): string {
  const name = wanted
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '-')
    .replaceAll(/^-+|(?<!-)-+$/g, '')
    .slice(0, 53);
  return name === '' ? 'release' : name;
}
