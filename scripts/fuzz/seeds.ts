// Real input to start from: every fixture, by the parsers that read it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ParserEntry } from '../../src/parsers/parser.js';
import { parserEntries } from '../../src/parsers/registry.js';

export interface Seed {
  readonly path: string;
  readonly text: string;
}

/** For each parser the files it accepts: fixtures that pass its gate, and all of `more`, folders beside the project. */
export function seedsByParser(
  fixtures: string,
  more: readonly string[] = [],
): ReadonlyMap<ParserEntry, readonly Seed[]> {
  const seeds = new Map<ParserEntry, Seed[]>(parserEntries.map((entry) => [entry, []]));
  for (const folder of [fixtures, ...more]) {
    for (const seed of filesOf(folder)) {
      for (const entry of parserEntries) {
        if (entry.accepts(seed.path) && (folder !== fixtures || entry.gate(seed))) seeds.get(entry)?.push(seed);
      }
    }
  }
  return seeds;
}
/** Larger files than this say nothing new about a parser. */
const largest = 200_000;

function filesOf(folder: string): readonly Seed[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && !/node_modules|\/\.git(\/|$)/.test(file.parentPath))
    .map((file) => join(file.parentPath, file.name))
    .map((path) => ({ path: path.slice(folder.length + 1).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }))
    .filter(({ text }) => text.length <= largest);
}
