// Compares what hoplint extracted with the labelled facts: the place within tolerance, and the value where the label gives one.
import type { Expression } from '../../src/model/expression.js';
import type { ProbeFact } from '../../src/model/facts.js';
import type { Location } from '../../src/model/location.js';
import { type Origin, originPlace, placeOf, type Setting, type TimeBound } from '../../src/model/setting.js';
import type { Model, Server } from '../../src/model/topology.js';
import { isNear, type LabelledFact } from './labels.js';

/** One thing hoplint knows, said the way labels say it. */
export interface Extracted {
  readonly keys: readonly string[];
  readonly value: string;
  readonly at: readonly Location[];
}
export interface FactScore {
  readonly label: LabelledFact;
  readonly found: boolean;
  /** What stood at that place instead, for the list of misses. */
  readonly instead: string;
}

export function scoreFacts(labels: readonly LabelledFact[], model: Model): readonly FactScore[] {
  const extracted = extractAll(model);
  return labels.map((label) => {
    const key = familyOf(label.key);
    const sameKey = extracted.filter((each) => each.keys.includes(key));
    const near = sameKey.filter((each) => each.at.some((at) => isNear(at, label)));
    const found = near.some((each) => agrees(key, label.value, each.value));
    return {
      label,
      found,
      instead: (near.length > 0 ? near : sameKey)
        .map((each) => each.value)
        .slice(0, 3)
        .join(' | '),
    };
  });
}

/** `readiness.order`, `sigterm.handler.frontend`, `replicas.helm`: the part before the name of the thing. */
export function familyOf(key: string): string {
  if (key.startsWith('sigterm')) return 'sigterm';
  if (/^(node|go|alb|ecs|docker|server)\./.test(key)) return key.replace(/^go\.IdleTimeout_s$/, 'go.IdleTimeout');
  return key.replace(/[. ].*$/, '');
}

function agrees(key: string, label: string, value: string): boolean {
  const wanted = label.toLowerCase();
  const got = value.toLowerCase();
  if (wanted === got) return true;
  if (wanted.startsWith('none') && got === 'none') return true;
  if (key === 'sigterm')
    return !wanted.startsWith('none') && !wanted.startsWith('only') ? got !== 'none' : got === 'none';
  if (key === 'node.version') return got === wanted || got.startsWith(`${wanted}.`) || wanted.startsWith(`${got}.`);
  if (/^-?[\d.]+$/.test(wanted)) return Number(wanted) === Number(got);
  if (wanted === 'infinite') return got === 'infinite';
  // Descriptions in words: every path, number and command word the value holds must stand in the label.
  const words = got.split(/[^a-z0-9/._-]+/).filter((word) => word.length > 0);
  return words.length > 0 && words.every((word) => wanted.includes(word));
}

function seconds(setting: Setting): string {
  return boundText(setting, 1000);
}
function boundText(setting: Setting, unit: number): string {
  if (setting.state === 'unknown') {
    const values = [...new Set((setting.candidates ?? []).map((each) => boundOf(each.value, unit)))];
    return values.length === 1 ? (values[0] ?? '?') : `? ${setting.reason.text}`;
  }
  return boundOf(setting.value, unit);
}
function boundOf(bound: TimeBound, unit: number): string {
  return bound.kind === 'finite' ? String(bound.length / unit) : bound.kind === 'unbounded' ? 'infinite' : 'off';
}
/** Every place a value passed through: a label may name any of them. */
function placesOf(setting: Setting<unknown>): readonly Location[] {
  return setting.state === 'unknown' ? [placeOf(setting)] : originPlaces(setting.origin);
}
function originPlaces(origin: Origin): readonly Location[] {
  return origin.kind === 'derived' ? [origin.at, ...origin.from.flatMap(originPlaces)] : [originPlace(origin)];
}
function expressionText(expression: Expression | undefined): string {
  return expression?.kind === 'literal' ? String(expression.value) : '?';
}

