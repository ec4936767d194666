// Reads the further files that a value or an entry leads to: modules a setting is imported from, and who imports the server.
import type { BindingsFact, Fact, FileFacts, HandedIn, HandedRoutineFact, RoutineFact } from '../model/facts.js';
import { foldersAbove } from '../model/file-paths.js';
import { append } from '../model/group-by.js';
import { holdsAny } from './facts-memory.js';
import { followCallers, handedInto } from './follow-callers.js';
import { bindingsOf, type Follower } from './read-bindings.js';
import { isSource, scanImports } from './scan-imports.js';
import { type Wish, wishesOf, wishOf } from './wishes.js';

/** Followed files per run; a chain longer than any real one ends here. */
const mostFollowed = 5000;

/** Every further file: modules whose names are asked for, the imports around servers, and the callers that fill parameters. */
export async function followFiles(parsed: readonly FileFacts[], follower: Follower): Promise<readonly FileFacts[]> {
  const asked = new Set<string>();
  const registered: Registered = { registries: new Map(), waiting: [] };
  const named = await followNames(parsed, follower, { asked, registered });
  const known = [...parsed, ...named];
  const imports = await followImports(known, follower);
  const callers = await followCallers([...known, ...imports], follower, asked);
  const all = [...known, ...imports, ...callers];
  const more = await followNames(all, follower, { asked, registered }, callers);
  return [...named, ...imports, ...callers, ...more];
}

/** Functions that files hand to other modules matter where one of these runs them at the end; nearly all programs have none that does. */
interface Registered {
  /** By the routine that runs them, `file#name`, which counts where a handler asks for it; an empty one stands for a handler itself. */
  readonly registries: Map<string, HandedIn[]>;
  waiting: { readonly fact: HandedRoutineFact; readonly file: string }[];
}
/** Whatever an instance is called, its method keeps its name, and so does a function, but for a default export. */
const takerOf = (path: string, index: number): string => `${lastName(path)} ${index}`;
const lastName = (path: string): string => path.slice(path.lastIndexOf('.') + 1).replace(/\(\)$/, '');
/** What the first look left for the second. */
interface Looks {
  readonly asked: Set<string>;
  readonly registered: Registered;
}

/** Facts of modules that expressions name, transitively; each is read once. Of a followed module only the names asked for lead on. */
async function followNames(
  parsed: readonly FileFacts[],
  follower: Follower,
  { asked, registered }: Looks,
  callers?: readonly FileFacts[],
): Promise<readonly FileFacts[]> {
  const bindings = new Map<string, BindingsFact>();
  const routines = new Map<string, RoutineFact[]>();
  const remember = ({ file, facts }: FileFacts): void => {
    for (const fact of facts) {
      if (fact.kind === 'bindings' && fact.space === 'module') bindings.set(fact.owner, fact);
      if (fact.kind === 'routine') routines.set(file, [...(routines.get(file) ?? []), fact]);
      const key = fact.kind === 'routine' ? `${file}#${fact.name}` : '';
      for (const each of handedInto(fact)) append(registered.registries, key, each);
    }
  };
  for (const each of parsed) remember(each);
  if (follower.pause !== undefined) await follower.pause();
  const followed: FileFacts[] = [];
  /** Files that were read here, and files that cannot be. */
  const done = new Set<string>();
  let wave = (callers ?? parsed).flatMap(({ file, facts }) => facts.flatMap((fact) => leadsTo(fact, file)));
  wave.push(...registeredNow());
  while (wave.length > 0 && followed.length < mostFollowed) {
    const next: Wish[] = [];
    const aims: Aim[] = [];
    for (const { space, name, file } of wave) {
      if (follower.pause !== undefined) await follower.pause();
      aims.push({ name, targets: follower.moduleOf(space, file) });
    }
    const wanted = unread(aims);
    const read = await bindingsOf([...wanted], follower);
    for (const { name, targets } of aims) {
      if (follower.pause !== undefined) await follower.pause();
      for (const target of targets) {
        const key = `${target}#${name}`;
        if (asked.has(key)) continue;
        for (const each of spellings(name)) asked.add(`${target}#${each}`);
        if (wanted.has(target) && !done.has(target)) {
          done.add(target);
          const facts = read.get(target);
          if (facts === undefined) continue;
          followed.push(facts);
          remember(facts);
          for (const fact of facts.facts) next.push(...leadsTo(fact, target));
        }
        const found = bindings.get(target);
        if (found !== undefined) next.push(...wishesFor(found, name));
        const run = (routines.get(target) ?? []).filter((each) => spellings(name).includes(each.name));
        next.push(...wishesOf(run, target));
      }
    }
    wave = [...next, ...registeredNow()];
  }
  return followed;

  function leadsTo(fact: Fact, file: string): readonly Wish[] {
    if (fact.kind === 'handed-routine') registered.waiting.push({ fact, file });
    return leadsOn(fact) || (callers !== undefined && fact.kind === 'module-call') ? wishesOf(fact, file) : [];
  }
  function registeredNow(): readonly Wish[] {
    const run = [...registered.registries].flatMap(([key, all]) => (key === '' || asked.has(key) ? all : []));
    if (run.length === 0) return [];
    const takers = new Set(
      run.flatMap(({ of, also = [], index }) => [of, ...also].map((path) => takerOf(path, index))),
    );
    const [taken, left] = [[], []] as [Registered['waiting'], Registered['waiting']];
    for (const each of registered.waiting) {
      const { to, index } = each.fact;
      const names = [to.name, 'default'].map((path) => takerOf(path, index));
      (lastName(to.name) === 'default' || names.some((name) => takers.has(name)) ? taken : left).push(each);
    }
    registered.waiting = left;
    return taken.flatMap(({ fact, file }) => wishesOf(fact, file));
  }

  function unread(aims: readonly Aim[]): ReadonlySet<string> {
    const wanted = new Map<string, Set<string>>();
    for (const { name, targets } of aims) {
      for (const target of targets) {
        if (asked.has(`${target}#${name}`) || bindings.has(target) || done.has(target)) continue;
        const names = wanted.get(target) ?? new Set();
        wanted.set(target, names.add(name));
      }
    }
    return new Set([...wanted].flatMap(([target, names]) => (mayKnow(target, names, follower) ? [target] : [])));
  }
}
/** Any file of a Go package may declare a name, or say what it is given: then the name stands in its text, which is much cheaper to see. */
function mayKnow(file: string, names: ReadonlySet<string>, { files }: Follower): boolean {
  if (!file.endsWith('.go')) return true;
  return holdsAny(files.get(file), [...new Set([...names].flatMap(identifiersIn))]);
}
/** `Config`, `Server` and `Port` of `Config.Server.Port`; none of a note like `what WithPort is given`, which no file declares. */
const identifiersIn = (name: string): readonly string[] =>
  name.includes(' ') ? [] : (name.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []);
