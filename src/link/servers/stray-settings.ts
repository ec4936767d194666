// Timeouts that a program sets on an object of which nobody knows whether it is the server: what is set is no default any more.
import { perObject } from '../../knowledge/memo.js';
import type { Expression } from '../../model/expression.js';
import type { ServerFact, WrittenSetting } from '../../model/facts.js';
import { groupBy } from '../../model/group-by.js';
import type { FactIndex } from '../../model/topology.js';

const straysByFile = perObject((facts: FactIndex) => groupBy(facts.of('server-part'), ({ at }) => at.file));

/** The server with what the files of its program may set on it, where it is not told otherwise itself. */
export function withStrays(server: ServerFact, files: ReadonlySet<string>, facts: FactIndex): ServerFact {
  const byFile = straysByFile(facts);
  if (byFile.size === 0 || server.language !== 'node') return server;
  const own = new Set(server.settings.map(({ name }) => name));
  const strays = [...files]
    .sort()
    .flatMap((file) => (byFile.get(file) ?? []).flatMap(({ settings }) => settings))
    .filter(({ name }) => !own.has(name));
  if (strays.length === 0) return server;
  const doubted = { ...server, settings: [...strays.map(perhaps), ...server.settings] };
  withoutStrays.set(doubted, server);
  return doubted;
}
const withoutStrays = new WeakMap<ServerFact, ServerFact>();
/** The fact of the file, whatever was added to it. */
export const asWritten = (server: ServerFact): ServerFact => withoutStrays.get(server) ?? server;

function perhaps({ name, key, keyAt }: WrittenSetting): WrittenSetting {
  const text = `${key.replace(/^.*\./, '')} is set here on an object that may be this server`;
  const value: Expression = { kind: 'unknown', reason: 'dynamic', text, at: keyAt };
  return { name, key, value, keyAt };
}
