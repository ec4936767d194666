// Joins what one server's file says about stopping with the rest of its program: handlers in main, in a module of their own, or nowhere.
import { perObject } from '../../knowledge/memo.js';
import type { Condition } from '../../model/expression.js';
import type {
  ServerFact,
  ShutdownFact,
  ShutdownModuleFact,
  ShutdownStep,
  SignalHandlerFact,
} from '../../model/facts.js';
import { handledWhere } from '../../model/handled-where.js';
import type { Location } from '../../model/location.js';
import type { ModuleResolver } from '../names/modules.js';
import type { NameResolver } from '../names/names.js';
import type { IsCalled } from './called-exports.js';
import { isSameSide, isSameTest } from './conditional-files.js';
import { goShutdown } from './go-shutdown.js';
import type { Reach } from './reach.js';

export interface Program {
  /** Every file of the program, as far as imports lead. */
  readonly files: ReadonlySet<string>;
  /** Where it starts is known, so that a handler found nowhere is missing, not unseen. */
  readonly whole: boolean;
}

/** The program a server belongs to: from the entry its image starts, else from the files that look like one. */
export function programOf(
  server: ServerFact,
  entry: string | undefined,
  reach: Reach,
  paths: ReadonlySet<string>,
  /** Files that are loaded before it. */
  preloads: readonly string[] = [],
): Program {
  const file = server.at.file;
  const roots = entry === undefined ? likelyRoots(file, paths).filter(reach.to(file)) : [entry];
  const files = new Set([file, ...reach.from(file)]);
  for (const root of [...roots, ...preloads]) for (const each of reach.from(root)) files.add(each);
  return { files, whole: entry === undefined ? roots.length > 0 : reach.from(entry).has(file) };
}
/** `main.go`, files under `cmd/`, and the usual names of a Node entry, in the server's own tree. */
function likelyRoots(file: string, paths: ReadonlySet<string>): readonly string[] {
  const { go, node } = entryFiles(paths);
  return file.endsWith('.go') ? go : node;
}
const entryFiles = perObject((paths: ReadonlySet<string>) => {
  const go: string[] = [];
  const node: string[] = [];
  for (const path of paths) {
    if (path.endsWith('.go')) {
      if (/(^|\/)(main|[^/]*server|[^/]*cmd)\.go$|(^|\/)cmd\//.test(path)) go.push(path);
    } else if (/(^|\/)(index|main|server|app|start|www)\.[cm]?[jt]s$/.test(path)) node.push(path);
  }
  return { go, node };
});

interface Elsewhere {
  readonly modules: ModuleResolver;
  readonly names: NameResolver;
  readonly isCalled: IsCalled;
}

export function programShutdown(
  server: ServerFact,
  program: Program,
  reach: Reach,
  { modules, names, isCalled }: Elsewhere,
): ShutdownFact {
  if (server.language === 'go') return goShutdown(server, program, reach, names);
  const own = server.shutdown;
  // A server made for other modules is stopped by what its file makes for them, too: `build()` and `stopOnSignals(server)`.
  const inProgram = reach
    .handlersIn(program.files)
    .filter((each) => each.at.file !== server.at.file || each.exportedAs === undefined || !own.complete);
  const followed = followCalls(server, reach, modules);
  const running = inProgram.filter(
    (each) =>
      each.exportedAs === undefined || each.exportedAs === 'main' || !own.complete || isCalled(each, program.files),
  );
  const joinedModules = [...new Set([...followed.modules.keys(), ...running])]
    .filter((each) => !own.handlers.some((handler) => sameHandler(handler, each)))
    .flatMap((each) => {
      const loaded = loadedBeside(server.at.file, each.at.file, reach);
      return loaded === undefined ? [] : [registeredWhere(each, [...loaded, ...(followed.modules.get(each) ?? [])])];
    });
  const named = joinedModules
    .flatMap((each) => each.handlers)
    .filter((each) => each.signals.length > 0 || each.helper !== undefined);
  const announced = inProgram.find((each) => each.announcesClose !== undefined)?.announcesClose;
  const handlers = [...own.handlers, ...named].map((handler) =>
    announcing(concerning(server, handler, program), announced),
  );
  const seen = own.incompleteBecause?.seen === true;
  const unread = joinedModules.find((each) => each.unread !== undefined);
  const settled = unread === undefined && (own.complete || (program.whole && !followed.open && !seen));
  const because =
    own.incompleteBecause ?? (unread?.unread === undefined ? undefined : { reason: unread.unread, at: unread.at });
  return {
    ...own,
    handlers,
    complete: settled,
    ...(settled || because === undefined ? {} : { incompleteBecause: because }),
  };
}

/** A flag that one module sets and another reads: responses say `Connection: close` from the signal on. */
function announcing(handler: SignalHandlerFact, at: Location | undefined): SignalHandlerFact {
  if (at === undefined || handler.steps.some((step) => step.do === 'announce-close')) return handler;
  return { ...handler, steps: [{ do: 'announce-close', at }, ...handler.steps] };
}

/** What a handler closes besides this server is not its business, nor what other programs register with it. */
function concerning({ at }: ServerFact, handler: SignalHandlerFact, { files }: Program): SignalHandlerFact {
  const own = handler.steps.filter(
    (step) =>
      (step.do !== 'close' || step.of === undefined || step.of.some((each) => isSamePlace(each, at))) &&
      (step.handedIn === undefined || files.has(step.handedIn.file)),
  );
  const steps = isClosedByOne(own) ? own.filter((step) => step.do !== 'unknown' || step.runs === undefined) : own;
  return steps.length === handler.steps.length ? handler : { ...handler, steps };
}
/** One of the functions that were registered closes the server; when, is known where no other one waits or exits. */
function isClosedByOne(steps: readonly ShutdownStep[]): boolean {
  const handed = steps.filter(({ handedIn }) => handedIn !== undefined);
  const close = handed.find((step) => step.do === 'close')?.handedIn;
  return (
    close !== undefined &&
    handed.every(
      (step) =>
        !['delay', 'exit', 'unknown'].includes(step.do) ||
        (step.handedIn !== undefined && isSamePlace(step.handedIn, close)),
    )
  );
}
const isSamePlace = (a: Location, b: Location): boolean =>
  a.file === b.file && a.line === b.line && a.column === b.column;

/** Modules that the server's file calls with the server, or imports for their effect. */
function followCalls(
  server: ServerFact,
  reach: Reach,
  modules: ModuleResolver,
): { readonly modules: ReadonlyMap<ShutdownModuleFact, readonly Condition[]>; readonly open: boolean } {
  let open = false;
  const found = new Map<ShutdownModuleFact, readonly Condition[]>();
  for (const call of server.shutdown.follow ?? []) {
    const target = modules(call.at.file, call.specifier);
    if (target === undefined) {
      open = true;
      continue;
    }
    const { under = [] } = call;
    for (const each of reach.handlersIn(reach.from(target))) {
      if (each.exportedAs !== undefined && call.name !== '' && each.exportedAs !== call.name && each.at.file === target)
        continue;
      // One way without a condition is enough.
      if (under.length === 0 || !found.has(each)) found.set(each, under);
    }
  }
  return { modules: found, open };
}
/** What else has to hold, where the server is loaded, for a module to be loaded too; undefined where both never are. */
function loadedBeside(serverFile: string, file: string, reach: Reach): readonly Condition[] | undefined {
  if (file === serverFile) return [];
  const conditions = reach.conditionsOf(file);
  if (conditions.length === 0) return conditions;
  const given = reach.conditionsOf(serverFile);
  const open: Condition[] = [];
  for (const condition of conditions) {
    const same = given.find((each) => each.chosenBy !== undefined && isSameTest(each, condition));
    if (same === undefined || condition.chosenBy === undefined) open.push(condition);
    else if (!isSameSide(same, condition)) return undefined;
  }
  return open;
}

function registeredWhere(module: ShutdownModuleFact, under: readonly Condition[]): ShutdownModuleFact {
  if (under.length === 0) return module;
  return { ...module, handlers: module.handlers.map((each) => handledWhere(each, under)) };
}
function sameHandler(handler: SignalHandlerFact, module: ShutdownModuleFact): boolean {
  return module.handlers.some(({ at }) => isSamePlace(at, handler.at));
}
