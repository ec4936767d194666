// Reads the further files that a value or an entry leads to: modules a setting is imported from, and who imports the server.
import type { BindingsFact, Fact, FileFacts, ModulePath } from '../model/facts.js';
import { decodeUtf8 } from './kit/text.js';
import type { FileToParse } from './parse-files.js';
import { isSource, scanImports } from './scan-imports.js';

/** Followed files per run; a chain longer than any real one ends here. */
const mostFollowed = 5000;

export interface Follower {
  /** Turns a name's space and place into a file of the scan. */
  readonly moduleOf: (space: string, from: string) => readonly string[];
  readonly files: ReadonlyMap<string, FileToParse>;
  readonly memory?: FollowMemory;
}
/** What following read before, by path; a long-lived process drops the files that changed. */
export interface FollowMemory {
  readonly bindings: Map<string, FileFacts>;
  readonly imports: Map<string, FileFacts>;
}

/** Every further file: modules whose names are asked for, the imports around servers, and the callers that fill parameters. */
export async function followFiles(parsed: readonly FileFacts[], follower: Follower): Promise<readonly FileFacts[]> {
  const named = await followNames(parsed, follower);
  const known = [...parsed, ...named];
  const imports = followImports(known, follower.files, follower.memory);
  const callers = await followCallers([...known, ...imports], follower);
  const all = [...known, ...imports, ...callers.read];
  const calling = all.filter(({ file }) => callers.files.has(file));
  const more = await followNames(all, follower, calling, (fact) => leadsOn(fact) || fact.kind === 'module-call');
  return [...named, ...imports, ...callers.read, ...more];
}

/** Facts of modules that expressions name, transitively; each is read once. Of a followed module only the names asked for lead on. */
async function followNames(
  parsed: readonly FileFacts[],
  follower: Follower,
  from: readonly FileFacts[] = parsed,
  leads: (fact: Fact) => boolean = leadsOn,
): Promise<readonly FileFacts[]> {
  const bindings = new Map<string, BindingsFact>();
  const remember = ({ facts }: FileFacts): void => {
    for (const fact of facts) if (fact.kind === 'bindings' && fact.space === 'module') bindings.set(fact.owner, fact);
  };
  for (const each of parsed) remember(each);
  const followed: FileFacts[] = [];
  /** Files that were read here, and files that cannot be. */
  const done = new Set<string>();
  const asked = new Set<string>();
  let wave = from.flatMap(({ file, facts }) => wishesOf(facts.filter(leads), file));
  while (wave.length > 0 && followed.length < mostFollowed) {
    const next: Wish[] = [];
    for (const { space, name, file } of wave) {
      for (const target of follower.moduleOf(space, file)) {
        const key = `${target}#${name}`;
        if (asked.has(key)) continue;
        asked.add(key);
        if (!bindings.has(target) && !done.has(target)) {
          done.add(target);
          const facts = await bindingsOf(target, follower);
          if (facts === undefined) continue;
          followed.push(facts);
          remember(facts);
          next.push(...wishesOf(facts.facts.filter(leadsOn), target));
        }
        const found = bindings.get(target);
        if (found !== undefined) next.push(...wishesFor(found, name));
      }
    }
    wave = next;
  }
  return followed;
}

/** Files that call what servers and shutdowns take as parameters: their arguments are the values. */
async function followCallers(
  parsed: readonly FileFacts[],
  follower: Follower,
): Promise<{ readonly read: readonly FileFacts[]; readonly files: ReadonlySet<string> }> {
  const known = new Map<string, FileFacts>();
  for (const each of parsed) if (each.facts.some(({ kind }) => kind === 'bindings')) known.set(each.file, each);
  const importers = parsed.flatMap(({ facts }) => facts.filter((fact) => fact.kind === 'imports'));
  const found: FileFacts[] = [];
  let wave = parsed.filter(({ facts }) => facts.some(takesParameters)).map(({ file }) => file);
  const asked = new Set(wave);
  while (wave.length > 0 && found.length < mostFollowed) {
    const wanted = new Set(wave);
    const leadsThere = (specifier: string, file: string): boolean =>
      follower.moduleOf(`module:${specifier}`, file).some((target) => wanted.has(target));
    const next: string[] = [];
    for (const { file, specifiers } of importers) {
      if (asked.has(file) || !specifiers.some((specifier) => leadsThere(specifier, file))) continue;
      asked.add(file);
      const before = known.get(file);
      const facts = before ?? (await bindingsOf(file, follower));
      if (facts !== undefined && before === undefined) found.push(facts);
      // A barrel passes the names on, and a caller its own parameters.
      const passesOn = (fact: Fact): boolean =>
        (fact.kind === 'bindings' && (fact.reexports ?? []).some(({ specifier }) => leadsThere(specifier, file))) ||
        (fact.kind === 'module-call' && leadsThere(fact.to.specifier, file) && namesParameter(fact));
      if (facts?.facts.some(passesOn)) next.push(file);
    }
    wave = next;
  }
  return { read: found, files: asked };
}
function takesParameters(fact: Fact): boolean {
  if (fact.kind === 'server' && fact.from?.is === 'parameter') return true;
  return (
    (fact.kind === 'server' || fact.kind === 'server-part' || fact.kind === 'shutdown-module') && namesParameter(fact)
  );
}
const namesParameter = (fact: Fact): boolean => wishesOf(fact, '').some(({ space }) => space === 'parameter');

