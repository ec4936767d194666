// A Caddyfile takes in the files that it imports before it is read: sites of a folder, and snippets that they share.
import type { FileFacts } from '../model/facts.js';
import { baseNameOf, folderOf } from '../model/file-paths.js';
import { groupBy } from '../model/group-by.js';
import { pointAt } from '../model/location.js';
import { matchesGlob } from '../model/wildcard.js';
import { caddy } from '../parsers/caddy/index.js';
import { type FilesByPath, holdsAny } from '../parsers/facts-memory.js';
import { compose } from '../parsers/kit/composed.js';
import { pathInside } from '../parsers/kit/paths.js';
import { exactPiece, type Piece, textPiece } from '../parsers/kit/pieces.js';
import { decodeUtf8 } from '../parsers/kit/text.js';

/** Without arguments; those of a file that takes some are nobody's here. https://caddyserver.com/docs/caddyfile/directives/import */
const anImport = /^[ \t]*import[ \t]+([^\s#{}]{1,300})[ \t]*(?=#|\r?$)/gm;
const limits = { depth: 8, lookups: 2000, characters: 4 * 1024 * 1024 } as const;

export async function withCaddyImports(
  parsed: readonly FileFacts[],
  files: FilesByPath,
): Promise<readonly FileFacts[]> {
  const named = [...files.keys()].filter((path) => caddy.accepts(path));
  const importing = named.filter((path) => holdsAny(files.get(path), [/^[ \t]*import[ \t]/m]));
  if (importing.length === 0) return parsed;
  const reader = new Imports(files);
  const whole = importing.map((path) => ({ path, ...reader.read(path) }));
  const taken = new Set(whole.flatMap(({ imported }) => imported));
  // What a file of the scan imports is read as a part of that.
  const mains = whole.filter(({ path, imported }) => imported.length > 0 && !taken.has(path));
  if (mains.length === 0) return parsed;
  const { parseCaddyfile } = await import('../parsers/caddy/parse-caddyfile.js');
  const read = mains.map(({ path, pieces }): FileFacts => {
    const composed = compose(pieces, (file) => reader.textOf(file), pointAt(path, 1));
    return composed.place(parseCaddyfile({ path, text: composed.text }));
  });
  const replaced = new Set(mains.flatMap(({ path, imported }) => [path, ...imported]));
  const facts = groupBy(
    read.flatMap((each) => each.facts),
    (fact) => ('at' in fact ? fact.at.file : ''),
  );
  const problems = groupBy(
    read.flatMap((each) => each.problems),
    ({ at }) => at.file,
  );
  const known = new Set(parsed.map(({ file }) => file));
  const others = [...replaced].filter((file) => !known.has(file));
  const all = [...parsed, ...others.map((file): FileFacts => ({ file, facts: [], problems: [], suppressions: [] }))];
  return all.map((each) =>
    replaced.has(each.file)
      ? {
          ...each,
          facts: [...each.facts.filter((fact) => !isOfCaddy(fact)), ...(facts.get(each.file) ?? [])],
          problems: problems.get(each.file) ?? [],
        }
      : each,
  );
}
const isOfCaddy = (fact: FileFacts['facts'][number]): boolean =>
  fact.kind === 'setting-mistake' || (fact.kind === 'proxy' && fact.product === 'caddy');

interface Whole {
  readonly pieces: readonly Piece[];
  /** Files of the scan that have a part in it. */
  readonly imported: readonly string[];
}

interface Growing {
  readonly pieces: Piece[];
  readonly imported: string[];
}

class Imports {
  readonly #files: FilesByPath;
  readonly #texts = new Map<string, string | undefined>();
  readonly #byFolder: ReadonlyMap<string, readonly string[]>;
  /** Of the whole scan. */
  readonly #left = { lookups: limits.lookups, characters: limits.characters };

  constructor(files: FilesByPath) {
    this.#files = files;
    this.#byFolder = groupBy([...files.keys()].sort(), folderOf);
  }

  textOf(path: string): string | undefined {
    if (!this.#texts.has(path)) {
      const content = this.#files.get(path)?.read();
      this.#texts.set(path, content?.ok === true ? decodeUtf8(content.bytes).text : undefined);
    }
    return this.#texts.get(path);
  }

  read(path: string): Whole {
    const into: Growing = { pieces: [], imported: [] };
    this.#add(path, [], into);
    return into;
  }

  #add(path: string, around: readonly string[], into: Growing): void {
    const text = this.textOf(path) ?? '';
    const inside = [...around, path];
    let from = 0;
    const upTo = (end: number): void => {
      if (end > from) into.pieces.push(exactPiece(text.slice(from, end), { file: path, start: from, end }));
    };
    for (const match of inside.length > limits.depth ? [] : text.matchAll(anImport)) {
      this.#left.lookups -= 1;
      if (this.#left.lookups < 0) break;
      const found = this.#filesOf(folderOf(path), match[1] ?? '').filter((each) => !inside.includes(each));
      const size = found.reduce((sum, each) => sum + (this.textOf(each) ?? '').length, 0);
      if (found.length === 0 || size > this.#left.characters) continue;
      this.#left.characters -= size;
      upTo(match.index);
      from = match.index + match[0].length;
      for (const each of found) {
        into.imported.push(each);
        this.#add(each, inside, into);
        into.pieces.push(textPiece('\n'));
      }
    }
    upTo(text.length);
  }

  /** `sites/*.caddy`, or `/etc/caddy/sites/*.caddy` where the folder of the file is what lies there. A snippet is no path of a file. */
  #filesOf(folder: string, written: string): readonly string[] {
    const path = pathInside(folder, written.replace(/^\/etc\/caddy\//, ''));
    if (path === undefined || path === '') return [];
    const name = baseNameOf(path);
    const beside = this.#byFolder.get(folderOf(path)) ?? [];
    const named = name.includes('*') ? beside.filter((each) => matchesGlob(name, baseNameOf(each))) : [path];
    return named.filter((each) => this.#files.has(each) && this.textOf(each) !== undefined);
  }
}