function extractAll(model: Model): readonly Extracted[] {
  return [...model.servers.flatMap(fromServer), ...fromWorkloads(model), ...fromObjects(model), ...fromProxies(model)];
}

function fromServer(server: Server): readonly Extracted[] {
  const { settings, fact } = server;
  const created = [fact.at, ...(fact.listenAt === undefined ? [] : [fact.listenAt])];
  const time = (keys: readonly string[], name: Parameters<typeof settings.get>[0], unit: number): Extracted => {
    const setting = settings.get(name) as Setting;
    return {
      keys,
      value: boundText(setting, unit),
      at: [...placesOf(setting), ...(settings.isWritten(name) ? [] : created)],
    };
  };
  const isNode = fact.language !== 'go';
  const handled = server.shutdown.handled;
  return [
    ...(isNode
      ? [
          time(['node.keepAliveTimeout_ms', 'node.keepAliveTimeout assignment'], 'inbound.advertisedIdleTimeout', 1),
          time(['node.headersTimeout_ms'], 'inbound.headerTimeout', 1),
        ]
      : [
          {
            ...time(['go.IdleTimeout'], 'inbound.idleTimeout', 1000),
            at: [...placesOf(settings.get('inbound.idleTimeout')), ...created],
          },
          time(['go.ReadTimeout_s'], 'inbound.requestTimeout', 1000),
          time(['go.ReadHeaderTimeout_s'], 'inbound.headerTimeout', 1000),
          time(['go.WriteTimeout_s'], 'inbound.writeTimeout', 1000),
        ]),
    { keys: ['go.server', 'node.server'], value: 'server', at: created },
    {
      keys: ['node.version', 'go.version'],
      value: server.runtimeVersion.state === 'known' ? server.runtimeVersion.value : '?',
      at: placesOf(server.runtimeVersion),
    },
    {
      keys: ['server.port'],
      value: expressionText(fact.port),
      at: fact.port === undefined ? created : [fact.port.at, ...created],
    },
    {
      keys: ['sigterm'],
      value: handled === 'yes' ? 'handled' : handled === 'no' ? 'none' : '?',
      at: [server.shutdown.at, ...created, ...server.shutdown.because.map((each) => each.at)],
    },
    {
      keys: ['go.shutdown_timeout_s', 'graceful'],
      value: seconds(server.shutdown.force),
      at: placesOf(server.shutdown.force),
    },
    { keys: ['graceful'], value: boundText(server.shutdown.force, 1), at: placesOf(server.shutdown.force) },
    { keys: ['app_pre_shutdown_delay_s'], value: seconds(server.shutdown.delay), at: placesOf(server.shutdown.delay) },
  ];
}

function probeText(probe: ProbeFact | undefined): string {
  if (probe === undefined) return 'none';
  return (
    [
      probe.path?.text ?? (probe.command ?? []).join(' ').slice(0, 0),
      probe.port?.port,
      probe.handler === 'exec' ? 'exec' : '',
    ]
      .filter((each) => each !== undefined && each !== '')
      .join(' ') || probe.handler
  );
}

