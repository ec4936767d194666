// An outer hop that gives up first answers for a request that the inner hops are still working on.
import {
  adjacentHops,
  atLeast,
  atStart,
  defineRule,
  finite,
  type Hop,
  hasOwnLimit,
  hopsOnPaths,
  known,
  longestOf,
  type Model,
  outlasts,
  placedId,
  type RequestPath,
  raiseTime,
  relatedTo,
  type Setting,
  seconds,
  shortestOf,
  show,
  showAbove,
  showValue,
  timesOf,
  type Verdict,
  withLeeway,
} from './kit/index.js';

const limits = ['outbound.responseTimeout', 'outbound.requestDeadline'] as const;

/** How long it waits for an answer: the first limit that ends it. Undefined where no limit is documented. */
function waits({ settings }: Hop): Setting | undefined {
  return shortestOf(
    limits
      .map((name) => settings.get(name))
      .filter((setting) => setting.state === 'known' || setting.reason.kind !== 'no-default'),
  );
}
/** The same with its own retries, which all happen inside the outer hop's patience. */
function answersWithin(hop: Hop): Setting | undefined {
  const deadline = hop.settings.get('outbound.requestDeadline');
  if (deadline.state === 'known' && deadline.value.kind === 'finite') return waits(hop);
  return triesOf(hop)?.tries ?? waits(hop);
}
function isWritten({ settings }: Hop): boolean {
  return [...limits, 'outbound.perTryTimeout' as const].some(
    (name) => settings.isWritten(name) || settings.names().includes(name),
  );
}
/** It was stated, or the server has a limit of its own for requests, and somebody chose it: workers of gunicorn. */
function statesItsTime({ declared, settings, server }: Hop): boolean {
  if (server !== undefined) return settings.isWritten('outbound.responseTimeout');
  return declared === true && settings.names().includes('outbound.responseTimeout');
}
interface Waiting {
  readonly downstream: Hop;
  readonly outer: Setting;
  /** What may take longer: the hop behind with its own limit, or the slowest request that was stated. */
  readonly inner: Setting;
  readonly upstream?: Hop;
  /** Its own tries are meant. */
  readonly count?: number;
  readonly path: RequestPath;
}

/** Its own tries, one after the other, against its own limit for all of them. */
function triesOf({ settings }: Hop): { readonly tries: Setting; readonly count: number } | undefined {
  const tried = settings.get('outbound.perTryTimeout');
  const attempts = settings.get('outbound.attempts');
  if (!settings.isWritten('outbound.perTryTimeout') || tried.state !== 'known' || tried.value.kind !== 'finite')
    return undefined;
  if (attempts.state !== 'known' || attempts.value < 2) return undefined;
  const tries = known(finite(timesOf(tried.value.length, attempts.value)), {
    kind: 'derived',
    at: tried.origin.kind === 'default' ? tried.origin.impliedBy : tried.origin.at,
    how: `${attempts.value} tries of ${showValue(tried)}`,
    from: [tried.origin, attempts.origin],
    exact: true,
  });
  return { tries, count: attempts.value };
}
function* tooManyTries(model: Model): Iterable<Waiting> {
  const seen = new Set<string>();
  for (const { hop, path } of hopsOnPaths(model)) {
    const deadline = hop.settings.get('outbound.requestDeadline');
    const own = triesOf(hop);
    if (own === undefined || !hop.settings.isWritten('outbound.requestDeadline') || seen.has(placedId(hop, path)))
      continue;
    seen.add(placedId(hop, path));
    yield { downstream: hop, outer: deadline, inner: own.tries, count: own.count, path };
  }
}

/** With the slowest request stated, every hop that gives up earlier cuts it, whatever stands behind. */
function* tooImpatient(model: Model): Iterable<Waiting> {
  const { slowestRequest } = model.assumptions;
  if (slowestRequest.state === 'unknown') return;
  const seen = new Set<string>();
  for (const { hop, path } of hopsOnPaths(model)) {
    const outer = waits(hop);
    if (outer === undefined || hop.server !== undefined || seen.has(placedId(hop, path))) continue;
    seen.add(placedId(hop, path));
    yield { downstream: hop, outer, inner: slowestRequest, path };
  }
}

const alsoReuses = ({ settings }: Hop, key: string): boolean => settings.keyOf('outbound.idleTimeout') === key;
/** The half sentence before "lower …"; a limit the product fixes cannot be raised, and others only as far as it takes them. */
function raise({ name, settings }: Hop, limit: (typeof limits)[number], inner: Setting): string {
  return settings.isSettable(limit, longestOf(inner))
    ? `Raise ${settings.keyOf(limit)} of ${name} to ${showValue(inner)} or more, or l`
    : 'L';
}

