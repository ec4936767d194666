// Programs of this machine, and the folder where programs of others are kept between runs.
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A program and the arguments that always come first. */
export type Program = readonly [string, ...string[]];

export const home = join(tmpdir(), 'hoplint-reproduce');

export function onPath(name: string): Program | undefined {
  const found = spawnSync('sh', ['-c', `PATH="$PATH:/usr/sbin:/sbin" command -v ${name}`], { encoding: 'utf8' });
  return found.status === 0 ? [found.stdout.trim()] : undefined;
}