/** A name somebody asks for; `space` and `file` say where it is. */
interface Wish {
  readonly space: string;
  readonly name: string;
  readonly file: string;
}
/** Names of modules are followed when they are asked for; those of packages and folders are few, and always. */
function leadsOn(fact: Fact): boolean {
  switch (fact.kind) {
    case 'server':
    case 'server-part':
    case 'handover':
    case 'client':
    case 'shutdown-module':
    case 'routine':
      return true;
    case 'bindings':
      return fact.space !== 'module';
    default:
      return false;
  }
}
/** Facts are plain data, so a walk finds every name and every path of another module. */
function wishesOf(value: unknown, file: string): readonly Wish[] {
  const found: Wish[] = [];
  const visit = (each: unknown): void => {
    if (Array.isArray(each)) {
      for (const inner of each) visit(inner);
    } else if (typeof each === 'object' && each !== null) {
      if (isNamed(each) && 'space' in each && typeof each.space === 'string')
        found.push({ space: each.space, name: each.name, file });
      if (isNamed(each) && 'specifier' in each && typeof each.specifier === 'string')
        found.push(wishOf({ specifier: each.specifier, name: each.name }, file));
      for (const inner of Object.values(each)) visit(inner);
    }
  };
  visit(value);
  return found;
}
const isNamed = (value: object): value is { name: string } => 'name' in value && typeof value.name === 'string';
const wishOf = ({ specifier, name }: ModulePath, file: string): Wish => ({ space: `module:${specifier}`, name, file });

/** What one name of a module leads to: the parts it is made of, the whole it is part of, and what is re-exported under it. */
function wishesFor({ owner, names, reexports }: BindingsFact, name: string): readonly Wish[] {
  const wanted = [name, `default.${name}`, name.replace(/^default\./, '')];
  const own = Object.entries(names).filter(([key]) =>
    wanted.some((each) => each === '' || each === key || continues(key, each) || continues(each, key)),
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
/** `a.b` and `a()` go on from `a`. */
const continues = (longer: string, start: string): boolean =>
  longer.length > start.length && longer.startsWith(start) && /[.(]/.test(longer.charAt(start.length));
/** Asked for `api.stop`, which is `createApi()` of another module: there it is `createApi().stop`. */
const extended = (target: string, key: string, name: string): string =>
  continues(name, key) ? `${target}${name.slice(key.length)}` : target;

async function bindingsOf(path: string, follower: Follower): Promise<FileFacts | undefined> {
  const before = follower.memory?.bindings.get(path);
  if (before !== undefined) return before;
  const facts = await readBindings(path, follower);
  if (facts !== undefined) follower.memory?.bindings.set(path, facts);
  return facts;
}
async function readBindings(path: string, follower: Follower): Promise<FileFacts | undefined> {
  const file = follower.files.get(path);
  const content = file?.read();
  if (content === undefined || !content.ok) return undefined;
  const { text } = decodeUtf8(content.bytes);
  if (path.endsWith('.go')) {
    const { parseBindings } = await import('./go/bindings.js');
    return parseBindings({ path, text });
  }
  const { parseBindings } = await import('./node/bindings.js');
  return parseBindings({ path, text });
}

/** Imports of the files beside a server that no parser wanted, so that an entry file leads to its server. */
function followImports(
  parsed: readonly FileFacts[],
  files: ReadonlyMap<string, FileToParse>,
  memory?: FollowMemory,
): readonly FileFacts[] {
  const roots = sourceRoots(parsed);
  if (roots.size === 0) return [];
  const known = new Set(
    parsed.flatMap((each) => each.facts.flatMap((fact) => (fact.kind === 'imports' ? [fact.file] : []))),
  );
  const scanned: FileFacts[] = [];
  for (const [path, file] of files) {
    if (known.has(path) || !isSource(path) || !foldersAbove(path).some((folder) => roots.has(folder))) continue;
    const facts = memory?.imports.get(path) ?? scanImports(file);
    if (facts === undefined) continue;
    memory?.imports.set(path, facts);
    scanned.push(facts);
  }
  return scanned;
}
/** The nearest package or Go module above each server or shutdown module. */
function sourceRoots(parsed: readonly FileFacts[]): ReadonlySet<string> {
  const packages = new Set<string>();
  const sources = new Set<string>();
  for (const { facts } of parsed) {
    for (const fact of facts) {
      if (fact.kind === 'package' || fact.kind === 'go-module') packages.add(fact.directory);
      if (fact.kind === 'server' || fact.kind === 'shutdown-module') sources.add(fact.at.file);
    }
  }
  return new Set(Array.from(sources, (file) => foldersAbove(file).find((folder) => packages.has(folder)) ?? ''));
}
/** Every folder a file lies in, nearest first; the root of the scan is the last. */
function foldersAbove(file: string): readonly string[] {
  const folders: string[] = [];
  for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1)) folders.push(file.slice(0, end));
  folders.push('');
  return folders;
}
