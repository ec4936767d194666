// Lists what hoplint knows about a repository, said the way labels say it.
import type { Expression } from '../../src/model/expression.js';
import type { ProbeFact, Quantity } from '../../src/model/facts.js';
import type { Location } from '../../src/model/location.js';
import { type Origin, originPlace, placeOf, type Setting, type TimeBound } from '../../src/model/setting.js';
import type { Container, Model, Server, Workload } from '../../src/model/topology.js';
import { secondsOf } from './read-claims.js';

/** One thing hoplint knows. */
export interface Extracted {
  readonly families: readonly string[];
  /** For each claim the texts that hoplint would agree to. */
  readonly says: Readonly<Record<string, readonly string[]>>;
  readonly at: readonly Location[];
}

export function extractFacts(model: Model): readonly Extracted[] {
  return [
    ...model.servers.flatMap(fromServer),
    ...model.workloads.flatMap((each) => fromWorkload(each, model)),
    ...fromObjects(model),
    ...fromProxies(model),
  ].map((each) => ({ ...each, says: lowered(each.says) }));
}
function lowered(says: Extracted['says']): Extracted['says'] {
  return Object.fromEntries(
    Object.entries(says).map(([name, texts]) => [name, texts.map((text) => text.toLowerCase())]),
  );
}

/** Every place inside a fact: a label may name any of its lines. */
export function placesIn(value: unknown, depth = 0): readonly Location[] {
  if (typeof value !== 'object' || value === null || depth > 6) return [];
  if (isLocation(value)) return [value];
  return Object.values(value).flatMap((each) => placesIn(each, depth + 1));
}
function isLocation(value: object): value is Location {
  return 'file' in value && 'line' in value && 'endColumn' in value;
}
function placesOf(setting: Setting<unknown>): readonly Location[] {
  if (setting.state === 'known') return originPlaces(setting.origin);
  return [placeOf(setting), ...(setting.candidates ?? []).flatMap((each) => originPlaces(each.origin))];
}
function originPlaces(origin: Origin): readonly Location[] {
  return origin.kind === 'derived' ? [origin.at, ...origin.from.flatMap(originPlaces)] : [originPlace(origin)];
}
/** Names a value passed through. */
function namesOf(setting: Setting<unknown>): readonly string[] {
  const walk = (origin: Origin): readonly string[] =>
    origin.kind === 'derived'
      ? [...origin.how.split(/[^\w]+/), ...origin.from.flatMap(walk)]
      : origin.kind === 'written' && origin.text !== undefined
        ? origin.text.split(/[^\w]+/)
        : [];
  return setting.state === 'known' ? walk(setting.origin) : [];
}
/** Variables of the environment that a value is read from, whether or not they are set. */
function variablesIn(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'env':
      return [expression.name];
    case 'fallback':
    case 'either':
      return expression.options.flatMap(variablesIn);
    case 'arithmetic':
      return expression.operands.flatMap(variablesIn);
    case 'convert':
      return variablesIn(expression.operand);
    default:
      return [];
  }
}
function boundText(bound: TimeBound): string {
  return bound.kind === 'finite' ? secondsOf(bound.length, 'ms') : bound.kind === 'unbounded' ? 'infinite' : 'off';
}
/** The value; or what remains possible, when all agree. */
function timeText(setting: Setting): readonly string[] {
  if (setting.state === 'known') return [boundText(setting.value)];
  const possible = [...new Set((setting.candidates ?? []).map((each) => boundText(each.value)))];
  return possible.length === 1 ? possible : [];
}
function time(families: readonly string[], setting: Setting, around: readonly Location[] = []): Extracted {
  return {
    families: [...families, 'time'],
    says: { value: timeText(setting), via: namesOf(setting) },
    at: [...placesOf(setting), ...around],
  };
}
function literalText(expression: Expression | undefined): readonly string[] {
  return expression?.kind === 'literal' ? [String(expression.value)] : [];
}
function settingText(setting: Setting<unknown>): readonly string[] {
  return setting.state === 'known' ? [String(setting.value)] : [];
}
const percentText = (setting: Setting<number> | undefined): readonly string[] =>
  setting === undefined ? [] : settingText(setting);
/** `16.13.2` is also `16` and `16.13`. */
function versionText(setting: Setting<string>): readonly string[] {
  const values =
    setting.state === 'known' ? [setting.value] : (setting.candidates ?? []).map((each) => each.value.slice(0));
  return values.flatMap((each) => {
    const parts = each.replace(/^[^\d]*/, '').split('.');
    return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
  });
}

