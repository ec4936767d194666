// Loads a chart and its subcharts from the files of the scan: their values, put together, and their templates.
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import { unfilledChart } from '../../model/unfilled-chart.js';
import { sourcedValues } from '../kit/install-values.js';
import { textPiece } from '../kit/pieces.js';
import { entry, items, nothing, type Sourced, type SourcedMap, text, textOf } from '../kit/sourced.js';
import { mergeValues } from './template/merge-values.js';
import { truthOf } from './template/truth.js';

/** The files of the scan. */
export interface ScanFiles {
  /** All below a folder. */
  below(directory: string): readonly string[];
  textOf(path: string): string | undefined;
}
export interface TemplateFile {
  readonly path: string;
  /** As templates call it: `cart/templates/x.yaml`. */
  readonly name: string;
  readonly isPartial: boolean;
}
export interface LoadedChart {
  readonly directory: string;
  readonly values: Sourced;
  readonly about: Sourced;
  readonly isLibrary: boolean;
  readonly templates: readonly TemplateFile[];
}
interface ChartPlace {
  readonly directory: string;
  /** How parents call it: `cart/charts/redis`. */
  readonly path: string | undefined;
  /** A chart under another name goes by that name. */
  readonly alias: string | undefined;
  readonly given: Sourced;
  readonly globals: Sourced | undefined;
}

const deepest = 6;
const mostCharts = 60;

export class ChartLoader {
  /** Subcharts in front of their parents: a parent's definitions win. */
  readonly charts: LoadedChart[] = [];
  readonly missing: string[] = [];
  readonly #files: ScanFiles;

  constructor(files: ScanFiles) {
    this.#files = files;
  }

  load({ directory, path, alias, given, globals }: ChartPlace, depth: number): SourcedMap | undefined {
    const about = this.#about(directory);
    const name = textOf(entry(about, 'name'));
    if (about === undefined || name === undefined || this.charts.length >= mostCharts) return undefined;
    const own = this.#own(directory);
    const withGiven = mergeValues(own, given);
    const global = mergeValues(entry(withGiven, 'global'), globals ?? nothing);
    const values = withGiven.kind === 'map' ? withGiven : emptyMap();
    if (global.kind === 'map') values.entries.set('global', { key: [textPiece('global')], value: global });
    const full = path ?? name;
    if (depth < deepest) this.#loadChildren(directory, full, about, values, depth);
    this.charts.push({
      directory,
      values,
      about: capitalised(about, alias),
      isLibrary: textOf(entry(about, 'type')) === 'library',
      templates: this.#templates(directory, full),
    });
    return values;
  }

  #about(directory: string): Sourced | undefined {
    for (const name of ['Chart.yaml', 'Chart.yml']) {
      const path = joined(directory, name);
      const source = this.#files.textOf(path);
      if (source !== undefined) return sourcedValues(path, source);
    }
    const unfilled = this.#files
      .below(directory)
      .find((path) => folderOf(path) === directory && unfilledChart.test(baseNameOf(path)));
    const source = unfilled === undefined ? undefined : this.#files.textOf(unfilled);
    return unfilled === undefined || source === undefined ? undefined : sourcedValues(unfilled, source);
  }

  #own(directory: string): SourcedMap {
    for (const name of ['values.yaml', 'values.yml']) {
      const path = joined(directory, name);
      const source = this.#files.textOf(path);
      const values = source === undefined ? undefined : sourcedValues(path, source);
      if (values?.kind === 'map') return values;
    }
    return emptyMap();
  }

  #loadChildren(directory: string, full: string, about: Sourced, values: SourcedMap, depth: number): void {
    const listed = dependenciesIn(about, this.#requirements(directory));
    const inside = joined(directory, 'charts');
    const folders = new Set(
      this.#files.below(inside).flatMap((path) => {
        const [folder, rest] = path.slice(inside.length + 1).split('/');
        return folder !== undefined && rest?.startsWith('Chart.y') === true ? [folder] : [];
      }),
    );
    for (const dependency of listed) {
      const { name, alias, local } = dependency;
      const folder = [...folders].find((each) => each === name || each.startsWith(`${name}-`));
      const place =
        folder === undefined ? (local === undefined ? undefined : resolved(directory, local)) : joined(inside, folder);
      if (!isEnabled(dependency, values)) {
        if (folder !== undefined) folders.delete(folder);
        continue;
      }
      const loaded = place === undefined ? undefined : this.#child(place, alias ?? name, full, values, depth);
      if (loaded === undefined) this.missing.push(alias ?? name);
      if (dependency.imports) Object.assign(values, { open: `values that ${alias ?? name} exports` });
    }
    const named = new Set(listed.map(({ name }) => name));
    this.missing.push(...this.#packed(inside).filter((name) => !named.has(name)));
    for (const folder of folders) {
      const place = joined(inside, folder);
      if (!named.has(folder))
        this.#child(place, textOf(entry(this.#about(place), 'name')) ?? folder, full, values, depth);
    }
  }

  #child(directory: string, name: string, parent: string, values: SourcedMap, depth: number): SourcedMap | undefined {
    const given = values.entries.get(name);
    const loaded = this.load(
      {
        directory,
        path: `${parent}/charts/${name}`,
        alias: name,
        given: given?.value.kind === 'map' ? given.value : emptyMap(),
        globals: entry(values, 'global'),
      },
      depth + 1,
    );
    // What a parent sees of its child's values includes the child's own.
    if (loaded !== undefined) values.entries.set(name, { key: given?.key ?? [textPiece(name)], value: loaded });
    return loaded;
  }

  /** Charts that nobody unpacked, by the names of their archives: they are part of the chart, listed or not. */
  #packed(inside: string): readonly string[] {
    return this.#files.below(inside).flatMap((path) => {
      const [, name] = /^\/([^/]+?)(?:-v?\d[^/]*)?\.tgz$/.exec(path.slice(inside.length)) ?? [];
      return name ?? [];
    });
  }

  #requirements(directory: string): Sourced | undefined {
    const path = joined(directory, 'requirements.yaml');
    const source = this.#files.textOf(path);
    return source === undefined ? undefined : sourcedValues(path, source);
  }

  #templates(directory: string, full: string): TemplateFile[] {
    const folder = joined(directory, 'templates');
    return this.#files.below(folder).flatMap((path) => {
      const inner = path.slice(folder.length + 1);
      const base = inner.split('/').at(-1) ?? '';
      if (!/\.(?:ya?ml|tpl|txt)$/.test(base) || /^tests?\//.test(inner)) return [];
      // Helm renders all but what begins with an underscore; `helpers.tpl` without one comes to nothing.
      const isPartial = base.startsWith('_') || base.endsWith('.txt');
      return [{ path, name: `${full}/templates/${inner}`, isPartial }];
    });
  }
}

