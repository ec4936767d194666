// A pool of upstream connections that does not do what its configuration says.
import {
  atStart,
  type ClientHop,
  defineRule,
  type HopOnPath,
  holdsOnLonger,
  hopsOnPaths,
  type Location,
  type Model,
  outlasts,
  placedId,
  placeOf,
  relatedTo,
  reusesConnections,
  type Setting,
  satisfies,
  show,
  showOrigin,
  type Tale,
  type Verdict,
} from './kit/index.js';

interface Pool {
  readonly name: string;
  readonly at: Location;
  readonly holds: Verdict;
  tell(): Tale;
}
const fails = (at: Location): Verdict => ({ holds: 'no', because: [{ kind: 'written', at }] });

// ---------------------------------------------------------------- a pool that is written, and stays empty

function* emptyPools({ hop, path }: HopOnPath): Iterable<Pool> {
  const { settings } = hop;
  const directive = hop.habits.text('pool-directive');
  if (directive.state !== 'known' || !settings.isWritten('outbound.poolSize')) return;
  const size = settings.get('outbound.poolSize');
  if (size.state === 'known' && size.value === 0) return;
  const pooling = reusesConnections(hop);
  const traits = hop.proxy?.traits ?? [];
  const lost = traits.find((each) => each.name === 'lost-connection-header');
  const misplaced = traits.find((each) => each.name === 'misplaced-pool');
  const passes = traits.find((each) => each.name === 'pass');
  const protocol = passes?.value.kind === 'literal' ? passes.value.value : undefined;
  const blocker = settings.isWritten('outbound.pooling') ? settings.keyOf('outbound.pooling') : undefined;
  const [why, help] = byProtocol(protocol) ?? explain(blocker, misplaced !== undefined, lost !== undefined);
  const cause = settings.get('outbound.pooling');
  yield {
    name: `pool of ${hop.name}`,
    at: placeOf(size),
    holds: pooling,
    tell: () => ({
      message: `${directive.value} (${placeText(size)}) promises ${hop.name} a pool, but ${why}, so a new connection is opened for every request.`,
      help,
      at: size,
      related: [
        ...(lost === undefined ? [] : [{ message: 'this header list replaces the outer one', location: lost.at }]),
        ...(misplaced === undefined ? [] : [{ message: 'this method stands below the pool', location: misplaced.at }]),
        ...(blocker === undefined ? [] : relatedTo(cause, `${blocker} stands here`)),
      ],
      key: [hop.id, directive.value],
      ...(blocker === undefined && misplaced === undefined && passes !== undefined
        ? { remedies: [{ changes: [{ do: 'keep-upstream-open', pass: passes.at }], review: true }] }
        : {}),
      path,
    }),
  };
}
/** Where the protocol decides, whatever the headers say. */
function byProtocol(name: unknown): readonly [string, string] | undefined {
  if (name === 'fastcgi')
    return [
      'without fastcgi_keep_conn on a FastCGI server ends every connection',
      'Write fastcgi_keep_conn on beside the fastcgi_pass, or take the pool out.',
    ];
  return name === 'uwsgi'
    ? ['the uwsgi protocol ends every connection', 'Take the pool out, or speak HTTP to the upstream.']
    : undefined;
}
function explain(blocker: string | undefined, misplaced: boolean, lost: boolean): readonly [string, string] {
  const lines = 'Write proxy_http_version 1.1 and proxy_set_header Connection "" beside the proxy_pass';
  if (blocker !== undefined)
    return [
      `${blocker} ends every connection`,
      `Change ${blocker} so that connections stay open, or take the pool out.`,
    ];
  if (misplaced) return ['the balancing method below it replaces the pool', 'Put the balancing method above the pool.'];
  if (lost)
    return [
      'a proxy_set_header further in drops the Connection header that was set outside',
      `${lines}: a level with headers of its own inherits none.`,
    ];
  return ['it also needs proxy_http_version 1.1 and an empty Connection header', `${lines}, or take the pool out.`];
}
function placeText(setting: Setting<unknown>): string {
  return setting.state === 'known' ? showOrigin(setting.origin) : 'of unknown size';
}

// ---------------------------------------------------------------- one failure empties the group

function* storms({ hop, next, path }: HopOnPath, slowest: Setting): Iterable<Pool> {
  const servers = hop.proxy?.servers;
  const { settings } = hop;
  const allowed = settings.get('outbound.maxFails');
  if (servers === undefined || servers.value < 2 || (allowed.state === 'known' && allowed.value === 0)) return;
  const waits = settings.get('outbound.responseTimeout');
  const tooSlow = slowest.state === 'known' && outlasts(waits, slowest).holds === 'no';
  const races = next?.is === 'hop' && reusesConnections(hop).holds === 'yes' && holdsOnLonger(next, hop).holds === 'no';
  if (!tooSlow && !races) return;
  const out = settings.get('outbound.failTimeout');
  const failure = tooSlow
    ? `a request slower than ${show(waits)}`
    : 'a request on a connection that the server just closed';
  yield {
    name: `servers behind ${hop.name}`,
    at: servers.at,
    holds:
      allowed.state === 'known'
        ? satisfies(allowed, (count) => count === 0)
        : { holds: 'unknown', because: [allowed.reason] },
    tell: () => ({
      message: `${atStart(hop.name)} takes a server out for ${show(out)} after ${allowed.state === 'known' ? allowed.value : ''} failed ${allowed.state === 'known' && allowed.value === 1 ? 'try' : 'tries'} (${placeText(allowed)}), and ${failure} counts as one, so a few of them empty the group of ${servers.value} servers and every request gets a 502.`,
      help: `Set ${settings.keyOf('outbound.maxFails').replace(/^server\./, '')}=0 on each server, or remove the cause of the failures.`,
      at: servers.at,
      related: [
        ...relatedTo(allowed, 'failures that take a server out'),
        ...(tooSlow ? relatedTo(slowest, 'the slowest request') : []),
      ],
      key: [hop.id, 'max-fails'],
      path,
    }),
  };
}

