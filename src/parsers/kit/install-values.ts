// Values that an installation gives to a chart: files by their path, or what stands in the installing object.
import type { InstallValues, Text } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { pathInside } from './paths.js';
import { plainText } from './pieces.js';
import { nothing, type Sourced, sourced, withPlaces } from './sourced.js';
import { LineIndex } from './text.js';
import { NodeReader } from './yaml/node-reader.js';
import { get, readYaml, type YamlDocument, type YamlNode } from './yaml/read-yaml.js';

type FileValues = Extract<InstallValues, { readonly from: 'file' }>;

/** A path that may hold expressions of a template; none where it leads out of the scan. */
export function fileValues(directory: string, path: Text | undefined): FileValues[] {
  const inside = path === undefined ? undefined : pathInside(directory, path.text);
  return path === undefined || inside === undefined ? [] : [{ from: 'file', path: { ...path, text: inside } }];
}

export function inlineValues(reader: NodeReader, node: YamlNode | undefined): InstallValues[] {
  return node?.kind === 'map' && node.entries.length > 0
    ? [{ from: 'here', json: jsonOf(node), at: reader.at(node) }]
    : [];
}

/** `a.b=c` pairs, as `--set` takes them: only plain paths, for lists have a grammar of their own. */
export function parameterValues(
  reader: NodeReader,
  nodes: readonly YamlNode[],
  name: string,
  value: string,
): InstallValues[] {
  return nodes.flatMap((node): InstallValues[] => {
    const path = reader.string(node, name);
    const held = get(node, value);
    if (path === undefined || held?.kind !== 'scalar' || !/^[\w-]+(?:\.[\w-]+)*$/.test(path)) return [];
    return [{ from: 'here', json: nested(path, held.value), at: reader.at(node) }];
  });
}

const nested = (path: string, value: unknown): string => pairJson(path, JSON.stringify(value));
/** A dot of a key has a backslash before it. */
export function pairJson(path: string, json: string): string {
  const keys = path.split(/(?<!\\)\./).map((key) => key.replaceAll('\\.', '.'));
  return keys.reduceRight((inner, key) => `{${JSON.stringify(key)}:${inner}}`, json);
}
/** Helm makes numbers and truth values of them. */
export function typedValue(value: string): unknown {
  if (value === 'true' || value === 'false') return value === 'true';
  if (value === 'null') return null;
  return /^(?:0|-?[1-9]\d{0,14})$/.test(value) ? Number(value) : value;
}

/** A whole file of values that is a template itself; none where its expressions write structure. */
export function templatedValues(path: string, text: string): Extract<InstallValues, { readonly from: 'here' }>[] {
  const reader = new NodeReader(path, text);
  return readYaml(text, { templates: 'all' }).flatMap(({ root }) =>
    root?.kind === 'map' ? [{ from: 'here', json: jsonOf(root), at: reader.at(root) }] : [],
  );
}

/** The same keys with values that nobody knows: they may be given or not. */
export function openedJson(json: string): string {
  return JSON.stringify(opened(JSON.parse(json), 0));
}
function opened(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > 60) return '${condition}';
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, opened(each, depth + 1)]));
}

/** What an installation gives, with the place of each value in it. */
export function sourcedValues(
  path: string,
  source: string,
  given?: { readonly at: Location; readonly json: string },
): Sourced {
  if (given === undefined)
    return wholeOf(path, readYaml(source, path.endsWith('.gotmpl') ? { templates: 'all' } : {})[0]);
  const lines = new LineIndex(source);
  const start = lines.offset(given.at.line, given.at.column);
  const end = lines.offset(given.at.endLine, given.at.endColumn);
  const root = readYaml(onlyWithin(source, start, end), { templates: 'all' })[0]?.root;
  if (root !== undefined && jsonOf(root) === given.json) return sourced(path, root);
  const values = readYaml(given.json, { templates: 'all' })[0]?.root;
  return values === undefined
    ? nothing
    : withPlaces(openTexts(sourced(path, values)), () => ({ file: path, start, end }));
}
/** A text that is nothing but an expression in braces is what somebody fills in. */
function openTexts(value: Sourced): Sourced {
  if (value.kind === 'list') return { ...value, items: value.items.map(openTexts) };
  if (value.kind === 'text') {
    const written = plainText(value.pieces) ?? '';
    const word = /^\$\{([\w.]+)\}$/.exec(written)?.[1] ?? expressionIn(written);
    return word === undefined ? value : { kind: 'unknown', expression: word };
  }
  if (value.kind !== 'map') return value;
  const entries = [...value.entries].map(([key, each]) => [key, { ...each, value: openTexts(each.value) }] as const);
  return { ...value, entries: new Map(entries) };
}
function expressionIn(text: string): string | undefined {
  const isOne = text.startsWith('{{') && text.endsWith('}}') && text.indexOf('{{', 2) < 0;
  return isOne ? text.slice(2, -2).trim() : undefined;
}
/** Values that cannot be read may hold anything. */
function wholeOf(path: string, document: YamlDocument | undefined): Sourced {
  if (document?.root !== undefined) return sourced(path, document.root);
  const isEmpty = document === undefined || (document.errors.length === 0 && document.templated === undefined);
  return isEmpty ? { kind: 'map', entries: new Map() } : { kind: 'map', entries: new Map(), open: path };
}
/** Whether the values stand there as they are; pairs, and what stands in another form, are known by their object alone. */
export function holdsValues(source: string, from: number, to: number, json: string): boolean {
  const root = readYaml(onlyWithin(source, from, to), { templates: 'all' })[0]?.root;
  return root !== undefined && jsonOf(root) === json;
}
/** The part of a file, with everything else blank, so that places stay what they are. */
export function onlyWithin(text: string, from: number, to: number): string {
  const part = text.slice(from, to);
  // Behind the header of a block of text.
  const start = /^[|>]/.test(part) ? from + Math.max(0, part.indexOf('\n')) : from;
  const blank = (piece: string): string => piece.replaceAll(/[^\r\n]/g, ' ');
  return `${blank(text.slice(0, start))}${text.slice(start, to)}`;
}

function jsonOf(node: YamlNode): string {
  switch (node.kind) {
    case 'scalar':
      return JSON.stringify(node.value);
    case 'seq':
      return `[${node.items.map(jsonOf).join(',')}]`;
    case 'map':
      return `{${node.entries.map(({ key, value }) => `${JSON.stringify(key.text)}:${jsonOf(value)}`).join(',')}}`;
  }
}
