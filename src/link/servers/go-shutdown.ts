// How one server of a Go program stops, put together from all files of the program: who hears the signal, and what that calls.
import { perObject } from '../../knowledge/memo.js';
import type { Expression } from '../../model/expression.js';
import type {
  ServerFact,
  ShutdownFact,
  ShutdownModuleFact,
  ShutdownStep,
  SignalHandlerFact,
} from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { spaceHandedTo } from '../../model/handed-stops.js';
import type { Location } from '../../model/location.js';
import { namedSignals } from '../../model/named-signals.js';
import type { NameResolver } from '../names/names.js';
import { commandsOf } from './go-commands.js';
import { endBehind, waitsInProgram } from './go-waits.js';
import type { Program } from './program-shutdown.js';
import type { Reach } from './reach.js';

const deepest = 6;

export function goShutdown(server: ServerFact, program: Program, reach: Reach, names: NameResolver): ShutdownFact {
  const own = server.shutdown;
  const commands = commandsOf(server, program.files, reach);
  const joiner = new Joiner(server, program, reach, names);
  const elsewhere = reach
    .handlersIn(program.files)
    .filter((each) => each.onCall !== true && each.at.file !== server.at.file)
    .flatMap((each) => each.handlers)
    .filter((each) => !own.handlers.some((mine) => isSame(mine.at, each.at)) && isOfCommand(each, commands));
  const ended = (handler: SignalHandlerFact): SignalHandlerFact =>
    program.whole ? endedWith(server, handler, endBehind(handler, program, reach)) : handler;
  const settledOwn = own.handlers
    .filter((each) => isOfCommand(each, commands))
    .map((each) => ended(joiner.settle(each)));
  const leading = elsewhere.filter((each) => joiner.leadsHere(each));
  const registered = (leading.length > 0 ? leading : elsewhere)
    .map((each) => joiner.settle(each))
    .filter((each) => isRegistered(each))
    .map(ended);
  // A server that stops when its context ends gets the signal from whoever made the context.
  const contextual = settledOwn.filter((each) => !isRegistered(each));
  const direct = settledOwn.filter((each) => !contextual.includes(each));
  const joined = contextual.flatMap((handler) => registered.map((source) => continued(source, handler)));
  const handlers = [...direct, ...(joined.length > 0 ? joined : registered)];
  const open = joiner.open ?? unseenHandler(program, reach, server);
  const complete = open === undefined && (own.complete || program.whole);
  const because = complete ? undefined : (open ?? own.incompleteBecause);
  const { incompleteBecause: _, ...rest } = own;
  return {
    ...rest,
    handlers: useful(handlers),
    complete,
    ...(because === undefined ? {} : { incompleteBecause: because }),
    ...(own.mainWaits === undefined ? waitedFor(handlers) : {}),
    ...waitsInProgram(server, handlers, program, reach),
    ...(own.mainWaits === 'no' && goesOn(server, program, reach) ? { mainWaits: 'unknown' as const } : {}),
  };
}
/** What one command registers, no other one of the program has. */
const isOfCommand = ({ command }: SignalHandlerFact, commands: ReadonlySet<string> | undefined): boolean =>
  command === undefined || commands === undefined || commands.has(command);
/** Nothing can stop a server that no variable holds: where main returns without a word to anybody else, the process takes it along. */
function endedWith({ traits }: ServerFact, handler: SignalHandlerFact, ends: Location | undefined): SignalHandlerFact {
  const { steps } = handler;
  const isHeld = traits.every(({ name }) => name !== 'noShutdownHandle');
  if (ends === undefined || isHeld || steps.some((each) => endings.has(each.do))) return handler;
  return { ...handler, steps: [...steps, { do: 'exit', at: ends }] };
}
const endings = new Set<ShutdownStep['do']>(['close', 'close-all', 'exit', 'reraise', 'unknown']);
/** Its function returns to a package that serves as well: the program need not end there. */
function goesOn(server: ServerFact, program: Program, reach: Reach): boolean {
  const folder = folderOf(server.at.file);
  return reach
    .serversIn(program.files)
    .some(({ role, at }) => role === 'main' && folderOf(at.file) !== folder && reach.from(at.file).has(server.at.file));
}
/** Set beside it: whoever passes in the channel or context knows the signal. */
const isRegistered = (handler: SignalHandlerFact): boolean =>
  handler.signals.length > 0 || handler.helper !== undefined;

