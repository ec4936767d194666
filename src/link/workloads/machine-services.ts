// Services of machines, by the machine and by the ports that their servers listen on.
import type { WorkloadFact } from '../../model/facts.js';
import { groupByEach } from '../../model/group-by.js';
import type { Setting } from '../../model/setting.js';
import type { ContainerLinks } from './containers.js';

const possible = (port: Setting<number>): readonly number[] =>
  port.state === 'known' ? [port.value] : (port.candidates ?? []).map(({ value }) => value);

/** What runs on a machine, asked from there or from outside. */
export interface MachinePlace {
  readonly machines?: readonly string[];
}
export interface MachineService {
  readonly workload: WorkloadFact;
  /** That of the container, where the machine passes requests on to it. */
  readonly port: number;
}

export class MachineServices {
  readonly #containers: ContainerLinks;
  readonly #all: readonly WorkloadFact[];
  readonly #byMachine: ReadonlyMap<string, readonly WorkloadFact[]>;

  constructor(workloads: readonly WorkloadFact[], containers: ContainerLinks) {
    this.#containers = containers;
    this.#all = workloads.filter(({ platform }) => platform === 'machine');
    this.#byMachine = groupByEach(this.#all, ({ machines = [] }) => machines);
  }

  on(machine: string): readonly WorkloadFact[] {
    return this.#byMachine.get(machine) ?? [];
  }

  /** On the same machine as far as files tell. Two on one port cannot be told apart: they run on different machines, or one of them does not run. */
  listening(port: number, { machines }: MachinePlace): MachineService | undefined {
    const [machine] = machines ?? [];
    const near = machine === undefined ? this.#all : this.on(machine);
    const [only, another] = this.answering(near, port);
    return another === undefined ? only : undefined;
  }

  answering(workloads: readonly WorkloadFact[], port: number): readonly MachineService[] {
    return workloads.flatMap((workload) => {
      const found = this.#portBehind(workload, port);
      return found === undefined ? [] : [{ workload, port: found }];
    });
  }
  /** It certainly answers on other ports than this one. */
  isElsewhere(workload: WorkloadFact, port: number): boolean {
    const published = workload.containers.flatMap(({ ports }) => ports.flatMap(({ hostPort }) => hostPort ?? []));
    if (published.length > 0) return !published.includes(port);
    const servers = this.#containers.of(workload).flatMap(({ serverCandidates }) => serverCandidates);
    return servers.length > 0 && servers.every(({ port: own }) => own.state === 'known' && own.value !== port);
  }
  #portBehind(workload: WorkloadFact, port: number): number | undefined {
    const published = workload.containers
      .flatMap(({ ports }) => ports)
      .filter(({ hostPort }) => hostPort !== undefined);
    if (published.length > 0) return published.find(({ hostPort }) => hostPort === port)?.port;
    const listens = this.#containers
      .of(workload)
      .some(({ serverCandidates }) => serverCandidates.some((server) => possible(server.port).includes(port)));
    return listens ? port : undefined;
  }
}
