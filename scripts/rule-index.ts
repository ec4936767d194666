// The index of the rule pages, by cause: from what is seen in production to the rules that look for it.
import type { Cause, RuleMeta } from '../src/rules/kit/define-rule.js';
import { alsoSeen, type Entry, entries } from './rule-index-causes.js';
import { corrections } from './rule-index-claims.js';

export function renderRuleIndex(rules: readonly RuleMeta[]): string {
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
    ...used.map((cause) => renderSeen(entries[cause].seen, cause)),
    ...alsoSeen.map(([seen, cause]) => renderSeen(seen, cause)),
    '',
    ...used.flatMap((cause) =>
      renderCause(
        cause,
        rules.filter((rule) => rule.cause === cause),
      ),
    ),
    '## What playbooks say, and what holds',
    '',
    'Good advice ages, and some was never tried. Each line was measured, or is in the documentation that its page names.',
    '',
    '| often read | what holds | page |',
    '| --- | --- | --- |',
    ...corrections.map(([advice, holds, rule]) => `| ${advice} | ${holds} | [${rule}](${rule}.md) |`),
    '',
  ].join('\n');
}
const renderSeen = (seen: string, cause: Cause): string => `| ${seen} | [${entries[cause].title}](#${cause}) |`;
function renderCause(cause: Cause, rules: readonly RuleMeta[]): readonly string[] {
  return [
    `<a id="${cause}"></a>`,
    '',
    `## ${entries[cause].title}`,
    '',
    entries[cause].tell,
    '',
    `Also called: ${entries[cause].alias}.`,
    '',
    ...renderNext(entries[cause].next ?? []),
    '| rule | what must hold |',
    '| --- | --- |',
    ...rules.map((rule) => `| [${rule.id}](${rule.id}.md) | ${rule.summary}. |`),
    '',
  ];
}

function renderNext(next: NonNullable<Entry['next']>): readonly string[] {
  if (next.length === 0) return [];
  return [
    '| look closer | read |',
    '| --- | --- |',
    ...next.map(([see, ids]) => `| ${see} | ${ids.map((id) => `[${id}](${id}.md)`).join(', ')} |`),
    '',
  ];
}