// ---------------------------------------------------------------- clients in source

/** Two connections are few for HTTP/1.1; over https the default transport speaks HTTP/2, and one carries everything. */
function areFew({ fact, upstream }: ClientHop): Verdict {
  const isEncrypted = upstream?.state === 'known' && /^https:/i.test(upstream.value);
  if (isEncrypted) return { holds: 'yes', because: [upstream.origin] };
  const { copiesScheme } = fact;
  if (copiesScheme === undefined) return fails(fact.at);
  const text =
    'whoever configures its upstream says whether it is https, where HTTP/2 carries everything over one connection';
  return { holds: 'unknown', because: [{ kind: 'dynamic', text, at: copiesScheme }] };
}

function* clientPools(client: ClientHop, { calls }: Model): Iterable<Pool> {
  const { fact, settings, habits, product } = client;
  const pools = settings.get('outbound.pooling');
  if (pools.state !== 'known' || !pools.value) return;
  const idle = settings.get('outbound.idleTimeout');
  const ignoresHint = habits.truth('honours-hint-only-with-timeout');
  const endless = satisfies(idle, (bound) => bound.kind !== 'finite');
  const hinted = ignoresHint.state === 'known' && ignoresHint.value;
  const name = `${product.title} in ${fact.at.file}`;
  // Where the server is known, keepalive-race says how long that one keeps connections.
  const isSettled = hinted && calls.some(({ call, to }) => call.fact === fact && !('kind' in to));
  if ((hinted || fact.reverseProxy) && !isSettled) {
    const key = settings.keyOf('outbound.idleTimeout');
    const broken: Verdict =
      endless.holds === 'unknown'
        ? endless
        : { holds: endless.holds === 'yes' ? 'no' : 'yes', because: endless.because };
    yield {
      name,
      at: fact.at,
      holds: broken,
      tell: () => ({
        message: `${atStart(product.title)} reuses idle connections without any limit of its own (${key} is not set, ${placeText(idle)}), so a server that closes them first makes a request fail with a reset connection.`,
        help: `Set ${key} to at least a second less than the keep-alive timeout of the server it calls.`,
        at: fact.at,
        related: [],
        key: [fact.at.file, fact.product, 'idle'],
      }),
    };
  }
  // Where its transport is made elsewhere, its size is set there.
  if (fact.reverseProxy && idle.state === 'unknown') return;
  const size = settings.get('outbound.poolSize');
  if (
    fact.reverseProxy &&
    !settings.isWritten('outbound.poolSize') &&
    size.state === 'known' &&
    size.origin.kind === 'default'
  ) {
    const key = settings.keyOf('outbound.poolSize');
    yield {
      name,
      at: fact.at,
      holds: areFew(client),
      tell: () => ({
        message: `${atStart(product.title)} keeps only ${size.value} idle connections to its upstream (${showOrigin(size.origin)}), so under load it opens and closes connections all the time and runs out of ports before the upstream is busy.`,
        help: `Give it a transport with ${key} near the number of requests it forwards at once, and an idle limit below the keep-alive timeout of the upstream.`,
        at: fact.at,
        related: [],
        key: [fact.at.file, fact.product, 'size'],
      }),
    };
  }
}

function* pools(model: Model): Iterable<Pool> {
  const seen = new Set<string>();
  for (const each of hopsOnPaths(model)) {
    for (const [kind, found] of [
      ['empty', [...emptyPools(each)]],
      ['storm', [...storms(each, model.assumptions.slowestRequest)]],
    ] as const) {
      const key = `${kind} ${placedId(each.hop, each.path)}`;
      if (found.length === 0 || seen.has(key)) continue;
      seen.add(key);
      yield* found;
    }
  }
  for (const client of model.clients) yield* clientPools(client, model);
}

export default defineRule<Pool>({
  id: 'upstream-pool',
  severity: 'warning',
  summary: 'A pool of upstream connections does what its configuration says',
  cause: 'pool-exhaustion',
  reads: ['outbound.poolSize', 'outbound.pooling', 'outbound.maxFails', 'outbound.idleTimeout', 'pool-directive'],
  each: (model) => pools(model),
  requires: ({ holds }): Verdict => holds,
  tell: (pool) => pool.tell(),
  subject: ({ name, at }) => ({ name, at }),
});
