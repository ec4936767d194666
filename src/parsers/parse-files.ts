// Reads each file once, gives it to every parser that wants it, and joins what they saw.
import type { FileFacts, ParseProblem } from '../model/facts.js';
import { groupBy } from '../model/group-by.js';
import { internalError } from '../model/internal-error.js';
import { pointAt } from '../model/location.js';
import type { Pause } from '../model/pieces.js';
import type { InternalError } from '../model/report.js';
import { readEmbedded, readManifests, readWritten } from './embedded.js';
import type { FactsMemory, FileToParse } from './facts-memory.js';
import { decodeUtf8, LineIndex } from './kit/text.js';
import { entry as kubernetes } from './kubernetes/index.js';
import { readSetup } from './machine-setups.js';
import type { OtherReaders, SharedFiles } from './other-readers.js';
import type { Parser, ParserEntry } from './parser.js';
import { entriesFor, parserEntries } from './registry.js';
import { importsIn, isSource } from './scan-imports.js';

export interface ParsedFiles {
  readonly facts: readonly FileFacts[];
  readonly errors: readonly InternalError[];
  readonly read: number;
  readonly parsed: number;
  readonly recalled: number;
  /** By path: of sources whose facts do not name them, where they were read now. */
  readonly imports: ReadonlyMap<string, FileFacts>;
}

export async function parseFiles(
  files: readonly FileToParse[],
  memory?: FactsMemory,
  pause?: Pause,
  others?: OtherReaders,
): Promise<ParsedFiles> {
  const entries = new Map(files.map((file) => [file, entriesFor(file.path)]));
  const wanted = files.filter((file) => entries.get(file)?.length !== 0);
  const parse = fileParser();
  const looks = new Map<FileToParse, Look>();
  const look = async (file: FileToParse): Promise<void> => {
    if (pause !== undefined) await pause();
    const before = memory?.recall(file, 'facts');
    looks.set(file, before === undefined ? await read(file) : { facts: before, errors: [], isParsed: undefined });
  };
  const read = async (file: FileToParse): Promise<Look> => {
    const { facts, errors, isParsed, imports } = await parse(file, entries.get(file) ?? []);
    const known = errors.length === 0 ? memory?.remember(file, 'facts', facts) : undefined;
    return { facts: known ?? facts, errors, isParsed, imports };
  };
  const kindOf = (file: FileToParse): string | undefined => entries.get(file)?.[0]?.name;
  const shared = others === undefined ? undefined : await shareNew(wanted, kindOf, memory, others);
  if (shared !== undefined) {
    for (let file = shared.next(); file !== undefined; file = shared.next()) await look(file);
    for (const [file, there] of await shared.theirs()) {
      const facts = memory?.adopt?.(file, there) ?? there.facts;
      looks.set(file, { facts, errors: [], isParsed: there.isParsed, imports: there.imports });
    }
  }
  for (const file of wanted) if (!looks.has(file)) await look(file);
  return gathered(wanted.flatMap((file) => looks.get(file) ?? []));
}

interface Look {
  readonly facts: FileFacts;
  readonly errors: readonly InternalError[];
  /** Whether a parser wanted the file; undefined where nobody read it, for a memory knew it. */
  readonly isParsed: boolean | undefined;
  readonly imports?: FileFacts | undefined;
}
function gathered(looks: readonly Look[]): ParsedFiles {
  return {
    facts: looks.flatMap(({ facts }) => (saysSomething(facts) ? [facts] : [])),
    errors: looks.flatMap((each) => each.errors),
    read: looks.filter(({ isParsed }) => isParsed !== undefined).length,
    parsed: looks.filter(({ isParsed }) => isParsed === true).length,
    recalled: looks.filter(({ isParsed }) => isParsed === undefined).length,
    imports: new Map(looks.flatMap(({ imports }) => (imports === undefined ? [] : [[imports.file, imports]]))),
  };
}
function saysSomething(each: FileFacts): boolean {
  return each.facts.length > 0 || each.problems.length > 0 || each.suppressions.length > 0;
}

/** Objects are quick to read, and the first some hundred are not: with fewer than these, another thread would only warm up for them. */
const mostAlone = 2000;

