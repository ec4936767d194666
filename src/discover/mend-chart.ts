// A short-lived copy of a chart that will not render as it is: with subcharts that live beside it, without those that are not there, and without its own refusals and its tests.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { standIns } from '../knowledge/library-templates.js';
import { markedParts } from '../model/marked-parts.js';
import { fillChart, unfilledChart } from '../model/unfilled-chart.js';
import { CopyBudget, copyFolder } from './copy-folder.js';

export interface ChartDependency {
  readonly name: string;
  readonly at: { readonly line: number; readonly endLine: number };
  /** A folder of the scan, where its repository is `file://…`. */
  readonly local?: string;
  /** Of the chart in that folder. */
  readonly dependencies?: readonly ChartDependency[];
}
export interface MendedChart {
  /** What the copy leaves out, as clauses for the note. */
  readonly without: readonly string[];
  readonly directory: string;
  /** Leaves one more thing out, told by what helm said; false when nothing of it can be mended. */
  mend(error: string): boolean;
  remove(): void;
}

export function copyChart(
  root: string,
  source: string,
  dependencies: readonly ChartDependency[],
): MendedChart | undefined {
  const top = mkdtempSync(join(tmpdir(), 'hoplint-chart-'));
  const directory = join(top, 'chart');
  const remove = (): void => rmSync(top, { recursive: true, force: true });
  const budget = new CopyBudget();
  try {
    if (!copyFolder(join(root, source), directory, budget) || !bringIn(root, directory, dependencies, budget, 0)) {
      remove();
      return undefined;
    }
    fillIn(directory);
  } catch {
    remove();
    return undefined;
  }
  const without: string[] = [];
  const tried = new Set<string>();
  const leaveOut = (clause: string | undefined): boolean => {
    if (clause === undefined || tried.has(clause)) return false;
    tried.add(clause);
    // Objects that `helm test` runs are no part of the installation.
    if (!clause.startsWith('templates/tests/')) without.push(clause);
    return true;
  };
  if (lacksDependencies(directory, dependencies)) leaveOut(dropDependencies(directory, dependencies));
  return { without, directory, remove, mend: (error) => leaveOut(mendOne(directory, dependencies, error)) };
}

/**
 * Charts are declared and charts/ holds none at all, which helm refuses before it renders anything
 * ("found in Chart.yaml, but missing in charts/ directory", `action.CheckDependencies`): starting it would only say so.
 */
export function lacksDependencies(chart: string, dependencies: readonly ChartDependency[]): boolean {
  return dependencies.length > 0 && !entriesOf(join(chart, 'charts')).some(mayHoldChart);
}
const mayHoldChart = (entry: ReturnType<typeof listed>[number]): boolean =>
  !entry.isFile() || entry.name.endsWith('.tgz');

const deepest = 4;
/** What `helm dependency build` would do for charts that are here. */
function bringIn(
  root: string,
  chart: string,
  dependencies: readonly ChartDependency[],
  budget: CopyBudget,
  depth: number,
): boolean {
  const present = namesIn(join(chart, 'charts'));
  return dependencies.every(({ name, local, dependencies: inner = [] }) => {
    if (local === undefined || depth > deepest || isPresent(present, name)) return true;
    const target = join(chart, 'charts', name);
    const isHere = copyFolder(join(root, local), target, budget) && bringIn(root, target, inner, budget, depth + 1);
    fillIn(target);
    return isHere;
  });
}
/** What a build would do for the Chart.yaml that it makes. */
function fillIn(chart: string): void {
  const names = namesIn(chart);
  const template = names.find((name) => unfilledChart.test(name));
  if (template === undefined || names.includes('Chart.yaml') || names.includes('Chart.yml')) return;
  writeFileSync(join(chart, 'Chart.yaml'), fillChart(readFileSync(join(chart, template), 'utf8')));
}
const isPresent = (present: readonly string[], name: string): boolean =>
  present.some((entry) => entry === name || (entry.startsWith(`${name}-`) && entry.endsWith('.tgz')));

