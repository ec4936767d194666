// Reads YAML: every document of a file with positions, whatever state its neighbours are in.
import { EVENT_ID } from 'js-yaml';
import { shellTokens, type TemplateToken, templateTokens } from '../template-tokens.js';
import { isComposed, privateCharacters, rangesWithin, readMarks } from './composed.js';
import { type DocumentSlice, documentSlices } from './documents.js';
import { documentEvents, readEvents, type SyntaxProblem, scalarContent } from './events.js';
import { certainTwice, fillHoles, type HoledText, withHoles } from './holes.js';
import { readIndented } from './indentation.js';
import { looseLexemes, type Span } from './lexer.js';
import { isKeySetTwice, limits, type YamlNode, type YamlProblem } from './node.js';
import { readQuickly } from './quick.js';
import { engineAt, expressionAt, findTemplate, isWholeTemplate, type Template } from './template.js';
import { readTolerantly, recoverable, type TolerantRead } from './tolerant.js';

export type { YamlEntry, YamlMap, YamlNode, YamlProblem, YamlScalar } from './node.js';
export { get, isBroken } from './node.js';
export { hasPlaceholder } from './template.js';

/** One document of a file. Its range covers its marker and comments: the documents of a file lie side by side. */
export interface YamlDocument {
  /** Undefined for an empty or templated document, and for one that is too large or too broken. */
  readonly root: YamlNode | undefined;
  readonly start: number;
  readonly end: number;
  readonly errors: readonly YamlProblem[];
  /** Set where the document is a template: neither its errors nor its values mean anything before it is filled in. */
  readonly templated?: Template;
  /** The path in Helm's `# Source: chart/templates/x.yaml` comment above the document. */
  readonly source?: string;
}

export interface ReadOptions {
  /** `value`: `${X}` is part of the format's own values (compose), so that a broken document with some is broken, not a template. */
  readonly variables?: 'template' | 'value';
  /**
   * `read`: a template whose expressions stand only inside values or on lines of their own is read; its scalars carry the
   * expressions as text, and those under a condition are marked. Helm's are skipped all the same: they are rendered.
   * `all`: Helm's too, for files that helm itself does not render. `shell`: the same for a here-document, whose expansions
   * are no YAML either.
   */
  readonly templates?: 'skip' | 'read' | 'all' | 'shell';
  /** Documents that need not be read, by their text. */
  readonly skip?: (slice: string) => boolean;
}

/** Reads all documents. A broken one keeps its errors to itself; comments alone are no document. */
export function readYaml(text: string, options: ReadOptions = {}): YamlDocument[] {
  if (text.length > limits.characters) {
    return [refused(`The file is larger than ${limits.characters / 1024 / 1024} MB.`, 0, text.length)];
  }
  if (isComposed(text)) return readComposed(text);
  const slices = documentSlices(text);
  let patience = recoverable;
  const documents = slices.slice(0, limits.documents).map((slice): YamlDocument => {
    const { start, end, source } = slice;
    const read = readDocument(text, slice, patience, options);
    if (read.errors.length > 0) patience -= end - start;
    return source === undefined ? { start, end, ...read } : { start, end, ...read, source };
  });
  const rest = slices[limits.documents];
  if (rest !== undefined) {
    documents.push(refused(`The file has more than ${limits.documents} documents.`, rest.start, text.length));
  }
  return documents;
}

const refused = (message: string, start: number, end: number): YamlDocument => ({
  root: undefined,
  start,
  end,
  errors: [{ code: 'limit', message, offset: start }],
});

type Read = Pick<YamlDocument, 'root' | 'errors' | 'templated'>;

function readDocument(text: string, place: DocumentSlice, patience: number, options: ReadOptions): Read {
  const { start, body, end } = place;
  if (place.empty) return { root: undefined, errors: [] };
  const slice = text.slice(start, end);
  if (options.skip?.(slice) === true) return { root: undefined, errors: [] };
  const expanded = options.templates === 'shell' ? readHoled(slice, place, shellTokens(slice)) : undefined;
  if (expanded !== undefined) return expanded;
  const plain = readQuickly(text, start, body, end);
  if (plain !== undefined) return { root: plain, errors: [] };
  const events = documentEvents(slice);
  if ('problem' in events) {
    return readBroken(text, slice, place, events, slice.length <= patience, options);
  }
  const { root, problems, template } = readEvents(events, text, slice, start, body);
  if (template !== undefined) {
    return templated({ offset: template, engine: engineAt(text, template, start, end) }, slice, place, options);
  }
  if (root?.kind === 'scalar' && !root.quoted && isWholeTemplate(root.text)) {
    return templated({ offset: root.start, engine: engineAt(text, root.start, start, end) }, slice, place, options);
  }
  return { root, errors: problems };
}

/** What is certain of a template, or that it is one. */
function templated(template: Template, slice: string, place: DocumentSlice, options: ReadOptions): Read {
  const readable = options.templates === 'all' || (options.templates === 'read' && template.engine !== 'helm');
  const known = readable ? readHoled(slice, place, templateTokens(slice)) : undefined;
  return known ?? { root: undefined, errors: [], templated: template };
}

function readHoled(
  slice: string,
  place: DocumentSlice,
  tokens: readonly TemplateToken[] | undefined,
): Read | undefined {
  const holed = fillHoles(slice, tokens);
  return holed === undefined ? undefined : readFilled(holed, place);
}