function fromServer(server: Server): readonly Extracted[] {
  const { settings, fact, shutdown } = server;
  const created = [fact.at, ...(fact.listenAt === undefined ? [] : [fact.listenAt])];
  const get = (name: Parameters<typeof settings.get>[0]): Setting => settings.get(name) as Setting;
  const here = (name: Parameters<typeof settings.get>[0]): readonly Location[] =>
    settings.isWritten(name) ? [] : created;
  const node = (family: string, name: Parameters<typeof settings.get>[0]): Extracted => {
    const { says, at, families } = time([family], get(name), here(name));
    const written = fact.settings.filter((each) => each.name === name);
    return {
      families,
      says: { ...says, via: [...(says['via'] ?? []), ...written.flatMap(({ value }) => variablesIn(value))] },
      at: [...at, ...written.map(({ keyAt }) => keyAt)],
    };
  };
  const times =
    fact.language === 'go'
      ? [
          time(['go.IdleTimeout'], get('inbound.idleTimeout'), created),
          time(['go.ReadTimeout'], get('inbound.requestTimeout'), here('inbound.requestTimeout')),
          time(['go.ReadHeaderTimeout'], get('inbound.headerTimeout'), here('inbound.headerTimeout')),
          time(['go.WriteTimeout'], get('inbound.writeTimeout'), here('inbound.writeTimeout')),
        ]
      : [
          node('node.keepAliveTimeout', 'inbound.advertisedIdleTimeout'),
          node('node.headersTimeout', 'inbound.headerTimeout'),
        ];
  const handled = shutdown.handlers.flatMap((each) => [each.at, ...placesIn(each.steps)]);
  return [
    ...times,
    { families: ['go.server', 'node.server'], says: { exists: ['yes'] }, at: created },
    {
      families: ['node.version', 'go.version'],
      says: { version: versionText(server.runtimeVersion) },
      at: placesOf(server.runtimeVersion),
    },
    {
      families: ['server.port'],
      says: { value: settingText(server.port) },
      at: [...placesOf(server.port), ...created],
    },
    {
      families: ['sigterm'],
      says: {
        handled: [shutdown.handled],
        waits: [shutdown.waits],
        time: [shutdown.force, shutdown.delay, shutdown.waitLimit].flatMap(timeText),
      },
      at: [shutdown.at, ...created, ...handled],
    },
    time(['go.shutdown_timeout', 'graceful'], shutdown.force),
    time(['go.shutdown_timeout', 'graceful'], shutdown.waitLimit),
    time(['app_pre_shutdown_delay'], shutdown.delay),
  ];
}

