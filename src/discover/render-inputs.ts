// Which files a rendering rests on, listed or not: what it gives stays while these do.
import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import { buildFoldersOf } from './build-folders.js';
import type { ChartDependency } from './mend-chart.js';
import type { KustomizationFiles } from './mend-kustomization.js';
import type { ChartToRender } from './render-charts.js';
import { findTool } from './tools.js';
import { Trees, wordOfStamps } from './trees.js';
import { valuesFilesOf } from './values-variants.js';

export interface RenderInputs {
  /** Absolute: files and folders that a tool may read. */
  readonly trees: readonly string[];
  /** Absolute: what it would read if it were there. */
  readonly absent: readonly string[];
  /** Absolute: charts that no tool reads. Which values files lie beside them counts all the same. */
  readonly charts: readonly string[];
}

interface ToRender {
  readonly root: string;
  /** Paths are from the root. */
  readonly charts: readonly ChartToRender[];
  readonly kustomizations: readonly KustomizationFiles[];
  /** Further files that builds are made of. */
  readonly sources: readonly string[];
  /** Undefined where no tool is wanted. */
  readonly searchPath: string | undefined;
}
export function renderInputs({ root, charts, kustomizations, sources, searchPath }: ToRender): RenderInputs {
  const isThere = (tool: string): boolean => searchPath !== undefined && findTool(tool, root, searchPath) !== undefined;
  const isRendered = isThere('helm');
  const isBuilt = isThere('kustomize') || isThere('kubectl');
  const builds = isBuilt ? kustomizations.map(({ directory }) => buildFoldersOf(join(root, directory))) : [];
  const named = [...(isRendered ? charts.flatMap(sourcesOf) : []), ...(isBuilt ? sources : [])];
  const all = [...builds.flatMap(({ folders }) => folders), ...named.map((path) => join(root, path))];
  return {
    trees: outermost(all.filter((path) => existsSync(path))),
    absent: [...new Set([...builds.flatMap(({ absent }) => absent), ...all.filter((path) => !existsSync(path))])],
    charts: isRendered ? [] : charts.map(({ directory }) => join(root, directory)),
  };
}
/** Its folder, the folders of charts it is made of, and the values that it is installed with. */
function sourcesOf({ directory, dependencies = [], installs = [] }: ChartToRender): readonly string[] {
  const values = installs.flatMap((each) => each.values.map(({ path }) => path));
  return [directory, ...dependencies.flatMap(foldersOf), ...values];
}
const foldersOf = ({ local, dependencies = [] }: ChartDependency): readonly string[] =>
  local === undefined ? [] : [local, ...dependencies.flatMap(foldersOf)];

/** Without what is read with another one. */
function outermost(paths: readonly string[]): readonly string[] {
  const unique = [...new Set(paths)];
  return unique.filter((path) => !unique.some((other) => path.startsWith(other + sep) && !isSkipped(path, other)));
}
const isSkipped = (path: string, folder: string): boolean =>
  /[/\\](?:\.git|node_modules)(?:[/\\]|$)/.test(path.slice(folder.length));

/** Equal words, equal content. Undefined where that cannot be told. */
export function wordOfInputs(inputs: RenderInputs, trees: Trees = new Trees()): string | undefined {
  const words = inputs.trees.map((path) => trees.at(path)?.word);
  return words.includes(undefined) ? undefined : wordOf(inputs, words);
}
/** Equal as long as the file system says the same of them. Undefined where that cannot be told. */
export function stampsOfInputs(
  inputs: RenderInputs,
  stampOf: (absolute: string) => readonly number[] | undefined,
): string | undefined {
  const word = wordOfStamps(inputs.trees, stampOf);
  return word === undefined ? undefined : wordOf(inputs, word);
}
function wordOf({ absent, charts }: RenderInputs, trees: unknown): string {
  const come = absent.filter((path) => existsSync(path));
  return hash('sha256', JSON.stringify([trees, come, charts.map((each) => valuesFilesOf(each, ''))]), 'base64url');
}
