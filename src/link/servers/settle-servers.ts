// Puts together the servers that Node programs build across modules: made in one, configured in another, started in a third.
import { factText } from '../../knowledge/lookup.js';
import { type Condition, where } from '../../model/expression.js';
import type {
  Fact,
  FileFacts,
  HandoverFact,
  MadeServer,
  ServerFact,
  ServerOrigin,
  ServerPartFact,
  ShutdownFact,
} from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { handledWhere } from '../../model/handled-where.js';
import type { Location } from '../../model/location.js';
import { isOfServersAlone } from '../../model/server-keys.js';
import { indexFacts } from '../fact-index.js';
import { joinPath } from '../names/environment.js';
import { type MadeAt, type ModulePaths, modulePaths, variantsOf } from '../names/module-paths.js';
import type { ModuleResolver } from '../names/modules.js';
import { conditionalFiles } from './conditional-files.js';
import { withImportedOptions } from './imported-options.js';
import { importersOf } from './importers.js';
import { type Reach, sourceReach } from './reach.js';
import { createRoutines } from './routines.js';

/** What an origin leads to: an application, or a server whose fact stands at that place; with what has to hold for it to get there. */
type Source = Omit<MadeServer, 'name'> & { readonly under?: readonly Condition[] };
const settledKinds: ReadonlySet<Fact['kind']> = new Set([
  'server',
  'server-part',
  'handover',
  'routine',
  'handed-routine',
  'shutdown-module',
]);

export function settleServers(files: readonly FileFacts[], modules: ModuleResolver): readonly FileFacts[] {
  const facts = files.flatMap((each) => each.facts);
  const servers = facts.filter((fact) => fact.kind === 'server');
  const parts = facts.filter((fact) => fact.kind === 'server-part');
  const started = servers.filter(({ from }) => from !== undefined);
  if (servers.length === 0) return files;
  const paths = modulePaths(facts, modules);
  const sources = createSources(facts, paths);
  const routines = createRoutines(facts, paths, sources.of);
  let reach: Reach | undefined;

  const tuned = new Map(servers.map((server) => [keyOf(server.at), withImportedOptions(server, paths)] as const));
  const imports = facts.filter((fact) => fact.kind === 'imports');
  const conditions = conditionalFiles(imports, modules);
  const importers = importersOf(imports, modules);
  /** A server that is itself there under conditions only has what is there with it. */
  const loadedUnder = (file: string, serverFile: string): readonly Condition[] =>
    conditions(serverFile).length > 0 ? [] : conditions(file);
  const strays = new Set<Fact>(parts);
  for (const part of parts) {
    const { of } = part;
    if (of === undefined) continue;
    const owners: readonly Source[] | readonly ServerFact[] =
      of.is === 'injected' ? injectedInto(of.by, part) : sources.of(of, part.at.file);
    for (const owner of owners) {
      const server = tuned.get(keyOf(owner.at));
      if (server === undefined) continue;
      const under =
        of.is === 'import' ? loadedUnder(part.at.file, server.at.file) : 'under' in owner ? owner.under : [];
      tuned.set(keyOf(owner.at), withPart(server, part, under ?? []));
      strays.delete(part);
    }
  }
  for (const server of servers) {
    const { answeredBy, at } = server;
    if (answeredBy === undefined) continue;
    const own = tuned.get(keyOf(at)) ?? server;
    const [source] = sources.of({ is: 'import', path: answeredBy }, at.file);
    tuned.set(keyOf(at), withAnswers(own, source));
  }
  const settled = new Map<ServerFact, readonly ServerFact[]>();
  const taken = new Set<string>();
  for (const server of started) {
    const { from } = server;
    if (from === undefined) continue;
    if (isOfOthers(from, server, paths)) {
      settled.set(server, [asStarted(tuned.get(keyOf(server.at)) ?? server, server.product)]);
      continue;
    }
    const found = sources
      .of(from, server.at.file)
      .filter(({ starts }) => server.startedBy === undefined || starts.includes(server.startedBy));
    const itself = tuned.get(keyOf(server.at));
    if (found.length === 0 && itself !== undefined && isNodesOwn(itself)) {
      settled.set(server, [asStarted(itself, server.product)]);
      continue;
    }
    settled.set(
      server,
      found.map((source) => {
        const { product, at } = source;
        const made = tuned.get(keyOf(at));
        const own = tuned.get(keyOf(server.at)) ?? server;
        if (made === undefined || made === own) return withAnswers(asStarted(own, product), source);
        if (made.listenAt === undefined) taken.add(keyOf(at));
        return joined(made, own);
      }),
    );
  }
  return files.map((file) =>
    file.facts.some((fact) => settledKinds.has(fact.kind))
      ? { ...file, facts: file.facts.flatMap((fact) => settle(fact)) }
      : file,
  );

  /** The servers of that framework whose program holds the file. */
  function injectedInto(framework: string, { at }: ServerPartFact): readonly ServerFact[] {
    reach ??= sourceReach(indexFacts(files), modules);
    const isHeldBy = reach.to(at.file);
    const isOf = ({ product, with: above }: ServerFact): boolean =>
      product === framework || above.some((each) => each.product === framework);
    return servers.filter((server) => isOf(server) && (isHeldBy(server.at.file) || isLoadedBy(server, at.file)));
  }
  function settle(fact: Fact): readonly Fact[] {
    if (fact.kind === 'server-part') return strays.has(fact) ? strayPart(fact) : [];
    if (fact.kind === 'handover' || fact.kind === 'routine' || fact.kind === 'handed-routine') return [];
    if (fact.kind === 'shutdown-module') {
      const handlers = fact.handlers.map(routines.expand);
      const loaded = fact.exportedAs === undefined ? conditions(fact.at.file) : [];
      return [{ ...fact, handlers: handlers.map((each) => handledWhere(each, loaded)) }];
    }
    if (fact.kind !== 'server') return [fact];
    const known = settled.get(fact);
    if (known !== undefined) return known.map(withRoutines);
    return taken.has(keyOf(fact.at)) ? [] : [withRoutines(tuned.get(keyOf(fact.at)) ?? fact)];
  }
  function withRoutines(server: ServerFact): ServerFact {
    const handlers = server.shutdown.handlers.map(routines.expand);
    return { ...unlessShared(server), shutdown: { ...server.shutdown, handlers } };
  }
  /** Whoever else imports the application may add routes to it. */
  function unlessShared(server: ServerFact): ServerFact {
    const { onlyRoutes, ...rest } = server;
    if (onlyRoutes === undefined) return server;
    const isShared = [...importers(onlyRoutes.at.file)].some((file) => file !== server.at.file);
    return isShared ? rest : server;
  }
}