function fromWorkloads(model: Model): readonly Extracted[] {
  return model.workloads.flatMap((workload) => {
    const around = [workload.at, workload.fact.podSpecAt];
    const replicas = workload.replicas.state === 'known' ? String(workload.replicas.value) : '?';
    const strategy = workload.strategy;
    const ecs = workload.fact.ecs;
    return [
      { keys: ['replicas', 'ecs.desired_count'], value: replicas, at: [...placesOf(workload.replicas), ...around] },
      { keys: ['grace_s'], value: seconds(workload.grace), at: [...placesOf(workload.grace), ...around] },
      {
        keys: ['strategy'],
        value:
          [strategy?.maxSurge?.text, strategy?.maxUnavailable?.text].filter((each) => each !== undefined).join(' ') ||
          (strategy?.type?.text ?? 'defaults'),
        at: [...(strategy === undefined ? [] : [strategy.at]), ...around],
      },
      ...(ecs === undefined
        ? []
        : [
            {
              keys: ['ecs.deployment_percent'],
              value: [ecs.minimumHealthyPercent, ecs.maximumPercent].map(expressionText).join(' '),
              at: [
                workload.at,
                ...[ecs.minimumHealthyPercent, ecs.maximumPercent].flatMap((each) =>
                  each === undefined ? [] : [each.at],
                ),
              ],
            },
          ]),
      ...workload.containers.flatMap((container) => [
        {
          keys: ['readiness'],
          value: probeText(container.readiness),
          at: [container.readiness?.at ?? container.at, container.at],
        },
        {
          keys: ['liveness'],
          value: probeText(container.liveness),
          at: [container.liveness?.at ?? container.at, container.at],
        },
        { keys: ['startup'], value: probeText(container.startup), at: [container.startup?.at ?? container.at] },
        {
          keys: ['preStop'],
          value: (container.preStop?.command ?? []).join(' '),
          at: [container.preStop?.at ?? container.at],
        },
        {
          keys: ['limits'],
          value: [container.fact.cpuLimit?.text, container.fact.memoryLimit?.text]
            .filter((each) => each !== undefined)
            .join(' '),
          at: [container.fact.memoryLimit?.at ?? container.at],
        },
        {
          keys: ['ecs.stopTimeout_s'],
          value: seconds(workload.grace),
          at: [container.at, ...placesOf(workload.grace), ...container.imageFiles],
        },
        {
          keys: ['docker.cmd', 'docker.entrypoint', 'docker.final'],
          value: container.delivery.chain
            .map((each) => each.text)
            .slice(0, 1)
            .join(' '),
          at: [...container.delivery.chain.map((each) => each.at), ...container.imageFiles],
        },
      ]),
    ];
  });
}

function fromObjects(model: Model): readonly Extracted[] {
  return [
    ...model.autoscalers.map((each) => ({
      keys: ['hpa'],
      value: [each.min, each.max]
        .flatMap((count) => (count !== undefined && 'value' in count ? [count.value] : []))
        .join('-'),
      at: [each.at, each.nameAt, ...(each.min === undefined ? [] : [each.min.at])],
    })),
    ...model.facts.of('route').map((each) => ({
      keys: ['ingress'],
      value: each.ingressClass?.text ?? each.apiVersion,
      at: [each.at, each.nameAt, ...(each.ingressClass === undefined ? [] : [each.ingressClass.at])],
    })),
    ...model.facts.of('dockerfile').flatMap((file) =>
      file.stages.map((stage) => ({
        keys: ['docker.cmd', 'docker.entrypoint', 'docker.final'],
        value: (stage.entrypoint ?? stage.cmd)?.words.join(' ') ?? stage.from.text,
        at: [stage.at, ...[stage.entrypoint?.at, stage.cmd?.at].flatMap((at) => (at === undefined ? [] : [at]))],
      })),
    ),
  ];
}

function fromProxies(model: Model): readonly Extracted[] {
  return model.paths.flatMap((path) =>
    path.nodes.flatMap((node) => {
      if (node.is === 'gap' || node.server !== undefined) return [];
      const time = (
        keys: readonly string[],
        name: 'outbound.idleTimeout' | 'drain.deregistrationDelay' | 'outbound.responseTimeout',
      ): Extracted => {
        const setting = node.settings.get(name);
        return { keys, value: seconds(setting), at: [...placesOf(setting), node.at] };
      };
      const health = node.settings.get('health.path');
      return [
        time(['alb.idle_timeout_s'], 'outbound.idleTimeout'),
        time(['alb.tg.deregistration_delay_s'], 'drain.deregistrationDelay'),
        time(['nginx.proxy_read_timeout', 'nginx'], 'outbound.responseTimeout'),
        {
          keys: ['alb.tg.health_check'],
          value: health.state === 'known' ? health.value : '?',
          at: [...placesOf(health), node.at],
        },
      ];
    }),
  );
}
