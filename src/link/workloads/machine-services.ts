// Services of a machine, by the ports that their servers listen on.
import type { WorkloadFact } from '../../model/facts.js';
import type { Setting } from '../../model/setting.js';
import type { ContainerLinks } from './containers.js';

const possible = (port: Setting<number>): readonly number[] =>
  port.state === 'known' ? [port.value] : (port.candidates ?? []).map(({ value }) => value);

/** Two on one port cannot be told apart: they run on different machines, or one of them does not run. */
export function serviceListening(
  workloads: readonly WorkloadFact[],
  containers: ContainerLinks,
): (port: number) => WorkloadFact | undefined {
  const units = workloads.filter(({ platform }) => platform === 'machine');
  return (wanted) => {
    const [only, another] = units.filter((unit) =>
      containers
        .of(unit)
        .some(({ serverCandidates }) => serverCandidates.some(({ port }) => possible(port).includes(wanted))),
    );
    return another === undefined ? only : undefined;
  };
}
