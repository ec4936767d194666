// Renders charts and kustomizations with the tools on PATH: no shell, no network, a clean environment and a time limit.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join, relative, sep } from 'node:path';
import { type ChartDependency, copyChart } from './mend-chart.js';

export interface ChartToRender {
  /** POSIX, relative to the root; empty for the root itself. */
  readonly directory: string;
  readonly name: string;
  readonly dependencies?: readonly ChartDependency[];
}
export interface KustomizationToRender {
  readonly directory: string;
  /** Folders that others are built on are not rendered alone. */
  readonly resources: readonly string[];
  readonly components: readonly string[];
  readonly isComponent: boolean;
}
export interface RenderOptions {
  /** The value of PATH: where `helm`, `kustomize` and `kubectl` are looked for. */
  readonly searchPath: string;
  /** For one run of a tool, in milliseconds. */
  readonly timeLimit?: number;
  /** For all runs together. */
  readonly totalLimit?: number;
}

export interface Rendering {
  readonly kind: 'rendered';
  readonly output: string;
  readonly directory: string;
  readonly tool: 'helm' | 'kustomize';
  /** Relative to the root, weakest first; the chart's own values.yaml is among them. */
  readonly valuesFiles: readonly string[];
  /** Names this installation: two renderings of one chart with other values are two. */
  readonly scope: string;
}
export interface RenderNote {
  readonly kind: 'note';
  readonly code: 'no-renderer' | 'render-failed' | 'render-partial';
  readonly directory: string;
  readonly message: string;
  readonly settle: string;
}
export type RenderResult = Rendering | RenderNote;

const runLimit = 20_000;
const allRunsLimit = 120_000;
const outputLimit = 64 * 1024 * 1024;

/** Every chart with its own values, and once more with each other values file beside it. */
export function renderCharts(root: string, charts: readonly ChartToRender[], options: RenderOptions): RenderResult[] {
  const alone = charts.filter(
    (chart) => !charts.some((parent) => isBelow(chart.directory, join2(parent.directory, 'charts'))),
  );
  const helm = findTool('helm', root, options.searchPath);
  if (helm === undefined) return alone.map((chart) => noRenderer(chart.directory, 'helm', 'helm template'));
  const clock = new Budget(options);
  return alone.flatMap((chart) => renderChart(root, chart, helm, clock));
}

function renderChart(root: string, chart: ChartToRender, helm: string, clock: Budget): RenderResult[] {
  const link = linkOutside(root, chart.directory);
  if (link !== undefined)
    return [failed(chart.directory, `${link} is a link that leads out of the scan`, 'Replace the link by a file.')];
  const { own, variants, examples } = valuesFilesOf(join(root, chart.directory), chart.directory);
  const base = own === undefined ? [] : [own];
  const render = (extra: readonly string[]): RenderResult | undefined => runHelm(root, chart, helm, base, extra, clock);
  const results = [[], ...variants.map((file) => [file])].flatMap((extra) => render(extra) ?? []);
  if (results.some((result) => result.kind === 'rendered')) return results;
  // Some charts insist on values; those of their tests at least show what the templates are.
  const shown = examples.flatMap((file) => render([file]) ?? []).filter((result) => result.kind === 'rendered');
  if (shown.length > 0 || results.length === 0) return shown;
  return renderMended(root, chart, helm, base, clock) ?? results.slice(0, 1);
}