function readFilled(holed: HoledText, { start, body }: DocumentSlice, patience = 0): Read | undefined {
  const read = readWhole(holed.text, body - start, patience);
  if (read === undefined) return undefined;
  const { root, problems } = read;
  if (root === undefined || !problems.every(isKeySetTwice)) return undefined;
  const whole = withHoles(
    root,
    holed,
    start,
    problems.map(({ offset }) => offset),
  );
  const twice = certainTwice(holed, problems).map((each) => ({ ...each, offset: start + each.offset }));
  return whole === undefined ? undefined : { root: whole, errors: twice };
}

/** A text that is one document. */
function readWhole(text: string, body: number, patience: number): TolerantRead | undefined {
  const plain = readQuickly(text, 0, body, text.length);
  if (plain !== undefined) return { root: plain, problems: [] };
  const events = documentEvents(text);
  if (!('problem' in events)) return readEvents(events, text, text, 0, body);
  return !events.tooDeep && text.length <= patience ? readTolerantly(text, text, 0) : undefined;
}

/** Text that was put together from pieces of templates and values; a document that does not hold together is one to render. */
function readComposed(composed: string): YamlDocument[] {
  const { text, conditional } = readMarks(composed);
  let patience = recoverable;
  return documentSlices(text)
    .slice(0, limits.documents)
    .map((place): YamlDocument => {
      const { start, end, empty } = place;
      if (empty) return { root: undefined, start, end, errors: [] };
      const slice = text.slice(start, end);
      const ranges = rangesWithin(conditional, start, end);
      const plain = ranges.length === 0 && slice.search(privateCharacters) < 0;
      const read = plain
        ? readDocument(text, place, patience, {})
        : readFilled({ text: slice, conditional: ranges }, place, patience);
      if (read === undefined || read.errors.length > 0) patience -= end - start;
      const whole = read?.errors.some(({ code }) => code === 'syntax') === true ? undefined : read;
      return {
        start,
        end,
        // What parts two documents stands in neither of their files.
        ...(whole ?? {
          root: undefined,
          errors: [],
          templated: { offset: place.body + Math.max(text.slice(place.body, end).search(/\S/), 0), engine: 'helm' },
        }),
      };
    });
}

function readBroken(
  text: string,
  slice: string,
  place: DocumentSlice,
  fault: SyntaxProblem,
  patient: boolean,
  options: ReadOptions,
): Read {
  const { start } = place;
  const { problem: local, tooDeep, onlyIndentation } = fault;
  const indented = patient ? readIndented(slice, fault) : undefined;
  if (indented !== undefined) {
    const whole = text.slice(0, start) + indented.text + text.slice(place.end);
    const { root, problems, template } = readEvents(indented.events, whole, indented.text, start, place.body);
    // Marks within values are no reason to refuse a document of which only the indentation is wrong.
    if (template === undefined) return { root, errors: problems };
  }
  const template = findTemplate(text, start, start + slice.length) ?? stumbledOver(slice, start, local.offset);
  const own = options.variables === 'value' && template?.engine === 'envsubst';
  if (template !== undefined && !own) return templated(template, slice, place, options);
  const problem = { ...local, offset: start + local.offset };
  const tolerant = patient && !tooDeep ? readTolerantly(text, slice, start) : undefined;
  if (tolerant === undefined)
    return {
      root: undefined,
      errors: [onlyIndentation ? { ...problem, code: 'indentation', message: farLeft } : problem],
    };
  const named = tolerant.problems.find(({ code }) => code === 'syntax');
  if (onlyIndentation && named !== undefined && /quote/.test(named.message))
    return { root: undefined, errors: [{ ...problem, code: 'indentation', message: leftOfKey }] };
  const errors = named !== undefined || onlyIndentation ? tolerant.problems : [problem, ...tolerant.problems];
  return { root: tolerant.root, errors };
}

function stumbledOver(slice: string, start: number, offset: number): Template | undefined {
  const template = expressionAt(slice, offset);
  return template === undefined ? undefined : { ...template, offset: start + template.offset };
}

const farLeft = 'The document was not read: a part of it stands further left than YAML allows.';
const leftOfKey = 'The document was not read: text in quotes goes on further left than YAML allows.';

/** A `#` comment up to the end of its line, with the `#`. */
export interface YamlComment {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** All comments of a file, those of broken and templated documents too; never a `#` inside a scalar. */
export function comments(text: string): YamlComment[] {
  if (!text.includes('#')) return [];
  const slices = text.length > limits.characters ? [] : documentSlices(text).slice(0, limits.documents);
  const spans = slices.length === 0 ? looseLexemes(text, 0, text.length).comments : slices.flatMap(commentsIn(text));
  return spans.map(({ start, end }) => ({ text: text.slice(start, end), start, end }));
}

const commentsIn =
  (text: string) =>
  ({ start, end }: DocumentSlice): readonly Span[] => {
    const events = documentEvents(text.slice(start, end));
    if ('problem' in events) return looseLexemes(text, start, end).comments;
    const scalars = events.flatMap((event) => (event.type === EVENT_ID.SCALAR ? (scalarContent(event) ?? []) : []));
    const found: Span[] = [];
    let next = 0;
    for (let at = text.indexOf('#', start); at >= 0 && at < end; at = text.indexOf('#', at + 1)) {
      while (start + (scalars[next]?.end ?? Number.POSITIVE_INFINITY) <= at) next++;
      const scalar = scalars[next];
      if (scalar !== undefined && start + scalar.start <= at) {
        at = start + scalar.end - 1;
      } else if (at === 0 || /\s/.test(text.charAt(at - 1))) {
        const stop = Math.min(end, endOfLine(text, at));
        found.push({ start: at, end: stop });
        at = stop;
      }
    }
    return found;
  };

function endOfLine(text: string, from: number): number {
  const lineBreak = /[\r\n]/g;
  lineBreak.lastIndex = from;
  return lineBreak.exec(text)?.index ?? text.length;
}
