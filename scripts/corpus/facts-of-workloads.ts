// What hoplint knows of a workload and its containers: replicas, rollout, budgets, probes, hooks and limits.
import type { ProbeFact } from '../../src/model/facts.js';
import type { Container, Model, Workload } from '../../src/model/topology.js';
import { commandOf } from './facts-of-images.js';
import {
  type Extracted,
  literalText,
  percentText,
  placesIn,
  placesOf,
  quantityText,
  settingText,
  time,
  timeText,
} from './say-values.js';

export function fromWorkload(workload: Workload, model: Model): readonly Extracted[] {
  const around = [workload.at, workload.fact.podSpecAt];
  const { ecs } = workload.fact;
  const strategy = workload.strategy;
  const budgets = workload.disruptionBudgets;
  const volume = workload.fact.volumesReadWriteOnce;
  return [
    {
      families: ['replicas', 'ecs.desired_count'],
      says: { value: settingText(workload.replicas) },
      at: [...placesOf(workload.replicas), ...around],
    },
    time(['grace'], workload.grace, around),
    {
      families: ['strategy'],
      says: {
        type: [strategy?.type?.text ?? 'RollingUpdate'],
        written: [strategy?.maxSurge === undefined && strategy?.maxUnavailable === undefined ? 'no' : 'yes'],
        surge: shareText(strategy?.maxSurge?.text ?? '25%', workload, Math.ceil),
        unavailable: shareText(strategy?.maxUnavailable?.text ?? '25%', workload, Math.floor),
        minReadySeconds:
          workload.fact.minReadySeconds === undefined ? ['0'] : literalText(workload.fact.minReadySeconds),
      },
      at: [...placesIn(strategy), ...placesIn(workload.fact.minReadySeconds), ...around],
    },
    {
      families: ['pdb'],
      says: { exists: [budgets.length > 0 ? 'yes' : 'no'] },
      at: [...around, ...budgets.map((each) => each.at)],
    },
    ...(volume === undefined
      ? []
      : [{ families: ['persistence'], says: { access: ['ReadWriteOnce'] }, at: [volume.at, volume.mode.at] }]),
    ...(ecs === undefined
      ? []
      : [
          {
            families: ['ecs.deployment_percent'],
            says: { min: percentText(workload.deployment?.least), max: percentText(workload.deployment?.most) },
            at: [workload.at, ...placesIn(ecs)],
          },
        ]),
    ...workload.containers.flatMap((container) => fromContainer(container, workload, model)),
  ];
}

/** A share of the replicas, and the count it comes to. */
function shareText(text: string, { replicas }: Workload, round: (count: number) => number): readonly string[] {
  const percent = /^(\d+)%$/.exec(text)?.[1];
  if (percent === undefined || replicas.state === 'unknown') return [text];
  return [text, String(round((Number(percent) / 100) * replicas.value))];
}

function fromContainer(container: Container, workload: Workload, model: Model): readonly Extracted[] {
  const { fact } = container;
  const probe = (family: string, own: ProbeFact | undefined): Extracted => ({
    families: [family],
    says: probeSays(own, container.readiness),
    at: [...placesIn(own), container.at],
  });
  const preStop = container.preStop;
  return [
    probe('readiness', container.readiness),
    probe('liveness', container.liveness),
    probe('startup', container.startup),
    {
      families: ['preStop'],
      says: {
        exists: [preStop === undefined ? 'no' : 'yes'],
        delay: timeText(container.preStopDelay),
        shell: [(preStop?.command ?? []).slice(0, 2).join(' ').replace('/bin/', '')],
      },
      at: [...placesIn(preStop), container.at],
    },
    {
      families: ['limits'],
      says: { cpu: [fact.cpuLimit?.text ?? 'none'], memory: [fact.memoryLimit?.text ?? 'none'] },
      at: [...placesIn(fact.memoryLimit), ...placesIn(fact.cpuLimit), container.at],
    },
    time(['ecs.stopTimeout'], workload.grace, [container.at, ...container.imageFiles]),
    commandOf(container, model),
  ];
}

function probeSays(probe: ProbeFact | undefined, readiness: ProbeFact | undefined): Extracted['says'] {
  if (probe === undefined) return { handler: ['none'] };
  const paths = [probe.path?.text, ...(probe.command ?? [])].filter((each) => each !== undefined);
  const same =
    readiness !== undefined &&
    probe.path?.text === readiness.path?.text &&
    String(probe.port?.port) === String(readiness.port?.port);
  return {
    handler: [probe.handler],
    path: paths.map((each) => each.replace(/^.*:\d+(?=\/)/, '')),
    port: probe.port === undefined ? [] : [String(probe.port.port)],
    period: quantityText(probe.period, '10'),
    timeout: quantityText(probe.timeout, '1'),
    failures: quantityText(probe.failures, '3'),
    delay: quantityText(probe.initialDelay, '0'),
    same: [same ? 'yes' : 'no'],
  };
}
