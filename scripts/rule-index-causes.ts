// The causes of the index: what a person sees, how to tell it from its neighbours, and where to look next.
import type { Cause } from '../src/rules/kit/define-rule.js';

export interface Entry {
  readonly title: string;
  /** What a person sees, which leads here. */
  readonly seen: string;
  /** How to tell it from its neighbours, in a sentence or two. */
  readonly tell: string;
  /** What the common playbooks call it. */
  readonly alias: string;
  /** Where there is more than one rule: the next thing to look at, and the rules it leads to. */
  readonly next?: readonly (readonly [see: string, rules: readonly string[]])[];
}

/** In the order in which the questions are asked: the common and the quickly settled first. */
export const entries: Readonly<Record<Cause, Entry>> = {
  'graceful-shutdown': {
    title: 'Deploys and scale-downs cut requests',
    seen: 'Errors come in bursts of seconds, each at a deploy, a scale-down or a node drain.',
    tell: 'Put the deploys on the graph. Pods that end with status 137 were killed, those with 143 ended by the signal itself; neither proves that requests were finished.',
    alias: 'missing graceful shutdown during deployments; preStop sleep and readiness; zero-downtime deployment',
    next: [
      [
        'Connections are refused for a second or two while a pod stops: nginx `connect() failed (111`, Envoy `UF`, HAProxy `SC--`.',
        ['drain-delay-missing', 'prestop-ineffective'],
      ],
      [
        'Answers break off in the second in which a pod ends: nginx `prematurely closed`, Envoy `UC`, HAProxy `SH--`.',
        ['shutdown-drops-requests', 'sigterm-unhandled', 'sigterm-undelivered'],
      ],
      [
        'Pods end with 137 after the whole grace period, and the handler never logged a line.',
        ['sigterm-undelivered', 'sigterm-unhandled'],
      ],
      [
        'Pods end with 137 after the whole grace period, and the handler did log its first line.',
        ['grace-budget', 'shutdown-hangs'],
      ],
      ['Pods end with 143, 1 or 2 within a second.', ['sigterm-unhandled', 'sigterm-undelivered']],
      ['The Service has no endpoint at all for a while: 503, Envoy `UH`, HAProxy `<NOSRV>`.', ['rollout-gap']],
    ],
  },
  'connection-draining': {
    title: 'The balancer still sends to a pod that is gone',
    seen: 'As above, but the pod is long gone when the errors come, or they go on for minutes.',
    tell: 'The balancer logs a target that is no longer in the list of pods. What it was told and what the pod waits for do not agree.',
    alias: 'connection draining on the load balancer; deregistration delay',
    next: [
      [
        'A balancer of a cloud goes on sending for many seconds after the pod has closed its port: connections are refused.',
        ['drain-delay-short'],
      ],
      [
        'Long requests are cut when a target goes; or targets stay `draining` for five minutes.',
        ['deregistration-delay'],
      ],
    ],
  },
  'keep-alive-mismatch': {
    title: 'A connection is reused in the moment it ends',
    seen: 'A low, steady rate, one in some thousands, that follows neither deploys nor load; often only POST.',
    tell: 'The proxy logs an upstream that closed the connection before it answered, and the application never saw the request.',
    alias: 'keep-alive timeout mismatch; connection reset by peer',
    next: [
      ['Two hops, each with an idle time: any server, and any proxy in front of another.', ['keepalive-race']],
      ['Node 13.12 or older, and `keepAliveTimeout` was raised already.', ['headers-timeout-order', 'keepalive-race']],
      ['The program itself is the client, and gets `ECONNRESET` from what it calls.', ['upstream-pool']],
    ],
  },
  'pod-not-ready': {
    title: 'A pod gets requests before it can answer',
    seen: 'Errors while pods start: at deploys, but also when the autoscaler adds pods.',
    tell: 'Connections are refused, and the pod that refuses them is young.',
    alias: 'pod not ready but receiving traffic',
    next: [
      ['Every request fails, since the first deploy or since a port changed.', ['port-mismatch']],
      ['The first seconds of each new pod fail.', ['readiness-missing']],
      ['A pod that has been running for hours fails for minutes, and stays in the Service.', ['readiness-lenient']],
      [
        'ALB or NLB with ip targets: no healthy target at the end of a rollout, while every pod is ready.',
        ['readiness-gate'],
      ],
    ],
  },
  'upstream-timeout': {
    title: 'The answer does not get through',
    seen: 'Errors that follow slow endpoints and end at round numbers of seconds; or one page that always fails at once, for some users.',
    tell: '504 when a proxy gave up, 502 when something behind it cut the connection. The time in the access log names the limit. A 502 at once with "upstream sent too big header" is a response whose headers found no room.',
    alias: 'upstream timeout, backend too slow; upstream timed out; upstream sent too big header, proxy buffers',
    next: [
      [
        '504, or a status of the CDN, at the limit of an outer hop, while an inner one would have waited.',
        ['request-timeout-order'],
      ],
      ['502 after the same number of seconds each time; the application logs the request as served.', ['response-cut']],
      ['502 at once, for some users and every time: `upstream sent too big header`.', ['response-cut']],
      ['WebSockets, event streams or gRPC streams end after the same time of silence.', ['stream-heartbeat']],
    ],
  },
  'autoscaling-slow': {
    title: 'New pods come after the burst',
    seen: 'Errors at peaks of traffic, gone once there are more pods.',
    tell: 'Compare the number of pods with the requests per second: it rises when the errors are already over, or not at all.',
    alias: 'HPA scaling too slow; 502s during traffic spikes',
    next: [
      [
        'The number of pods never moves: `<unknown>` in `kubectl get hpa`; or a deploy sets it back.',
        ['autoscaler-broken'],
      ],
      ['It moves, minutes after the burst or one pod at a time.', ['autoscaler-slow']],
    ],
  },
  'health-check': {
    title: 'The balancer judges targets wrongly',
    seen: 'Targets flap between healthy and unhealthy, with errors in the rhythm of the check.',
    tell: 'The pods are ready all the while; only the balancer disagrees.',
    alias: 'health check misconfiguration; flapping backends',
  },
  dns: {
    title: 'A name is resolved once, or too often',
    seen: 'Errors towards one upstream after it moved, until somebody reloads the proxy; or slow look-ups under load.',
    tell: 'The proxy connects to an address that the name no longer has.',
    alias: 'DNS resolution failure; stale DNS entries; no resolver defined',
    next: [
      [
        'Connections go to an address that the name no longer has; a reload of the proxy ends it. Or every request fails with `no resolver defined`.',
        ['dns-pinned'],
      ],
      ['Look-ups are slow, some by five seconds, and CoreDNS answers NXDOMAIN all day.', ['external-dns']],
    ],
  },
  'pool-exhaustion': {
    title: 'No connection is left, or a healthy upstream is shut out',
    seen: 'Errors under load alone, often many at once.',
    tell: 'The proxy says that there are no live upstreams, or the client waits for a free connection.',
    alias: 'connection pool exhaustion; no live upstreams; max connections reached',
  },
  'oom-crash': {
    title: 'The process dies or is restarted while it answers',
    seen: 'Errors beside a rising restart count.',
    tell: 'The last state of the container is OOMKilled, or its events name a failed liveness probe.',
    alias: 'OOM or crash during request processing; pods keep restarting',
    next: [
      ['Last state `OOMKilled`.', ['memory-headroom']],
      ['Events: `Liveness probe failed`, `will be restarted`, under load.', ['liveness-restarts']],
      [
        'Last state `Error` with 1: the log of the last run (`kubectl logs POD --previous`); `ERR_INVALID_ARG_TYPE` after the first answer is a setting.',
        ['invalid-setting'],
      ],
    ],
  },
  'disruption-budget': {
    title: 'Node maintenance takes too many pods, or hangs',
    seen: 'Errors when nodes are drained; or a drain that never ends.',
    tell: 'The eviction was allowed for all pods at once, or refused for every one.',
    alias: 'PodDisruptionBudget; too many pods down at the same time',
  },
  'single-pod-failure': {
    title: 'There is nobody else to answer',
    seen: 'Every hiccup of one pod is an outage.',
    tell: 'The Service has one endpoint.',
    alias: 'minimum 3 replicas; a single pod failing causes an outage',
  },
  'retry-idempotency': {
    title: 'A retry does the work twice',
    seen: 'Duplicate orders or payments beside the errors.',
    tell: 'The proxy logs two upstream addresses for one request that changes something.',
    alias: 'retry with idempotency',
  },
  misconfiguration: {
    title: 'A setting does not do what it says',
    seen: 'A timeout was raised, and nothing changed.',
    tell: 'Ask the running proxy for its configuration: the value is not in it.',
    alias: 'settings that are written and not read',
    next: [
      ['The value is nowhere in the running configuration.', ['ignored-setting']],
      ['The running configuration has the default, or a thousandth of the value.', ['invalid-setting']],
    ],
  },
  alerting: {
    title: 'Nobody was told',
    seen: 'Users report what no alert saw.',
    tell: 'Run the expression of the alert over the time of the errors: it is empty.',
    alias: 'alerting rules for 502s',
  },
};

/** More that people come with, beyond the one symptom of each cause. */
export const alsoSeen: readonly (readonly [seen: string, cause: Cause])[] = [
  ['WebSockets or event streams are cut, always after the same silence.', 'upstream-timeout'],
  ['Every request fails since a change, and the pods run.', 'pod-not-ready'],
  ['Healthy servers are skipped: `no live upstreams`, after a few slow requests.', 'pool-exhaustion'],
];