/** What only servers have, of what is set on something that leads to none. */
function strayPart(part: ServerPartFact): readonly Fact[] {
  const settings = part.settings.filter(({ key }) => isOfServersAlone(key));
  return settings.length === 0 ? [] : [{ ...part, settings }];
}

/** Made by a library that is not in the scan. */
function isOfOthers(from: ServerOrigin, server: ServerFact, paths: ModulePaths): boolean {
  return from.is === 'import' && isNodesOwn(server) && paths.resolve(server.at.file, from.path) === undefined;
}
/** Whatever made the application: what `listen` gave back has the timeouts of Node's server. */
function isNodesOwn({ startedBy, product, settings }: ServerFact): boolean {
  return startedBy === 'listen' && product === 'node-http' && settings.some(({ name }) => name.startsWith('inbound.'));
}

/** Nobody imports what a framework looks for in a folder of its own project, which is beside that of its configuration. */
function isLoadedBy({ product, at }: ServerFact, file: string): boolean {
  const folder = factText(product, 'loads-folder', undefined, at);
  return folder.state === 'known' && file.startsWith(`${joinPath(folderOf(at.file), `../${folder.value}`)}/`);
}

const keyOf = ({ file, line, column }: Location): string => `${file}:${line}:${column}`;

/** Answers where servers come from, through imports and through the calls that hand them over. */
function createSources(facts: readonly Fact[], paths: ModulePaths) {
  const handovers = new Map<string, HandoverFact[]>();
  for (const fact of facts) {
    if (fact.kind !== 'handover') continue;
    const target = paths.resolve(fact.at.file, fact.to);
    if (target === undefined) continue;
    for (const name of variantsOf(target.name)) {
      const key = `${target.file}#${name}`;
      const list = handovers.get(key);
      if (list === undefined) handovers.set(key, [fact]);
      else list.push(fact);
    }
  }
  const exported = ({ file, name }: MadeAt): readonly Source[] => {
    const names = variantsOf(name);
    return paths
      .bindingsOf(file)
      .flatMap((each) => each.apps ?? [])
      .filter((app) => names.includes(app.name));
  };
  const of = (origin: ServerOrigin, file: string, seen: ReadonlySet<string> = new Set()): readonly Source[] => {
    if (origin.is === 'import') {
      const target = paths.resolve(file, origin.path);
      return target === undefined ? [] : unique(exported(target));
    }
    if (origin.is === 'injected') return [];
    const key = `${file}#${origin.of}`;
    if (seen.has(key)) return [];
    const further = new Set([...seen, key]);
    const calls = [origin.of, ...(origin.also ?? [])]
      .flatMap(variantsOf)
      .flatMap((name) => handovers.get(`${file}#${name}`) ?? []);
    return unique(
      [...new Set(calls)]
        .filter((call) => call.index === origin.index && sameKey(call.key, origin.key))
        .flatMap((call): readonly Source[] => {
          const found = call.what.is === 'made' ? [call.what] : of(call.what, call.at.file, further);
          return call.under === undefined ? found : found.map((each) => under(each, call.under ?? []));
        }),
    );
  };
  return { of: (origin: ServerOrigin, file: string) => of(origin, file) };
}

