// A memory for texts that somebody is typing.
import type { FileFacts } from '../model/facts.js';
import type { FactsMemory } from '../parsers/facts-memory.js';

/** Half-typed text says nothing new: what the file said before stands, beside the problem. */
export function keepingLastGood(known: FactsMemory): FactsMemory {
  const lastGood = new Map<string, FileFacts>();
  return {
    ...known,
    recall(file, reading) {
      const found = known.recall(file, reading);
      if (found !== undefined && reading === 'facts' && !isBroken(found)) lastGood.set(file.path, found);
      return found;
    },
    remember(file, reading, read) {
      if (reading !== 'facts') return known.remember(file, reading, read);
      if (!isBroken(read)) lastGood.set(file.path, read);
      const kept = isBroken(read) ? { ...read, facts: lastGood.get(file.path)?.facts ?? [] } : read;
      return known.remember(file, reading, kept);
    },
  };
}
function isBroken({ facts, problems }: FileFacts): boolean {
  return facts.length === 0 && problems.some((problem) => problem.kind === 'syntax');
}
