// Builds a kustomization without kustomize: what is certain of its objects, each value with the base or patch that wrote it.
import { pathInside } from '../kit/paths.js';
import { type Piece, type RegionPiece, textPiece } from '../kit/pieces.js';
import { printYamlWithRegions } from '../kit/print-yaml.js';
import { entry, items, type Sourced, sourced, textOf } from '../kit/sourced.js';
import { readYaml, type YamlDocument } from '../kit/yaml/read-yaml.js';
import { type BuiltObject, builtObject, kindOf } from './built-object.js';
import { generate } from './generators.js';
import { applyPatches, earlyPatches, latePatches, type PatchFile } from './patches.js';
import { substituteVariables, type Variables } from './substitute.js';
import { applyTransformers } from './transformers.js';
import { forgetReplaced } from './unsettled.js';

export interface KustomizeFiles {
  textOf(path: string): string | undefined;
}
export interface Build {
  readonly pieces: readonly (Piece | RegionPiece)[];
  /** What was left out, as clauses for the note. */
  readonly without: readonly string[];
}

/** What whoever installs the folder puts on top: fields of a kustomization, and variables. */
export interface Changes {
  readonly fields: Sourced;
  readonly variables: Variables | undefined;
}
export function buildKustomization(directory: string, files: KustomizeFiles, changes?: Changes): Build {
  const builder = new Builder(files);
  const objects: BuiltObject[] = [];
  builder.add(directory, objects, 0);
  if (changes !== undefined) {
    builder.components(directory, changes.fields, objects, 0);
    builder.change(directory, changes.fields, objects);
  }
  if (changes?.variables !== undefined) substituteVariables(objects, changes.variables);
  // Patches may be for a definition of a kind; requests never meet one, and many are larger than all else.
  const met = objects.filter((object) => kindOf(object) !== 'CustomResourceDefinition');
  const pieces = met.flatMap(({ root }): (Piece | RegionPiece)[] => [
    textPiece('\n---\n'),
    ...printYamlWithRegions(root),
  ]);
  return { pieces, without: [...builder.without] };
}

const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const deepest = 12;
/** More objects come out of hostile trees only. */
const mostObjects = 3000;
const mostFolders = 200;

class Builder {
  readonly without = new Set<string>();
  readonly #files: KustomizeFiles;
  readonly #open = new Set<string>();
  #folders = 0;

  constructor(files: KustomizeFiles) {
    this.#files = files;
  }

  /** False where there is no kustomization. A component works on the objects of who names it. */
  add(directory: string, above: BuiltObject[], depth: number): boolean {
    const path = names.map((name) => joined(directory, name)).find((each) => this.#files.textOf(each) !== undefined);
    if (path === undefined) return false;
    if (this.#open.has(directory) || depth > deepest || ++this.#folders > mostFolders) {
      this.without.add(`the rest of ${directory === '' ? 'this folder' : directory}`);
      return true;
    }
    const root = readYaml(this.#files.textOf(path) ?? '', { templates: 'read' }).flatMap(
      (document) => document.root ?? [],
    )[0];
    if (root === undefined) return true;
    this.#open.add(directory);
    const kustomization = sourced(path, root);
    const isComponent = textOf(entry(kustomization, 'kind')) === 'Component';
    const objects: BuiltObject[] = isComponent ? above : [];
    this.#build(directory, kustomization, objects, depth);
    if (!isComponent) above.push(...objects);
    this.#open.delete(directory);
    return true;
  }

  #build(directory: string, kustomization: Sourced, objects: BuiltObject[], depth: number): void {
    for (const field of ['resources', 'bases']) {
      for (const resource of items(kustomization, field)) this.#resource(directory, textOf(resource), objects, depth);
    }
    this.components(directory, kustomization, objects, depth);
    const fileAt = this.#filesFrom(directory);
    const generated = generate(kustomization, objects, fileAt);
    objects.push(...generated.objects);
    for (const missing of generated.missing) this.without.add(missing);
    this.change(directory, kustomization, objects);
    for (const said of forgetReplaced(objects, kustomization, fileAt)) this.without.add(said);
    for (const [field, said] of Object.entries(beyondUs)) {
      const held = entry(kustomization, field);
      if (held !== undefined && held.kind !== 'nothing') this.without.add(said);
    }
  }

