// Finds the chart and the values files that an installation means, also where a template fills in part of their paths.
import type { ChartFact, HelmInstallFact, InstallValues } from '../../model/facts.js';
import { baseNameOf, joinPath } from '../../model/file-paths.js';

export interface BoundInstall {
  readonly install: HelmInstallFact;
  /** Folder of the chart. */
  readonly directory: string;
  readonly label: string;
  readonly values: readonly InstallValues[];
  /** Documents of values that no file of the scan shows, by the names that messages give them. */
  readonly unseen: readonly string[];
}

const hole = /\{\{.{0,300}?\}\}|\$\{[^}]{0,300}\}|<%.{0,300}?%>/g;
/** More environments than this are shown by the first of them. */
const mostBindings = 8;

type Binding = ReadonlyMap<string, string>;

/** Every reading of the install's expressions that leads to a chart and to files of the scan. */
export function bindInstall(
  install: HelmInstallFact,
  charts: readonly ChartFact[],
  paths: ReadonlySet<string>,
): readonly BoundInstall[] {
  if (!install.isLocal) return [];
  const starts = startsOf(install);
  const folders = charts.flatMap(({ directory }) =>
    starts.flatMap((start) =>
      bindings(install.chart.text, [directory], start).map((binding) => ({ directory, binding })),
    ),
  );
  return folders
    .flatMap(({ directory, binding }) => bindFiles(install, directory, binding, paths))
    .slice(0, mostBindings);
}

/** What is known of its expressions before any file is looked at: only those that it has. */
function startsOf({ choices, chart, values }: HelmInstallFact): readonly Binding[] {
  if (choices === undefined) return [new Map()];
  const texts = [chart.text, ...values.flatMap((each) => (each.from === 'file' ? [each.path.text] : []))];
  const asked = new Set(texts.flatMap((text) => [...text.matchAll(hole)].map(([expression]) => key(expression))));
  const filled = choices.map((choice) => Object.entries(choice).filter(([name]) => asked.has(name)));
  return [...new Map(filled.map((pairs) => [JSON.stringify(pairs), new Map(pairs)])).values()];
}

/** The files that the expressions of an installation can mean, for a chart from elsewhere, and what no file shows. */
export function bindValues(
  install: HelmInstallFact,
  paths: ReadonlySet<string>,
): { readonly files: readonly string[]; readonly unseen: readonly string[] } {
  const bound = bindFiles(install, '', new Map(), paths);
  const files = bound.flatMap(({ values }) => values.flatMap((each) => (each.from === 'file' ? [each.path.text] : [])));
  return { files: [...new Set(files)], unseen: [...new Set(bound.flatMap(({ unseen }) => unseen))] };
}

function bindFiles(
  install: HelmInstallFact,
  directory: string,
  first: Binding,
  paths: ReadonlySet<string>,
): readonly BoundInstall[] {
  let all: readonly Binding[] = [first];
  for (const each of install.values) {
    if (each.from !== 'file' || !hasHole(each.path.text)) continue;
    const next = all.flatMap((binding) => bindings(each.path.text, paths, binding));
    // A file that no reading finds is generated or secret; the others still tell.
    if (next.length > 0) all = next.slice(0, mostBindings);
  }
  return all.map((binding) => {
    const unseen: string[] = [];
    const values = install.values.flatMap((each): InstallValues[] => {
      if (each.from === 'here') return [each];
      const text = each.path.text.replace(hole, (expression) => binding.get(key(expression)) ?? expression);
      if (paths.has(text)) return [{ ...each, path: { ...each.path, text } }];
      if (each.mayBeMissing !== true) unseen.push(text);
      return [];
    });
    const label = [install.by, ...whichOf(install, [...new Set(binding.values())], values, directory)].join(', ');
    return { install, directory, values, label, unseen: [...(install.unseen ?? []), ...unseen] };
  });
}

/** One file holds the commands of several environments: their values files tell them apart, else the release. */
function whichOf(
  { isCommand, release }: HelmInstallFact,
  chosen: readonly string[],
  values: readonly InstallValues[],
  directory: string,
): readonly string[] {
  if (isCommand !== true || chosen.length > 0) return chosen;
  const own = joinPath(directory, 'values.yaml');
  const files = values.flatMap((each) => (each.from === 'file' && each.path.text !== own ? [each.path.text] : []));
  if (files.length > 0) return files.map(baseNameOf);
  return release === undefined ? [] : [release];
}
const hasHole = (text: string): boolean => text.search(hole) >= 0;
const key = (expression: string): string => expression.replaceAll(/[\s{}$<%>=-]/g, '');

/** No path is longer. */
const longest = 4096;
/** Values that are filled in may be as long as they like; a pattern may not. */
const mostSource = 8 * longest;
/** More of them are tried against a name in too many ways. */
const mostInSegment = 2;

/** How the expressions of `pattern` have to be read for it to be one of `candidates`. */
function bindings(pattern: string, candidates: Iterable<string>, known: Binding): readonly Binding[] {
  if (pattern.length > longest) return [];
  const names: string[] = [];
  let source = '';
  let at = 0;
  let inSegment = 0;
  for (const match of pattern.matchAll(hole)) {
    const before = pattern.slice(at, match.index);
    source += quotePattern(before);
    if (before.includes('/')) inSegment = 0;
    const name = key(match[0]);
    const value = known.get(name);
    if (value === undefined) {
      if (++inSegment > mostInSegment) return [];
      names.push(name);
      source += '([^/]+)';
    } else source += quotePattern(value);
    at = match.index + match[0].length;
  }
  if (source.length > mostSource) return [];
  const whole = new RegExp(`^${source}${quotePattern(pattern.slice(at))}$`);
  const found: Binding[] = [];
  for (const candidate of candidates) {
    const match = whole.exec(candidate);
    if (match === null) continue;
    const binding = new Map(known);
    const agrees = names.every((name, index) => {
      const value = match[index + 1] ?? '';
      if ((binding.get(name) ?? value) !== value) return false;
      binding.set(name, value);
      return true;
    });
    if (agrees) found.push(binding);
  }
  return found;
}
const quotePattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
