// What the kubelet does when a pod ends, with the times of the variant's manifest: preStop, SIGTERM, SIGKILL at the end of the grace period.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ended, pause, type Started } from './processes.js';

export interface PodTimes {
  /** Milliseconds from the start of the end until SIGKILL. */
  readonly grace: number;
  readonly preStop: number;
}
interface Manifest {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly terminationGracePeriodSeconds?: number;
        readonly containers: readonly { readonly lifecycle?: { readonly preStop?: Hook } }[];
      };
    };
  };
}
interface Hook {
  readonly sleep?: { readonly seconds: number };
  readonly exec?: { readonly command: readonly string[] };
}
export function podTimes(folder: string): PodTimes {
  const [text = ''] = readFileSync(join(folder, 'api.yaml'), 'utf8').split(/^---$/m);
  const manifest: Manifest = parse(text);
  const { terminationGracePeriodSeconds = 30, containers } = manifest.spec.template.spec;
  const hook = containers[0]?.lifecycle?.preStop;
  const seconds = hook?.sleep?.seconds ?? Number(/sleep (\d+)/.exec(hook?.exec?.command.join(' ') ?? '')?.[1] ?? 0);
  return { grace: terminationGracePeriodSeconds * 1000, preStop: seconds * 1000 };
}

/** Resolves when the process has ended; tells whether it had to be killed. */
export async function endPod(server: Started, { grace, preStop }: PodTimes): Promise<'ended' | 'killed'> {
  const started = Date.now();
  await pause(Math.min(preStop, grace));
  server.kill('SIGTERM');
  const left = Math.max(0, grace - (Date.now() - started));
  if (await ended(server, left)) return 'ended';
  server.kill('SIGKILL');
  await ended(server, 1000);
  return 'killed';
}
