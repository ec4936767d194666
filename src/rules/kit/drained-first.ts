// Platforms that take a task out of its balancer, and let it drain, before they send the stop signal.
import type { Setting } from '../../model/setting.js';
import type { Workload } from '../../model/topology.js';
import { boundLength, satisfies } from '../../model/verdict.js';

/** How long the balancer drains a task before the platform sends the signal; undefined where the signal comes at once. */
export function drainedBefore(workload: Workload): Setting | undefined {
  if (workload.fact.platform !== 'ecs') return undefined;
  const delays = workload.paths.flatMap((path) =>
    path.nodes.flatMap((node) => (node.is === 'hop' ? [node.settings.get('drain.deregistrationDelay')] : [])),
  );
  return delays.find((delay) => satisfies(delay, (bound) => boundLength(bound) > 0).holds === 'yes');
}
