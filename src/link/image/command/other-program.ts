// A command of the manifest's own that names another program than the image starts by itself, and that no source of the scan belongs to.
import type { ContainerFact } from '../../../model/facts.js';
import type { ChainEntry, CommandChain } from './chain.js';

/**
 * `node packages/mail/dist/index.js` where the image starts `node dist/index.js`, `/app/migrate` where it starts `/app/server`: the servers
 * of the folder are those of what it starts by itself.
 */
export function namesAnotherProgram(
  { command, args }: ContainerFact,
  { entry, steps }: CommandChain,
  ofImageAlone: () => CommandChain,
): boolean {
  if ((command ?? args) === undefined || entry === undefined || !isWithoutSource(entry)) return false;
  const named = programOf({ entry, steps });
  if (named === undefined) return false;
  const alone = ofImageAlone();
  if (alone.entry === undefined || alone.entry.language !== entry.language) return false;
  const usual = programOf(alone);
  return usual !== undefined && usual !== named;
}
const isWithoutSource = ({ file, command }: ChainEntry): boolean => file === undefined && command === undefined;

/** A binary by its name; of a runtime, the file that it is given. */
function programOf({ entry, steps }: Pick<CommandChain, 'entry' | 'steps'>): string | undefined {
  if (entry?.language === 'go') return entry.name;
  const last = steps.at(-1);
  return last?.kind === 'program' && / \S/.test(last.text) ? last.text : undefined;
}
