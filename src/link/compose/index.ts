// What several compose files come to together: `extends`, `include`, overrides, and `-f A -f B`.
import type { ComposeProjectFact, Fact, FileFacts, WorkloadFact } from '../../model/facts.js';
import { isRunnable, withExtended } from './extended.js';
import { layOver } from './lay-over.js';
import { type Layers, layersOf } from './layers.js';

export function settleCompose(files: readonly FileFacts[]): readonly FileFacts[] {
  if (!files.some(({ facts }) => facts.some(isService))) return files;
  const extended = withExtended(files);
  const layers = layersOf(extended);
  const included = extended.flatMap(({ facts }) => facts.flatMap((fact) => includeOf(fact)));
  if (layers.length === 0 && included.length === 0) return extended;
  const project = new Project(extended);
  for (const { base, above, envFiles } of layers) {
    for (const path of above) project.lay(path, base);
    if (envFiles !== undefined) project.give(base, envFiles);
  }
  for (const {
    by,
    files: [first, ...above],
    envFiles,
  } of included) {
    if (first === undefined) continue;
    for (const path of above) project.lay(path, first);
    if (envFiles !== undefined) project.give(first, envFiles);
    project.join(first, by.scope);
  }
  return project.files();
}

interface Included extends Pick<ComposeProjectFact, 'files' | 'envFiles'> {
  readonly by: NonNullable<ComposeProjectFact['includedBy']>;
}
function includeOf(fact: Fact): readonly Included[] {
  if (fact.kind !== 'compose-project' || fact.includedBy === undefined) return [];
  return [{ ...fact, by: fact.includedBy }];
}

/** The facts of compose files, while some are laid over and joined to others. */
class Project {
  readonly #facts: Map<string, readonly Fact[]>;
  readonly #files: readonly FileFacts[];

  constructor(files: readonly FileFacts[]) {
    this.#files = files;
    this.#facts = new Map(files.flatMap(({ file, facts }) => (facts.some(isService) ? [[file, facts]] : [])));
  }

  files(): readonly FileFacts[] {
    return this.#files.map((file) => {
      const facts = file.facts.some(isService) ? this.#facts.get(file.file) : undefined;
      return facts === undefined || facts === file.facts ? file : { ...file, facts };
    });
  }

  /** Services of `path` change those of the same name in `base`; the others join its project. */
  lay(path: string, base: string): void {
    const above = new Map(this.#services(path).map((each) => [each.name, each]));
    const known = new Set(this.#services(base).map(({ name }) => name));
    this.#change(base, (fact) => {
      const over = isService(fact) ? above.get(fact.name) : undefined;
      if (!isService(fact) || over === undefined) return [fact];
      const merged = layOver(fact, over);
      return [{ ...merged, complete: fact.complete || isRunnable(merged) }];
    });
    this.#change(path, (fact) => (isService(fact) && known.has(fact.name) ? [] : [fact]));
    const scope = this.#scopeOf(base);
    if (scope !== undefined) this.join(path, scope);
  }

  /** Everything of `path` belongs to that project. */
  join(path: string, scope: string): void {
    const own = this.#scopeOf(path);
    if (own === undefined) return;
    this.#change(path, (fact) => {
      if (!('scope' in fact) || fact.scope !== own) return [fact];
      const moved = { ...fact, scope };
      return [isService(moved) ? { ...moved, complete: moved.complete || isRunnable(moved) } : moved];
    });
  }

  /** The project is started with these files of variables. */
  give(base: string, envFiles: Layers['envFiles'] & {}): void {
    const scope = this.#scopeOf(base);
    for (const file of this.#facts.keys())
      this.#change(file, (fact) =>
        isService(fact) && fact.scope === scope ? [{ ...fact, compose: { ...fact.compose, envFiles } }] : [fact],
      );
  }

  #services(path: string): readonly WorkloadFact[] {
    return (this.#facts.get(path) ?? []).filter(isService);
  }
  #scopeOf(path: string): string | undefined {
    return this.#services(path)[0]?.scope;
  }
  #change(path: string, change: (fact: Fact) => readonly Fact[]): void {
    const facts = this.#facts.get(path);
    if (facts !== undefined) this.#facts.set(path, facts.flatMap(change));
  }
}
const isService = (fact: Fact): fact is WorkloadFact => fact.kind === 'workload' && fact.platform === 'compose';
