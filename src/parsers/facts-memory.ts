// What was read before: by a run on disk, by an editor, by an earlier look of the same run.
import type { FileFacts } from '../model/facts.js';
import { decodeUtf8 } from './kit/text.js';

export type FileContent =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** What `parse` needs to know of a file before it is read. */
export interface FileToParse {
  readonly path: string;
  /** Where its bytes are on disk; absent for a text that stands in for them. */
  readonly absolute?: string;
  readonly read: () => FileContent;
  /** Asked instead of `holdsAny`, where somebody wants to know what is asked of texts. */
  readonly holds?: (patterns: Patterns) => boolean;
}
/** The files of a run. */
export type FilesByPath = Pick<ReadonlyMap<string, FileToParse>, 'get' | 'has' | 'keys'>;
export type Patterns = readonly (string | RegExp)[];

/** Whether the text of a file has one of these in it. */
export function holdsAny(file: FileToParse | undefined, patterns: Patterns): boolean {
  if (file?.holds !== undefined) return file.holds(patterns);
  const content = file?.read();
  if (content?.ok !== true) return false;
  const { text } = decodeUtf8(content.bytes);
  return patterns.some((each) => (typeof each === 'string' ? text.includes(each) : each.test(text)));
}

/** All parsers that want the file; the names of a module, or its calls of others, when somebody asks for them; its imports alone. */
export const readings = ['facts', 'bindings', 'calls', 'imports'] as const;
export type Reading = (typeof readings)[number];

/** Facts of earlier readings, as long as the file is the same. */
export interface FactsMemory {
  recall(file: FileToParse, reading: Reading): FileFacts | undefined;
  /** Gives back what counts from now on: an editor's memory keeps the last good facts of a half-typed file. */
  remember(file: FileToParse, reading: Reading, facts: FileFacts): FileFacts;
  /** Whether nothing at all is known of the file. Others may read what is new, where both of these are there. */
  isNew?(file: FileToParse): boolean;
  /** Remembers the facts of a new file that another thread read. */
  adopt?(file: FileToParse, there: ReadElsewhere): FileFacts;
  readonly answers?: AnswerMemory;
}

/** What the file system says of a file: while it says the same, so does the file. Times in milliseconds, size in bytes. */
export type Stamp = readonly [modified: number, changed: number, size: number, inode: number];

/** What another thread read of a file. */
export interface ReadElsewhere {
  readonly facts: FileFacts;
  /** Whether a parser wanted it. */
  readonly isParsed: boolean;
  /** Of a source whose facts do not name them. */
  readonly imports?: FileFacts;
  /** The same facts in the words of a memory that outlives the run, and what stands for the file they were read of. */
  readonly line: string;
  readonly content?: { readonly stamp: Stamp; readonly word: string };
}

/** Answers that depend on more than one file, by a key that names all of it. */
export interface AnswerMemory {
  recall(key: string): unknown;
  remember(key: string, answer: object): void;
}

/** One that outlives the process. */
export interface SavedMemory extends FactsMemory {
  /** Writes what is new in it, if it can. */
  save(): void;
}

/** All that was read of one file. */
export type Readings = ReadonlyMap<Reading, FileFacts>;
export interface PathMemory extends FactsMemory {
  /** Forgets a file, and gives what it said. */
  take(path: string): Readings;
  put(path: string, readings: Readings): void;
}

/** Kept by path, over what `inner` has. */
export function memoryOver(inner?: FactsMemory): PathMemory {
  const known: Readonly<Record<Reading, Map<string, FileFacts>>> = {
    facts: new Map(),
    bindings: new Map(),
    calls: new Map(),
    imports: new Map(),
  };
  return {
    recall(file, reading) {
      const before = known[reading].get(file.path);
      if (before !== undefined) return before;
      const found = inner?.recall(file, reading);
      if (found !== undefined) known[reading].set(file.path, found);
      return found;
    },
    remember(file, reading, facts) {
      const kept = inner?.remember(file, reading, facts) ?? facts;
      known[reading].set(file.path, kept);
      return kept;
    },
    isNew: (file) =>
      readings.every((reading) => !known[reading].has(file.path)) &&
      (inner === undefined || inner.isNew?.(file) === true),
    adopt(file, there) {
      const kept = inner?.adopt?.(file, there) ?? there.facts;
      known.facts.set(file.path, kept);
      return kept;
    },
    take(path) {
      const taken = new Map<Reading, FileFacts>();
      for (const reading of readings) {
        const facts = known[reading].get(path);
        if (facts !== undefined) taken.set(reading, facts);
        known[reading].delete(path);
      }
      return taken;
    },
    put(path, given) {
      for (const [reading, facts] of given) known[reading].set(path, facts);
    },
    answers: answersOver(() => inner?.answers),
  };
}
/** More than the charts of a large repository ask for: what is no longer asked goes with the rest. */
const mostAnswers = 2000;
function answersOver(inner: () => AnswerMemory | undefined): AnswerMemory {
  const known = new Map<string, unknown>();
  const keep = (key: string, answer: unknown): void => {
    if (known.size >= mostAnswers) known.clear();
    known.set(key, answer);
  };
  return {
    recall(key) {
      const before = known.get(key) ?? inner()?.recall(key);
      if (before !== undefined) keep(key, before);
      return before;
    },
    remember(key, answer) {
      keep(key, answer);
      inner()?.remember(key, answer);
    },
  };
}
