// An alert that selects what its proxy never emits stays green while the pages break.
import type { AlertFact } from '../model/facts.js';
import {
  defineRule,
  type Exporter,
  finite,
  foreignPattern,
  formatDuration,
  type HabitTable,
  known,
  type Model,
  outlasts,
  readDuration,
  type Setting,
  show,
  type UnknownReason,
  type Verdict,
  written,
} from './kit/index.js';

/** `name{label="value"}[5m]` as an expression holds it. */
interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
  readonly window: string | undefined;
}
interface Subject {
  readonly alert: AlertFact;
  readonly key: string;
  readonly holds: Verdict;
  readonly says: string;
  readonly help: string;
}

/** Labels people use for a status, whoever's metric it is. */
const statusLabels: ReadonlySet<string> = new Set([
  'code',
  'status',
  'status_code',
  'http_code',
  'http_status',
  'response_code',
  'upstream_status',
]);
/** What applications count themselves, by the naming conventions of the client libraries. */
const ownCounter = /^(?:http|express|fastify|app)_(?:server_)?requests?_(?:total$|count$|duration_(?:milli)?seconds)/;

function selectorsOf(expression: string): readonly Selector[] {
  const pattern = /([a-zA-Z_:][\w:]*)\s*(?:\{([^{}]*)\})?\s*(?:\[([^\][:]+)(?::[^\][]*)?\])?/g;
  return [...expression.matchAll(pattern)].flatMap(([, metric, braces, window]): Selector[] => {
    if (metric === undefined || (braces === undefined && window === undefined)) return [];
    const matchers = [...(braces ?? '').matchAll(/(?<!\w)(\w+)\s*(=~|!=|!~|=)\s*(?:"([^"]*)"|'([^']*)')/g)].map(
      ([, label = '', operator = '', double, single]) => ({ label, operator, value: double ?? single ?? '' }),
    );
    return [{ metric, matchers, window }];
  });
}
/** Whether a matcher lets a status through; undefined for a pattern that cannot be read. */
function selects(operator: string, value: string, status: string): boolean | undefined {
  if (operator === '=' || operator === '!=') return (value === status) === (operator === '=');
  const pattern = foreignPattern(`^(?:${value})$`);
  return pattern === undefined ? undefined : pattern.test(status) === (operator === '=~');
}
const textOf = (setting: Setting<string>): string | undefined =>
  setting.state === 'known' ? setting.value : undefined;
const prefixOf = ({ habits }: Exporter): string => textOf(habits.text('metric-prefix')) ?? '';
/** The word the alert is about, from its own name. */
const isAboutTimeouts = ({ name }: AlertFact): boolean => /time[-_ ]?d?[-_ ]?out/i.test(name.text);

function* complaintsAbout(alert: AlertFact, model: Model): Iterable<Subject> {
  const wrong = (key: string, says: string, help: string): Subject => ({
    alert,
    key,
    holds: { holds: 'no', because: [written(alert.expression.at)] },
    says,
    help,
  });
  const selectors = selectorsOf(alert.expression.text);
  const other = selectsOtherClass(alert, selectors);
  if (other !== undefined) {
    const { metric, label, operator, value } = other;
    yield wrong(
      `${metric} class`,
      `is called after answers of 5xx and selects ${label}${operator}"${value}", which none of them matches, so it counts what clients did wrong instead`,
      `Select 5xx in ${label}, or call the alert after what it counts.`,
    );
    return;
  }
  for (const selector of selectors) {
    const owner = model.exporters.find((each) => selector.metric.startsWith(prefixOf(each)));
    if (owner !== undefined) yield* aboutProxy(alert, selector, owner, selectors, wrong);
    else if (ownCounter.test(selector.metric)) yield* aboutOwnCounter(alert, selector);
  }
  for (const { metric, window } of selectors) yield* aboutWindow(alert, metric, window, model.monitoring);
}
interface Matched {
  readonly metric: string;
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}
/** Its name promises errors of servers, and all that it selects are those of clients. */
function selectsOtherClass({ name }: AlertFact, selectors: readonly Selector[]): Matched | undefined {
  if (!/(?<!\d)5(?:xx|\d\d)(?!\d)/i.test(name.text) || /(?<!\d)[1-4](?:xx|\d\d)(?!\d)/i.test(name.text))
    return undefined;
  const matched = selectors.flatMap(({ metric, matchers }) =>
    matchers.filter((each) => statusLabels.has(each.label)).map((each): Matched => ({ metric, ...each })),
  );
  const takes = ({ operator, value }: Matched, statuses: readonly string[]): boolean =>
    statuses.some((status) => selects(operator, value, status) !== false);
  const isOfClients = (each: Matched): boolean =>
    !takes(each, ['500', '502', '503', '504', '5xx']) && takes(each, ['400', '401', '403', '404', '429', '4xx']);
  return matched.length > 0 && matched.every(isOfClients) ? matched[0] : undefined;
}
type Wrong = (key: string, says: string, help: string) => Subject;