/** A registration without steps says nothing that another one does not say better. */
function useful(handlers: readonly SignalHandlerFact[]): readonly SignalHandlerFact[] {
  const stops = (handler: SignalHandlerFact): boolean =>
    handler.steps.some((each) => each.do === 'close' || each.do === 'close-all' || each.do === 'exit');
  const telling = handlers.filter((each) => each.steps.length > 0 || each.helper !== undefined);
  if (telling.length > 0) return telling.toSorted((a, b) => Number(stops(b)) - Number(stops(a)));
  // Somebody hears the signal, and nothing shows that it reaches this server: another command of the program, perhaps.
  return handlers.map((each) => ({
    ...each,
    steps: [{ do: 'unknown', reason: 'what follows the signal could not be followed to this server', at: each.at }],
  }));
}
/** The close is in another file than the server: the file with the handler says whether the program waits for it. */
function waitedFor(handlers: readonly SignalHandlerFact[]): Pick<ShutdownFact, 'mainWaits'> {
  const closing = handlers.filter((each) => each.steps.some((step) => step.do === 'close'));
  if (closing.length === 0) return {};
  const isWaitedFor = closing.every(({ waited }) => waited !== 'unknown' && waited !== 'no');
  return { mainWaits: isWaitedFor ? 'yes' : 'unknown' };
}

const signalLibrary =
  /^[\w.-]+\.[\w-]+\/.*(?:graceful|shutdown|signals?(?:$|\/)|\/grace(?:$|\/)|manners|tableflip|endless|lifecycle|run-?group|suture|go-micro|oklog\/run|uber\.org\/fx|kardianos\/service)/i;
/** A library of that name may listen for signals by itself; what it does is not in the scan. */
function unseenHandler(
  program: Program,
  reach: Reach,
  server: ServerFact,
): ShutdownFact['incompleteBecause'] | undefined {
  for (const file of program.files) {
    const path = libraryIn(reach, file);
    if (path !== undefined && !path.startsWith('k8s.io/'))
      return {
        reason: `the program uses ${path}, which may handle signals`,
        at: { ...server.at, file, line: 1, column: 1, endLine: 1, endColumn: 1 },
      };
  }
  return undefined;
}

/** Every server of a program asks all of its files. */
const librariesByFile = perObject((_: Reach) => new Map<string, string | undefined>());
function libraryIn(reach: Reach, file: string): string | undefined {
  const known = librariesByFile(reach);
  if (!known.has(file)) {
    const isLibrary = (each: string): boolean => signalLibrary.test(each) && reach.packageFolder(each) === undefined;
    known.set(file, reach.importsOf(file).find(isLibrary));
  }
  return known.get(file);
}

type Called = NonNullable<Extract<ShutdownStep, { do: 'unknown' }>['calls']>;

class Joiner {
  readonly #server: ServerFact;
  readonly #program: Program;
  readonly #reach: Reach;
  readonly #names: NameResolver;
  /** Why a handler may exist that could not be followed. */
  open: ShutdownFact['incompleteBecause'] | undefined;

  constructor(server: ServerFact, program: Program, reach: Reach, names: NameResolver) {
    this.#server = server;
    this.#program = program;
    this.#reach = reach;
    this.#names = names;
  }

