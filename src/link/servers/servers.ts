// What a server process really does: its effective idle time by runtime version, and its shutdown plan.
import {
  factDuration,
  factList,
  factNumber,
  factRows,
  factText,
  settingNames,
  settingRow,
} from '../../knowledge/lookup.js';
import type { ServerFact, SettingMistake, ShutdownFact, WrittenSetting } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { computed, known, off, originPlace, type Setting, type TimeBound, unknown } from '../../model/setting.js';
import type { SettingName } from '../../model/setting-names.js';
import type {
  Call,
  LargeHead,
  LinkReason,
  Server,
  SettingTable,
  ShutdownHelper,
  ShutdownPlan,
} from '../../model/topology.js';
import { sumSettings } from '../../model/verdict.js';
import { asFarAsSeen, type Environment, evaluate } from '../names/evaluate.js';
import { isLength, type Scalar } from '../names/scalars.js';
import { habitsOf } from '../settings/habits.js';
import { productOf } from '../settings/products.js';
import { refusalMistakes } from '../settings/refusals.js';
import { buildSettingTable } from '../settings/setting-table.js';
import type { EventPings } from './event-streams.js';
import type { HandlerLimit } from './handler-limits.js';
import { planShutdown, timeOf } from './shutdown.js';
import type { WebSockets } from './web-sockets.js';

export interface ServerSurroundings {
  readonly environment: Environment;
  readonly runtimeVersion: Setting<string>;
  readonly signal: string;
  /** How the whole program stops. */
  readonly shutdown: ShutdownFact;
  readonly links: readonly LinkReason[];
  readonly largeHeads: readonly LargeHead[];
  readonly handlerLimit: HandlerLimit | undefined;
  readonly eventStream: Location | undefined;
  readonly liftsDeadlines: boolean;
  readonly webSockets: WebSockets | undefined;
  readonly eventPings: EventPings | undefined;
  readonly lacksGrpcHealth: boolean;
  readonly calls: readonly Call[];
}

export function resolveServer(
  fact: ServerFact,
  around: ServerSurroundings,
): { readonly server: Server; readonly mistakes: readonly SettingMistake[] } {
  const impliedBy = fact.listenAt ?? fact.at;
  const source = {
    product: fact.product,
    version: around.runtimeVersion,
    impliedBy,
    layers: [[...fact.settings, ...pingsAround(around), ...(around.handlerLimit?.settings ?? [])]],
    environment: around.environment,
  };
  const plain = buildSettingTable(source);
  const shutdown = planShutdown(fact, {
    signal: around.signal,
    environment: around.environment,
    runtimeVersion: around.runtimeVersion,
    program: around.shutdown,
    settings: plain.table,
  });
  const computed = new Map<SettingName, Setting<unknown>>([
    ...companionSettings(fact, around, impliedBy),
    ...drainSettings(fact, shutdown),
  ]);
  const ended = endedConnections(fact);
  const idle = ended ?? effectiveIdle(fact, plain.table, around);
  if (idle !== undefined) computed.set('inbound.idleTimeout', idle);
  if (ended !== undefined) computed.set('inbound.advertisedIdleTimeout', ended);
  const table = computed.size === 0 ? plain.table : buildSettingTable({ ...source, computed }).table;
  const options = factList(fact.product, 'creation-options', around.runtimeVersion, fact.at);
  const given = fact.settings.filter(({ key }) => options.state === 'known' && options.value.includes(key));
  // Its port decides who reaches it: there the value of last resort counts, and it is said that it may differ.
  const certain = asFarAsSeen(around.environment);
  const port = portOf(fact, certain);
  const mayDiffer = port.state === 'known' ? portOf(fact, around.environment) : port;
  const server: Server = {
    fact,
    product: productOf(fact.product, impliedBy),
    settings: table,
    ...(given.length === 0 ? {} : { createdWith: buildSettingTable({ ...source, layers: [given] }).table }),
    habits: habitsOf(fact.product, around.runtimeVersion, impliedBy),
    unroutedStatus: unroutedStatus(fact),
    links: around.links,
    largeHeads: around.largeHeads,
    calls: around.calls,
    ...(around.webSockets === undefined ? {} : { webSockets: around.webSockets.at }),
    ...(around.eventStream === undefined ? {} : { eventStream: around.eventStream }),
    ...(around.liftsDeadlines ? { liftsDeadlines: true as const } : {}),
    ...(around.lacksGrpcHealth ? { lacksGrpcHealth: true as const } : {}),
    ...(around.eventPings === undefined ? {} : { eventPings: around.eventPings.at }),
    ...(around.handlerLimit === undefined ? {} : { handlerLimit: around.handlerLimit.at }),
    runtimeVersion: around.runtimeVersion,
    port,
    ...(port.state === 'known' && mayDiffer.state === 'unknown' ? { portMayDiffer: mayDiffer.reason } : {}),
    host: hostFrom(fact, certain, around.environment),
    shutdown,
  };
  return { server, mistakes: refusalMistakes(fact.product, plain.refusals, around.runtimeVersion) };
}