interface Dependency {
  readonly name: string;
  readonly alias: string | undefined;
  readonly local: string | undefined;
  readonly condition: string | undefined;
  readonly tags: readonly string[];
  readonly imports: boolean;
}
function dependenciesIn(about: Sourced, requirements: Sourced | undefined): readonly Dependency[] {
  return [...items(about, 'dependencies'), ...items(requirements, 'dependencies')].flatMap((node) => {
    const name = textOf(entry(node, 'name'));
    if (name === undefined) return [];
    return [
      {
        name,
        alias: textOf(entry(node, 'alias')),
        local: /^file:\/\/(.+)$/.exec(textOf(entry(node, 'repository')) ?? '')?.[1],
        condition: textOf(entry(node, 'condition')),
        tags: items(node, 'tags').flatMap((tag) => textOf(tag) ?? []),
        imports: entry(node, 'import-values') !== undefined,
      },
    ];
  });
}
/** The first path of its condition that holds a truth value decides; else one tag that is on, or none that is off. */
function isEnabled({ condition, tags }: Dependency, values: SourcedMap): boolean {
  for (const path of condition?.split(',') ?? []) {
    const held = entry(values, ...path.trim().split('.'));
    if (held?.kind === 'boolean') return held.value;
  }
  const states = tags.flatMap((tag) => {
    const held = entry(values, 'tags', tag);
    return held === undefined ? [] : [truthOf(held)];
  });
  return states.length === 0 || states.some((state) => state !== false);
}

// ---------------------------------------------------------------- values

export const emptyMap = (): SourcedMap => ({ kind: 'map', entries: new Map() });
export function map(fields: Readonly<Record<string, Sourced>>): SourcedMap {
  return {
    kind: 'map',
    entries: new Map(Object.entries(fields).map(([key, value]) => [key, { key: [textPiece(key)], value }])),
  };
}
/** Templates see `name` of Chart.yaml as `.Chart.Name`; what it leaves out is empty. */
function capitalised(about: Sourced, alias: string | undefined): Sourced {
  const fields: Record<string, Sourced> = {
    Version: text(''),
    AppVersion: text(''),
    Description: text(''),
    Type: text(''),
  };
  if (about.kind === 'map') {
    for (const [key, { value }] of about.entries) {
      // Helm reads these as text, however they are written.
      const shown = value.kind === 'number' && value.from !== undefined ? text(String(value.value), value.from) : value;
      fields[`${key.charAt(0).toUpperCase()}${key.slice(1)}`] = shown;
    }
  }
  return map(alias === undefined ? fields : { ...fields, Name: text(alias) });
}

export const joined = (directory: string, path: string): string => (directory === '' ? path : `${directory}/${path}`);
/** Undefined where it leads out of the scan. */
function resolved(directory: string, path: string): string | undefined {
  const parts = directory === '' ? [] : directory.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}
