// What was read before: by a run on disk, by an editor, by an earlier look of the same run.
import type { FileFacts } from '../model/facts.js';

export type FileContent =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** What `parse` needs to know of a file before it is read. */
export interface FileToParse {
  readonly path: string;
  /** Where its bytes are on disk; absent for a text that stands in for them. */
  readonly absolute?: string;
  readonly read: () => FileContent;
}

/** All parsers that want the file; the names of a module, or its calls of others, when somebody asks for them; its imports alone. */
export type Reading = 'facts' | 'bindings' | 'calls' | 'imports';

/** Facts of earlier readings, as long as the file is the same. */
export interface FactsMemory {
  recall(file: FileToParse, reading: Reading): FileFacts | undefined;
  /** Gives back what counts from now on: an editor's memory keeps the last good facts of a half-typed file. */
  remember(file: FileToParse, reading: Reading, facts: FileFacts): FileFacts;
}

/** One that outlives the process. */
export interface SavedMemory extends FactsMemory {
  /** Writes what is new in it, if it can. */
  save(): void;
}

/** Kept by path, over what `inner` has. */
export function memoryOver(inner?: FactsMemory): FactsMemory & { forget(path: string): void } {
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
    forget(path) {
      for (const each of Object.values(known)) each.delete(path);
    },
  };
}