function unroutedStatus({ onlyRoutes, at }: ServerFact): Setting<number> {
  return onlyRoutes === undefined
    ? unknown({ kind: 'not-in-scan', text: 'something else than the routes that were found may answer', at })
    : factNumber(onlyRoutes.product, 'unrouted-status', undefined, onlyRoutes.at);
}
/** Every response says that its connection ends with it. */
function endedConnections({ traits }: ServerFact): Setting<TimeBound> | undefined {
  const ending = traits.find(({ name }) => name === 'endsConnections');
  return ending && known(off, { kind: 'written', at: ending.at });
}
/** When idle connections really end: the advertised time plus the runtime's buffer, or the setting the language falls back to. */
function effectiveIdle(fact: ServerFact, table: SettingTable, around: ServerSurroundings): Setting | undefined {
  if (settingRow(fact.product, 'inbound.advertisedIdleTimeout') !== undefined) {
    const advertised = table.get('inbound.advertisedIdleTimeout');
    if (advertised.state === 'known' && advertised.value.kind !== 'finite') return advertised;
    const buffer = idleBuffer(fact, around);
    return isZero(buffer) ? advertised : sumSettings([advertised, buffer]);
  }
  if (table.isWritten('inbound.idleTimeout') && !isZero(table.get('inbound.idleTimeout'))) return undefined;
  const fallbacks = factList(fact.product, 'idle-falls-back-to', around.runtimeVersion, fact.at);
  const names =
    fallbacks.state === 'known' ? fallbacks.value : (fallbacks.candidates ?? []).flatMap((each) => each.value);
  for (const name of names) {
    if (name !== 'inbound.requestTimeout' && name !== 'inbound.headerTimeout') continue;
    if (!table.isWritten(name) || isZero(table.get(name))) continue;
    return standsIn(table.get(name), table.keyOf(name), table.keyOf('inbound.idleTimeout'));
  }
  return undefined;
}
/** The reader sees the line of one setting under the name of another: say why. */
function standsIn(setting: Setting, key: string, unset: string): Setting {
  if (setting.state === 'unknown') return setting;
  const { value, origin } = setting;
  return known(value, computed(originPlace(origin), `${key}, because ${unset} is not set`, [origin]));
}
function isZero(setting: Setting): boolean {
  return setting.state === 'known' && setting.value.kind === 'finite' && setting.value.length === 0;
}
function idleBuffer(fact: ServerFact, around: ServerSurroundings): Setting {
  const documented = factDuration(fact.product, 'idle-buffer', around.runtimeVersion, fact.at);
  const own = fact.traits.find((each) => each.name === 'keepAliveTimeoutBuffer');
  if (own === undefined) return documented;
  const settable = evaluate(own.value, around.environment);
  return settable.state === 'known' ? timeOf(own.value, around.environment) : documented;
}

/** What the program pings by, in whichever of its files. */
const pingsAround = ({ webSockets, eventPings }: ServerSurroundings): readonly WrittenSetting[] => [
  ...(webSockets?.settings ?? []),
  ...(eventPings?.settings ?? []),
];
/** Settings that only a library joined to the server has: the pings of its WebSockets. */
function companionSettings(
  fact: ServerFact,
  around: ServerSurroundings,
  impliedBy: Location,
): readonly [SettingName, Setting<unknown>][] {
  const joined = [around.webSockets, around.eventPings].filter((each) => each !== undefined);
  const settings = [...fact.settings, ...pingsAround(around)];
  return [...fact.with, ...joined].flatMap(({ product, at }) => {
    const own = settingNames(product).filter(
      (name) => name.startsWith('stream.') && settingRow(fact.product, name) === undefined,
    );
    if (own.length === 0) return [];
    const written = settings.filter((each) => own.includes(each.name));
    const { table } = buildSettingTable({
      product,
      version: around.runtimeVersion,
      impliedBy: at ?? impliedBy,
      layers: [written],
      environment: around.environment,
    });
    return own.map((name): [SettingName, Setting<unknown>] => [name, table.get(name)]);
  });
}

