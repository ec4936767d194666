// On some old Node versions a headersTimeout below keepAliveTimeout cuts reused connections; on newer ones it is folklore.
import {
  defineRule,
  outlasts,
  placeOf,
  raiseServerTime,
  type Server,
  show,
  showValue,
  showVersions,
  type Verdict,
} from './kit/index.js';

/** Of many ranges the outermost bounds, which a reader can keep in mind. */
function showReleases(ranges: string): string {
  const [first = '', ...others] = ranges.split('||');
  const last = others.at(-1);
  if (last === undefined) return `Node ${showVersions(first)} is`;
  return `some releases of Node ${showVersions(`${first.replace(/<.*/, '')}${last.replace(/>=\S+/, '')}`)} are`;
}

export default defineRule<Server>({
  id: 'headers-timeout-order',
  severity: 'error',
  summary: 'headersTimeout is longer than keepAliveTimeout on the Node versions where it matters',
  cause: 'keep-alive-mismatch',
  reads: ['inbound.headerTimeout', 'inbound.advertisedIdleTimeout', 'headers-timeout-race'],

  *each(model) {
    for (const server of model.servers) {
      const settled =
        server.settings.isWritten('inbound.headerTimeout') ||
        server.settings.isWritten('inbound.advertisedIdleTimeout');
      if (settled && server.habits.rows('headers-timeout-race').length > 0) yield server;
    }
  },
  requires: ({ settings }): Verdict =>
    outlasts(settings.get('inbound.headerTimeout'), settings.get('inbound.advertisedIdleTimeout')),

  tell(server, { profile }) {
    const headers = server.settings.get('inbound.headerTimeout');
    const keepAlive = server.settings.get('inbound.advertisedIdleTimeout');
    const race = server.habits.truth('headers-timeout-race');
    const affected = server.habits.rows('headers-timeout-race').find((row) => row.value === 'true');
    const only = affected === undefined ? 'another version is affected' : `${showReleases(affected.versions)} affected`;
    const named = server.runtimeVersion.state === 'known';
    const version = named ? `Node ${server.runtimeVersion.value}` : 'this Node version';
    const breaks = race.state === 'known' && race.value;
    const values = `headersTimeout is ${show(headers)} and keepAliveTimeout ${show(keepAlive)}`;
    const consequence = breaks
      ? `so ${version} drops a reused connection whose next request head arrives in several reads`
      : race.state === 'known'
        ? `which ${version} does not mind, although much advice says otherwise`
        : named
          ? `which matters to some releases of ${version} only, and no file says which one runs`
          : 'which matters to some versions of Node only, and no file names the version';
    const help = breaks
      ? `Set headersTimeout above ${showValue(keepAlive)}, or move to a newer Node: only ${only}.`
      : race.state === 'known'
        ? `Nothing needs to change: only ${only}.`
        : `Only ${only}: name the ${named ? 'whole ' : ''}version in the image tag, engines or .nvmrc.`;
    return {
      message: `${values}, ${consequence}.`,
      help,
      at: headers,
      related: [{ message: 'keepAliveTimeout comes from here', location: placeOf(keepAlive) }],
      key: [server.fact.at.file, server.fact.product],
      ...(breaks ? { remedies: raiseServerTime(server, 'inbound.headerTimeout', keepAlive) } : {}),
      ...(breaks ? {} : { severity: profile === 'strict' ? ('warning' as const) : ('note' as const) }),
    };
  },
  subject: (server) => ({ name: `headersTimeout of the server in ${server.fact.at.file}`, at: server.fact.at }),
});
