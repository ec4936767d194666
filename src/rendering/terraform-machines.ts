// What Terraform gives machines to set themselves up with: texts that it fills in, files that it takes as they are, parts of cloud-init.
import { setupPaths } from '../knowledge/machines.js';
import { machineKey } from '../link/infrastructure/balancers/machines.js';
import type { ResourceInstance } from '../link/infrastructure/resources/resource-instance.js';
import { field } from '../link/infrastructure/resources/resource-links.js';
import { isUnset, optionsOf, placeOfSettled, type Settled } from '../link/infrastructure/values/settled.js';
import type { FileFacts } from '../model/facts.js';
import { folderOf, joinPath } from '../model/file-paths.js';
import type { Location } from '../model/location.js';
import { compose } from '../parsers/kit/composed.js';
import { exactPiece, type Piece, textPiece } from '../parsers/kit/pieces.js';
import { readSetup } from '../parsers/machine-setups.js';
import { type Stretches, textPieces } from './settled-pieces.js';

interface Setup {
  readonly pieces: readonly Piece[];
  readonly at: Location;
  readonly machines: string[];
}

export class MachineSetups {
  readonly #textOf: (path: string) => string | undefined;
  readonly #stretches: Stretches;
  /** By their text, and where it stands. */
  readonly #setups = new Map<string, Setup>();

  constructor(textOf: (path: string) => string | undefined, stretches: Stretches) {
    this.#textOf = textOf;
    this.#stretches = stretches;
  }

  add(resource: ResourceInstance): void {
    for (const path of setupPaths(resource.type) ?? []) {
      const value = field(resource.values, ...path);
      const texts = value === undefined ? [] : this.#texts(value, folderOf(resource.at.file));
      for (const pieces of texts) this.#addText(resource, pieces);
    }
  }
  #addText(resource: ResourceInstance, pieces: readonly Piece[]): void {
    const key = JSON.stringify(pieces);
    const machine = machineKey(resource);
    const known = this.#setups.get(key);
    if (known === undefined) this.#setups.set(key, { pieces, at: resource.at, machines: [machine] });
    else if (!known.machines.includes(machine)) known.machines.push(machine);
  }

  /** One for each text; files that it stands in count no longer by themselves. */
  async read(): Promise<{ readonly facts: readonly FileFacts[]; readonly files: ReadonlySet<string> }> {
    const facts: FileFacts[] = [];
    const files = new Set<string>();
    for (const { pieces, at, machines } of this.#setups.values()) {
      // A value that nobody knows is a variable of the shell that nobody sets.
      const written = pieces.map((piece) =>
        piece.kind === 'hole' ? textPiece(`\${${piece.expression.replaceAll(/\W/g, '_')}}`, piece.from) : piece,
      );
      const { text, move } = compose(written, this.#textOf, at);
      const read = await readSetup(at.file, { text, move, machines }, (entry) => entry.load());
      const [first] = pieces;
      const file = first?.kind === 'text' ? first.from?.file : undefined;
      if (file !== undefined && !/\.(?:tf|tofu|tfvars|json)$/.test(file)) files.add(file);
      facts.push(read);
    }
    return { facts, files };
  }

  /** Several where cloud-init is given several parts. */
  #texts(value: Settled, folder: string): readonly (readonly Piece[])[] {
    switch (value.is) {
      case 'either': {
        const [only, another] = optionsOf(value).filter((each) => !isUnset(each));
        return only === undefined || another !== undefined ? [] : this.#texts(only, folder);
      }
      case 'list':
        return value.items.flatMap((item) => this.#texts(item, folder));
      case 'resource':
        return value.value === undefined ? [] : this.#texts(value.value, folder);
      case 'scalar': {
        if (value.encoded !== undefined) return this.#texts(value.encoded, folder);
        const pieces =
          value.file === undefined
            ? (this.#heredoc(placeOfSettled(value)) ?? textPieces(value, this.#stretches))
            : this.#wholeFile(value.file, folder);
        return pieces === undefined || pieces.length === 0 ? [] : [pieces];
      }
      default:
        return [];
    }
  }
  /** A path without `path.module` counts from the folder that it is applied in. */
  #wholeFile(path: string, folder: string): readonly Piece[] | undefined {
    const file = [path, joinPath(folder, path)].find((each) => this.#textOf(each) !== undefined);
    const text = file === undefined ? undefined : this.#textOf(file);
    if (file === undefined || text === undefined) return undefined;
    return [exactPiece(text, { file, start: 0, end: text.length })];
  }

  /** One in which nothing is filled in: its lines as they stand, without what `<<-` takes from all of them. */
  #heredoc(at: Location): readonly Piece[] | undefined {
    const source = this.#stretches.sourceOf(at);
    const text = source === undefined ? '' : this.#stretches.textAt(at);
    const mark = /^<<(-?)[ \t]*\w+[ \t]*\r?\n/.exec(text);
    if (source === undefined || mark === null || /(?<!\$)\$\{|(?<!%)%\{/.test(text)) return undefined;
    const lines = text
      .slice(mark[0].length)
      .split(/(?<=\n)/)
      .slice(0, -1);
    const blanks = lines.flatMap((line) => (line.trim() === '' ? [] : [line.length - line.trimStart().length]));
    const indent = mark[1] === '-' ? Math.min(...blanks) : 0;
    let from = source.start + mark[0].length;
    return lines.flatMap((line) => {
      const start = from;
      from += line.length;
      const cut = Math.min(indent, line.length - line.trimStart().length);
      return line
        .slice(cut)
        .split(/(?<=[$%])(?=[$%]\{)/)
        .reduce<{ readonly pieces: Piece[]; readonly at: number }>(
          ({ pieces, at: place }, part, index, all) => {
            const kept = index < all.length - 1 ? part.slice(0, -1) : part;
            const end = place + part.length;
            if (kept !== '')
              pieces.push(exactPiece(kept, { file: source.file, start: place, end: place + kept.length }));
            return { pieces, at: end };
          },
          { pieces: [], at: start + cut },
        ).pieces;
    });
  }
}
