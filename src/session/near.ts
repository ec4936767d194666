// A look at the neighbourhood of a file, over facts that a whole look has read.
import { link } from '../link/link.js';
import { type Checked, checkScan, type LintOptions, type Scan } from '../lint.js';
import type { FileFacts } from '../model/facts.js';
import type { Pause } from '../model/pieces.js';
import { type FileToParse, type PathMemory, type Reading, readings } from '../parsers/facts-memory.js';
import {
  factsOf,
  type Neighbourhood,
  neighbourhoodOf,
  neighbourhoodsOf,
  prepared,
  type Unit,
  unitsOf,
} from './neighbourhood.js';

/** What was seen and said, and what fixes are made of. */
export interface Look {
  readonly checked: Checked;
  readonly scanned: Scan;
}
export interface Near extends Neighbourhood {
  /** What was read of the file itself. */
  readonly readings: readonly Reading[];
  readonly others: readonly FileFacts[];
  readonly files: ReadonlySet<string>;
}

/** Links and rules over a few facts of a whole look. */
export async function lookAtFacts({ scanned }: Look, options: LintOptions, facts: readonly FileFacts[]): Promise<Look> {
  const model = link(facts, options.configuration.declarations, scanned.paths, scanned.discovery.roots);
  const part = { ...scanned, facts, model, errors: [], notes: [] };
  return { scanned: part, checked: await checkScan(part, { ...options, fixes: 'later' }) };
}

export interface NearOptions {
  readonly options: LintOptions;
  readonly known: PathMemory;
  readonly pause: Pause;
  /** The part that was enough in the whole look before: most often it still is. */
  readonly before: ReadonlySet<string> | undefined;
}
/** The smallest part of the tree that says of the file what the whole says; undefined where there is none. */
export async function nearOf(
  path: string,
  whole: Look,
  { options, known, pause, before }: NearOptions,
): Promise<Near | undefined> {
  const { facts, model } = whole.scanned;
  const own = facts.filter(({ file }) => file === path);
  // Facts that rendering has changed are not those that the next keystroke gives. What a file without any will say may meet anything.
  const made = readings.filter((reading) => own.some((each) => each === recalled(path, reading, known)));
  if (own.length === 0 || made.length < own.length) return undefined;
  const told = { result: whole.checked.result, facts };
  const tried = async (files: ReadonlySet<string>, units: readonly Unit[]): Promise<Near | undefined> => {
    const here = factsOf(files, facts);
    await pause();
    const look = await lookAtFacts(whole, options, here);
    await pause();
    const found = neighbourhoodOf(path, look.checked.result, { ...told, units });
    if (found !== undefined) await prepared(found, pause);
    return found && { ...found, files, readings: made, others: here.filter(({ file }) => file !== path) };
  };
  if (before !== undefined) {
    const around = model.workloads.filter(({ at }) => before.has(at.file));
    const found = await tried(before, await unitsOf(around, pause));
    if (found !== undefined) return found;
  }
  const units = await unitsOf(model.workloads, pause);
  for (const files of neighbourhoodsOf(path, { ...told, units })) {
    await pause();
    const found = await tried(files, units);
    if (found !== undefined) return found;
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
