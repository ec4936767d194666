// The index of the rule pages, by cause: from what is seen in production to the rules that look for it.
import type { Cause, Rule } from '../src/rules/kit/define-rule.js';

interface Entry {
  readonly title: string;
  /** What a person sees, which leads here. */
  readonly seen: string;
  /** How to tell it from its neighbours, in a sentence or two. */
  readonly tell: string;
  /** What the common playbooks call it. */
  readonly alias: string;
}

/** In the order in which the questions are asked: the common and the quickly settled first. */
const entries: Readonly<Record<Cause, Entry>> = {
  'graceful-shutdown': {
    title: 'Deploys and scale-downs cut requests',
    seen: 'Errors come in bursts of seconds, each at a deploy, a scale-down or a node drain.',
    tell: 'Put the deploys on the graph. Pods that end with status 137 were killed, those with 143 ended by the signal itself; neither proves that requests were finished.',
    alias: 'missing graceful shutdown during deployments; preStop sleep and readiness; zero-downtime deployment',
  },
  'connection-draining': {
    title: 'The balancer still sends to a pod that is gone',
    seen: 'As above, but the pod is long gone when the errors come, or they go on for minutes.',
    tell: 'The balancer logs a target that is no longer in the list of pods. What it was told and what the pod waits for do not agree.',
    alias: 'connection draining on the load balancer; deregistration delay',
  },
  'keep-alive-mismatch': {
    title: 'A connection is reused in the moment it ends',
    seen: 'A low, steady rate, one in some thousands, that follows neither deploys nor load; often only POST.',
    tell: 'The proxy logs an upstream that closed the connection before it answered, and the application never saw the request.',
    alias: 'keep-alive timeout mismatch; connection reset by peer',
  },
  'pod-not-ready': {
    title: 'A pod gets requests before it can answer',
    seen: 'Errors while pods start: at deploys, but also when the autoscaler adds pods.',
    tell: 'Connections are refused, and the pod that refuses them is young.',
    alias: 'pod not ready but receiving traffic',
  },
  'upstream-timeout': {
    title: 'The answer does not get through',
    seen: 'Errors that follow slow endpoints and end at round numbers of seconds; or one page that always fails at once, for some users.',
    tell: '504 when a proxy gave up, 502 when something behind it cut the connection. The time in the access log names the limit. A 502 at once with "upstream sent too big header" is a response whose headers found no room.',
    alias: 'upstream timeout, backend too slow; upstream timed out; upstream sent too big header, proxy buffers',
  },
  'autoscaling-slow': {
    title: 'New pods come after the burst',
    seen: 'Errors at peaks of traffic, gone once there are more pods.',
    tell: 'Compare the number of pods with the requests per second: it rises when the errors are already over, or not at all.',
    alias: 'HPA scaling too slow; 502s during traffic spikes',
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
  },
  alerting: {
    title: 'Nobody was told',
    seen: 'Users report what no alert saw.',
    tell: 'Run the expression of the alert over the time of the errors: it is empty.',
    alias: 'alerting rules for 502s',
  },
};

export function renderRuleIndex(rules: readonly Rule[]): string {
  const used = (Object.keys(entries) as Cause[]).filter((cause) => rules.some((rule) => rule.cause === cause));
  return [
    '# Rules by cause',
    '',
    '<!-- Written by `npm run generate`. -->',
    'A 502 says that a hop got no valid answer from the next one. These pages start from what is seen and end at the line to change.',
    '',
    '## First: which hop answered',
    '',
    'Several hops can answer 502, 503 or 504, and the page that the user saw does not say which one did. Walk from the client inwards:',
    '',
    '1. Read the log of each hop. A hop that got no status from the next one is the author: an ALB shows that as `target_status_code` of `-`,',
    '   nginx by a line in its error log (its `upstream_status` says 502 either way), Envoy by response flags other than `-`, HAProxy by a',
    '   termination state other than `----`. [What each product writes](log-lines.md), line by line, with the rules to read next.',
    '2. `hoplint paths` draws the hops of each workload with their timeouts, so that the log to read next is known.',
    '3. The status is a hint, not a proof: on a lost connection nginx and the ALB answer 502, Envoy and Istio 503, a classic',
    '   balancer 504, and HAProxy closes the connection without any.',
    '',
    '## Then: when do they come',
    '',
    'Lay three things over the graph of the errors, in this order; each takes a minute and halves the search:',
    '',
    '```',
    "kubectl get events -A --sort-by=.lastTimestamp | grep -E 'ScalingReplicaSet|Killing|Evicted|Unhealthy|OOM'     # deploys, scaling, drains, restarts",
    "kubectl describe hpa -A | grep -E 'New size|Name:'                                                          # the autoscaler",
    '# the request rate, and the time of the slowest requests, from the metrics of the hop that answers',
    '```',
    '',
    '- They come with **deploys, scale-downs or drains**: [shutdown](#graceful-shutdown), [draining](#connection-draining), [start](#pod-not-ready),',
    '  [node maintenance](#disruption-budget).',
    '- They come with **load**: [slow answers](#upstream-timeout), [late pods](#autoscaling-slow), [no connection left](#pool-exhaustion),',
    '  [restarts](#oom-crash).',
    '- They come with **nothing**: [keep-alive](#keep-alive-mismatch), then [health checks](#health-check), then [names](#dns).',
    '- They began **on a day when nothing was deployed**: [a name that moved](#dns).',
    '- They **should be over, for somebody fixed them**: [settings nobody reads](#misconfiguration).',
    '',
    '| what is seen | go to |',
    '| --- | --- |',
    ...used.map((cause) => `| ${entries[cause].seen} | [${entries[cause].title}](#${cause}) |`),
    '',
    ...used.flatMap((cause) =>
      renderCause(
        cause,
        rules.filter((rule) => rule.cause === cause),
      ),
    ),
  ].join('\n');
}
function renderCause(cause: Cause, rules: readonly Rule[]): readonly string[] {
  return [
    `<a id="${cause}"></a>`,
    '',
    `## ${entries[cause].title}`,
    '',
    entries[cause].tell,
    '',
    `Also called: ${entries[cause].alias}.`,
    '',
    '| rule | what must hold |',
    '| --- | --- |',
    ...rules.map((rule) => `| [${rule.id}](${rule.id}.md) | ${rule.summary}. |`),
    '',
  ];
}
