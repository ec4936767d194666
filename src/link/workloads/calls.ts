// What programs of ours call over connections that they ping or keep for the next request, and the servers that answer there.
import { perObject } from '../../knowledge/memo.js';
import type { ClientFact, ForwardRef, WorkloadFact } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { groupBy, groupPairs } from '../../model/group-by.js';
import { serversOn } from '../../model/listening.js';
import { computed, known, originPlace, type Setting, type UnknownReason, unknown } from '../../model/setting.js';
import type { SettingName } from '../../model/setting-names.js';
import type { Call, CalledServer, CallLink, Container, FactIndex, HabitTable, Workload } from '../../model/topology.js';
import { boundLength } from '../../model/verdict.js';
import type { LinkContext } from '../context.js';
import { portsByAddress } from '../kubernetes/arrival.js';
import { asFarAsSeen, type Environment, evaluate } from '../names/evaluate.js';
import { goPackageFolder } from '../names/go-packages.js';
import { isLength } from '../names/scalars.js';
import { resolveAddress } from '../proxies/addresses.js';
import { habitsOf } from '../settings/habits.js';
import { productOf } from '../settings/products.js';
import { buildSettingTable } from '../settings/setting-table.js';
import type { DraftWorkload } from './workloads.js';

const callersByFile = perObject((facts: FactIndex) =>
  groupBy(facts.of('client'), ({ target, at }) => (target === undefined ? undefined : at.file)),
);

export function callsOf(files: ReadonlySet<string>, environment: Environment, facts: FactIndex): readonly Call[] {
  const byFile = callersByFile(facts);
  if (byFile.size === 0) return [];
  return [...byFile]
    .filter(([file]) => files.has(file))
    .flatMap(([, clients]) =>
      clients.filter((fact) => !isAnotherPrograms(fact, files, facts)).map((fact) => callOf(fact, environment)),
    );
}
/** The files that pass an argument, by the folder of the package and the name of the argument. */
const callersByArgument = perObject((facts: FactIndex) => {
  const modules = facts.of('go-module');
  return groupPairs(
    facts.of('bindings').flatMap(({ space, owner, names }) => {
      if (space !== 'package') return [];
      const folder = goPackageFolder(modules, owner) ?? owner;
      return Object.entries(names).flatMap(([name, values]) =>
        passed.test(name) ? values.map(({ at }) => [`${folder} ${name}`, at.file] as const) : [],
      );
    }),
  );
});
/** `Dial(1)`: the second argument of a function. */
const passed = /\(\d{1,3}\)$/;
/** A function of a package that several programs share makes it, and only others of them call that function. */
function isAnotherPrograms({ target }: ClientFact, files: ReadonlySet<string>, facts: FactIndex): boolean {
  if (target?.kind !== 'name' || target.space !== 'package' || !passed.test(target.name)) return false;
  const callers = callersByArgument(facts).get(`${folderOf(target.at.file)} ${target.name}`) ?? [];
  return callers.length > 0 && callers.every((file) => !files.has(file));
}
function callOf(fact: ClientFact, environment: Environment): Call {
  const habits = habitsOf(fact.product, undefined, fact.at);
  const source = {
    product: fact.product,
    version: undefined,
    impliedBy: fact.at,
    layers: [fact.settings],
    environment,
  };
  const ping = raised(buildSettingTable(source).table.get('stream.pingInterval'), habits);
  const settings = buildSettingTable({
    ...source,
    computed: new Map<SettingName, Setting>([['stream.pingInterval', ping]]),
  });
  return {
    fact,
    product: productOf(fact.product, fact.at),
    settings: settings.table,
    habits,
    address: addressOf(fact, environment),
  };
}
/** A library that pings no more often than it thinks right. */
function raised(ping: Setting, habits: HabitTable): Setting {
  const least = habits.time('least-ping-interval');
  if (ping.state === 'unknown' || least.state === 'unknown') return ping;
  if (boundLength(ping.value) >= boundLength(least.value)) return ping;
  return known(
    least.value,
    computed(originPlace(ping.origin), 'raised to what the library does at least', [ping.origin]),
  );
}
export function addressOf({ target, at }: ClientFact, environment: Environment): Setting<string> {
  if (target === undefined) return unknown({ kind: 'dynamic', text: 'its source names no address', at });
  const value = evaluate(target, asFarAsSeen(environment));
  if (value.state === 'unknown') return unknown(value.reason);
  return known(isLength(value.value) ? String(value.value.length) : String(value.value), value.origin);
}

