// Runs other people's tools: found on PATH, without a shell, network or the caller's environment, and within a time limit.
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join, relative } from 'node:path';
import { baseMark, identityOf, keyOfRun, type RunMemory, type ToolInputs } from './run-memory.js';
import { Trees } from './trees.js';

export interface ToolLimits {
  /** For one run of a tool, in milliseconds. */
  readonly timeLimit?: number;
  /** For all runs together, from the start of the first. */
  readonly totalLimit?: number;
  /** What was answered before. */
  readonly answers?: RunMemory;
  /** What lies in the folders that tools read. */
  readonly trees?: Trees;
  /** Called for a run that may end otherwise the next time, though nothing has changed. */
  readonly doubt?: () => void;
}

const runLimit = 20_000;
const allRunsLimit = 120_000;
const outputLimit = 64 * 1024 * 1024;

/** The tool on PATH; never one from the scanned tree, and never by a relative entry. */
export function findTool(name: string, root: string, searchPath: string): string | undefined {
  for (const folder of searchPath.split(delimiter)) {
    if (!isOutside(folder, root)) continue;
    for (const file of [join(folder, name), join(folder, `${name}.exe`)]) {
      if (isExecutable(file)) return file;
    }
  }
  return undefined;
}

/** The programs that would render charts and kustomizations: where they are found, and what the file system says of them. */
export function renderersOn(searchPath: string | undefined, root: string): readonly (readonly unknown[])[] {
  if (searchPath === undefined) return [];
  const found = ['helm', 'kustomize', 'kubectl'].flatMap((name) => findTool(name, root, searchPath) ?? []);
  return found.map((tool) => [tool, identityOf(tool)]);
}

const isOutside = (folder: string, root: string): boolean =>
  isAbsolute(folder) && relative(root, folder).startsWith('..');
/** PATH without what lies in the scanned tree, for runs in a copy of it. */
export function pathOutside(root: string, searchPath: string): string {
  return searchPath
    .split(delimiter)
    .filter((folder) => isOutside(folder, root))
    .join(delimiter);
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

export type Run = { readonly ok: true; readonly output: string } | { readonly ok: false; readonly error: string };

function isRun(value: unknown): value is Run {
  return typeof value === 'object' && value !== null && 'ok' in value;
}
function mapText(run: Run, change: (text: string) => string): Run {
  return run.ok ? { ok: true, output: change(run.output) } : { ok: false, error: change(run.error) };
}

/** Runs tools until the time for all of them is used up. */
export class Budget {
  readonly #perRun: number;
  readonly #answers: RunMemory | undefined;
  readonly #trees: Trees;
  readonly #doubt: (() => void) | undefined;
  readonly #total: number;
  /** When the time for all of them is over. */
  #end: number | undefined;

  constructor(options: ToolLimits) {
    this.#perRun = options.timeLimit ?? runLimit;
    this.#total = options.totalLimit ?? allRunsLimit;
    this.#answers = options.answers;
    this.#trees = options.trees ?? new Trees();
    this.#doubt = options.doubt;
  }

  async run(command: string, args: readonly string[], directory: string, inputs: ToolInputs): Promise<Run> {
    const key = this.#answers === undefined ? undefined : keyOfRun(command, args, inputs, this.#trees);
    const before = key === undefined ? undefined : this.#answers?.recall(key);
    if (isRun(before)) return mapText(before, (text) => text.replaceAll(baseMark, () => inputs.base));
    const { stopped, ...run } = await this.#start(command, args, directory);
    if (key === undefined || stopped) this.#doubt?.();
    else
      this.#answers?.remember(
        key,
        mapText(run, (text) => text.replaceAll(inputs.base, baseMark)),
      );
    return run;
  }
  #start(command: string, args: readonly string[], directory: string): Promise<Ended> {
    const now = performance.now();
    this.#end ??= now + this.#total;
    const limit = Math.floor(Math.min(this.#perRun, this.#end - now));
    return limit > 0
      ? started(command, args, directory, limit)
      : Promise.resolve({ ok: false, error: 'the time for rendering was used up by other charts', stopped: true });
  }
}

/** `stopped`: not by its own decision, so that the next time it may end otherwise. */
type Ended = Run & { readonly stopped: boolean };

/** `limit`: in milliseconds. */
function started(command: string, args: readonly string[], directory: string, limit: number): Promise<Ended> {
  return new Promise((resolve) => {
    const options = {
      cwd: directory,
      env: cleanEnvironment(),
      shell: false,
      encoding: 'utf8',
      timeout: limit,
      killSignal: 'SIGKILL',
      maxBuffer: outputLimit,
      windowsHide: true,
    } as const;
    const child = execFile(command, args, options, (error, output, complaint) => {
      if (error === null) resolve({ ok: true, output, stopped: false });
      // It did not start, or said too much.
      else if (typeof error.code === 'string') resolve({ ok: false, error: error.message, stopped: true });
      else if (error.killed === true)
        resolve({ ok: false, error: `it took longer than ${limit / 1000} s`, stopped: true });
      else resolve({ ok: false, error: withoutAddresses(complaint), stopped: typeof error.code !== 'number' });
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end();
  });
}

/** What a Go program says of its memory is another number each time. */
const withoutAddresses = (words: string): string => words.replace(/\b0x[0-9a-f]+\b/g, '0x…');
