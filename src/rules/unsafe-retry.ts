// A hop that sends POST again may do the same thing twice.
import {
  atStart,
  defineRule,
  type HopOnPath,
  hopsOnPaths,
  listOf,
  placedId,
  placeOf,
  refusedAt,
  relatedTo,
  type Server,
  satisfies,
  showPlace,
  type Verdict,
} from './kit/index.js';

const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** Routes that must not run twice, where the server's source shows any. */
function unsafeRoutes(server: Server | undefined): readonly Server['fact']['routes'][number][] {
  return (server?.fact.routes ?? []).filter(
    (each) => each.method !== undefined && !safe.has(each.method.toUpperCase()),
  );
}
/** What follows a request that was delivered, and makes it go out again whatever its method: `503`. What is lost is the scope's. */
function replayed({ settings, habits }: HopOnPath['hop']): readonly string[] {
  const conditions = settings.get('outbound.retryOn');
  const scope = settings.get('outbound.retryScope');
  const kinds = habits.list('replays-on');
  if (kinds.state !== 'known' || conditions.state !== 'known' || scope.state !== 'known') return [];
  if (scope.value !== 'none' || settings.keyOf('outbound.retryScope') !== settings.keyOf('outbound.retryOn')) return [];
  return conditions.value.split(/\s/).filter((each) => kinds.value.includes(each));
}
function serverOf({ path }: HopOnPath): Server | undefined {
  const last = path.nodes.at(-1);
  return last?.is === 'hop' ? last.server : undefined;
}

export default defineRule<HopOnPath>({
  id: 'unsafe-retry',
  severity: 'warning',
  summary: 'No hop is configured to send POST or PATCH a second time',
  cause: 'retry-idempotency',
  reads: ['outbound.retryScope', 'outbound.retryOn', 'outbound.attempts', 'replays-on'],

  *each(model) {
    const seen = new Set<string>();
    for (const each of hopsOnPaths(model)) {
      const { settings } = each.hop;
      if (!settings.isWritten('outbound.retryScope') || seen.has(placedId(each.hop, each.path))) continue;
      const attempts = settings.get('outbound.attempts');
      if (attempts.state === 'known' && attempts.value === 1) continue;
      seen.add(placedId(each.hop, each.path));
      yield each;
    }
  },
  requires({ hop }): Verdict {
    const { settings } = hop;
    const scope = settings.get('outbound.retryScope');
    return replayed(hop).length > 0 ? refusedAt(placeOf(scope)) : satisfies(scope, (each) => each !== 'all');
  },

  tell(each) {
    const { hop, path } = each;
    const key = hop.settings.keyOf('outbound.retryScope');
    const scope = hop.settings.get('outbound.retryScope');
    const [route] = unsafeRoutes(serverOf(each));
    const answers = replayed(hop);
    const when = answers.length === 0 ? 'a failure' : listOf(answers, 'or');
    const lost = answers.length === 0 ? 'an action whose answer was lost' : 'an action that was done before it failed';
    const example = route === undefined ? '' : `, such as ${route.method ?? 'POST'} ${route.path},`;
    return {
      message: `${atStart(hop.name)} sends every request again after ${when} (${key}, ${showPlace(placeOf(scope))}), POST and PATCH included, so ${lost}${example} happens twice.`,
      help: `Change ${key} so that only what was never sent, or may run twice, is sent again; where POST has to be retried, make it safe to repeat with an idempotency key first.`,
      at: scope,
      related: [
        ...relatedTo(scope, `${hop.name} is told to retry here`),
        ...(route === undefined
          ? []
          : [{ message: `${route.method ?? 'POST'} ${route.path} is served here`, location: route.at }]),
      ],
      key: [hop.id, key],
      path,
    };
  },
  subject: ({ hop }) => ({ name: `retries of ${hop.name}`, at: hop.at }),
});
