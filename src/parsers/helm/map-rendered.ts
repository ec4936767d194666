// Leads the facts of rendered chart output back to the lines of templates and values files that wrote them.
import type { FileFacts } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { NodePaths } from '../kit/node-paths.js';
import { type MoveLocation, relocate } from '../kit/relocate.js';
import { LineIndex } from '../kit/text.js';
import { readYaml } from '../kit/yaml/read-yaml.js';
import { type Alignment, alignDocuments } from './align.js';
import { isOutdated } from './outdated-output.js';
import { type Hole, readTemplate, type TemplateLine } from './template-lines.js';
import { type ValuePath, type ValuesFile, ValuesFiles } from './values-files.js';

export interface RenderedSource {
  readonly template?: { readonly path: string; readonly text: string };
  /** Weakest first; those of a parent chart behind those of the chart itself. */
  readonly values: readonly ValuesFile[];
}
export interface RenderedOutput {
  readonly text: string;
  /** Files behind a `# Source: chart/templates/x.yaml` comment; undefined for one that is not in the scan. */
  readonly lookup: (source: string) => RenderedSource | undefined;
  /** Where everything stands that nothing else explains: the Chart.yaml. Output that is a file of the scan needs none: its own lines do. */
  readonly fallback?: Location;
}

/** `facts` come from parsing the whole output at once. Places outside every template move to the fallback. */
export function mapRendered(facts: FileFacts, output: RenderedOutput): FileFacts {
  const pieces = piecesOf(output.text);
  const movers = new Map<Piece, MoveLocation>();
  const moverAt = (at: Location): MoveLocation | undefined => {
    const piece = pieces.findLast(({ line }) => line <= at.line);
    if (piece === undefined) return undefined;
    if (!movers.has(piece)) {
      const whole = pieces.filter(({ source }) => source === piece.source);
      for (const [part, mover] of moversOf(whole, output)) movers.set(part, mover);
    }
    return movers.get(piece);
  };
  const move: MoveLocation = (at) => moverAt(at)?.(at) ?? output.fallback ?? at;
  const lines = new LineIndex(output.text);
  const isComment = (at: Location): boolean => lines.lineText(at.line).startsWith('#', at.column - 1);
  // A comment that survived rendering is read in the template itself, where that is here.
  const suppressions = facts.suppressions.filter(
    ({ at }) => !isComment(at) || (output.fallback === undefined && moverAt(at) === undefined),
  );
  return relocate({ ...facts, suppressions }, move);
}

interface Piece {
  readonly source: string;
  /** Number of its first line in the output. */
  readonly line: number;
  readonly lines: readonly string[];
}

/** Each document stands under a `# Source:` line of its own; one template may have written several, anywhere in the output. */
function piecesOf(text: string): Piece[] {
  const pieces: { source: string; line: number; lines: string[] }[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const source = /^# Source: *(\S.*)$/.exec(line.trimEnd())?.[1];
    if (source === undefined) pieces.at(-1)?.lines.push(line);
    else pieces.push({ source, line: index + 1, lines: [line] });
  }
  return pieces;
}

/** For all pieces of one template. */
function moversOf(pieces: readonly Piece[], { lookup, fallback }: RenderedOutput): ReadonlyMap<Piece, MoveLocation> {
  const source = lookup(pieces[0]?.source ?? '');
  if (source === undefined) return new Map();
  const template = readTemplate(source.template?.text ?? '');
  const values = new ValuesFiles(source.values);
  const aligned = alignDocuments(
    pieces.map(({ lines }) => lines.map(withoutMarkers)),
    template,
  );
  return new Map(
    pieces.flatMap((piece, index) => {
      const alignment = aligned[index] ?? [];
      // What helm has just written cannot be older than its template.
      if (fallback === undefined && isOutdated(piece.lines, alignment, template.lines)) return [];
      const mapped = new PieceMap(piece, {
        path: source.template?.path,
        lines: template.lines,
        alignment,
        values,
        fallback,
      });
      return [[piece, mapped.move] as const];
    }),
  );
}

