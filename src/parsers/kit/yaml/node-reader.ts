// Turns nodes of a YAML or JSON tree into the plain values of facts, each with its place.
import { type Expression, literal } from '../../../model/expression.js';
import type { PortRef, Quantity, Text } from '../../../model/facts.js';
import type { Location } from '../../../model/location.js';
import { LineIndex } from '../text.js';
import { nodeAt, type YamlMap, type YamlNode, type YamlPath, type YamlScalar } from './node.js';
import { hasPlaceholder, isStandIn } from './template.js';

/** Reads the nodes of one file. What is absent, null or of another shape is undefined: never empty, never zero. */
export class NodeReader {
  readonly file: string;
  /** The whole file. */
  readonly source: string;
  readonly lines: LineIndex;

  constructor(file: string, text: string) {
    this.file = file;
    this.source = text;
    this.lines = new LineIndex(text);
  }

  at(node: { readonly start: number; readonly end: number }): Location {
    return this.lines.location(this.file, node.start, node.end);
  }

  /** A scalar that holds something, as its text. */
  text(node: YamlNode | undefined, ...path: YamlPath): Text | undefined {
    const found = presentScalar(nodeAt(node, path));
    if (found === undefined) return undefined;
    const text: Text = { text: found.text, at: this.at(found) };
    return isFilledIn(found) ? { ...text, filledIn: true } : text;
  }

  string(node: YamlNode | undefined, ...path: YamlPath): string | undefined {
    return presentScalar(nodeAt(node, path))?.text;
  }

  boolean(node: YamlNode | undefined, ...path: YamlPath): boolean | undefined {
    const value = presentScalar(nodeAt(node, path))?.value;
    return typeof value === 'boolean' ? value : undefined;
  }

  /** A number that is written as one, or that somebody fills in, as a word in its place says; a quoted number is none. */
  quantity(node: YamlNode | undefined, ...path: YamlPath): Quantity | undefined {
    const found = presentScalar(nodeAt(node, path));
    if (found === undefined) return undefined;
    if (isFilledIn(found) || isWord(found)) return { templated: found.text, at: this.at(found) };
    return typeof found.value === 'number' ? { value: found.value, at: this.at(found) } : undefined;
  }

  /** A number that is written as one. */
  number(node: YamlNode | undefined, ...path: YamlPath): number | undefined {
    const found = presentScalar(nodeAt(node, path));
    return typeof found?.value === 'number' ? found.value : undefined;
  }

  /** A port by number or name. */
  port(node: YamlNode | undefined, ...path: YamlPath): PortRef | undefined {
    const found = presentScalar(nodeAt(node, path));
    if (found === undefined || typeof found.value === 'boolean' || found.value === null || found.text === '') {
      return undefined;
    }
    const port = /^\d{1,5}$/.test(found.text) ? Number(found.text) : found.value;
    return isFilledIn(found) ? { port, at: this.at(found), filledIn: true } : { port, at: this.at(found) };
  }

  /** The value as it is written; one with a placeholder in it is unknown, for its text says nothing about the real one. */
  expression(node: YamlNode | undefined, ...path: YamlPath): Expression | undefined {
    const found = nodeAt(node, path);
    if (found === undefined || found.kind !== 'scalar') return undefined;
    const scalar = presentScalar(found);
    return scalar === undefined ? undefined : this.scalarExpression(scalar);
  }

  scalarExpression(scalar: YamlScalar): Expression {
    const at = this.at(scalar);
    if (isFilledIn(scalar)) {
      const isQuotedWhole = quoted(scalar.text) === `"${scalar.text}"`;
      const written = isQuotedWhole ? {} : { written: scalar.text };
      return { kind: 'unknown', reason: 'templated', text: filledInText(scalar), ...written, at };
    }
    const plain = String(scalar.value);
    return literal(scalar.value, at, plain === scalar.text ? undefined : scalar.text);
  }

  /** A list of words; one element that is no scalar makes it none. */
  words(node: YamlNode | undefined, ...path: YamlPath): string[] | undefined {
    const found = nodeAt(node, path);
    if (found?.kind !== 'seq') return undefined;
    const words = found.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
    return words.length === found.items.length ? words : undefined;
  }

  /** Text to text, as labels and selectors are; other shapes are left out. */
  stringMap(node: YamlNode | undefined, ...path: YamlPath): Record<string, string> {
    const found = nodeAt(node, path);
    if (found?.kind !== 'map') return {};
    const texts: Record<string, string> = {};
    for (const { key, value } of found.entries) {
      if (value.kind === 'scalar') setOwn(texts, key.text, value.text);
    }
    return texts;
  }
}

/** Its text says nothing about the value that the object will have. */
export function isFilledIn(scalar: YamlScalar): boolean {
  return (
    scalar.filledIn === true ||
    (typeof scalar.value === 'string' && (hasPlaceholder(scalar.text) || isStandIn(scalar.text)))
  );
}
/** `REPLICAS`, which the API server refuses where it wants a number. */
export const isWord = ({ value, text }: YamlScalar): boolean => typeof value === 'string' && /^[A-Za-z_]/.test(text);
function filledInText(scalar: YamlScalar): string {
  return scalar.filledIn === true && !/[{<$@%#_]/.test(scalar.text)
    ? `${quoted(scalar.text)} stands under a condition of a template`
    : `${quoted(scalar.text)} is filled in by a template`;
}
/** A template puts something here that may have any shape, or puts it here only under a condition. */
export function isOpen(node: YamlNode | undefined): boolean {
  return node !== undefined && (node.filledIn === true || (node.kind === 'scalar' && isFilledIn(node)));
}

export function presentScalar(node: YamlNode | undefined): YamlScalar | undefined {
  return node?.kind === 'scalar' && node.value !== null ? node : undefined;
}
/** The elements of a list; none for anything else. */
export function items(node: YamlNode | undefined, ...path: YamlPath): readonly YamlNode[] {
  const found = nodeAt(node, path);
  return found?.kind === 'seq' ? found.items : [];
}
export function mapAt(node: YamlNode | undefined, ...path: YamlPath): YamlMap | undefined {
  const found = nodeAt(node, path);
  return found?.kind === 'map' ? found : undefined;
}
/** Properties that may be undefined become optional ones. */
export type Present<T> = { readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};
/** An object without the properties that are undefined: how optional fields of facts are filled in. */
export function present<T extends object>(properties: T): Present<T> {
  const kept: Record<string, unknown> = {};
  for (const name in properties) if (properties[name] !== undefined) kept[name] = properties[name];
  return kept as Present<T>;
}
/** Also for the one name that an assignment takes for something else. */
function setOwn(texts: Record<string, string>, name: string, text: string): void {
  if (name !== '__proto__') texts[name] = text;
  else Object.defineProperty(texts, name, { value: text, enumerable: true, configurable: true, writable: true });
}
export const quoted = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text);
