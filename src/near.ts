// A look at the neighbourhood of a file, over facts that a whole look has read.
import { link } from './link/link.js';
import { type Checked, checkScan, type LintOptions, type Scan } from './lint.js';
import type { FileFacts } from './model/facts.js';
import type { Pause } from './model/pieces.js';
import { factsOf, type Neighbourhood, neighbourhoodOf, neighbourhoodsOf, type Unit } from './neighbourhood.js';
import { type FileToParse, type PathMemory, type Reading, readings } from './parsers/facts-memory.js';

/** What was seen and said, and what fixes are made of. */
export interface Look {
  readonly checked: Checked;
  readonly scanned: Scan;
}
export interface Near extends Neighbourhood {
  /** What was read of the file itself. */
  readonly readings: readonly Reading[];
  readonly others: readonly FileFacts[];
}

/** Links and rules over a few facts of a whole look. */
export async function lookAtFacts({ scanned }: Look, options: LintOptions, facts: readonly FileFacts[]): Promise<Look> {
  const model = link(facts, options.configuration.declarations, scanned.paths);
  const part = { ...scanned, facts, model, errors: [], notes: [] };
  return { scanned: part, checked: await checkScan(part, { ...options, fixes: 'later' }) };
}

/** The smallest part of the tree that says of the file what the whole says; undefined where there is none. */
export async function nearOf(
  path: string,
  whole: Look & { readonly units: readonly Unit[] },
  { options, known, pause }: { readonly options: LintOptions; readonly known: PathMemory; readonly pause: Pause },
): Promise<Near | undefined> {
  const { facts } = whole.scanned;
  const own = facts.filter(({ file }) => file === path);
  // Facts that rendering has changed are not those that the next keystroke gives. What a file without any will say may meet anything.
  const made = readings.filter((reading) => own.some((each) => each === recalled(path, reading, known)));
  if (own.length === 0 || made.length < own.length) return undefined;
  const told = { result: whole.checked.result, facts, units: whole.units };
  for (const files of neighbourhoodsOf(path, told)) {
    await pause();
    const here = factsOf(files, facts);
    const look = await lookAtFacts(whole, options, here);
    const found = neighbourhoodOf(path, look.checked.result, told);
    if (found !== undefined) return { ...found, readings: made, others: here.filter(({ file }) => file !== path) };
  }
  return undefined;
}
/** Of the neighbourhood, with what the file says now. */
export function factsNear({ file, readings: made, others }: Near, known: PathMemory): readonly FileFacts[] {
  const asked = new Set<Reading>(['facts', ...made]);
  const own = readings.flatMap((reading) => (asked.has(reading) ? (recalled(file, reading, known) ?? []) : []));
  return [...others, ...own];
}

function recalled(path: string, reading: Reading, known: PathMemory): FileFacts | undefined {
  return known.recall({ path, read: unread }, reading);
}
/** It was read before, or is not asked for. */
const unread: FileToParse['read'] = () => ({ ok: false, code: 'ENOENT', message: 'not read' });
