// What holds for any file, however broken: no exception, every place inside the file, the same facts each time.
import type { FileFacts } from '../../src/model/facts.js';
import { LineIndex } from '../../src/parsers/kit/text.js';
import { parseFiles } from '../../src/parsers/parse-files.js';
import type { Seed } from './seeds.js';

/** Throws with one sentence when an invariant is broken. */
export async function checkParsing({ path, text }: Seed): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  const read = (): { ok: true; bytes: Uint8Array } => ({ ok: true, bytes });
  const first = await parseFiles([{ path, read }]);
  for (const error of first.errors) throw new Error(`${error.where}: ${error.message}`);
  // What was decoded: lone surrogates are no UTF-8, and a byte order mark is no text.
  const decoded = new TextDecoder('utf-8', { ignoreBOM: false }).decode(bytes);
  for (const facts of first.facts) checkPlaces(facts, new LineIndex(decoded), path);
  const second = await parseFiles([{ path, read }]);
  if (JSON.stringify(first.facts) !== JSON.stringify(second.facts))
    throw new Error(`${path} is read differently the second time`);
}

function checkPlaces(facts: FileFacts, lines: LineIndex, path: string): void {
  const seen = new Set<object>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (isPlace(value)) {
      const inside =
        value.line >= 1 && value.column >= 1 && value.endLine <= lines.lineCount && value.endLine >= value.line;
      const ordered = value.endLine > value.line || value.endColumn >= value.column;
      if (value.file === path && !(inside && ordered))
        throw new Error(`a place outside ${path}: ${JSON.stringify(value)}`);
      return;
    }
    for (const each of Object.values(value)) visit(each);
  };
  visit(facts);
}
interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}
function isPlace(value: object): value is Place {
  return 'file' in value && 'line' in value && 'endColumn' in value;
}
