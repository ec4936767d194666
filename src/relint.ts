// Several looks at one tree in one run: a file is parsed once, and again only where another text stands in for it.
import { type LintOptions, lint } from './lint.js';
import type { LintResult } from './model/report.js';
import { type FactsMemory, memoryOver } from './parsers/facts-memory.js';

export type Texts = ReadonlyMap<string, string>;
/** Lints with these texts in place of files. */
export type Relint = (texts?: Texts) => Promise<LintResult>;

export function relinter(options: LintOptions, shared: FactsMemory = memoryOver(options.memory)): Relint {
  return (texts = new Map()) => {
    const overlays = new Map([...(options.overlays ?? []), ...texts]);
    return lint({ ...options, overlays, memory: memoryBeside(overlays, shared) });
  };
}
function memoryBeside(texts: Texts, shared: FactsMemory): FactsMemory {
  return {
    recall: (file, reading) => (texts.has(file.path) ? undefined : shared.recall(file, reading)),
    remember: (file, reading, facts) => (texts.has(file.path) ? facts : shared.remember(file, reading, facts)),
    isNew: (file) => !texts.has(file.path) && shared.isNew?.(file) === true,
    adopt: (file, there) => shared.adopt?.(file, there) ?? there.facts,
    ...(shared.answers === undefined ? {} : { answers: shared.answers }),
  };
}