  /** The handler with its signals by name, and the steps of the functions it calls in other files. */
  settle(handler: SignalHandlerFact): SignalHandlerFact {
    const signals = handler.signals.flatMap((each) => this.#signals(each, handler.at, 0));
    const others = this.#reach.serversIn(this.#program.files);
    const steps = ownSteps(this.#expand(handler.steps, handler.at, 0), this.#server, others);
    return { ...handler, signals: [...new Set(signals)], steps };
  }

  /** What follows this signal calls into the server's package: another command of the program has another handler. */
  leadsHere({ steps }: SignalHandlerFact): boolean {
    const own = folderOf(this.#server.at.file);
    return steps.some((step) => {
      const calls = step.do === 'unknown' ? step.calls : undefined;
      return calls?.space.startsWith('package:') === true && this.#reach.packageFolder(calls.space.slice(8)) === own;
    });
  }

  /** `package:name`, `package:<path>#Name`, `package#Name`: a list of signals, or a function that registers for some. */
  #signals(text: string, at: Location, depth: number): readonly string[] {
    const named = namedSignals(text);
    if (named === undefined) return [text];
    const { space, name } = named;
    const listed = name === undefined ? [] : (this.#names(space, name, at) ?? []);
    for (const each of listed) {
      if (each.kind === 'literal' && typeof each.value === 'string' && each.value.startsWith('SIG'))
        return each.value.split(',');
    }
    const found = name === undefined || depth > deepest ? [] : this.#functions({ space, name }, at);
    const registered = found.flatMap((module) =>
      module.handlers.flatMap((handler) =>
        handler.signals.flatMap((each) => this.#signals(each, handler.at, depth + 1)),
      ),
    );
    if (registered.length > 0) return registered;
    this.open ??= { reason: `which signals ${name ?? text} stands for is not in the scan`, at };
    return ['unseen'];
  }

  #expand(steps: readonly ShutdownStep[], at: Location, depth: number): readonly ShutdownStep[] {
    return steps.flatMap((step): readonly ShutdownStep[] => {
      if (step.do === 'close' && step.by !== undefined) return this.#closedBy(step, step.by, depth);
      if (step.do !== 'unknown') return [step];
      const left = step.matters === false ? [] : [step];
      if (step.calls === undefined || depth > deepest) return left;
      const found = this.#functions(step.calls, step.at);
      const [only] = found;
      if (step.calls.space === 'handed')
        return found
          .flatMap((each) => each.handlers.flatMap((handler) => this.#expand(handler.steps, at, depth + 1)))
          .map((each) => withLimit(each, step.limit));
      if (only === undefined) return left;
      // A function that waits for the signal itself says more than what it would do when called.
      const waiting = found.filter((each) => each.onCall !== true);
      // What a function gives back, or a command runs, may be one of several things: each of them for its own server.
      const several = waiting.length > 0 ? waiting : isOneOfSeveral(step.calls.name) ? found : [only];
      const inner = several
        .flatMap((each) => each.handlers)
        .flatMap((handler) => this.#expand(handler.steps, at, depth + 1))
        .map((each) => withLimit(each, step.limit));
      return step.matters === false && !inner.some(({ do: does }) => does === 'close' || does === 'close-all')
        ? []
        : inner;
    });
  }
  /** The steps of the method, where the scan has it and it closes anything. */
  #closedBy(step: ShutdownStep & { readonly do: 'close' }, by: Called, depth: number): readonly ShutdownStep[] {
    const { by: _, ...plain } = step;
    const [found, another] = depth > deepest ? [] : this.#functions(by, step.at);
    const inner = found?.handlers.flatMap((handler) => this.#expand(handler.steps, step.at, depth + 1)) ?? [];
    if (another !== undefined || !inner.some((each) => each.do === 'close')) return [plain];
    return inner.map((each) => {
      const limited = withLimit(each, step.limit);
      return limited.do === 'close' ? { ...limited, waits: limited.waits && step.waits } : limited;
    });
  }
  /** By name, or by the method's name alone where the receiver's type is not known. */
  #functions({ space, name, maker }: Called, at: Location): readonly ShutdownModuleFact[] {
    if (space === 'handed') return this.#handedTo(folderOf(at.file));
    const made = maker === undefined ? [] : this.#functionsIn(space, `${maker}().${name}`, at);
    if (made.length > 0) return made;
    const near = this.#functionsIn(space, name, at);
    if (near.length > 0 || !isOneOfSeveral(name)) return near;
    // The type of the receiver is in another file: the one method of the program that gives back a function to stop with.
    const own = name.slice(name.lastIndexOf('.') + 1);
    const all = this.#reach
      .handlersIn(this.#program.files)
      .filter(({ exportedAs = '' }) => exportedAs.replace(/^.*\./, '') === own);
    return own === executedCommand ||
      new Set(all.map(({ at, exportedAs }) => `${folderOf(at.file)}#${exportedAs}`)).size === 1
      ? all
      : [];
  }
  /** What files of the program hand to functions of a package. */
  #handedTo(folder: string): readonly ShutdownModuleFact[] {
    return this.#reach.handlersIn(this.#program.files).filter(({ exportedAs, at }) => {
      const space = spaceHandedTo(exportedAs);
      if (space === undefined) return false;
      return folder === (space === 'package' ? folderOf(at.file) : this.#reach.packageFolder(space.slice(8)));
    });
  }
  #functionsIn(space: string, name: string, at: Location): readonly ShutdownModuleFact[] {
    const folder = space === 'package' ? folderOf(at.file) : this.#reach.packageFolder(space.replace(/^package:/, ''));
    if (folder === undefined) return [];
    const modules = this.#reach.stopsIn(folder);
    const exact = modules.filter((each) => each.exportedAs === name);
    if (exact.length > 0 || name.includes('.')) return exact;
    const methods = modules.filter(
      (each) =>
        each.exportedAs?.endsWith(`.${name}`) === true && !each.exportedAs.includes('()') && doesSomething(each),
    );
    return new Set(methods.map((each) => each.exportedAs)).size === 1 ? methods : [];
  }
}

const doesSomething = ({ handlers }: ShutdownModuleFact): boolean =>
  handlers.some(({ steps }) => steps.some((step) => step.do !== 'unknown' || step.matters !== false));

const executedCommand = 'ExecuteContext';
const isOneOfSeveral = (name: string): boolean => name === executedCommand || name.includes('#');

/** A context handed in brings its limit along. */
function withLimit(step: ShutdownStep, limit: Extract<ShutdownStep, { do: 'close' }>['limit']): ShutdownStep {
  if (step.do === 'unknown' && step.limit === undefined && limit !== undefined) return { ...step, limit };
  if (step.do !== 'close' || step.limitPassedIn !== true) return step;
  return limit === undefined ? step : { ...step, limit, waits: step.waits && !isOver(limit) };
}
/** A context that has ended: Shutdown returns at once. */
const isOver = (limit: Expression): boolean =>
  limit.kind === 'convert' && limit.operand.kind === 'literal' && limit.operand.value === '0s';
/**
 * Stops of other servers say nothing about this one, unless what is stopped is no server of the program as it is known: what another package
 * made, and this one may be. Once its own stop is known, neither do calls nobody could follow.
 */
function ownSteps(
  steps: readonly ShutdownStep[],
  server: ServerFact,
  others: readonly ServerFact[],
): readonly ShutdownStep[] {
  const mine = steps.filter((step) => {
    const stopped =
      step.do === 'close' || step.do === 'close-all' || step.do === 'force-exit' ? step.server : undefined;
    if (stopped === undefined) return true;
    const { at } = stopped;
    if (at !== undefined && isSame(at, server.at)) return true;
    const isOther = at !== undefined && others.some((each) => isSame(each.at, at));
    return !isOther && stopped.product === server.product;
  });
  const closed = mine.some((each) => each.do === 'close' || each.do === 'close-all');
  return closed ? mine.filter((each) => each.do !== 'unknown') : mine;
}
const isSame = (a: Location, b: Location): boolean => a.file === b.file && a.line === b.line && a.column === b.column;

/** The signal's own steps first; where they hand on to the server's file, its steps take that place. */
function continued(source: SignalHandlerFact, target: SignalHandlerFact): SignalHandlerFact {
  const at = source.steps.findIndex((step) => step.do === 'unknown' && step.calls !== undefined);
  const [before, after] = at < 0 ? [source.steps, []] : [source.steps.slice(0, at), source.steps.slice(at + 1)];
  const plain = (steps: readonly ShutdownStep[]): readonly ShutdownStep[] =>
    steps.filter((step) => step.do !== 'unknown' || step.calls === undefined);
  return { ...source, steps: [...plain(before), ...target.steps, ...plain(after)] };
}
