// Containers of pods that Terraform describes, with their probes, hooks and variables.
import type { ContainerFact, EnvFact, PreStopFact, ProbeFact } from '../../../model/facts.js';
import { asText, isOpen, numericOf, portOf, textAt } from '../resources/object-fields.js';
import { field } from '../resources/resource-links.js';
import {
  expressionOf,
  imageOf,
  itemsOf,
  literalOf,
  numberOf,
  placeOfSettled,
  type Settled,
  textOf,
} from '../values/settled.js';
import { mountsOf, type Volumes } from './mounts.js';

export interface PodContainers {
  readonly containers: readonly ContainerFact[];
  /** False where a number of a probe is written but not known. */
  readonly known: boolean;
}

export function podContainers(value: Settled | undefined, volumes: Volumes = new Map()): PodContainers {
  const blocks = itemsOf(value);
  return {
    containers: blocks.map((block) => containerFact(block, volumes)),
    known: blocks.every(hasKnownProbes),
  };
}

const probes = ['readiness_probe', 'liveness_probe', 'startup_probe'];
const numbers = [
  'initial_delay_seconds',
  'period_seconds',
  'timeout_seconds',
  'failure_threshold',
  'success_threshold',
];

function hasKnownProbes(block: Settled): boolean {
  return !probes.some((probe) => numbers.some((name) => isOpen(field(block, probe, name))));
}

function containerFact(block: Settled, volumes: Volumes): ContainerFact {
  const image = imageOf(field(block, 'image'));
  const command = wordsOf(field(block, 'command'));
  const args = wordsOf(field(block, 'args'));
  const workingDir = textAt(field(block, 'working_dir'));
  const readiness = probeFact(field(block, 'readiness_probe'));
  const liveness = probeFact(field(block, 'liveness_probe'));
  const startup = probeFact(field(block, 'startup_probe'));
  const preStop = preStopFact(field(block, 'lifecycle', 'pre_stop'));
  const limits = field(block, 'resources', 'limits');
  const requests = field(block, 'resources', 'requests');
  const memoryLimit = textAt(field(limits, 'memory'));
  const cpuLimit = textAt(field(limits, 'cpu'));
  const memoryRequest = textAt(field(requests, 'memory'));
  const cpuRequest = textAt(field(requests, 'cpu'));
  const tty = literalOf(field(block, 'tty'));
  const mounts = mountsOf(block, volumes);
  return {
    name: textOf(field(block, 'name')) ?? '',
    at: placeOfSettled(block),
    env: itemsOf(field(block, 'env')).flatMap(envFact),
    envFrom: itemsOf(field(block, 'env_from')).flatMap(envSource),
    ports: itemsOf(field(block, 'port')).flatMap(portFact),
    sidecar: textOf(field(block, 'restart_policy')) === 'Always',
    ...(mounts.length === 0 ? {} : { mounts }),
    ...(image === undefined ? {} : { image }),
    ...(command === undefined ? {} : { command }),
    ...(args === undefined ? {} : { args }),
    ...(workingDir === undefined ? {} : { workingDir }),
    ...(readiness === undefined ? {} : { readiness }),
    ...(liveness === undefined ? {} : { liveness }),
    ...(startup === undefined ? {} : { startup }),
    ...(preStop === undefined ? {} : { preStop }),
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
    ...(cpuLimit === undefined ? {} : { cpuLimit }),
    ...(memoryRequest === undefined ? {} : { memoryRequest }),
    ...(cpuRequest === undefined ? {} : { cpuRequest }),
    ...(typeof tty === 'boolean' ? { tty } : {}),
  };
}

function wordsOf(value: Settled | undefined): ContainerFact['command'] {
  const items = itemsOf(value);
  const words = items.map((item) => textOf(item));
  const known = words.flatMap((word) => word ?? []);
  if (value === undefined || items.length === 0 || known.length < words.length) return undefined;
  return { form: 'exec', words: known, at: placeOfSettled(value) };
}