interface TemplateOfPiece {
  readonly path: string | undefined;
  readonly lines: readonly TemplateLine[];
  readonly alignment: readonly (Alignment | undefined)[];
  readonly values: ValuesFiles;
  readonly fallback: Location | undefined;
}

/** One document beside the template that wrote it. */
class PieceMap {
  readonly #piece: Piece;
  readonly #path: string | undefined;
  readonly #lines: readonly TemplateLine[];
  readonly #alignment: readonly (Alignment | undefined)[];
  readonly #values: ValuesFiles;
  readonly #fallback: Location | undefined;
  readonly #fragments = new Map<number, Fragment>();

  constructor(piece: Piece, { path, lines, alignment, values, fallback }: TemplateOfPiece) {
    this.#piece = piece;
    this.#path = path;
    this.#lines = lines;
    this.#alignment = alignment;
    this.#values = values;
    this.#fallback = fallback;
  }

  readonly move = (at: Location): Location => {
    const start = this.#start(at);
    if (start === undefined || this.#path === undefined) return this.#fallback ?? at;
    if (start.file !== this.#path || at.endLine === at.line) return start;
    const last = this.#lineOf(at.endColumn <= 1 ? at.endLine - 1 : at.endLine);
    if (last === undefined || last.line < start.line) return start;
    return { ...start, endLine: last.line, endColumn: last.text.length + 1 };
  };

  #start(at: Location): Location | undefined {
    const row = at.line - this.#piece.line;
    const found = this.#alignment[row];
    const rendered = this.#piece.lines[row];
    const line = found === undefined ? undefined : this.#lines[found.index];
    if (found === undefined || line === undefined || rendered === undefined) return this.#whole(this.#lineOf(at.line));
    if (found.how === 'grown') return this.#insideBlock(row, at, line);
    return found.how === 'literal' ? this.#literal(at, line, rendered) : this.#pattern(at, line, rendered);
  }

  #literal(at: Location, line: TemplateLine, rendered: string): Location | undefined {
    const shift = indentOf(line.text) - indentOf(rendered);
    const end = at.endLine === at.line ? at.endColumn - 1 + shift : line.text.length;
    return this.#range(line, at.column - 1 + shift, end);
  }

