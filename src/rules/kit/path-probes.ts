// Probes of the kubelet that ask for a path which the program refuses.
import type { ProbeFact } from '../../model/facts.js';
import type { Origin } from '../../model/setting.js';
import type { Container, HabitTable, Model, Server, Workload } from '../../model/topology.js';
import type { Verdict } from '../../model/verdict.js';
import { acceptsStatus, mayAnswerPath } from './answered-paths.js';
import type { Tale } from './define-rule.js';
import { alwaysFailing, serversBehind } from './probes.js';
import { showCount, showPlace } from './wording.js';
import { mainPath } from './workloads.js';

export interface PathProbe {
  readonly kind: 'path-probe';
  readonly workload: Workload;
  readonly container: Container;
  readonly probe: ProbeFact;
  readonly which: 'readiness' | 'liveness' | 'startup';
  readonly path: string;
  /** The one that is asked, if that is certain and it answers by its routes alone. */
  readonly server: Server;
  readonly platform: HabitTable;
}

export function* pathProbes({ workloads, platform }: Model): Iterable<PathProbe> {
  for (const workload of workloads) {
    if (workload.fact.platform !== 'kubernetes') continue;
    for (const container of workload.containers)
      for (const which of ['readiness', 'liveness', 'startup'] as const) {
        const probe = container[which];
        if (probe?.handler !== 'http' || probe.port === undefined) continue;
        const [server, ...others] = serversBehind(container, probe.port);
        if (server === undefined || others.length > 0 || server.unroutedStatus.state === 'unknown') continue;
        yield {
          kind: 'path-probe',
          workload,
          container,
          probe,
          which,
          path: probe.path?.text ?? '/',
          server,
          platform,
        };
      }
  }
}
export function answersPathProbe({ probe, path, server, platform }: PathProbe): Verdict {
  const codes = platform.text('probe-success-codes');
  const { unroutedStatus: status, fact } = server;
  if (codes.state === 'unknown') return { holds: 'unknown', because: [codes.reason] };
  if (status.state === 'unknown') return { holds: 'unknown', because: [status.reason] };
  const isTaken = fact.routes.some((route) => mayAnswerPath(route, path));
  const because: Origin[] = [{ kind: 'written', at: probe.at }, status.origin];
  return { holds: isTaken || acceptsStatus(codes.value, status.value) ? 'yes' : 'no', because };
}

export function tellPathProbe({ workload, container, probe, which, path, server }: PathProbe): Tale {
  const requests = mainPath(workload);
  const asks = `The ${which} probe of container ${container.name} of ${workload.title} asks for ${path} (${showPlace(probe.path?.at ?? probe.at)})`;
  return {
    message: `${asks}, which its server has no route for and answers with ${showCount(server.unroutedStatus)}, ${alwaysFailing[which]}.`,
    help: `Let the probe ask for a path that is answered without a login, or add a route for ${path}.`,
    at: probe.path?.at ?? probe.at,
    related: [{ message: 'the server answers here', location: server.fact.at }],
    key: [workload.title, container.name, which, 'path'],
    confidence: 'medium',
    ...(requests === undefined ? {} : { path: requests }),
  };
}
