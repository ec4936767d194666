// Facts of one file as a line of ASCII, which a cache keeps and one thread hands to another.
import type { FileFacts } from '../model/facts.js';
import { ascii } from './stored-file.js';

/** Facts of one file beyond this are cheaper to read again than to keep. */
export const longestLine = 4 * 1024 * 1024;

/** Most places are in the file itself: 0 stands for its name in them. */
const here = '"file":0';
const nothing = '0';

/** Undefined where facts would not come back as they were, or only slowly. */
export function lineOf(said: FileFacts): string | undefined {
  const { file, facts, problems, suppressions } = said;
  if (facts.length + problems.length + suppressions.length === 0) return nothing;
  if (!survivesJson(said)) return undefined;
  const json = JSON.stringify([facts, problems, suppressions]);
  const line = ascii(json.replaceAll(`"file":${JSON.stringify(file)}`, here));
  return line.length > longestLine ? undefined : line;
}
/** Throws what `JSON.parse` throws. */
export function factsOf(file: string, line: string): FileFacts {
  if (line === nothing) return { file, facts: [], problems: [], suppressions: [] };
  const kept = JSON.parse(line) as [FileFacts['facts'], FileFacts['problems'], FileFacts['suppressions']];
  namePlaces(kept, file);
  const [facts, problems, suppressions] = kept;
  return { file, facts, problems, suppressions };
}
/** One text for all places, and not as many as there are places. */
function namePlaces(value: object, file: string): void {
  if (Array.isArray(value)) {
    for (const each of value) if (typeof each === 'object' && each !== null) namePlaces(each, file);
    return;
  }
  const fields = value as Record<string, unknown>;
  for (const name in fields) {
    const each = fields[name];
    if (typeof each === 'object' && each !== null) namePlaces(each, file);
    else if (each === 0 && name === 'file') fields[name] = file;
  }
}
/** What JSON has no words for is read again, and so is what would be taken for a name left out. Facts are plain objects and lists. */
export function survivesJson(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      return value === null || (Array.isArray(value) ? value.every(survivesJson) : fieldsSurvive(value));
    default:
      return false;
  }
}
function fieldsSurvive(fields: object): boolean {
  for (const name in fields) {
    const each: unknown = fields[name as keyof typeof fields];
    if (each === undefined) continue;
    if (!survivesJson(each) || (each === 0 && name === 'file')) return false;
  }
  return true;
}