function shareNew(
  wanted: readonly FileToParse[],
  kindOf: (file: FileToParse) => string | undefined,
  memory: FactsMemory | undefined,
  others: OtherReaders,
): Promise<SharedFiles | undefined> {
  const news = wanted.filter((file) => isNew(file, memory));
  const kinds = alike(news, kindOf);
  const objects = kinds.get(kubernetes.name)?.length ?? 0;
  return others.share([...kinds.values()].flat(), Math.min(objects, mostAlone));
}
/** Read by others only where its bytes are on disk, and nobody knows anything of it. */
function isNew(file: FileToParse, memory: FactsMemory | undefined): boolean {
  return file.absolute !== undefined && (memory === undefined || memory.isNew?.(file) === true);
}
/** By the first parser that accepts them: whoever reads many files of one kind in a row is quick. */
function alike(
  files: readonly FileToParse[],
  kindOf: (file: FileToParse) => string | undefined,
): ReadonlyMap<string, readonly FileToParse[]> {
  const kinds = groupBy(files, kindOf);
  return new Map(parserEntries.map(({ name }) => [name, kinds.get(name) ?? []]));
}

interface ParsedFile {
  readonly facts: FileFacts;
  readonly errors: readonly InternalError[];
  /** Whether a parser wanted it. */
  readonly isParsed: boolean;
  /** Of a source whose facts do not name them: somebody may ask, and its text is in hand. */
  readonly imports?: FileFacts;
}
/** Reads one file after the other; parsers are loaded for the first file that needs them. */
export function fileParser(): (file: FileToParse, entries?: readonly ParserEntry[]) => Promise<ParsedFile> {
  const loaded = new Map<ParserEntry, Parser>();
  return async (file, entries = entriesFor(file.path)) => {
    const content = file.read();
    if (!content.ok)
      return { facts: onlyProblem(file.path, unreadable(file.path, content)), errors: [], isParsed: false };
    const { text, problem } = decodeUtf8(content.bytes);
    const source = { path: file.path, text };
    const wanting = entries.filter((entry) => entry.gate(source));
    const errors: InternalError[] = [];
    const parts: FileFacts[] = [];
    for (const entry of wanting) {
      try {
        const parsed = (await parserOf(entry, loaded)).parse(source);
        parts.push(parsed);
        const { embedded = [], manifests = [], written = [], setups = [] } = parsed;
        const inner = (each: ParserEntry): Promise<Parser> => parserOf(each, loaded);
        if (embedded.length > 0) parts.push(await readEmbedded(file.path, embedded, inner));
        if (manifests.length > 0) parts.push(await readManifests(file.path, manifests, inner));
        if (written.length > 0) parts.push(await readWritten(file.path, written, inner));
        for (const setup of setups) parts.push(await readSetup(file.path, setup, inner));
      } catch (error) {
        errors.push(internalError(`parser ${entry.name} (${file.path})`, error));
      }
    }
    const joined = join(file.path, parts);
    const imports = importsBeside(joined, text);
    if (problem === undefined || wanting.length === 0)
      return { facts: joined, errors, isParsed: wanting.length > 0, ...imports };
    const at = new LineIndex(text).location(file.path, problem.offset, problem.offset);
    const encoding: ParseProblem = { kind: 'skipped', code: 'invalid-utf8', message: problem.message, at };
    return { facts: { ...joined, problems: [encoding, ...joined.problems] }, errors, isParsed: true, ...imports };
  };
}
function importsBeside({ file, facts }: FileFacts, text: string): Pick<ParsedFile, 'imports'> {
  const isNamed = !isSource(file) || facts.some(({ kind }) => kind === 'imports');
  return isNamed ? {} : { imports: importsIn(file, text) };
}
async function parserOf(entry: ParserEntry, loaded: Map<ParserEntry, Parser>): Promise<Parser> {
  const known = loaded.get(entry);
  if (known !== undefined) return known;
  const parser = await entry.load();
  loaded.set(entry, parser);
  return parser;
}

/** Two readers of one broken file say the same thing once; a problem of one that another read well is none. */
function join(path: string, parts: readonly FileFacts[]): FileFacts {
  const seen = new Set<string>();
  const problems = parts
    .flatMap((part) => part.problems)
    .filter((problem) => {
      const key = `${problem.code}:${problem.at.line}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  const ignored = new Set<string>();
  const suppressions = parts
    .flatMap((part) => part.suppressions)
    .filter((each) => {
      const key = `${each.at.line}:${each.at.column} ${each.rules.join()}`;
      if (ignored.has(key)) return false;
      ignored.add(key);
      return true;
    });
  return { file: path, facts: parts.flatMap((part) => part.facts), problems, suppressions };
}
function onlyProblem(path: string, problem: ParseProblem): FileFacts {
  return { file: path, facts: [], problems: [problem], suppressions: [] };
}
function unreadable(path: string, content: { readonly code: string; readonly message: string }): ParseProblem {
  return {
    kind: 'skipped',
    code: content.code,
    message: `${path} was not read: ${content.message}`,
    at: pointAt(path, 1),
  };
}