function envFact(block: Settled): EnvFact[] {
  const name = textOf(field(block, 'name'));
  if (name === undefined) return [];
  const from = field(block, 'value_from') ?? field(block, 'value_source');
  const reference = itemsOf(from).length === 0 ? undefined : referenceOf(from);
  const value = reference === undefined ? expressionOf(field(block, 'value')) : undefined;
  return [
    {
      name,
      at: placeOfSettled(block),
      ...(value === undefined ? {} : { value: asText(value) }),
      ...(reference === undefined ? {} : { from: reference }),
    },
  ];
}
function referenceOf(from: Settled | undefined): EnvFact['from'] {
  const kinds = [
    ['configmap', 'config_map_key_ref'],
    ['secret', 'secret_key_ref'],
  ] as const;
  for (const [kind, block] of kinds) {
    const name = textOf(field(from, block, 'name'));
    const key = textOf(field(from, block, 'key'));
    if (name !== undefined && key !== undefined) return { kind, name, key };
  }
  const ofCloudRun = field(from, 'secret_key_ref', 'secret');
  if (ofCloudRun !== undefined) return { kind: 'secret', name: textOf(ofCloudRun) ?? '', key: '' };
  const path = textOf(field(from, 'field_ref', 'field_path'));
  return path === undefined ? undefined : { kind: 'field', name: path, key: '' };
}
function envSource(block: Settled): ContainerFact['envFrom'] {
  const map = textOf(field(block, 'config_map_ref', 'name'));
  const name = map ?? textOf(field(block, 'secret_ref', 'name'));
  const prefix = textOf(field(block, 'prefix'));
  if (name === undefined) return [];
  const from = map === undefined ? 'secret' : 'configmap';
  return [{ from, name, at: placeOfSettled(block), ...(prefix === undefined ? {} : { prefix }) }];
}

export function portFact(block: Settled): ContainerFact['ports'] {
  const port = numberOf(field(block, 'container_port'));
  if (port === undefined) return [];
  const name = textOf(field(block, 'name'));
  const hostPort = numberOf(field(block, 'host_port'));
  const protocol = textOf(field(block, 'protocol'));
  return [
    {
      port,
      at: placeOfSettled(block),
      ...(name === undefined ? {} : { name }),
      ...(hostPort === undefined ? {} : { hostPort }),
      ...(protocol === undefined ? {} : { protocol }),
    },
  ];
}

function probeFact(value: Settled | undefined): ProbeFact | undefined {
  const block = itemsOf(value)[0];
  if (block === undefined) return undefined;
  const initialDelay = numericOf(field(block, 'initial_delay_seconds'));
  const period = numericOf(field(block, 'period_seconds'));
  const timeout = numericOf(field(block, 'timeout_seconds'));
  const failures = numericOf(field(block, 'failure_threshold'));
  const successes = numericOf(field(block, 'success_threshold'));
  return {
    ...handlerOf(block),
    at: placeOfSettled(block),
    ...(initialDelay === undefined ? {} : { initialDelay }),
    ...(period === undefined ? {} : { period }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(failures === undefined ? {} : { failures }),
    ...(successes === undefined ? {} : { successes }),
  };
}
function handlerOf(block: Settled): Pick<ProbeFact, 'handler' | 'path' | 'port' | 'scheme' | 'command'> {
  const http = itemsOf(field(block, 'http_get'))[0];
  const socket = itemsOf(field(block, 'tcp_socket'))[0];
  const exec = itemsOf(field(block, 'exec'))[0];
  const grpc = itemsOf(field(block, 'grpc'))[0];
  const port = portOf(field(http ?? socket ?? grpc, 'port'));
  const withPort = port === undefined ? {} : { port };
  if (http !== undefined) {
    const path = textAt(field(http, 'path'));
    const scheme = textOf(field(http, 'scheme'));
    return {
      handler: 'http',
      ...withPort,
      ...(path === undefined ? {} : { path }),
      ...(scheme === undefined ? {} : { scheme }),
    };
  }
  if (socket !== undefined) return { handler: 'tcp', ...withPort };
  if (grpc !== undefined) return { handler: 'grpc', ...withPort };
  if (exec === undefined) return { handler: 'none' };
  const command = wordsOf(field(exec, 'command'))?.words;
  return { handler: 'exec', ...(command === undefined ? {} : { command }) };
}

function preStopFact(value: Settled | undefined): PreStopFact | undefined {
  const block = itemsOf(value)[0];
  if (block === undefined) return undefined;
  const at = placeOfSettled(block);
  const exec = itemsOf(field(block, 'exec'))[0];
  const sleep = itemsOf(field(block, 'sleep'))[0];
  const http = itemsOf(field(block, 'http_get'))[0];
  if (exec !== undefined) {
    const command = wordsOf(field(exec, 'command'))?.words;
    return { handler: 'exec', at, ...(command === undefined ? {} : { command }) };
  }
  if (sleep !== undefined) {
    const length = expressionOf(field(sleep, 'seconds'));
    return { handler: 'sleep', at, ...(length === undefined ? {} : { sleep: length }) };
  }
  if (http === undefined) return { handler: itemsOf(field(block, 'tcp_socket')).length > 0 ? 'tcp' : 'none', at };
  const path = textAt(field(http, 'path'));
  const port = portOf(field(http, 'port'));
  return { handler: 'http', at, ...(path === undefined ? {} : { path }), ...(port === undefined ? {} : { port }) };
}