function fromWorkload(workload: Workload, model: Model): readonly Extracted[] {
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

const docker: readonly string[] = ['docker.cmd', 'docker.entrypoint', 'docker.final'];
/** The chain of the container, with the instructions of its Dockerfile. */
function commandOf(container: Container, model: Model): Extracted {
  const { chain } = container.delivery;
  const files = new Set(container.imageFiles.map((each) => each.file));
  const stages = model.facts
    .of('dockerfile')
    .filter((each) => files.has(each.at.file))
    .flatMap((each) => each.stages.slice(-1));
  const words = chain.flatMap((each) => programWords(each.text));
  const language = container.server?.fact.language;
  return {
    families: docker,
    says: {
      ...imageSays(container),
      ...programSays([...words, ...(language === 'node' ? ['node'] : [])]),
      form: stages.flatMap((stage) => (stage.entrypoint ?? stage.cmd)?.form ?? []),
      pid1: [
        programWords(chain[0]?.text ?? '')[0] ?? '',
        ...(chain.every(isReplaced) ? programWords(chain.at(-1)?.text ?? '').slice(0, 1) : []),
      ],
      order: ordersOf(chain.map((each) => programWords(each.text))),
    },
    at: [
      ...chain.map((each) => each.at),
      ...container.imageFiles,
      ...stages.flatMap((stage) => [stage.at, ...placesIn(stage.entrypoint), ...placesIn(stage.cmd)]),
    ],
  };
}
function isReplaced(step: { readonly text: string }, index: number, all: readonly unknown[]): boolean {
  return index === all.length - 1 || /\.sh\b|^(?:ba|da)?sh\b/.test(step.text);
}
function imageSays(container: Container): Extracted['says'] {
  const base = container.baseImage;
  const text = base.state === 'known' ? base.value : '';
  return {
    base: [
      text,
      ...['distroless', 'scratch', 'alpine', 'debian', 'ubuntu'].filter((each) => text.includes(each)),
      // Debian's releases stand for it in the tags of other images.
      ...(/\b(?:stretch|buster|bullseye|bookworm|trixie)\b/.test(text) ? ['debian'] : []),
    ],
    shell: settingText(container.shell),
  };
}
/** `program:npm` and so on: what a label may name. */
function programSays(words: readonly string[]): Extracted['says'] {
  return Object.fromEntries(words.map((word) => [`program:${word.toLowerCase()}`, [word]]));
}
function programWords(text: string): readonly string[] {
  return text.split(/[\s'"&;]+/).flatMap((word) => (word === '' ? [] : [word.replace(/^.*\//, '')]));
}
/** First programs of the steps, in order, with steps left out: labels name the ones that matter. */
function ordersOf(steps: readonly (readonly string[])[]): readonly string[] {
  const heads = steps.flatMap((words) => words[0] ?? []);
  const orders: string[] = [];
  for (let mask = 1; mask < 1 << Math.min(heads.length, 8); mask++) {
    orders.push(heads.filter((_, index) => (mask & (1 << index)) !== 0).join(' '));
  }
  return orders;
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

/** The number, where no template fills it in. */
function quantityText(quantity: Quantity | undefined, standard?: string): readonly string[] {
  if (quantity === undefined) return standard === undefined ? [] : [standard];
  return 'value' in quantity ? [String(quantity.value)] : [];
}
function fromObjects(model: Model): readonly Extracted[] {
  return [
    ...model.autoscalers.map(
      (each): Extracted => ({
        families: ['hpa'],
        says: {
          exists: ['yes'],
          min: quantityText(each.min, '1'),
          max: quantityText(each.max),
          ...Object.fromEntries(
            each.metrics.map((metric) => [metric.resource ?? metric.type, quantityText(metric.target)]),
          ),
        },
        at: placesIn(each),
      }),
    ),
    ...model.facts.of('route').map(
      (each): Extracted => ({
        families: ['ingress.className', 'ingress.apiVersion'],
        says: {
          class: each.ingressClass === undefined ? [] : [each.ingressClass.text],
          api: [each.apiVersion, each.apiVersion.replace(/^.*\//, '')],
        },
        at: [each.at, each.nameAt, ...placesIn(each.ingressClass)],
      }),
    ),
    ...model.services.flatMap((service) =>
      service.annotations.flatMap((each): Extracted[] => {
        const family = annotationFamilies[each.key];
        return family === undefined ? [] : [{ families: [family[0]], says: { word: [family[1]] }, at: [each.at] }];
      }),
    ),
    ...model.facts.of('dockerfile').flatMap((file) =>
      file.stages.slice(-1).map((stage): Extracted => {
        const command = [...(stage.entrypoint?.words ?? []), ...(stage.cmd?.words ?? [])].join(' ');
        const words = programWords(command);
        return {
          families: docker,
          says: {
            ...programSays(words),
            form: [(stage.entrypoint ?? stage.cmd)?.form ?? ''],
            pid1: words.slice(0, 1),
            base: ['distroless', 'scratch', 'alpine', 'debian', 'ubuntu'].filter((each) =>
              stage.from.text.includes(each),
            ),
          },
          at: [stage.at, ...placesIn(stage.entrypoint), ...placesIn(stage.cmd)],
        };
      }),
    ),
  ];
}
const annotationFamilies: Readonly<Record<string, readonly [string, string]>> = {
  'cloud.google.com/neg': ['service', 'container-native'],
  'cloud.google.com/backend-config': ['gke', 'referenced'],
};

function fromProxies(model: Model): readonly Extracted[] {
  return model.paths.flatMap((path) =>
    path.nodes.flatMap((node): readonly Extracted[] => {
      if (node.is === 'gap' || node.server !== undefined) return [];
      const health = node.settings.get('health.path');
      return [
        time(['alb.idle_timeout'], node.settings.get('outbound.idleTimeout'), [node.at]),
        time(['alb.tg.deregistration_delay'], node.settings.get('drain.deregistrationDelay'), [node.at]),
        time(['nginx.proxy_read_timeout', 'nginx'], node.settings.get('outbound.responseTimeout'), [node.at]),
        {
          families: ['alb.tg.health_check'],
          says: {
            path: settingText(health),
            interval: timeText(node.settings.get('health.interval')),
            timeout: timeText(node.settings.get('health.timeout')),
            healthy: settingText(node.settings.get('health.healthyThreshold')),
            unhealthy: settingText(node.settings.get('health.unhealthyThreshold')),
          },
          at: [...placesOf(health), node.at],
        },
      ];
    }),
  );
}