export default defineRule<Waiting>({
  id: 'request-timeout-order',
  severity: 'warning',
  summary: 'An outer hop waits for a response at least as long as the hop behind it',
  cause: 'upstream-timeout',
  reads: [
    'outbound.responseTimeout',
    'outbound.requestDeadline',
    'outbound.perTryTimeout',
    'outbound.attempts',
    'assume.slowestRequest',
  ],

  *each(model) {
    for (const pair of adjacentHops(model)) {
      // How long a process takes is its own affair, unless someone stated it; what cuts its answers is another rule's.
      const isProcess = pair.upstream.product.kind === 'server' || pair.upstream.server !== undefined;
      if (isProcess && !statesItsTime(pair.upstream)) continue;
      const outer = waits(pair.downstream);
      const inner = answersWithin(pair.upstream);
      if (outer === undefined || inner === undefined) continue;
      // A hop without a limit never answers in the place of its upstream, so there is nothing it could be too late for.
      if (inner.state === 'known' && inner.value.kind !== 'finite') continue;
      yield { downstream: pair.downstream, upstream: pair.upstream, path: pair.path, outer, inner };
    }
    yield* tooImpatient(model);
    yield* tooManyTries(model);
  },
  requires: ({ outer, inner, upstream, count }): Verdict =>
    upstream === undefined && count === undefined
      ? outlasts(outer, inner)
      : atLeast(upstream !== undefined && hasOwnLimit(upstream) ? withLeeway(outer) : outer, inner),

  tell({ downstream, upstream, outer, inner, count, path }) {
    const status = downstream.product.status.timeout;
    const answer = status === undefined ? 'gives up' : `answers ${status}`;
    const limit = limits.find((name) => downstream.settings.get(name) === outer) ?? 'outbound.responseTimeout';
    const key = downstream.settings.keyOf(limit);
    if (count !== undefined) {
      return {
        message: `${atStart(downstream.name)} allows ${show(outer)} for a request in all, but its ${count} tries may take ${show(inner)}, so the last of them is cut short and ${downstream.name} ${answer}.`,
        help: `Raise ${downstream.settings.keyOf('outbound.requestDeadline')} to ${showValue(inner)} or more, or make the tries shorter or fewer.`,
        at: outer,
        related: [
          ...relatedTo(outer, `${downstream.name} allows ${showValue(outer)} in all`),
          ...relatedTo(inner, `its tries may take ${showValue(inner)}`),
        ],
        key: [downstream.id, 'own tries'],
        path,
        severity: 'note' as const,
      };
    }
    if (upstream === undefined) {
      return {
        message: `${atStart(downstream.name)} waits ${show(outer)} for a response, but the slowest request takes ${show(inner)}, so ${downstream.name} ${answer} while it is still being worked on.`,
        help: `Raise ${key} of ${downstream.name} to ${showAbove(inner)} or more${alsoReuses(downstream, key) ? ', and the keep-alive of what stands behind it above that, because the same value says how long connections are reused' : ''}; or answer at once and work in the background.`,
        at: outer,
        related: [
          ...relatedTo(outer, `${downstream.name} waits ${showValue(outer)}`),
          ...relatedTo(inner, `the slowest request takes ${showValue(inner)}`),
        ],
        key: [downstream.id, 'slowest request'],
        remedies: raiseTime(downstream, limit, inner, seconds(5)),
        path,
      };
    }
    const written = isWritten(downstream) || isWritten(upstream);
    const decides = limits.find((name) => upstream.settings.get(name) === inner);
    const shorter = decides === undefined ? 'the limit' : upstream.settings.keyOf(decides);
    return {
      message: `${atStart(downstream.name)} waits ${show(outer)} for a response and ${upstream.name} behind it ${show(inner)}, so ${downstream.name} ${answer} first, while the request is still being worked on.`,
      help: statesItsTime(upstream)
        ? `Raise ${key} of ${downstream.name} to ${showAbove(inner)} or more, or have ${upstream.name} give up after less than ${showValue(outer)}.`
        : `${raise(downstream, limit, inner)}ower ${shorter} of ${upstream.name} to ${showValue(outer)} or less, so that the hop next to the application decides.`,
      at: outer,
      related: [
        ...relatedTo(outer, `${downstream.name} waits ${showValue(outer)}`),
        ...relatedTo(inner, `${upstream.name} waits ${showValue(inner)}`),
      ],
      key: [downstream.id, upstream.id],
      remedies: raiseTime(downstream, limit, inner, seconds(0)),
      path,
      ...(written ? {} : { severity: 'note' as const }),
    };
  },
  subject: ({ downstream, upstream }) => ({
    name:
      upstream === undefined
        ? `response timeout of ${downstream.name}`
        : `response timeouts of ${downstream.name} and ${upstream.name}`,
    at: downstream.at,
  }),
});