function* aboutProxy(
  alert: AlertFact,
  selector: Selector,
  owner: Exporter,
  all: readonly Selector[],
  wrong: Wrong,
): Iterable<Subject> {
  const { product, habits } = owner;
  const { metric } = selector;
  const missing = missingMetric(metric, owner);
  if (missing !== undefined) {
    yield wrong(
      metric,
      `asks for ${metric}, which ${product.title} does not emit`,
      `Ask for one of ${missing.join(', ')}.`,
    );
    return;
  }
  const label = textOf(habits.text('metric-status-label'));
  const foreign = selector.matchers.find(
    (each) => statusLabels.has(each.label) && each.label !== label && each.operator.startsWith('='),
  );
  if (foreign !== undefined && label !== undefined) {
    const there = `${metric}{${foreign.label}${foreign.operator}"${foreign.value}"}`;
    yield wrong(
      `${metric} ${foreign.label}`,
      `asks for ${there}, but ${product.title} names the status in the label ${label}, so nothing matches`,
      `Match on ${label} instead of ${foreign.label}.`,
    );
    return;
  }
  const status = selector.matchers.find((each) => each.label === label);
  if (status === undefined) return;
  const classes = habits.truth('metric-status-classes');
  if (classes.state === 'known' && classes.value && status.operator === '=' && /^\d{3}$/.test(status.value)) {
    yield wrong(
      `${metric} ${status.value}`,
      `asks for ${label}="${status.value}", but ${product.title} counts statuses by class, so nothing matches`,
      `Match on ${label}="${status.value.charAt(0)}xx"; a single status is in the access log only.`,
    );
    return;
  }
  const answers = product.status.timeout;
  if (!isAboutTimeouts(alert) || answers === undefined) return;
  const seen = all.some((each) =>
    each.matchers.some(
      (matcher) => matcher.label === label && selects(matcher.operator, matcher.value, answers) !== false,
    ),
  );
  if (seen) return;
  yield wrong(
    `${metric} timeout`,
    `is about timeouts and selects ${label}${status.operator}"${status.value}", but ${product.title} answers ${answers} when the upstream takes too long`,
    `Select ${answers} for timeouts, and keep ${status.value} for an alert about lost connections.`,
  );
}
/** Metrics about requests are listed in full for some products; any other name with that prefix is no business of ours. */
function missingMetric(metric: string, owner: Exporter): readonly string[] | undefined {
  const listed = owner.habits.list('request-metrics');
  if (listed.state === 'unknown') return undefined;
  const name = metric.slice(prefixOf(owner).length).replace(/_(?:bucket|sum|count)$/, '');
  if (listed.value.includes(name) || !/request|response|upstream|latency|connect/.test(name)) return undefined;
  return listed.value
    .filter((each) => each.split('_').some((word) => name.split('_').includes(word)))
    .map((each) => `${prefixOf(owner)}${each}`);
}
/** A counter of the application holds what the application answered; a lost connection is answered by the hop in front. */
function* aboutOwnCounter(alert: AlertFact, { metric, matchers }: Selector): Iterable<Subject> {
  const status = matchers.find((each) => statusLabels.has(each.label) && each.operator.startsWith('='));
  if (status === undefined || !/^50[24]$/.test(status.value)) return;
  const reason: UnknownReason = {
    kind: 'not-in-scan',
    text: `no file says who emits ${metric}; if it is the application, it never sees the ${status.value} that the hop in front answers when a connection is lost or times out`,
    settle: 'Alert on a metric of the proxy or load balancer that answers the client.',
    at: alert.expression.at,
  };
  yield { alert, key: metric, holds: { holds: 'unknown', because: [reason] }, says: '', help: '' };
}
/** A window with fewer than two samples gives nothing, and nothing is not above any threshold. */
function* aboutWindow(
  alert: AlertFact,
  metric: string,
  window: string | undefined,
  monitoring: HabitTable,
): Iterable<Subject> {
  const reading = window === undefined ? undefined : readDuration(window, 'go-duration');
  const interval = monitoring.time('scrape-interval');
  const samples = monitoring.count('samples-for-a-rate');
  if (reading?.ok !== true || interval.state === 'unknown' || samples.state === 'unknown') return;
  if (interval.value.kind !== 'finite') return;
  const span = known(finite(reading.length), written(alert.expression.at));
  // Two samples need a window longer than one interval; with the default interval most one-minute windows come out empty.
  if (outlasts(span, interval).holds === 'yes') return;
  const reason: UnknownReason = {
    kind: 'not-in-scan',
    text: `the window of ${formatDuration(reading.length)} over ${metric} needs ${samples.value} samples, and no file says how often it is scraped (${show(interval)} where nothing is set)`,
    settle: 'Make the window at least four scrape intervals long.',
    at: alert.expression.at,
  };
  yield { alert, key: `${metric} window`, holds: { holds: 'unknown', because: [reason] }, says: '', help: '' };
}

export default defineRule<Subject>({
  id: 'alert-blind',
  severity: 'note',
  summary: 'An alert asks for a metric, label and status that its proxy emits',
  cause: 'alerting',
  reads: ['alerts', 'product.status'],

  *each(model) {
    for (const alert of model.alerts) yield* complaintsAbout(alert, model);
  },
  requires: ({ holds }): Verdict => holds,
  tell: ({ alert, key, says, help }) => ({
    message: `Alert ${alert.name.text} ${says}.`,
    help,
    at: alert.expression.at,
    related: [],
    key: [alert.name.text, key],
  }),
  subject: ({ alert }) => ({ name: `alert ${alert.name.text}`, at: alert.expression.at }),
});