export function linkCalls(drafts: readonly DraftWorkload[], context: LinkContext): readonly CallLink[] {
  if (callersByFile(context.facts).size === 0) return [];
  const byFact = new Map(drafts.map((draft) => [draft.workload.fact, draft]));
  return drafts.flatMap((from) =>
    from.workload.containers.flatMap((container) => {
      const servers = [...container.serverCandidates, ...container.besides];
      const calls = new Map(servers.flatMap((server) => server.calls.map((call) => [call.fact, call] as const)));
      return Array.from(calls.values(), (call): CallLink => {
        return { call, from: from.workload, to: calledBy(call, from, container, byFact, context) };
      });
    }),
  );
}
function calledBy(
  { address, fact }: Call,
  from: DraftWorkload,
  container: Container,
  byFact: ReadonlyMap<WorkloadFact, DraftWorkload>,
  context: LinkContext,
): CallLink['to'] {
  if (address.state === 'unknown') return address.reason;
  const reference = referenceTo(address.value, originPlace(address.origin));
  const host = { workload: from.workload.fact, container: container.fact, stages: [] };
  const target = resolveAddress(reference, context, host);
  const reached =
    target === undefined
      ? []
      : 'workload' in target
        ? [byFact.get(target.workload)].flatMap((each) => each ?? [])
        : [...byFact.values()].filter(({ workload }) => workload.services.includes(target.service));
  const settle = 'Lint it together with the source of what it calls.';
  const nobody = (why: string): UnknownReason => ({
    kind: 'not-in-scan',
    text: `what answers at ${address.value} ${why}`,
    at: fact.at,
  });
  if (reached.length === 0) return { ...nobody('is not in the scan'), settle };
  // Both sides speak to the proxy of the mesh.
  if ([from, ...reached].some(({ mesh }) => mesh !== undefined))
    return nobody('is the proxy of a mesh, which answers pings itself');
  const servers = reached.flatMap(({ workload }) => {
    const ports =
      target !== undefined && 'service' in target
        ? portsByAddress(target.service, reference.port, workload.fact)
        : reference.port === undefined
          ? undefined
          : [reference.port];
    return serversAt(workload, ports);
  });
  return servers.length > 0 ? servers : { ...nobody('is no server that was found in the source'), settle };
}
function serversAt(workload: Workload, ports: readonly number[] | undefined): readonly CalledServer[] {
  const servers = workload.containers.flatMap((each) =>
    ports === undefined ? [...each.serverCandidates, ...each.besides] : ports.flatMap((port) => serversOn(each, port)),
  );
  return servers.map((server) => ({ server, workload }));
}

/** `dns:///orders:9090`, `passthrough:orders:9090`: the scheme says how the name is looked up. */
function referenceTo(address: string, at: ForwardRef['at']): ForwardRef {
  const url = /^http:\/\/(?:[^/@]*@)?([^/:@]+)(?::(\d{1,5}))?(?:\/.*)?$/is.exec(address);
  if (url?.[1] !== undefined) return { to: 'address', value: url[1], at, port: Number(url[2] ?? 80) };
  const value = address.replace(/^[a-z0-9+.-]+:(?:\/\/[^/]*\/|(?=[a-z]))/i, '');
  const port = /:(\d{1,5})$/.exec(value)?.[1];
  return { to: 'address', value, at, ...(port === undefined ? {} : { port: Number(port) }) };
}
