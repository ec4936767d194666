// Reads a chart without helm: its templates with the values that are certain, each value with the place where it was written.
import { standIns } from '../../knowledge/library-templates.js';
import { type Piece, textPiece, trimPieces } from '../kit/pieces.js';
import { copyOf, type Sourced, text, unknown } from '../kit/sourced.js';
import { ChartLoader, emptyMap, joined, type LoadedChart, map, type ScanFiles } from './chart-loading.js';
import { helmMethod } from './chart-methods.js';
import { endMarkers } from './document-markers.js';
import { Budget } from './template/budget.js';
import { Interpreter, type Named } from './template/interpreter.js';
import { mergeValues } from './template/merge-values.js';
import { parseTemplate } from './template/parser.js';

export interface ChartInstallation {
  readonly directory: string;
  readonly release: string;
  readonly namespace: string | undefined;
  /** Beyond the chart's own, weakest first. */
  readonly values: readonly Sourced[];
}
export interface ChartReading {
  /** The documents of all templates. */
  readonly pieces: readonly Piece[];
  /** Templates that were not understood. */
  readonly unread: readonly string[];
  /** Subcharts that are not in the scan. */
  readonly missing: readonly string[];
  /** What the templates say against the values. */
  readonly refusals: readonly string[];
  /** There is more than was read. */
  readonly isPartial: boolean;
}

export function readChartTemplates(
  install: ChartInstallation,
  files: ScanFiles,
  budget: Budget = new Budget(),
): ChartReading {
  const given = install.values.reduce<Sourced>((below, above) => mergeValues(below, above), emptyMap());
  const loader = new ChartLoader(files);
  loader.load({ directory: install.directory, path: undefined, alias: undefined, given, globals: undefined }, 0);
  const defines = new Map<string, Named>();
  const unread: string[] = [];
  const templates = loader.charts.flatMap((each) => each.templates.map((file) => ({ chart: each, file })));
  const parsed = templates.flatMap(({ chart: owner, file }) => {
    const source = files.textOf(file.path) ?? '';
    const template = parseTemplate(source);
    if (template === undefined) {
      unread.push(file.path);
      return [];
    }
    const named = (body: Named['body']): Named => ({ file: file.path, text: source, body });
    for (const [name, body] of template.defines) defines.set(name, named(body));
    defines.set(file.name, named(template.body));
    return [{ owner, file, template: named(template.body) }];
  });
  if (loader.missing.length > 0)
    addStandIns(
      defines,
      templates.map(({ file }) => files.textOf(file.path) ?? ''),
    );
  const pieces: Piece[] = [];
  let directory = install.directory;
  const interpreter = new Interpreter(
    {
      defines,
      method: (on, name, args) =>
        helmMethod(on, name, args, (path) => {
          const file = joined(directory, path);
          const content = files.textOf(file);
          return content === undefined ? undefined : { file, text: content };
        }),
    },
    budget,
  );
  for (const { owner, file, template } of parsed) {
    if (file.isPartial || owner.isLibrary || budget.isSpent) continue;
    directory = owner.directory;
    budget.walk(owner.values);
    const printed = interpreter.run(template, contextOf(owner, file.name, install));
    pieces.push(textPiece('\n---\n'), ...endMarkers(trimPieces(printed, { end: true })));
  }
  return { pieces, unread, missing: loader.missing, refusals: [...interpreter.refusals], isPartial: budget.isSpent };
}

/** For the templates of a library chart that is not in the scan. */
function addStandIns(defines: Map<string, Named>, texts: readonly string[]): void {
  const source = standIns(texts);
  const template = source === undefined ? undefined : parseTemplate(source);
  if (source === undefined || template === undefined) return;
  for (const [name, body] of template.defines) defines.set(name, { file: '', text: source, body });
}

function contextOf(chart: LoadedChart, template: string, { release, namespace }: ChartInstallation): Sourced {
  const root = map({
    Values: copyOf(chart.values),
    Chart: chart.about,
    Release: map({
      Name: text(release),
      Namespace: namespace === undefined ? text('default') : text(namespace),
      Service: text('Helm'),
      IsInstall: { kind: 'boolean', value: true },
      IsUpgrade: { kind: 'boolean', value: false },
      Revision: { kind: 'number', value: 1, float: false },
    }),
    Template: map({ Name: text(template), BasePath: text(template.replace(/\/templates\/.*/s, '/templates')) }),
    Files: unknown('.Files'),
    Capabilities: unknown('.Capabilities'),
    Subcharts: unknown('.Subcharts'),
  });
  return root;
}
