// Whether a Go program lives until its server has shut down, as far as its other files say: who calls what serves, and what follows there.
import type { ServeCallFact, ServerFact, ShutdownFact, SignalHandlerFact } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import type { Program } from './program-shutdown.js';
import type { Reach } from './reach.js';

/** Functions that hand on what another one gives. */
const deepest = 4;

type Waiting = Pick<ShutdownFact, 'mainWaits' | 'mainWaitsAt' | 'endedBy'>;

/** `handlers`: those of the whole program, settled for this server. Empty where nothing is known beyond the server's own file. */
export function waitsInProgram(
  server: ServerFact,
  handlers: readonly SignalHandlerFact[],
  program: Program,
  reach: Reach,
): Partial<Waiting> {
  const { shutdown: own } = server;
  const callersOf = callersIn(program, reach);
  const folder = folderOf((server.listenAt ?? server.at).file);
  const closes = handlers.some(
    ({ helper, steps }) => helper !== server.product && steps.some((step) => step.do === 'close'),
  );
  if (closes) {
    const fatal = own.fatalAt ?? fatalCall(folder, own.handsError, callersOf);
    if (fatal !== undefined) return { mainWaits: 'no', mainWaitsAt: fatal, endedBy: 'fatal' };
  }
  const isLast = (each: ServeCallFact): boolean =>
    isEnd(each) || (isEndOfCommand(each) && endsWithCommands(program, reach));
  if (own.waitsIn === undefined) return endsBeside(own, handlers, (name) => callersOf(folder, name), isLast);
  const callers = callersOf(folder, own.waitsIn);
  const [first] = callers;
  if (first === undefined) return own.endedBy === 'beside' ? { mainWaits: 'unknown' } : {};
  const all = (wanted: ServeCallFact['next']): boolean => callers.every(({ next }) => next === wanted);
  const end = all('ends');
  if (own.mainWaits === 'no' && own.endedBy === 'beside') return end || all('result') ? {} : { mainWaits: 'unknown' };
  if (own.mainWaits === 'no') return callers.some((each) => goesOn(each, callersOf)) ? { mainWaits: 'unknown' } : {};
  if (own.mainWaits !== 'yes' || !callers.every(({ beside }) => beside)) return {};
  if (end) return { mainWaits: 'no', mainWaitsAt: first.at, endedBy: 'beside' };
  // Main goes on for a time of its own, which may be shorter than the shutdown.
  return handlers.some(({ steps }) => steps.some((step) => step.do === 'delay')) ? { mainWaits: 'unknown' } : {};
}

/** Main starts the shutdown beside itself, calls what comes back as soon as that begins, and ends: whomever the shutdown tells, nobody waits. */
function endsBeside(
  { mainWaits, endsWithServing }: ShutdownFact,
  handlers: readonly SignalHandlerFact[],
  callersOf: (name: string) => readonly ServeCallFact[],
  isLast: (call: ServeCallFact) => boolean,
): Partial<Waiting> {
  if (mainWaits !== undefined || endsWithServing === undefined) return {};
  const closing = handlers.filter(({ steps }) => steps.some((step) => step.do === 'close'));
  if (closing.length === 0 || closing.some(({ waited }) => waited !== 'no' && waited !== 'unknown')) return {};
  const callers = callersOf(endsWithServing);
  const [first] = callers;
  return first !== undefined && callers.every(isLast)
    ? { mainWaits: 'no', mainWaitsAt: first.at, endedBy: 'serving' }
    : {};
}

/** Main calls it, and nothing follows. */
const isEnd = ({ beside, next, within }: ServeCallFact): boolean => !beside && next === 'ends' && within === 'main';
/** Where the process ends as soon as the steps of a handler are done, in main or in a function that main calls last. */
export function endBehind({ ends, returns }: SignalHandlerFact, program: Program, reach: Reach): Location | undefined {
  if (ends !== undefined || returns === undefined) return ends;
  const callers = callersIn(program, reach)(folderOf(returns.at.file), returns.from);
  const isLast = (each: ServeCallFact): boolean =>
    isEnd(each) || (isEndOfCommand(each) && endsWithCommands(program, reach));
  return callers.length > 0 && callers.every(isLast) ? returns.at : undefined;
}
/** What a command of the command line does last, */
const isEndOfCommand = ({ beside, next, command }: ServeCallFact): boolean =>
  !beside && next === 'ends' && command !== undefined;
/** where main has the command line run, and nothing follows. */
function endsWithCommands(program: Program, reach: Reach): boolean {
  const calls = reach.serveCallsIn(program.files).filter(({ within }) => within === 'main');
  return (
    calls.length > 0 && calls.every(isEnd) && calls.some(({ calls: { name } }) => /^(?:\w+\.)?Execute/i.test(name))
  );
}
function callersIn(program: Program, reach: Reach): Callers {
  const calls = reach.serveCallsIn(program.files);
  return (folder, name) => calls.filter((each) => leadsTo(each, folder, name, reach));
}
function leadsTo({ at, calls }: ServeCallFact, folder: string, name: string, reach: Reach): boolean {
  const target =
    calls.space === 'package' ? folderOf(at.file) : reach.packageFolder(calls.space.replace('package:', ''));
  if (target !== folder) return false;
  return calls.name === name || (!calls.name.includes('.') && name.endsWith(`.${calls.name}`));
}
type Callers = (folder: string, name: string) => readonly ServeCallFact[];

/** The place where the error that serving gives, handed on from function to function, ends the process. */
function fatalCall(
  folder: string,
  name: string | undefined,
  callersOf: Callers,
  depth = 0,
): ServeCallFact['at'] | undefined {
  if (name === undefined || name === '' || depth > deepest) return undefined;
  for (const call of callersOf(folder, name)) {
    const found =
      call.fatalAt ??
      (call.handsError ? fatalCall(folderOf(call.at.file), call.within, callersOf, depth + 1) : undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}
/** Something waits behind the call, or may where the call is handed on, or behind the calls of the function that it stands in. */
function goesOn(call: ServeCallFact, callersOf: Callers, depth = 0): boolean {
  if (call.next === 'waits' || call.next === 'elsewhere') return true;
  if (call.within === '' || call.within === 'main' || depth > deepest) return false;
  return callersOf(folderOf(call.at.file), call.within).some((each) => goesOn(each, callersOf, depth + 1));
}