const asked = /missing in charts\/ directory|dependency update|dependency build/;
const stopped = /execution error at \(/;
const brokenTemplate =
  /(?:execution error at \(|template: |YAML parse error on |parse error at \()[^\s:/()]+\/((?:[^\s:()]+\/)?templates\/[^\s:()]+)/;

function mendOne(chart: string, dependencies: readonly ChartDependency[], error: string): string | undefined {
  if (asked.test(error))
    return dependencies.length === 0 ? dropRequirements(chart, error) : dropDependencies(chart, dependencies);
  if (/no template "[^"]+" associated with template/.test(error)) return standInForLibrary(chart, error);
  if (stopped.test(error) && passOverStops(chart)) return 'the checks that its templates make of their values';
  const template = brokenTemplate.exec(error)?.[1];
  // Without another template the tool shows less than a reading that leaves out single values.
  if (template === undefined || !template.includes('templates/tests/')) return undefined;
  try {
    writeFileSync(join(chart, template), '');
    return template;
  } catch {
    return undefined;
  }
}

/** What the library's chart would have defined goes into a file that helm reads and renders nothing of. */
function standInForLibrary(chart: string, error: string): string | undefined {
  const files = [...templatesIn(join(chart, 'templates')), ...templatesIn(join(chart, 'charts'))];
  const text = standIns(files.map((file) => readFileSync(file, 'utf8')));
  if (text === undefined) return undefined;
  writeFileSync(join(chart, 'templates', '_stand-ins.tpl'), text);
  const library = /no template "([^".]+)/.exec(error)?.[1] ?? 'a library';
  return `the templates of ${library}, for which others stand in`;
}

/** Takes those out of Chart.yaml that charts/ does not hold; their objects are then missing, and nothing else. */
function dropDependencies(chart: string, dependencies: readonly ChartDependency[]): string | undefined {
  const present = namesIn(join(chart, 'charts'));
  const missing = dependencies.filter(({ name }) => !isPresent(present, name));
  const file = namesIn(chart).find((name) => name === 'Chart.yaml' || name === 'Chart.yml');
  if (missing.length === 0 || file === undefined) return undefined;
  const lines = readFileSync(join(chart, file), 'utf8').split('\n');
  for (const { at } of missing) {
    for (let line = at.line; line <= at.endLine; line++) {
      // The node may end in front of its line's first character.
      if (line === at.line || !/^\s*-/.test(lines[line - 1] ?? '')) lines[line - 1] = '';
    }
  }
  const left = dependencies.length > missing.length;
  const text = left ? lines.join('\n') : lines.filter((line) => !/^dependencies:/.test(line)).join('\n');
  writeFileSync(join(chart, file), text);
  for (const lock of ['Chart.lock', 'requirements.lock']) rmSync(join(chart, lock), { force: true });
  const names = missing.map(({ name }) => name).join(', ');
  return missing.length === 1 ? `the subchart ${names}` : `the subcharts ${names}`;
}

/** Charts of the first generation list them in a file of their own; what charts/ holds is rendered without it. */
function dropRequirements(chart: string, error: string): string | undefined {
  const file = namesIn(chart).find((name) => /^requirements\.ya?ml$/.test(name));
  if (file === undefined) return undefined;
  for (const each of [file, 'requirements.lock']) rmSync(join(chart, each), { force: true });
  const names = /missing in charts\/ directory: ([^\n]+)/.exec(error)?.[1]?.trim();
  return names === undefined ? 'its subcharts' : `${names.includes(',') ? 'the subcharts' : 'the subchart'} ${names}`;
}

/** What a refused or missing value is rendered as: a placeholder, which says that nobody knows it, and is YAML without quotes as well. */
const unset = '"${value}"';

/** `fail` ends a rendering and `required` does when a value is empty; here neither does. */
function passOverStops(chart: string): boolean {
  let changed = false;
  for (const file of renderedFiles(chart)) {
    const text = readFileSync(file, 'utf8');
    const mended = withoutStops(text);
    if (mended === text) continue;
    writeFileSync(file, mended);
    changed = true;
  }
  return changed;
}
/** Templates, and all other files where templates render those: `{{ tpl (.Files.Get $path) $ }}`. */
function renderedFiles(chart: string): readonly string[] {
  const templates = templatesIn(join(chart, 'templates'));
  const rendersFiles = templates.some((file) => /\btpl\b[^}\n]{0,100}\.Files\./.test(readFileSync(file, 'utf8')));
  return rendersFiles ? templatesIn(chart) : templates;
}
function withoutStops(text: string): string {
  const pieces: string[] = [];
  let end = 0;
  for (const action of markedParts(text, '{{', '}}')) {
    pieces.push(text.slice(end, action.start), withoutStop(text.slice(action.start, action.end)));
    ({ end } = action);
  }
  return pieces.join('') + text.slice(end);
}
/** Comments and texts that do not end reach to the end of the action. */
const word =
  /\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?|(?<![.\w$-])required\s+(?:"(?:[^"\\]|\\.)*"?|`[^`]*`?)|"(?:[^"\\]|\\[\s\S])*"?|`[^`]*`?|(?<![.\w$-])fail(?![\w-])/g;
function withoutStop(action: string): string {
  return action.replace(word, (found) => {
    if (found === 'fail') return 'substr 0 0';
    return found.startsWith('required') ? `default ${unset}` : found;
  });
}
function templatesIn(folder: string): string[] {
  const files: string[] = [];
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...templatesIn(path));
    else if (/\.(?:ya?ml|tpl|txt)$/.test(entry.name)) files.push(path);
  }
  return files;
}
function namesIn(folder: string): string[] {
  return entriesOf(folder).map((entry) => entry.name);
}
function entriesOf(folder: string): ReturnType<typeof listed> {
  try {
    return listed(folder);
  } catch {
    return [];
  }
}
const listed = (folder: string) => readdirSync(folder, { withFileTypes: true });