/** What a library beside the server does to its work in flight, as it is told to here. */
function drainSettings(
  fact: ServerFact,
  { handled, helpers, delay, waitLimit }: ShutdownPlan,
): readonly [SettingName, Setting][] {
  const stops = ({ id }: ShutdownHelper): boolean => fact.with.some(({ product }) => product === id);
  if (handled !== 'yes' || !helpers.some(stops)) return [];
  const drains: readonly [SettingName, Setting][] = [
    ['drain.delay', delay],
    ['drain.timeout', waitLimit],
  ];
  return drains.filter(([name]) => settingRow(fact.product, name) === undefined);
}

function portOf(fact: ServerFact, environment: Environment): Setting<number> {
  if (fact.port === undefined) return byDefault('port', fact, factNumber);
  const value = evaluate(fact.port, environment);
  if (isUnset(fact, value)) return byDefault('port', fact, factNumber);
  const read = (scalar: Scalar): number | undefined => {
    // A whole number that a Go file hands to another might be a length of time there: it counts nanoseconds.
    const port = isLength(scalar) ? Math.round(scalar.length * 1e6) : Number(String(scalar).replace(/^.*:/, ''));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
  };
  if (value.state === 'unknown') {
    const candidates = (value.candidates ?? []).flatMap((each) => {
      const port = read(each.value);
      return port === undefined ? [] : [known(port, each.origin)];
    });
    const [first] = candidates;
    const isOne =
      candidates.length === value.candidates?.length && candidates.every((each) => each.value === first?.value);
    return first !== undefined && isOne ? first : unknown(value.reason, candidates);
  }
  const port = read(value.value);
  return port === undefined
    ? unknown({ kind: 'invalid', text: 'the port it listens on is not a number', at: fact.port.at })
    : known(port, value.origin);
}
/** The value of last resort is no more than a candidate where something out of sight may set another. */
function hostFrom(fact: ServerFact, certain: Environment, whole: Environment): Setting<string> {
  const host = hostOf(fact, certain);
  const mayDiffer = host.state === 'known' ? hostOf(fact, whole) : host;
  return mayDiffer.state === 'known' || host.state !== 'known' ? host : unknown(mayDiffer.reason, [host]);
}
function hostOf(fact: ServerFact, environment: Environment): Setting<string> {
  if (fact.host === undefined) return hostOfAddress(fact, environment) ?? byDefault('host', fact, factText);
  const value = evaluate(fact.host, environment);
  if (isUnset(fact, value)) return byDefault('host', fact, factText);
  return value.state === 'unknown' ? unknown(value.reason) : known(String(value.value), value.origin);
}
/** Go takes host and port in one text: `localhost:8080`, `[::1]:8080`. Nothing before the colon is every address. */
function hostOfAddress({ language, port }: ServerFact, environment: Environment): Setting<string> | undefined {
  if (language !== 'go' || port === undefined) return undefined;
  const address = evaluate(port, environment);
  if (address.state === 'unknown' || typeof address.value !== 'string') return undefined;
  const host = /^(\[[^\]]+\]|[^:]+):\d{1,5}$/.exec(address.value)?.[1];
  return host === undefined ? undefined : known(host, address.origin);
}
/** The variable that would say so is not set. */
const isUnset = (fact: ServerFact, value: Setting<Scalar>): boolean =>
  fact.listensByDefault === true && value.state === 'known' && value.value === null;
function byDefault<T>(
  what: 'port' | 'host',
  fact: ServerFact,
  documented: (product: string, key: string, version: undefined, at: Location) => Setting<T>,
): Setting<T> {
  return fact.listensByDefault === true && factRows(fact.product, `default-${what}`).length > 0
    ? documented(fact.product, `default-${what}`, undefined, fact.at)
    : unnamed(what, fact);
}
function unnamed<T>(what: string, fact: ServerFact): Setting<T> {
  return unknown({
    kind: 'no-default',
    text: `the source of the server names no ${what}`,
    at: fact.listenAt ?? fact.at,
  });
}