/** Most charts break at a few places only; the rest of their objects can still be read. */
const mostMends = 8;
function renderMended(
  root: string,
  chart: ChartToRender,
  helm: string,
  base: readonly string[],
  clock: Budget,
): RenderResult[] | undefined {
  const copy = copyChart(join(root, chart.directory), chart.dependencies ?? []);
  if (copy === undefined) return undefined;
  try {
    const args = ['template', releaseName(chart.name), copy.directory, '--skip-tests'];
    for (let mends = 0; mends <= mostMends; mends++) {
      const run = withClusterVersion(clock.run(helm, args, root), (version) =>
        clock.run(helm, [...args, '--kube-version', version], root),
      );
      if (!run.ok) {
        if (!copy.mend(run.error)) return undefined;
        continue;
      }
      const { output } = run;
      const scope = `helm:${chart.directory}`;
      const whole: Rendering = {
        kind: 'rendered',
        output,
        directory: chart.directory,
        tool: 'helm',
        valuesFiles: base,
        scope,
      };
      return copy.without.length === 0 ? [whole] : [whole, partial(chart.directory, copy.without)];
    }
    return undefined;
  } finally {
    copy.remove();
  }
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

function runHelm(
  root: string,
  chart: ChartToRender,
  helm: string,
  base: readonly string[],
  extra: readonly string[],
  clock: Budget,
): RenderResult | undefined {
  const files = extra.flatMap((file) => ['--values', join(root, file)]);
  const args = ['template', releaseName(chart.name), join(root, chart.directory), '--skip-tests', ...files];
  const run = withClusterVersion(clock.run(helm, args, root), (version) =>
    clock.run(helm, [...args, '--kube-version', version], root),
  );
  if (run.ok) {
    const valuesFiles = [...base, ...extra];
    const scope = `helm:${chart.directory}${extra.length === 0 ? '' : `#${extra.join(',')}`}`;
    return { kind: 'rendered', output: run.output, directory: chart.directory, tool: 'helm', valuesFiles, scope };
  }
  if (/library charts are not installable/.test(run.error)) return undefined;
  if (/missing in charts\/ directory|dependency update|dependency build/.test(run.error)) {
    const settle = 'Run `helm dependency build` in the chart, or lint the output of `helm template`.';
    return failed(chart.directory, 'its dependencies are not in charts/', settle);
  }
  const settle = 'Keep a values file with what is missing beside the chart, or lint the output of `helm template`.';
  return failed(chart.directory, reasonIn(run.error, root), settle);
}

/** A chart may demand a newer cluster than this helm assumes; it then gets the oldest one it accepts. */
function withClusterVersion(run: Run, again: (version: string) => Run): Run {
  const wanted = run.ok ? undefined : /requires kubeVersion: *>= *v?(\d+\.\d+(?:\.\d+)?)/.exec(run.error)?.[1];
  return wanted === undefined ? run : again(wanted);
}

/** Every kustomization that no other one is built on. */
export function renderKustomizations(
  root: string,
  kustomizations: readonly KustomizationToRender[],
  options: RenderOptions,
): RenderResult[] {
  const used = new Set(
    kustomizations.flatMap(({ directory, resources, components }) =>
      [...resources, ...components].map((path) => join2(directory, path)),
    ),
  );
  const outermost = kustomizations.filter(({ directory, isComponent }) => !isComponent && !used.has(directory));
  const kustomize = findTool('kustomize', root, options.searchPath);
  const kubectl = kustomize === undefined ? findTool('kubectl', root, options.searchPath) : undefined;
  const clock = new Budget(options);
  return outermost.map(({ directory }) => {
    const tool = kustomize ?? kubectl;
    if (tool === undefined) return noRenderer(directory, 'kustomize or kubectl', 'kustomize build');
    const link = linkOutside(root, directory);
    if (link !== undefined)
      return failed(directory, `${link} is a link that leads out of the scan`, 'Replace the link by a file.');
    const run = clock.run(tool, [kustomize === undefined ? 'kustomize' : 'build', join(root, directory)], root);
    return run.ok
      ? {
          kind: 'rendered',
          output: run.output,
          directory,
          tool: 'kustomize',
          valuesFiles: [],
          scope: `kustomize:${directory}`,
        }
      : failed(directory, reasonIn(run.error, root), 'Lint the output of `kustomize build`.');
  });
}

// ---------------------------------------------------------------- notes

const shown = (directory: string): string => (directory === '' ? 'this folder' : directory);

function noRenderer(directory: string, tool: string, command: string): RenderNote {
  const message = `The templates of ${shown(directory)} were not read: there is no ${tool} on PATH.`;
  return {
    kind: 'note',
    code: 'no-renderer',
    directory,
    message,
    settle: `Install it, or lint the output of \`${command}\`.`,
  };
}

function failed(directory: string, reason: string, settle: string): RenderNote {
  return {
    kind: 'note',
    code: 'render-failed',
    directory,
    message: `${shown(directory)} was not rendered: ${reason}.`,
    settle,
  };
}

/** The last line of an error holds its cause; values may be secrets, so long ones are cut. */
function reasonIn(error: string, root: string): string {
  const lines = error
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:WARNING|Use --debug|walk\.go|# )/i.test(line));
  const last = lines.at(-1) ?? 'the tool failed';
  const logged = /^[A-Z]\d{4} .*? err="(.*)"$/.exec(last)?.[1];
  const text = (logged ?? last)
    .replaceAll(`${root}${sep}`, '')
    .replace(/^Error: /i, '')
    .replace(/\.$/, '');
  return text.length > 300 ? `${text.slice(0, 297)}...` : text;
}

// ---------------------------------------------------------------- files

interface ChartValuesFiles {
  readonly own: string | undefined;
  readonly variants: readonly string[];
  readonly examples: readonly string[];
}

const variantName = /^(?:values[.-].+|.+[.-]values)\.ya?ml$/;

function valuesFilesOf(folder: string, directory: string): ChartValuesFiles {
  const names = filesIn(folder);
  const own = names.find((name) => name === 'values.yaml' || name === 'values.yml');
  return {
    own: own === undefined ? undefined : join2(directory, own),
    variants: names.filter((name) => variantName.test(name)).map((name) => join2(directory, name)),
    examples: filesIn(join(folder, 'ci'))
      .filter((name) => /values.*\.ya?ml$/.test(name))
      .map((name) => join2(directory, `ci/${name}`)),
  };
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .flatMap((entry) => (entry.isFile() ? [entry.name] : []))
      .sort();
  } catch {
    return [];
  }
}

