// Real input to start from: every fixture, by the parsers that read it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parserEntries } from '../../src/parsers/registry.js';

export interface Seed {
  readonly path: string;
  readonly text: string;
}

/** For each parser the fixtures it accepts, by name and content; `more` are folders beside the project. */
export function seedsByParser(fixtures: string, more: readonly string[] = []): ReadonlyMap<string, readonly Seed[]> {
  const seeds = new Map<string, Seed[]>(parserEntries.map((entry) => [entry.name, []]));
  for (const folder of [fixtures, ...more]) {
    for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!file.isFile() || file.parentPath.includes('node_modules') || file.parentPath.includes('/.git')) continue;
      const path = join(file.parentPath, file.name);
      const seed: Seed = {
        path: path.slice(folder.length + 1).replaceAll('\\', '/'),
        text: readFileSync(path, 'utf8'),
      };
      if (seed.text.length > 200_000) continue;
      for (const entry of parserEntries) {
        if (entry.accepts(seed.path) && entry.gate(seed)) seeds.get(entry.name)?.push(seed);
      }
    }
  }
  return seeds;
}
