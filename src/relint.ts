// Several looks at one tree in one run: a file is parsed once, and again only where another text stands in for it.
import { type LintOptions, lint } from './lint.js';
import type { FileFacts } from './model/facts.js';
import type { LintResult } from './model/report.js';
import type { FactsMemory } from './parsers/parse-files.js';

export type Texts = ReadonlyMap<string, string>;
/** Lints with these texts in place of files. */
export type Relint = (texts?: Texts) => Promise<LintResult>;

/** What the looks share. */
export interface SharedFacts {
  readonly known: Map<string, FileFacts>;
  readonly inner: FactsMemory | undefined;
}
export function shareFacts(inner: FactsMemory | undefined): SharedFacts {
  return { known: new Map(), inner };
}

export function relinter(options: LintOptions, shared: SharedFacts = shareFacts(options.memory)): Relint {
  return (texts = new Map()) => {
    const overlays = new Map([...(options.overlays ?? []), ...texts]);
    return lint({ ...options, overlays, memory: memoryBeside(overlays, shared) });
  };
}
function memoryBeside(texts: Texts, { known, inner }: SharedFacts): FactsMemory {
  return {
    recall: (file) => (texts.has(file.path) ? undefined : (known.get(file.path) ?? inner?.recall(file))),
    remember(file, facts) {
      if (texts.has(file.path)) return facts;
      const kept = inner?.remember(file, facts) ?? facts;
      known.set(file.path, kept);
      return kept;
    },
  };
}
