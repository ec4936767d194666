// What else of a program has a say about its server: timeouts set on an object that may be it, and a proxy that the program starts in front of it.
import { settingRow } from '../../knowledge/lookup.js';
import { perObject } from '../../knowledge/memo.js';
import type { Expression } from '../../model/expression.js';
import type { ServerFact, WrittenSetting } from '../../model/facts.js';
import { groupBy } from '../../model/group-by.js';
import { pointAt } from '../../model/location.js';
import type { SettingName } from '../../model/setting-names.js';
import type { FactIndex } from '../../model/topology.js';

const straysByFile = perObject((facts: FactIndex) => groupBy(facts.of('server-part'), ({ at }) => at.file));

/** The server with what the files of its program may set on it, where it is not told otherwise itself. */
export function withStrays(server: ServerFact, files: ReadonlySet<string>, facts: FactIndex): ServerFact {
  const proxy = server.language === 'go' ? proxyIn(files, facts) : undefined;
  if (proxy !== undefined) return remember(server, behindProxy(server, proxy));
  const byFile = straysByFile(facts);
  if (byFile.size === 0 || server.language !== 'node') return server;
  const own = new Set(server.settings.map(({ name }) => name));
  const strays = [...files]
    .sort()
    .flatMap((file) => (byFile.get(file) ?? []).flatMap(({ settings }) => settings))
    .filter(({ name }) => !own.has(name));
  if (strays.length === 0) return server;
  return remember(server, { ...server, settings: [...strays.map(perhaps), ...server.settings] });
}
/** A framework hands the server that its command makes to code of the project: what that code may set on it. */
export function withStraysBelow(server: ServerFact, folder: string, facts: FactIndex): ServerFact {
  const files = [...straysByFile(facts).keys()].filter((file) => folder === '' || file.startsWith(`${folder}/`));
  return files.length === 0 ? server : withStrays(server, new Set(files), facts);
}
/** `changed` stands for what the file has. */
export function remember(server: ServerFact, changed: ServerFact): ServerFact {
  withoutStrays.set(changed, asWritten(server));
  return changed;
}
const withoutStrays = new WeakMap<ServerFact, ServerFact>();
/** The fact of the file, whatever was added to it. */
export const asWritten = (server: ServerFact): ServerFact => withoutStrays.get(server) ?? server;

interface StartedProxy {
  readonly name: string;
  readonly file: string;
}
const startedProxies = perObject((facts: FactIndex): readonly StartedProxy[] =>
  facts.of('imports').flatMap(({ file, startsProxy: name }) => (name === undefined ? [] : [{ file, name }])),
);
const proxyIn = (files: ReadonlySet<string>, facts: FactIndex): StartedProxy | undefined =>
  startedProxies(facts).find(({ file }) => files.has(file));
/** Whoever is in front speaks to the proxy, whose configuration the program writes: neither its port nor its times are those of the server. */
function behindProxy(server: ServerFact, { name, file }: StartedProxy): ServerFact {
  const at = pointAt(file, 1);
  const text = `${name}, which the program starts, takes the requests`;
  const value: Expression = { kind: 'unknown', reason: 'dynamic', text, at };
  const { host: _, ...others } = server;
  const settings = accepting
    .filter((each) => settingRow(server.product, each) !== undefined)
    .map((each): WrittenSetting => ({ name: each, key: each, value, keyAt: at }));
  return { ...others, port: value, settings };
}
const accepting: readonly SettingName[] = [
  'inbound.idleTimeout',
  'inbound.headerTimeout',
  'inbound.requestTimeout',
  'inbound.writeTimeout',
  'inbound.maxLifetime',
  'stream.pingInterval',
  'stream.pingMinimum',
];

function perhaps({ name, key, keyAt }: WrittenSetting): WrittenSetting {
  const text = `${key.replace(/^.*\./, '')} is set here on an object that may be this server`;
  const value: Expression = { kind: 'unknown', reason: 'dynamic', text, at: keyAt };
  return { name, key, value, keyAt };
}
