// Runs other people's tools: found on PATH, without a shell, network or the caller's environment, and within a time limit.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join, relative } from 'node:path';

export interface ToolLimits {
  /** For one run of a tool, in milliseconds. */
  readonly timeLimit?: number;
  /** For all runs together. */
  readonly totalLimit?: number;
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

/** Runs tools until the time for all of them is used up. */
export class Budget {
  readonly #perRun: number;
  #left: number;

  constructor(options: ToolLimits) {
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
