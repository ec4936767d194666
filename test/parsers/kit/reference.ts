// The `yaml` package as the oracle of the fast reader: the same tree, spelled by a library that shares no code with it.
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
} from 'yaml';
import type { YamlNode } from '../../../src/parsers/kit/yaml/read-yaml.js';

/** A tree without what the two readers name differently: values are compared as text, collections by where they start. */
export type Shape =
  | { text: string; quoted: boolean; tag: string | undefined; start: number | undefined; end: number | undefined }
  | { entries: (readonly [string, Shape])[]; tag: string | undefined; start: number }
  | { items: Shape[]; tag: string | undefined; start: number };

export function shapeOf(node: YamlNode, text: string): Shape {
  switch (node.kind) {
    case 'scalar': {
      const empty = node.start === node.end;
      return {
        text: node.text,
        quoted: node.quoted,
        tag: node.tag,
        start: empty ? undefined : node.start,
        end: empty ? undefined : trimmed(text, node.start, node.end),
      };
    }
    case 'map':
      return {
        entries: node.entries.map(({ key, value }) => [key.text, shapeOf(value, text)] as const),
        tag: node.tag,
        start: node.start,
      };
    case 'seq':
      return { items: node.items.map((item) => shapeOf(item, text)), tag: node.tag, start: node.start };
  }
}

/** Undefined for a document that is empty; throws where the oracle finds an error. */
export function referenceShapes(text: string): (Shape | undefined)[] {
  const documents = parseAllDocuments(text, {
    schema: 'failsafe',
    logLevel: 'silent',
    uniqueKeys: false,
    strict: true,
  });
  if ('empty' in documents) return [];
  return documents.map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    const { contents } = document;
    if (contents === null) return undefined;
    const shape = referenceShape(contents, document, text);
    return 'text' in shape && shape.start === undefined && shape.tag === undefined ? undefined : shape;
  });
}

function referenceShape(node: Node, document: Document, text: string): Shape {
  if (isAlias(node)) {
    const target = node.resolve(document);
    if (target === undefined) throw new Error(`*${node.source} has no anchor`);
    return referenceShape(target, document, text);
  }
  const [from, to] = node.range ?? [0, 0];
  if (isScalar(node)) {
    const quoted = node.type !== 'PLAIN';
    const written = quoted || from < to;
    return {
      text: String(node.value ?? ''),
      quoted,
      tag: foreign(node.tag),
      start: written ? from : undefined,
      end: written ? trimmed(text, from, to) : undefined,
    };
  }
  if (isMap(node)) {
    const entries = new Map<string, Shape>();
    for (const { key, value } of node.items) {
      entries.set(nameOf(isAlias(key) ? key.resolve(document) : key, text), childShape(value, document, text));
    }
    return { entries: [...entries], tag: foreign(node.tag), start: from };
  }
  if (isSeq(node)) {
    // A pair in a flow sequence is a map of its own, and stands where its key does.
    const items = node.items.map((item): Shape => {
      if (!isPair(item)) return childShape(item, document, text);
      const key = childShape(item.key, document, text);
      const start = 'items' in key || 'entries' in key ? key.start : (key.start ?? 0);
      const entry = [nameOf(item.key, text), childShape(item.value, document, text)] as const;
      return { entries: [entry], tag: undefined, start };
    });
    return { items, tag: foreign(node.tag), start: from };
  }
  throw new Error('a node of no known kind');
}

function nameOf(key: unknown, text: string): string {
  if (isScalar(key)) return String(key.value ?? '');
  const [from, to] = (isCollection(key) ? key.range : undefined) ?? [0, 0];
  return text.slice(from, trimmed(text, from, to));
}

function childShape(node: unknown, document: Document, text: string): Shape {
  if (isAlias(node) || isScalar(node) || isMap(node) || isSeq(node)) return referenceShape(node, document, text);
  return { text: '', quoted: false, tag: undefined, start: undefined, end: undefined };
}

const foreign = (tag: string | undefined): string | undefined =>
  tag === undefined || tag.startsWith('tag:yaml.org,2002:') || tag === '!' ? undefined : tag;

/** Both readers end a block scalar somewhere in the blank lines behind it. */
function trimmed(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && /\s/.test(text.charAt(last - 1))) last--;
  return last;
}