/** A wish, and the files that it may mean. */
interface Aim {
  readonly name: string;
  readonly targets: readonly string[];
}

/** Names of modules are followed when they are asked for; those of packages and folders are few, and always. */
function leadsOn(fact: Fact): boolean {
  switch (fact.kind) {
    case 'server':
    case 'server-part':
    case 'handover':
    case 'client':
    case 'shutdown-module':
      return true;
    case 'bindings':
      return fact.space !== 'module';
    case 'infrastructure':
      return fact.language === 'cdk';
    default:
      return false;
  }
}
/** What one name of a module leads to: the parts it is made of, the whole it is part of, and what is re-exported under it. */
function wishesFor({ owner, names, reexports }: BindingsFact, name: string): readonly Wish[] {
  const wanted = spellings(name);
  const own = Object.entries(names).filter(([key]) =>
    wanted.some((each) => each === '' || each === key || continues(key, each) || continues(each, partOf(key))),
  );
  const again = (reexports ?? []).filter(({ as }) => as === '*' || as === name || continues(name, as));
  return [
    ...own.flatMap(([key, values]) =>
      wishesOf(values, owner).map((wish) => ({ ...wish, name: extended(wish.name, key, name) })),
    ),
    ...again.map((each) =>
      wishOf(
        { specifier: each.specifier, name: each.as === '*' ? name : `${each.name}${name.slice(each.as.length)}` },
        owner,
      ),
    ),
  ];
}
/** The parts of a default export go by their own names too. */
const spellings = (name: string): readonly string[] => [name, `default.${name}`, name.replace(/^default\./, '')];
/** `a.b` and `a()` go on from `a`. */
const continues = (longer: string, start: string): boolean =>
  longer.length > start.length && longer.startsWith(start) && /[.(]/.test(longer.charAt(start.length));
/** Asked for `api.stop`, which is `createApi()` of another module: there it is `createApi().stop`. */
const extended = (target: string, key: string, name: string): string =>
  continues(name, partOf(key)) ? `${target}${name.slice(partOf(key).length)}` : target;
/** `config.*` is what is spread into `config`. */
const partOf = (key: string): string => key.replace(/\.\*$/, '');

/** Imports of the files beside a server that no parser wanted, so that an entry file leads to its server. */
async function followImports(
  parsed: readonly FileFacts[],
  { files, memory, imports, pause }: Follower,
): Promise<readonly FileFacts[]> {
  const { roots, above, packages } = sourceRoots(parsed);
  if (roots.size === 0) return [];
  const isInside = (path: string): boolean => {
    const folders = foldersAbove(path);
    return (
      folders.some((folder) => roots.has(folder)) ||
      (above.size > 0 && above.has(folders.find((folder) => packages.has(folder)) ?? ''))
    );
  };
  const known = new Set(
    parsed.flatMap((each) => each.facts.flatMap((fact) => (fact.kind === 'imports' ? [fact.file] : []))),
  );
  const scanned: FileFacts[] = [];
  for (const path of files.keys()) {
    if (known.has(path) || !isSource(path) || !isInside(path)) continue;
    const file = files.get(path);
    if (file === undefined) continue;
    if (pause !== undefined) await pause();
    const before = memory?.recall(file, 'imports');
    const facts = before ?? imports?.get(path) ?? scanImports(file);
    if (facts === undefined) continue;
    scanned.push(before ?? memory?.remember(file, 'imports', facts) ?? facts);
  }
  return scanned;
}
interface SourceRoots {
  /** The nearest package or Go module above each server, shutdown module and program that makes infrastructure. */
  readonly roots: ReadonlySet<string>;
  /** Packages around these: of their sources, those of no package further down may start what is in them, or may not. */
  readonly above: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
}
function sourceRoots(parsed: readonly FileFacts[]): SourceRoots {
  const packages = new Set<string>();
  const sources = new Set<string>();
  for (const { facts } of parsed) {
    for (const fact of facts) {
      if (fact.kind === 'package' || fact.kind === 'go-module') packages.add(fact.directory);
      const isProgram = fact.kind === 'infrastructure' && fact.language === 'cdk';
      if (fact.kind === 'server' || fact.kind === 'shutdown-module' || isProgram) sources.add(fact.at.file);
    }
  }
  const roots = new Set(Array.from(sources, (file) => foldersAbove(file).find((folder) => packages.has(folder)) ?? ''));
  const above = new Set([...roots].flatMap((root) => foldersAbove(root).filter((folder) => packages.has(folder))));
  return { roots, above, packages };
}