  components(directory: string, kustomization: Sourced, objects: BuiltObject[], depth: number): void {
    for (const component of items(kustomization, 'components')) {
      const written = textOf(component);
      const inside = written === undefined ? undefined : pathInside(directory, written);
      if (inside === undefined || !this.add(inside, objects, depth + 1))
        this.without.add(`the component ${written ?? ''}`);
    }
  }

  /** Patches and transformers, in their order. */
  change(directory: string, kustomization: Sourced, objects: BuiltObject[]): void {
    const fileAt = this.#filesFrom(directory);
    for (const problem of applyPatches(objects, kustomization, earlyPatches, fileAt)) this.without.add(problem);
    applyTransformers(objects, kustomization);
    for (const problem of applyPatches(objects, kustomization, latePatches, fileAt)) this.without.add(problem);
  }

  /** A path that starts with a slash is one of the scan. */
  #filesFrom(directory: string): (path: string) => PatchFile | undefined {
    return (path) => {
      const inside = path.startsWith('/') ? path.slice(1) : pathInside(directory, path);
      const content = inside === undefined ? undefined : this.#files.textOf(inside);
      return inside === undefined || content === undefined ? undefined : { path: inside, text: content };
    };
  }

  #resource(directory: string, written: string | undefined, objects: BuiltObject[], depth: number): void {
    if (written === undefined || objects.length > mostObjects) return;
    const inside = pathInside(directory, written);
    if (inside === undefined) {
      this.without.add(written);
      return;
    }
    const content = this.#files.textOf(inside);
    if (content !== undefined) objects.push(...this.#objectsOf(inside, content));
    else if (!this.add(inside, objects, depth + 1)) this.without.add(written);
  }

  #documentsOf(path: string, content: string): readonly YamlDocument[] {
    const kept = read.get(this.#files) ?? { documents: new Map(), left: mostKept };
    read.set(this.#files, kept);
    const before = kept.documents.get(path);
    if (before !== undefined) return before;
    const documents = readYaml(content, { templates: 'read' });
    kept.left -= content.length;
    if (kept.left > 0) kept.documents.set(path, documents);
    return documents;
  }

  #objectsOf(path: string, content: string): BuiltObject[] {
    const documents = this.#documentsOf(path, content);
    const isLost = documents.some(
      ({ root, errors, templated, start, end }) =>
        (templated !== undefined || (root === undefined && errors.length > 0)) &&
        !/^kind: CustomResourceDefinition$/m.test(content.slice(start, end)),
    );
    if (isLost) this.without.add(`parts of ${path}`);
    return documents.flatMap(({ root }) => (root === undefined ? [] : membersOf(sourced(path, root, content))));
  }
}

/** Overlays of one base read the same files; `sourced` copies what it is given. */
const read = new WeakMap<KustomizeFiles, { readonly documents: Map<string, readonly YamlDocument[]>; left: number }>();
/** Characters of the files whose trees are kept. */
const mostKept = 8_000_000;

function membersOf(value: Sourced): BuiltObject[] {
  if (/List$/.test(textOf(entry(value, 'kind')) ?? '')) return items(value, 'items').flatMap(membersOf);
  const object = builtObject(value);
  return object === undefined ? [] : [object];
}

/** Fields that need kustomize itself. */
const beyondUs: Readonly<Record<string, string>> = {
  helmCharts: 'its Helm charts',
  helmChartInflationGenerator: 'its Helm charts',
  generators: 'its generators',
  transformers: 'its transformers',
};

const joined = (directory: string, path: string): string => (directory === '' ? path : `${directory}/${path}`);
