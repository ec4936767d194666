// What holds for any file, however broken: no exception, every place inside the file, the same facts each time.
import type { FileFacts } from '../../src/model/facts.js';
import { LineIndex } from '../../src/parsers/kit/text.js';
import type { ParserEntry } from '../../src/parsers/parser.js';
import type { Seed } from './seeds.js';

/** Throws with one sentence when an invariant is broken. The parser gets the text whatever its gate would say. */
export async function checkParsing(entry: ParserEntry, { path, text }: Seed): Promise<void> {
  const parser = await entry.load();
  const first = parser.parse({ path, text });
  checkPlaces(first, new LineIndex(text), path);
  entry.gate({ path, text });
  if (JSON.stringify(first) !== JSON.stringify(parser.parse({ path, text })))
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