  /** In front of the first hole columns are the template's; from there on a value is what the hole printed, or ends with the line. */
  #pattern(at: Location, line: TemplateLine, rendered: string): Location | undefined {
    const shift = indentOf(line.text) - indentOf(rendered);
    const column = at.column - 1 + shift;
    const end = at.endColumn - 1 + shift;
    const [hole, second] = line.holes;
    if (hole === undefined) return this.#whole(line);
    const inFront = at.endLine > at.line || end <= hole.start;
    if (column < hole.start && inFront) return this.#range(line, column, at.endLine > at.line ? line.text.length : end);
    const around = line.text.slice(Math.min(column, hole.start), hole.start) + line.text.slice(hole.end);
    const alone = second === undefined && /^["'\s]*$/.test(around);
    const printed = unquoted(rendered.slice(at.column - 1, at.endColumn - 1));
    if (alone && this.#isOfOtherValues(hole, printed)) return undefined;
    const written = alone ? this.#printed(hole, printed) : undefined;
    if (written !== undefined) return written;
    return column < hole.start || !alone
      ? this.#range(line, Math.min(column, hole.start), line.text.trimEnd().length)
      : this.#range(line, hole.start, hole.end);
  }

  /** `labels: {{ toYaml .Values.labels | nindent 4 }}` and the like: the same path below the value they print. */
  #insideBlock(row: number, at: Location, line: TemplateLine): Location | undefined {
    const base = line.holes.find((hole) => hole.assumed !== true && hole.item === undefined && hole.value)?.value;
    if (base === undefined || line.holes.filter((hole) => hole.value !== undefined).length > 1)
      return this.#whole(line);
    const fragment = this.#fragment(row);
    const found = fragment.find(at, this.#piece.line);
    const inner = found === undefined ? undefined : this.#values.locate([...base, ...found.path], found.part);
    return inner ?? this.#written(base) ?? this.#whole(line);
  }

  #fragment(row: number): Fragment {
    let first = row;
    while (
      this.#alignment[first - 1]?.how === 'grown' &&
      this.#alignment[first - 1]?.index === this.#alignment[row]?.index
    )
      first--;
    const known = this.#fragments.get(first);
    if (known !== undefined) return known;
    let last = row;
    while (
      this.#alignment[last + 1]?.how === 'grown' &&
      this.#alignment[last + 1]?.index === this.#alignment[row]?.index
    )
      last++;
    const fragment = new Fragment(this.#piece.lines.slice(first, last + 1), first);
    this.#fragments.set(first, fragment);
    return fragment;
  }

  /** Output that is a file of the scan may come from values that are not: it says so where the chart's own say something else. */
  #isOfOtherValues({ value }: Hole, printed: string): boolean {
    const text = this.#fallback === undefined ? this.#values.text(value) : undefined;
    return text !== undefined && text !== printed;
  }
  /** Where the value of a hole was written; where its path is only likely, the text that it printed decides. */
  #printed(hole: Hole, text: string): Location | undefined {
    if (hole.value !== undefined && hole.item !== undefined)
      return this.#values.locateItem(hole.value, hole.item, text);
    return hole.assumed !== true || this.#values.text(hole.value) === text ? this.#written(hole.value) : undefined;
  }
  #written(path: ValuePath | undefined): Location | undefined {
    return path === undefined ? undefined : this.#values.locate(path, 'value');
  }

  /** The template line of a rendered one; of the nearest above it for one that nothing explains. */
  #lineOf(renderedLine: number): TemplateLine | undefined {
    for (let row = Math.min(renderedLine - this.#piece.line, this.#alignment.length - 1); row >= 0; row--) {
      const index = this.#alignment[row]?.index;
      if (index !== undefined) return this.#lines[index];
    }
    return this.#lines[0];
  }

  #whole(line: TemplateLine | undefined): Location | undefined {
    return line === undefined ? undefined : this.#range(line, indentOf(line.text), line.text.trimEnd().length);
  }

  #range(line: TemplateLine, start: number, end: number): Location | undefined {
    if (this.#path === undefined) return undefined;
    const from = Math.max(0, Math.min(start, line.text.length));
    const to = Math.max(from, Math.min(end, line.text.length));
    return { file: this.#path, line: line.line, column: from + 1, endLine: line.line, endColumn: to + 1 };
  }
}

const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/s, '$2');
const indentOf = (text: string): number => text.length - text.trimStart().length;

/** What Helm adds around a document is none of the template's. */
const withoutMarkers = (line: string): string => (/^(?:---\s*$|# Source: )/.test(line) ? '' : line);

/** The lines that one action printed, read as YAML of its own. */
class Fragment {
  readonly #row: number;
  readonly #indent: number;
  readonly #lines: LineIndex;
  readonly #paths: NodePaths;

  constructor(lines: readonly string[], row: number) {
    const filled = lines.filter((line) => line.trim() !== '');
    this.#row = row;
    this.#indent = Math.min(...filled.map(indentOf));
    const text = lines.map((line) => line.slice(this.#indent)).join('\n');
    this.#lines = new LineIndex(text);
    this.#paths = new NodePaths(readYaml(text)[0]?.root);
  }

  find(at: Location, pieceLine: number): ReturnType<NodePaths['find']> {
    const line = at.line - pieceLine - this.#row + 1;
    const endLine = at.endLine - pieceLine - this.#row + 1;
    const start = this.#lines.offset(line, at.column - this.#indent);
    return this.#paths.find(start, this.#lines.offset(endLine, at.endColumn - this.#indent));
  }
}
