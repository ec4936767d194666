// Builds the tree of one document from what a reader meets in order, and keeps it within bounds.
import { limits, type YamlEntry, type YamlMap, type YamlNode, type YamlProblem, type YamlSeq } from './node.js';
import { coreTag, scalarValue } from './scalar.js';

/** The tag and the anchor in front of a node, as they are written: `!Ref`, and `base` for `&base`. */
export interface Properties {
  readonly tag?: string | undefined;
  readonly anchor?: string | undefined;
}

type Open<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };

interface Frame {
  readonly node: Open<YamlMap> | Open<YamlSeq>;
  readonly anchor: string | undefined;
  key: YamlEntry['key'] | undefined;
  /** Nodes below and including this one, aliases counted as often as they are used. */
  size: number;
  height: number;
  merges: YamlNode[] | undefined;
  /** Where each key stands among the entries, once there are many. */
  positions: Map<string, number> | undefined;
}

interface Anchored {
  readonly node: YamlNode;
  readonly size: number;
  readonly height: number;
}

const fewEntries = 12;

/** Takes keys and values of maps alternately. After `full` turns true the rest may be spared: the root stays undefined. */
export class TreeBuilder {
  readonly problems: YamlProblem[] = [];
  full = false;
  readonly #text: string;
  readonly #frames: Frame[] = [];
  readonly #anchors = new Map<string, Anchored>();
  #written = 0;
  /** Nodes that aliases add for whoever walks the tree. */
  #aliased = 0;
  #root: YamlNode | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  get root(): YamlNode | undefined {
    return this.full ? undefined : this.#root;
  }

  open(kind: 'map' | 'seq', start: number, properties: Properties): void {
    const { anchor } = properties;
    const tag = foreignTag(properties.tag);
    const node: Frame['node'] =
      kind === 'map' ? { kind, entries: [], start, end: start } : { kind, items: [], start, end: start };
    if (tag !== undefined) node.tag = tag;
    if (anchor !== undefined) this.#anchors.delete(anchor);
    this.#frames.push({ node, anchor, key: undefined, size: 1, height: 1, merges: undefined, positions: undefined });
    if (this.#frames.length > limits.depth) {
      this.#stop(`The document is nested deeper than ${limits.depth} levels.`, start);
    }
    this.#count(start);
  }

  close(end: number): void {
    const frame = this.#frames.pop();
    if (frame === undefined) return;
    const { node } = frame;
    node.end = end;
    if (node.kind === 'map' && frame.merges !== undefined) merge(node, frame.merges);
    this.#finish(node, frame.anchor, frame.size, frame.height);
  }

  scalar(text: string, quoted: boolean, start: number, end: number, properties: Properties): void {
    const value = scalarValue(text, quoted, properties.tag);
    const tag = foreignTag(properties.tag);
    this.#count(start);
    const node: YamlNode =
      tag === undefined
        ? { kind: 'scalar', value, text, quoted, start, end }
        : { kind: 'scalar', value, text, quoted, start, end, tag };
    this.#finish(node, properties.anchor, 1, 1);
  }

  /** The node that the anchor names, or nothing and a problem where there is none or too much of it. */
  alias(name: string, start: number, end: number): void {
    const target = this.#anchors.get(name);
    if (target === undefined) {
      const open = this.#frames.some((frame) => frame.anchor === name);
      this.problem(
        'alias',
        open ? `The alias *${name} stands inside &${name}.` : `There is no anchor &${name}.`,
        start,
      );
    } else if (this.#aliased + target.size > limits.nodes) {
      this.problem('limit', `The aliases of this document stand for more than ${limits.nodes} nodes.`, start);
    } else if (this.#frames.length + target.height > limits.depth) {
      this.problem('limit', `The aliases of this document nest deeper than ${limits.depth} levels.`, start);
    } else {
      this.#aliased += target.size;
      this.#attach(target.node, target.size, target.height);
      return;
    }
    this.scalar('', false, start, end, {});
  }

  /** Whether an open collection around the innermost one is of this kind. */
  isInside(kind: 'map' | 'seq'): boolean {
    return this.#frames.slice(0, -1).some((frame) => frame.node.kind === kind);
  }

  /** Limits are named once, and no document has more problems than a person would read. */
  problem(code: YamlProblem['code'], message: string, offset: number): void {
    if (this.problems.length >= limits.problems) return;
    if (code === 'limit' && this.problems.some((known) => known.message === message)) return;
    this.problems.push({ code, message, offset });
  }

  #count(offset: number): void {
    this.#written++;
    if (this.#written > limits.nodes) this.#stop(`The document has more than ${limits.nodes} nodes.`, offset);
  }

  #stop(message: string, offset: number): void {
    if (!this.full) this.problem('limit', message, offset);
    this.full = true;
  }

  #finish(node: YamlNode, anchor: string | undefined, size: number, height: number): void {
    if (anchor !== undefined) this.#anchors.set(anchor, { node, size, height });
    this.#attach(node, size, height);
  }

  #attach(node: YamlNode, size: number, height: number): void {
    const frame = this.#frames[this.#frames.length - 1];
    if (frame === undefined) {
      this.#root ??= node;
      return;
    }
    frame.size += size;
    if (height >= frame.height) frame.height = height + 1;
    if (frame.node.kind === 'seq') {
      frame.node.items.push(node);
    } else if (frame.key === undefined) {
      frame.key = node.kind === 'scalar' ? node : this.#sourceOf(node);
    } else {
      this.#enter(frame, frame.node, frame.key, node);
      frame.key = undefined;
    }
  }

  /** A key that is a collection, which only templates and other languages' YAML have. */
  #sourceOf({ start, end }: YamlNode): YamlEntry['key'] {
    const text = this.#text.slice(start, end);
    return { kind: 'scalar', value: text, text, quoted: false, start, end };
  }

  #isSame(a: YamlNode, b: YamlNode): boolean {
    if (a.kind === 'scalar' && b.kind === 'scalar') return a.value === b.value;
    return this.#plain(a) === this.#plain(b);
  }

  /** The source of a node without comments and layout. */
  #plain({ start, end }: YamlNode): string {
    return this.#text
      .slice(start, end)
      .replace(/(^|\s)#.*/g, '$1')
      .replace(/\s+/g, ' ')
      .trim();
  }

  #enter(frame: Frame, map: Open<YamlMap>, key: YamlEntry['key'], value: YamlNode): void {
    if (key.text === '<<' && !key.quoted && isMergeable(value)) {
      frame.merges = frame.merges ?? [];
      frame.merges.push(value);
      return;
    }
    const entry = { key, value };
    const known = positionOf(frame, map.entries, key.text);
    if (known === undefined) {
      frame.positions?.set(key.text, map.entries.length);
      map.entries.push(entry);
    } else {
      const before = map.entries[known]?.value;
      // Who may write no comments calls them so, as often as needed.
      if (key.text === '//') return;
      if (before !== undefined && this.#isSame(before, value)) {
        this.problem('repeated-key', `The key ${quoted(key.text)} is set twice, to the same value.`, key.start);
      } else {
        this.problem('duplicate-key', `The key ${quoted(key.text)} is set twice; the last one counts.`, key.start);
      }
      map.entries[known] = entry;
    }
  }
}

const foreignTag = (tag: string | undefined): string | undefined =>
  tag === undefined || coreTag(tag) !== undefined ? undefined : tag;

function positionOf(frame: Frame, entries: readonly YamlEntry[], text: string): number | undefined {
  if (entries.length >= fewEntries) {
    frame.positions ??= new Map(entries.map((entry, index) => [entry.key.text, index]));
    return frame.positions.get(text);
  }
  for (let index = 0; index < entries.length; index++) {
    if (entries[index]?.key.text === text) return index;
  }
  return undefined;
}

const quoted = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);

const isMergeable = (node: YamlNode): boolean =>
  node.kind === 'map' || (node.kind === 'seq' && node.items.every((item) => item.kind === 'map'));

/** A key of the map itself wins over merged ones wherever it stands, and the first merged map over the next. */
function merge(map: Open<YamlMap>, sources: readonly YamlNode[]): void {
  const known = new Set(map.entries.map((entry) => entry.key.text));
  for (const source of sources.flatMap((node) => (node.kind === 'seq' ? node.items : [node]))) {
    if (source.kind !== 'map') continue;
    for (const entry of source.entries) {
      if (known.has(entry.key.text)) continue;
      known.add(entry.key.text);
      map.entries.push(entry);
    }
  }
}