/** More entries than any chart has are not walked. */
const mostEntries = 5000;

/** A link below the folder that leads out of the scan, for the tools would follow it. */
function linkOutside(root: string, directory: string): string | undefined {
  const top = realpathSync(root);
  const folders = [directory];
  let entries = 0;
  for (let folder = folders.pop(); folder !== undefined && entries < mostEntries; folder = folders.pop()) {
    for (const entry of listing(join(root, folder))) {
      entries++;
      const path = join2(folder, entry.name);
      if (entry.isSymbolicLink() && leavesRoot(top, join(root, path))) return path;
      if (entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules') folders.push(path);
    }
  }
  return undefined;
}

function listing(folder: string): ReturnType<typeof readAll> {
  try {
    return readAll(folder);
  } catch {
    return [];
  }
}
const readAll = (folder: string) => readdirSync(folder, { withFileTypes: true });

function leavesRoot(top: string, path: string): boolean {
  try {
    const real = realpathSync(path);
    return real !== top && !real.startsWith(top + sep);
  } catch {
    return false;
  }
}

const isBelow = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);

/** POSIX paths from the root. */
function join2(directory: string, path: string): string {
  const joined = join(directory === '' ? '.' : directory, path)
    .replaceAll('\\', '/')
    .replace(/\/$/, '');
  return joined === '.' ? '' : joined;
}

// ---------------------------------------------------------------- tools

/** Helm wants the form of a DNS label. */
function releaseName(chart: string): string {
  const name = chart
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 53);
  return name === '' ? 'release' : name;
}

/** The tool on PATH; never one from the scanned tree, and never by a relative entry. */
function findTool(name: string, root: string, searchPath: string): string | undefined {
  for (const folder of searchPath.split(delimiter)) {
    if (!isAbsolute(folder) || !relative(root, folder).startsWith('..')) continue;
    for (const file of [join(folder, name), join(folder, `${name}.exe`)]) {
      if (isExecutable(file)) return file;
    }
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Nothing of the caller's environment: no credentials, no cluster, no plug-ins. Proxies that lead nowhere and an empty PATH
 * (kustomize starts `git` for remote bases) keep the tools off the network.
 */
function cleanEnvironment(): Record<string, string> {
  const nowhere = join(tmpdir(), 'hoplint-no-such-folder');
  const dead = 'http://127.0.0.1:9';
  return {
    PATH: nowhere,
    HOME: nowhere,
    KUBECONFIG: join(nowhere, 'config'),
    HELM_NO_PLUGINS: '1',
    HELM_PLUGINS: nowhere,
    HELM_CACHE_HOME: nowhere,
    HELM_CONFIG_HOME: nowhere,
    HELM_DATA_HOME: nowhere,
    GIT_ALLOW_PROTOCOL: '',
    HTTP_PROXY: dead,
    HTTPS_PROXY: dead,
    http_proxy: dead,
    https_proxy: dead,
    NO_PROXY: '',
  };
}

type Run = { readonly ok: true; readonly output: string } | { readonly ok: false; readonly error: string };

/** Runs tools until the time for all of them is used up. */
class Budget {
  readonly #perRun: number;
  #left: number;

  constructor(options: RenderOptions) {
    this.#perRun = options.timeLimit ?? runLimit;
    this.#left = options.totalLimit ?? allRunsLimit;
  }

  run(command: string, args: readonly string[], directory: string): Run {
    const limit = Math.min(this.#perRun, this.#left);
    if (limit <= 0) return { ok: false, error: 'the time for rendering was used up by other charts' };
    const before = performance.now();
    const result = spawnSync(command, args, {
      cwd: directory,
      env: cleanEnvironment(),
      shell: false,
      encoding: 'utf8',
      timeout: limit,
      killSignal: 'SIGKILL',
      maxBuffer: outputLimit,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.#left -= performance.now() - before;
    if (result.error !== undefined) {
      const late = result.signal === 'SIGKILL';
      return { ok: false, error: late ? `it took longer than ${limit / 1000} s` : result.error.message };
    }
    return result.status === 0 ? { ok: true, output: result.stdout } : { ok: false, error: result.stderr };
  }
}
