// The slow YAML reader for documents that are broken: names every error and keeps the part that can be understood.
import { createRequire } from 'node:module';
import type { Document, Node, Pair, Range, Scalar } from 'yaml';
import { limits, type YamlNode, type YamlProblem } from './node.js';
import { type Properties, TreeBuilder } from './tree.js';

export interface TolerantRead {
  root: YamlNode | undefined;
  problems: readonly YamlProblem[];
}

/** What the slow reader may be given of one file: broken beyond this, a file is not worth the second that it takes. */
export const recoverable = 256 * 1024;

/** Undefined where nothing can be recovered. Offsets are those of the file, in which the slice starts at `base`. */
export function readTolerantly(text: string, slice: string, base: number): TolerantRead | undefined {
  if (bracketDepth(slice) > limits.depth) return undefined;
  const yaml = loadYaml();
  try {
    const options = { logLevel: 'silent', prettyErrors: false, schema: 'failsafe', uniqueKeys: false } as const;
    const documents = withoutTraces(() => yaml.parseAllDocuments(slice, options));
    const all = 'empty' in documents ? [] : documents;
    const document = all.find((candidate) => candidate.contents !== null) ?? all[0];
    if (document === undefined) return undefined;
    const walk = new Walk(yaml, text, base);
    walk.node(document.contents);
    const errors = all
      .flatMap((each) => each.errors)
      .slice(0, limits.problems)
      .map((error) => problemOf(error, base, text.length))
      .filter(({ offset }, index, every) => every.findIndex((other) => other.offset === offset) === index);
    return { root: walk.builder.root, problems: [...errors, ...walk.builder.problems] };
  } catch {
    // A parser that fails on a broken file is no news: the error of the fast reader stands.
    return undefined;
  }
}

/** The library makes an error for every character it stumbles over, and noting where in its code that was takes longer than all the rest. */
function withoutTraces<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** In the bundles `require` is there and finds the library's own chunk; in plain ES modules it has to be made. */
function loadYaml(): typeof import('yaml') {
  return typeof require === 'function' ? require('yaml') : createRequire(import.meta.url)('yaml');
}

function problemOf(error: Document['errors'][number], base: number, length: number): YamlProblem {
  const [first = error.code] = error.message.split('\n', 1);
  const words = first.replace(/^Missing closing (["'])quote/, 'A quote ($1) is not closed');
  const message = `The document is not valid YAML: ${words}`;
  const offset = Math.min(length, base + error.pos[0]);
  return { code: 'syntax', message: message.endsWith('.') ? message : `${message}.`, offset };
}

/** An upper bound of the nesting that brackets make, quotes ignored: it keeps hostile files out of a recursive parser. */
function bracketDepth(slice: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < slice.length; at++) {
    const code = slice.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) depth++;
    else if (depth > 0 && (code === 0x5d || code === 0x7d)) depth--;
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}

class Walk {
  readonly builder: TreeBuilder;
  readonly #yaml: typeof import('yaml');
  readonly #base: number;
  readonly #text: string;

  constructor(yaml: typeof import('yaml'), text: string, base: number) {
    this.#yaml = yaml;
    this.#text = text;
    this.#base = base;
    this.builder = new TreeBuilder(text);
  }

  /** Returns the end of what was read. */
  node(node: Node | null | undefined, near = 0): number {
    if (this.builder.full) return near;
    if (node === null || node === undefined) {
      this.builder.scalar('', false, near, near, {});
      return near;
    }
    const [start, end] = this.#range(node.range, near);
    if (this.#yaml.isAlias(node)) {
      this.builder.alias(node.source, start, end);
      return end;
    }
    if (this.#yaml.isScalar(node)) {
      this.#scalar(node, start, end);
      return end;
    }
    if (this.#yaml.isMap(node)) {
      this.builder.open('map', start, properties(node));
      return this.#close(node.items.reduce((last, pair) => this.#pair(pair, last), start + 1));
    }
    if (this.#yaml.isSeq(node)) {
      this.builder.open('seq', start, properties(node));
      return this.#close(node.items.reduce<number>((last, item) => this.#item(item, last), start + 1));
    }
    return near;
  }

  #close(end: number): number {
    this.builder.close(end);
    return end;
  }

  #scalar(node: Scalar, start: number, end: number): void {
    const quoted = node.type !== undefined && node.type !== 'PLAIN';
    const text = typeof node.value === 'string' ? node.value : (node.source ?? '');
    this.builder.scalar(text, quoted, start, end, properties(node));
  }

  /** A pair inside a flow sequence is a map of its own. */
  #item(item: unknown, near: number): number {
    if (!this.#yaml.isPair(item)) return this.node(this.#yaml.isNode(item) ? item : null, near);
    this.builder.open('map', near, {});
    return this.#close(this.#pair(item, near));
  }

  #pair({ key, value }: Pair<unknown, unknown>, near: number): number {
    const behind = this.node(this.#yaml.isNode(key) ? key : null, near);
    return this.node(this.#yaml.isNode(value) ? value : null, behind);
  }

  /** Without the blanks and the line break behind a block. */
  #range(range: Range | null | undefined, near: number): [start: number, end: number] {
    if (range === null || range === undefined) return [near, near];
    const start = Math.min(this.#base + range[0], this.#text.length);
    let end = Math.max(start, Math.min(this.#base + range[1], this.#text.length));
    while (end > start && /\s/.test(this.#text.charAt(end - 1))) end--;
    return [start, end];
  }
}

function properties(node: { tag?: string | undefined; anchor?: string | undefined }): Properties {
  return { tag: node.tag === undefined ? undefined : shortTag(node.tag), anchor: node.anchor };
}

/** The library expands YAML's own tags; ours are compared as they are written. */
const shortTag = (tag: string): string =>
  tag.startsWith('tag:yaml.org,2002:') ? `!!${tag.slice('tag:yaml.org,2002:'.length)}` : tag;
