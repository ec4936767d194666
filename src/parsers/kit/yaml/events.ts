// The fast YAML reader: js-yaml's events become a tree; positions that the events leave out are found in the text.
import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from 'js-yaml';
import { limits, type YamlNode, type YamlProblem } from './node.js';
import { TreeBuilder } from './tree.js';

type ScalarEvent = Extract<Event, { type: typeof EVENT_ID.SCALAR }>;
type MappingEvent = Extract<Event, { type: typeof EVENT_ID.MAPPING }>;
type SequenceEvent = Extract<Event, { type: typeof EVENT_ID.SEQUENCE }>;

export interface EventsRead {
  root: YamlNode | undefined;
  problems: readonly YamlProblem[];
  /** Where a template stands that happens to parse, as a flow map or as the continuation of a plain scalar. */
  template: number | undefined;
}

/** The text of one document broke the reader here. */
export interface SyntaxProblem {
  problem: YamlProblem;
  tooDeep: boolean;
  /**
   * A bracket that closes no deeper than its key stands: against the letter of YAML 1.2, and accepted by the readers of
   * Kubernetes, compose and GitHub.
   */
  onlyIndentation: boolean;
}

/** The events of one document, or why there are none. Offsets count within `slice`. */
export function documentEvents(slice: string): readonly Event[] | SyntaxProblem {
  try {
    return parseEvents(slice, { maxDepth: limits.depth });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const tooDeep = error.reason.startsWith('nesting exceeded');
    const offset = Math.min(error.mark?.position ?? 0, slice.length);
    const message = tooDeep
      ? `The document is nested deeper than ${limits.depth} levels.`
      : `The document is not valid YAML: ${error.reason}.`;
    const onlyIndentation = error.reason === 'deficient indentation';
    return { tooDeep, onlyIndentation, problem: { code: tooDeep ? 'limit' : 'syntax', message, offset } };
  }
}

/** Reads the first document of `events`; `text` is the whole file, `base` where the slice starts, `body` where content may. */
export function readEvents(
  events: readonly Event[],
  text: string,
  slice: string,
  base: number,
  body: number,
): EventsRead {
  return new EventReader(text, slice, base, body).read(events);
}

/** Where a scalar with text starts and ends within the slice: with its quotes, or from the header of its block. */
export function scalarContent(event: ScalarEvent): { start: number; end: number } | undefined {
  if (event.valueStart < 0) return undefined;
  const quotes = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED ? 1 : 0;
  return { start: event.valueStart - quotes, end: event.valueEnd + quotes };
}

