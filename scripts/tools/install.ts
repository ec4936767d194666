// Finds the programs that judge fixtures, and installs what can be installed; says why a program could not be had.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export type Tool = { readonly path: string } | { readonly missing: string };

export interface ToolSource {
  readonly program: string;
  readonly from: /** `with`: a part in a package of its own, and a file by which one sees that it is there. */
    | { readonly debian: string; readonly with?: { readonly name: string; readonly file: string } }
    | { readonly go: string }
    | { readonly pypi: string }
    /** Only where somebody has installed it already. */
    | { readonly none: string };
}

/** `folder` keeps what is installed between runs. */
export function findTool({ program, from }: ToolSource, folder: string): Tool {
  const part = 'debian' in from ? from.with : undefined;
  const there = onPath(program) ?? existing(join(folder, 'bin', program));
  if (there !== undefined && (part === undefined || existsSync(part.file))) return { path: there };
  mkdirSync(folder, { recursive: true });
  if ('debian' in from) return fromDebian(program, [from.debian, ...(part === undefined ? [] : [part.name])]);
  if ('go' in from) return fromGo(program, from.go, folder);
  return 'pypi' in from ? fromPypi(program, from.pypi, folder) : { missing: from.none };
}

function fromDebian(program: string, names: readonly string[]): Tool {
  const all = names.join(' ');
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return { missing: `needs apt-get install ${all}` };
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-q'], { env });
  const installed = run('apt-get', ['install', '-qy', '--no-install-recommends', ...names], { env });
  return installed === undefined ? foundOr(onPath(program), `${all} holds no ${program}`) : { missing: installed };
}
function fromGo(program: string, module: string, folder: string): Tool {
  const bin = join(folder, 'bin');
  const problem = run('go', ['install', module], { env: { ...process.env, GOBIN: bin } });
  return problem === undefined
    ? foundOr(existing(join(bin, program)), `${module} builds no ${program}`)
    : { missing: problem };
}
function fromPypi(program: string, name: string, folder: string): Tool {
  const venv = join(folder, name);
  const problem = run('python3', ['-m', 'venv', venv]) ?? run(join(venv, 'bin/pip'), ['install', '--quiet', name]);
  return problem === undefined
    ? foundOr(existing(join(venv, 'bin', program)), `${name} holds no ${program}`)
    : { missing: problem };
}

/** Undefined when it went well, else what to tell. */
function run(command: string, args: readonly string[], options: { env?: NodeJS.ProcessEnv } = {}): string | undefined {
  const ran = spawnSync(command, args, { encoding: 'utf8', timeout: 900_000, ...options });
  if (ran.status === 0) return undefined;
  const said = (ran.error?.message ?? ran.stderr ?? '').trim().split('\n').at(-1) ?? '';
  return `${command} ${args.join(' ')} failed: ${said}`;
}
function foundOr(path: string | undefined, missing: string): Tool {
  return path === undefined ? { missing } : { path };
}
function onPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}
function existing(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}