/** `deps.server` is what `{ server }` holds, and `app.server` is part of an `app` handed over whole. */
const partNames = new Set(['server', 'httpServer', 'listener']);
const sameKey = (given: string | undefined, wanted: string | undefined): boolean =>
  given === wanted || ((given === undefined || wanted === undefined) && partNames.has(given ?? wanted ?? ''));

const under = (source: Source, conditions: readonly Condition[]): Source => ({
  ...source,
  under: [...(source.under ?? []), ...conditions],
});
/** What gets there in several ways is there where any of them is taken. */
function unique(sources: readonly Source[]): readonly Source[] {
  const found = new Map<string, Source>();
  for (const source of sources) {
    const key = keyOf(source.at);
    const before = found.get(key);
    const [first] = before?.under ?? [];
    if (before === undefined || (first !== undefined && source.under === undefined)) found.set(key, source);
    else if (first !== undefined && source.under !== undefined)
      found.set(key, { ...before, under: [{ at: first.at, why: 'several conditions' }] });
  }
  return [...found.values()];
}

function withPart(server: ServerFact, part: ServerPartFact, under: readonly Condition[]): ServerFact {
  const settings = part.settings.map((each) =>
    under.length === 0 ? each : { ...each, value: where(under, each.value) },
  );
  return {
    ...server,
    settings: [...server.settings, ...settings],
    traits: [...server.traits, ...part.traits],
  };
}
/** With what the application of another module answers; without one nobody knows what else is answered. */
function withAnswers({ onlyRoutes, ...server }: ServerFact, source: Source | undefined): ServerFact {
  return {
    ...server,
    routes: [...(source?.routes ?? []), ...server.routes],
    ...(onlyRoutes && source?.onlyRoutes && { onlyRoutes: source.onlyRoutes }),
  };
}
/** An application makes its server when it starts to listen. */
function asStarted(server: ServerFact, product: string): ServerFact {
  const { from, startedBy, ...rest } = server;
  const isPlain = product === 'connect' || product === server.product;
  return { ...rest, product: isPlain ? server.product : product };
}
function joined(made: ServerFact, started: ServerFact): ServerFact {
  const port = started.port ?? made.port;
  const host = started.host ?? made.host;
  const { from, startedBy, onlyRoutes, ...rest } = made;
  return {
    ...rest,
    ...(onlyRoutes && started.onlyRoutes && { onlyRoutes }),
    listenAt: started.listenAt ?? started.at,
    role: started.role,
    with: [...made.with, ...started.with.filter(({ product }) => !made.with.some((each) => each.product === product))],
    settings: [...made.settings, ...started.settings],
    traits: [...made.traits, ...started.traits],
    routes: [...made.routes, ...started.routes],
    shutdown: joinedShutdown(made.shutdown, started.shutdown),
    ...(port && { port }),
    ...(host && { host }),
    ...(started.entry !== undefined && { entry: started.entry }),
  };
}
function joinedShutdown(made: ShutdownFact, started: ShutdownFact): ShutdownFact {
  const because = made.incompleteBecause ?? started.incompleteBecause;
  return {
    ...started,
    handlers: [...made.handlers, ...started.handlers],
    complete: made.complete && started.complete,
    follow: [...(made.follow ?? []), ...(started.follow ?? [])],
    ...(because && { incompleteBecause: because }),
  };
}
