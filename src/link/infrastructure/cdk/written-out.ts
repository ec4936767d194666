// Templates that a program of the CDK was seen to write say more than its source: which program wrote which.
import { folderOf, foldersUpFrom } from '../../../model/file-paths.js';
import { groupBy } from '../../../model/group-by.js';
import type { InfrastructureFact, ProgramFact } from '../../../model/infrastructure.js';

export class WrittenOut {
  /** Ids in the paths of constructs that templates name, by the folder of the program they lie in; `undefined` where they lie in none. */
  readonly #ids: ReadonlyMap<string | undefined, ReadonlySet<string>>;
  /** Ids that the sources of a program give its constructs. */
  readonly #written: ReadonlyMap<string | undefined, ReadonlySet<string>>;
  readonly #folders: ReadonlySet<string>;

  constructor(facts: readonly InfrastructureFact[], programs: readonly ProgramFact[]) {
    this.#folders = new Set(programs.map(({ at }) => folderOf(at.file)));
    const templates = facts.filter(({ resources }) => resources.some(({ title }) => title !== undefined));
    this.#ids = new Map(
      [...groupBy(templates, ({ at }) => this.#programOf(at.file))].map(([program, own]) => [
        program,
        new Set(own.flatMap(({ resources }) => resources.flatMap(({ title }) => title?.split('/') ?? []))),
      ]),
    );
    const sources = facts.filter(({ language }) => language === 'cdk');
    this.#written = new Map(
      [...groupBy(sources, ({ module }) => this.#programOf(module))].map(([program, own]) => [
        program,
        new Set(own.flatMap(({ resources }) => resources.flatMap(({ name }) => name || []))),
      ]),
    );
  }

  /** Whether a file of constructs, or the settings of a program, belong to one whose templates are in the scan. */
  holds(file: string): boolean {
    const program = this.#programOf(file);
    return this.#isWrittenIn(program, program) || (program !== undefined && this.#isWrittenIn(program, undefined));
  }

  /** A template beside a program may be another's, kept as a file: one that shares no construct with it does not stand for it. */
  #isWrittenIn(program: string | undefined, place: string | undefined): boolean {
    const ids = this.#ids.get(place);
    if (ids === undefined) return false;
    const written = [...(this.#written.get(program) ?? [])];
    return written.length === 0 || written.some((id) => ids.has(id));
  }

  /** The program whose settings lie nearest above a file. */
  #programOf(file: string): string | undefined {
    return [...foldersUpFrom(folderOf(file))].find((folder) => this.#folders.has(folder));
  }
}
