// Reads the files that call what servers and shutdowns take as parameters, and what registers handlers: their arguments are the values.
import type { Fact, FileFacts, HandedIn, ModuleCallFact, ShutdownStep } from '../model/facts.js';
import { holdsAny } from './facts-memory.js';
import { callsOf, type Follower } from './read-bindings.js';
import { wishesOf } from './wishes.js';

const mostCallers = 1000;

/** Exports that somebody has to call, by file; `*` for a default export, which goes by any name. */
type Wanted = Map<string, Set<string>>;

/** `followed`: the names that handlers and settings led to, `file#name`; only their routines matter. */
export async function followCallers(
  parsed: readonly FileFacts[],
  follower: Follower,
  followed: ReadonlySet<string>,
): Promise<readonly FileFacts[]> {
  const known = new Set(
    parsed.flatMap(({ file, facts }) => (facts.some(({ kind }) => kind === 'bindings') ? [file] : [])),
  );
  const importers = parsed.flatMap(({ facts }) => facts.filter((fact) => fact.kind === 'imports'));
  const found: FileFacts[] = [];
  const asked = new Set<string>();
  let wave: Wanted = new Map();
  for (const { file, facts } of parsed) {
    for (const fact of facts)
      if (fact.kind !== 'routine' || followed.has(`${file}#${fact.name}`)) want(wave, file, parametersOf(fact));
  }
  while (wave.size > 0 && found.length < mostCallers) {
    const next: Wanted = new Map();
    const callers: string[] = [];
    for (const { file, specifiers } of importers) {
      if (follower.pause !== undefined) await follower.pause();
      const names = new Set(specifiers.flatMap((specifier) => [...namesBehind(specifier, file, wave)]));
      if (names.size === 0 || asked.has(file) || !mentions(file, names, follower)) continue;
      asked.add(file);
      callers.push(file);
    }
    const read = await callsOf(callers, follower);
    for (const file of callers) {
      const facts = read.get(file);
      if (facts === undefined) continue;
      const calls = facts.facts.filter((fact) => fact.kind === 'module-call' && leadsThere(fact, file, wave));
      // Of a file that was read for its servers only the calls are new.
      const rest = known.has(file) ? [] : facts.facts.filter(({ kind }) => kind !== 'module-call');
      if (calls.length + rest.length > 0) found.push({ ...facts, facts: [...rest, ...calls], problems: [] });
      for (const fact of facts.facts) want(next, file, passedOn(fact, file, wave));
    }
    wave = next;
  }
  return found;

  function namesBehind(specifier: string, file: string, wanted: Wanted): ReadonlySet<string> {
    const targets = follower.moduleOf(`module:${specifier}`, file);
    return new Set(targets.flatMap((target) => [...(wanted.get(target) ?? [])]));
  }
  function leadsThere({ to }: ModuleCallFact, file: string, wanted: Wanted): boolean {
    const behind = namesBehind(to.specifier, file, wanted);
    return behind.has(headOf(to.name)) || behind.has('*');
  }
  /** A barrel passes names on, and a caller its own parameters. */
  function passedOn(fact: Fact, file: string, wanted: Wanted): readonly string[] {
    if (fact.kind === 'module-call') return leadsThere(fact, file, wanted) ? ownParameters(fact) : [];
    if (fact.kind !== 'bindings') return [];
    return (fact.reexports ?? []).flatMap(({ as, specifier, name }) => {
      const behind = namesBehind(specifier, file, wanted);
      // All but the default export.
      if (as === '*') return [...behind].filter((each) => each !== '*');
      return behind.has(headOf(name)) ? [headOf(as)] : [];
    });
  }
}

function want(wanted: Wanted, file: string, names: readonly string[]): void {
  if (names.length === 0) return;
  const known = wanted.get(file) ?? new Set();
  wanted.set(file, known);
  for (const name of names) known.add(name);
}
/** A file that calls an export has its name in its text; reading that is much cheaper than parsing. */
function mentions(file: string, names: ReadonlySet<string>, follower: Follower): boolean {
  if (names.has('*')) return true;
  return holdsAny(follower.files.get(file), [...names, /\bexport\s*\*/]);
}

/** The exports whose parameters a fact's values come from. */
function parametersOf(fact: Fact): readonly string[] {
  switch (fact.kind) {
    case 'server':
      return [
        ...ownParameters(fact),
        ...(fact.from?.is === 'parameter' ? [headOf(fact.from.of)] : []),
        ...registriesOf(fact),
      ];
    case 'server-part':
      return [...ownParameters(fact), ...(fact.of?.is === 'parameter' ? [headOf(fact.of.of)] : [])];
    case 'shutdown-module':
      // Whoever calls the function that registers it has its handlers.
      return [
        ...ownParameters(fact),
        ...(fact.exportedAs === undefined || fact.at.file.endsWith('.go') ? [] : [headOf(fact.exportedAs)]),
        ...registriesOf(fact),
      ];
    case 'infrastructure':
      return fact.language === 'cdk' ? ownParameters(fact) : [];
    case 'routine':
      // What its own caller hands over is filled in where it is called; what its factory or constructor got is not.
      return [...ownParameters(fact, (name) => !name.startsWith(`${fact.name}#`)), ...registriesOf(fact)];
    default:
      return [];
  }
}
/** Whoever calls these exports hands over functions that are run at the end. */
const registriesOf = (fact: Fact): readonly string[] =>
  handedInto(fact).flatMap(({ of, also = [] }) => [of, ...also].map(headOf));
/** What the steps of a handler or a routine run though others hand it over. */
export function handedInto(fact: Fact): readonly HandedIn[] {
  return stepsIn(fact).flatMap((step) => (step.do === 'unknown' ? (step.runs ?? []) : []));
}
function stepsIn(fact: Fact): readonly ShutdownStep[] {
  switch (fact.kind) {
    case 'server':
      return fact.shutdown.handlers.flatMap(({ steps }) => steps);
    case 'shutdown-module':
      return fact.handlers.flatMap(({ steps }) => steps);
    case 'routine':
      return fact.steps.map(({ step }) => step);
    default:
      return [];
  }
}
const ownParameters = (fact: Fact, counts: (name: string) => boolean = () => true): readonly string[] =>
  wishesOf(fact, '').flatMap(({ space, name }) => (space === 'parameter' && counts(name) ? [headOf(name)] : []));
/** `createServer` of `createServer#0.port`, `Web` of `Web().start#0`. */
const headOf = (name: string): string => {
  const head = /^[^.(#]*/.exec(name)?.[0] ?? name;
  return head === 'default' ? '*' : head;
};