const continuesWithTemplate = /[\r\n][ \t]*(?:\{\{|\{%|<%)/;

class EventReader {
  readonly #text: string;
  readonly #slice: string;
  readonly #base: number;
  readonly #builder: TreeBuilder;
  /** One entry per open collection: the character that closes it, or 0 where only its content ends it. */
  readonly #closers: number[] = [];
  /** What the next node of each open collection is. */
  readonly #expected: ('item' | 'key' | 'value')[] = [];
  /** In the file, behind the last token read. */
  #cursor: number;
  #template: number | undefined;

  constructor(text: string, slice: string, base: number, body: number) {
    this.#text = text;
    this.#slice = slice;
    this.#base = base;
    this.#cursor = body;
    this.#builder = new TreeBuilder(text);
  }

  read(events: readonly Event[]): EventsRead {
    for (let index = 1; index < events.length && !this.#builder.full; index++) {
      const event = events[index];
      if (event === undefined) break;
      if (event.type === EVENT_ID.POP && this.#closers.length === 0) break;
      this.#take(event, events[index + 1]);
    }
    return { root: this.#builder.root, problems: this.#builder.problems, template: this.#template };
  }

  #take(event: Event, next: Event | undefined): void {
    switch (event.type) {
      case EVENT_ID.SCALAR:
        this.#scalar(event);
        this.#turn();
        return;
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE:
        this.#open(event, next);
        return;
      case EVENT_ID.ALIAS: {
        const end = this.#base + event.anchorEnd;
        const start = this.#base + event.anchorStart;
        this.#builder.alias(this.#text.slice(start, end), start - 1, end);
        this.#cursor = end;
        this.#turn();
        return;
      }
      case EVENT_ID.POP:
        this.#close();
        this.#turn();
        return;
      case EVENT_ID.DOCUMENT:
        return;
    }
  }

  #open(event: MappingEvent | SequenceEvent, next: Event | undefined): void {
    const map = event.type === EVENT_ID.MAPPING;
    const start = this.#base + event.start;
    const first = this.#text.charCodeAt(start);
    // A pair inside a flow sequence, `[{a: b}: c]`, starts where its key does.
    const pair = map && next?.type === EVENT_ID.MAPPING && next.start === event.start;
    const closer = pair ? 0 : map && first === 0x7b ? 0x7d : !map && first === 0x5b ? 0x5d : 0;
    if (closer === 0x7d && this.#text.charCodeAt(start + 1) === 0x7b) this.#template ??= start;
    this.#builder.open(map ? 'map' : 'seq', start, this.#properties(event));
    this.#closers.push(closer);
    this.#expected.push(map ? 'key' : 'item');
    this.#cursor = closer === 0 ? start : start + 1;
  }

  #close(): void {
    const closer = this.#closers.pop();
    this.#expected.pop();
    if (closer !== undefined && closer > 0) this.#cursor = this.#seek(this.#cursor, (code) => code === closer) + 1;
    this.#builder.close(this.#cursor);
  }

  #scalar(event: ScalarEvent): void {
    if (event.fast && event.style === SCALAR_STYLE.PLAIN && event.valueStart >= 0) {
      // Most scalars: plain and on one line, so their text is their source.
      const start = this.#base + event.valueStart;
      const end = this.#base + event.valueEnd;
      this.#builder.scalar(this.#text.slice(start, end), false, start, end, this.#properties(event));
      this.#cursor = end;
      return;
    }
    const content = scalarContent(event);
    const properties = this.#properties(event);
    if (content === undefined) {
      const at = this.#emptyAt(event);
      this.#cursor = at;
      this.#builder.scalar('', false, at, at, properties);
      return;
    }
    const plain = event.style === SCALAR_STYLE.PLAIN;
    const block = event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
    const value = getScalarValue(this.#slice, event);
    const from = this.#base + Math.max(event.tagEnd, event.anchorEnd);
    const start = block ? this.#blockHeader(Math.max(from, this.#cursor)) : this.#base + content.start;
    const end = block ? this.#blockEnd(start, this.#base + content.end) : this.#base + content.end;
    if (plain && !event.fast && continuesWithTemplate.test(this.#text.slice(start, end))) this.#template ??= start;
    this.#builder.scalar(value, !plain, start, end, properties);
    this.#cursor = end;
  }

  #properties(event: ScalarEvent | MappingEvent | SequenceEvent): { tag?: string; anchor?: string } {
    if (event.tagStart < 0 && event.anchorStart < 0) return noProperties;
    return {
      ...(event.tagStart >= 0 && { tag: this.#slice.slice(event.tagStart, event.tagEnd) }),
      ...(event.anchorStart >= 0 && { anchor: this.#slice.slice(event.anchorStart, event.anchorEnd) }),
    };
  }

  /** Keys and values alternate. */
  #turn(): void {
    const last = this.#expected.length - 1;
    if (last < 0) return;
    const expected = this.#expected[last];
    if (expected !== 'item') this.#expected[last] = expected === 'key' ? 'value' : 'key';
  }

  /** Nothing stands behind its tag or anchor, else behind the `:` or `-` that announces it. */
  #emptyAt(event: ScalarEvent): number {
    const behind = Math.max(event.tagEnd, event.anchorEnd);
    if (behind >= 0) return this.#base + behind;
    if (this.#closers.length === 0) return this.#cursor;
    const indicator = this.#expected[this.#expected.length - 1] === 'value' ? 0x3a : 0x2d;
    const at = this.#seek(this.#cursor, (code) => code > 0x20);
    return this.#text.charCodeAt(at) === indicator ? at + 1 : this.#cursor;
  }

  #blockHeader(from: number): number {
    return this.#seek(from, (code) => code === 0x7c || code === 0x3e);
  }

  #blockEnd(start: number, end: number): number {
    let last = Math.max(start + 1, end);
    while (last > start + 1 && isSpace(this.#text.charCodeAt(last - 1))) last--;
    return last;
  }

  /** The next character outside comments that fits; the end of the slice where there is none. */
  #seek(from: number, fits: (code: number) => boolean): number {
    const limit = this.#base + this.#slice.length;
    let comment = false;
    for (let at = from; at < limit; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === 0x0a || code === 0x0d) comment = false;
      else if (code === 0x23 && (at === 0 || isSpace(this.#text.charCodeAt(at - 1)))) comment = true;
      if (!comment && fits(code)) return at;
    }
    return limit;
  }
}

const noProperties = {};

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d;
