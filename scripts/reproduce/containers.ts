// Runs the process of an image as a container runtime would: first process of its own, with the image's shell as /bin/sh.
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Started, start } from './processes.js';
import type { Tools } from './tools.js';

/** ENTRYPOINT and CMD of the folder's Dockerfile, as one command. */
function imageCommand(folder: string): readonly string[] {
  const lines = readFileSync(join(folder, 'Dockerfile'), 'utf8').split('\n');
  return [...instruction(lines, 'ENTRYPOINT'), ...instruction(lines, 'CMD')];
}
function instruction(lines: readonly string[], name: string): readonly string[] {
  const line = lines.findLast((each) => each.startsWith(`${name} `));
  if (line === undefined) return [];
  const text = line.slice(name.length + 1).trim();
  if (!text.startsWith('[')) return ['/bin/sh', '-c', text];
  const words: unknown = JSON.parse(text);
  return Array.isArray(words) ? words.map(String) : [];
}

/** A PATH with the Node and npm that the image holds. */
function imagePath(folder: string, tools: Tools): string {
  const dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8');
  const bin = join(folder, '.bin');
  mkdirSync(bin, { recursive: true });
  const node = /FROM node:([\d.]+)/.exec(dockerfile)?.[1];
  if (node !== undefined) symlinkSync(tools.node(node), join(bin, 'node'));
  const npm = /npm@([\d.]+)/.exec(dockerfile)?.[1];
  if (npm !== undefined) symlinkSync(tools.npm(npm), join(bin, 'npm'));
  return `${bin}:${process.env['PATH'] ?? ''}`;
}

export interface RunningContainer {
  readonly child: Started;
  /** Host's number of the first process. */
  first(): number;
}
/** In PID and mount namespaces of its own. `folder` is a copy that may be written to. */
export function startContainer(folder: string, tools: Tools, env: Readonly<Record<string, string>>): RunningContainer {
  const alpine = /FROM \S*alpine/.test(readFileSync(join(folder, 'Dockerfile'), 'utf8'));
  const [busybox] = tools.find('busybox') ?? [];
  const shell = alpine && busybox !== undefined ? `mount --bind ${busybox} /bin/sh && ` : '';
  const child = start(
    [
      ...['unshare', '--fork', '--pid', '--mount', '--kill-child=SIGKILL'],
      ...['/bin/sh', '-c', `${shell}exec "$@"`, 'sh', ...imageCommand(folder)],
    ],
    { cwd: folder, env: { PATH: imagePath(folder, tools), ...env } },
  );
  return {
    child,
    first: () => Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ')[0]),
  };
}
