// Puts new keys into the manifests of workloads, with the indentation of their siblings.
import { perObject } from '../knowledge/memo.js';
import type { TextEdit } from '../model/finding.js';
import type { Location } from '../model/location.js';
import { readYaml, type YamlEntry, type YamlMap, type YamlNode } from '../parsers/kit/yaml/read-yaml.js';
import { type FileTexts, type OpenFile, openFile } from './open-file.js';

/** A block of keys: text of one line, or a list of lines below it. */
export type Lines = readonly (string | Lines)[];

export interface Manifest {
  readonly file: OpenFile;
  readonly roots: readonly YamlNode[];
}

/** Undefined for templates and for what is no YAML: there a position means nothing. */
export function openManifest(texts: FileTexts, path: string): Manifest | undefined {
  const file = /\.ya?ml$/i.test(path) || path === '<stdin>' ? openFile(texts, path) : undefined;
  if (file === undefined) return undefined;
  return { file, roots: rootsOf(file) };
}
const rootsOf = perObject(({ text }: OpenFile): readonly YamlNode[] =>
  readYaml(text).flatMap((document) =>
    document.root === undefined || document.errors.length > 0 ? [] : [document.root],
  ),
);

/** The block map that begins where a fact says its object stands. */
export function mapAt({ file, roots }: Manifest, at: Location): YamlMap | undefined {
  const start = file.start(at);
  const find = (node: YamlNode): YamlMap | undefined => {
    if (node.kind === 'scalar' || node.start > start || node.end < start) return undefined;
    if (node.kind === 'map' && node.start === start && node.entries.length > 0)
      return isBlock(file, node) ? node : undefined;
    const inner = node.kind === 'map' ? node.entries.map((entry) => entry.value) : node.items;
    for (const each of inner) {
      const found = find(each);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  for (const root of roots) {
    const found = find(root);
    if (found !== undefined) return found;
  }
  return undefined;
}
interface EntryPlace {
  readonly map: YamlMap;
  readonly index: number;
  /** The entry that holds the map. */
  readonly parent?: YamlEntry;
}
/** The block map with a key at this offset. */
export function entryAt({ file, roots }: Manifest, offset: number): EntryPlace | undefined {
  const find = (node: YamlNode, parent?: YamlEntry): EntryPlace | undefined => {
    if (node.kind === 'scalar' || node.start > offset || node.end < offset) return undefined;
    if (node.kind === 'seq') return node.items.map((item) => find(item)).find((each) => each !== undefined);
    const index = node.entries.findIndex((entry) => entry.key.start === offset);
    if (index < 0) return node.entries.map((entry) => find(entry.value, entry)).find((each) => each !== undefined);
    return file.text[node.start] === '{'
      ? undefined
      : { map: node, index, ...(parent === undefined ? {} : { parent }) };
  };
  return roots.map((root) => find(root)).find((each) => each !== undefined);
}

/** The block map in which this key has its value at that place. */
export function siblingsOf({ file, roots }: Manifest, at: Location, key: string): YamlMap | undefined {
  const start = file.start(at);
  const find = (node: YamlNode): YamlMap | undefined => {
    if (node.kind === 'scalar' || node.start > start || node.end < start) return undefined;
    if (node.kind === 'seq') return node.items.map(find).find((each) => each !== undefined);
    const isIt = node.entries.some((entry) => entry.key.text === key && entry.value.start === start);
    if (isIt) return isBlock(file, node) ? node : undefined;
    return node.entries.map((entry) => find(entry.value)).find((each) => each !== undefined);
  };
  return roots.map(find).find((each) => each !== undefined);
}

const isBlock = (file: OpenFile, node: YamlNode): boolean => !/[[{&*!]/.test(file.text[node.start] ?? '{');

export function childMap(file: OpenFile, map: YamlMap, key: string): YamlMap | undefined {
  const value = map.entries.find((entry) => entry.key.text === key)?.value;
  return value?.kind === 'map' && value.entries.length > 0 && isBlock(file, value) ? value : undefined;
}

/** Adds the lines as the last keys of a block map, behind a comment on its last line. */
export function appendKeys(file: OpenFile, map: YamlMap, lines: Lines): TextEdit | undefined {
  const indent = indentOf(file, map);
  const last = map.entries.at(-1);
  if (indent === undefined || last === undefined) return undefined;
  // A merge key or an alias brings entries from elsewhere.
  if (map.entries.some((entry) => entry.key.start < map.start || entry.key.start > map.end)) return undefined;
  const end = lastCharacter(file, map.start, map.end);
  return file.insert(file.endOfLine(end), `\n${render(lines, indent, stepOf(file, map, indent)).join('\n')}`);
}
/** Adds the lines as the first keys, above the comments of what was first before. */
export function prependKeys(file: OpenFile, map: YamlMap, lines: Lines): TextEdit | undefined {
  const indent = indentOf(file, map);
  const first = map.entries[0];
  if (indent === undefined || first === undefined) return undefined;
  const text = render(lines, indent, stepOf(file, map, indent));
  let { line } = file.lines.position(map.start);
  // Where the map shares its line with a dash there is no line above it.
  if (file.lines.lineText(line).slice(0, indent.length).trim() !== '') return appendKeys(file, map, lines);
  while (line > 1 && /^\s*#/.test(file.lines.lineText(line - 1))) line -= 1;
  return file.insert(file.lines.offset(line, 1), text.map((each) => `${each}\n`).join(''));
}

/** Other keys in place of all of a block map. */
export function replaceKeys(file: OpenFile, map: YamlMap, lines: Lines): TextEdit | undefined {
  const indent = indentOf(file, map);
  const [first] = map.entries;
  if (indent === undefined || first === undefined || file.text.slice(map.start, map.end).includes('#'))
    return undefined;
  const text = render(lines, indent, stepOf(file, map, indent))
    .join('\n')
    .slice(indent.length);
  return file.replace(map.start, lastCharacter(file, map.start, map.end), text);
}

/** Removes an entry with the lines it fills; undefined where it shares them with others. */
export function removeEntry(file: OpenFile, start: number, end: number): TextEdit | undefined {
  const from = file.lineStart(start);
  const last = lastCharacter(file, start, end);
  const to = file.endOfLine(last);
  const before = file.text.slice(from, start).trim();
  const after = file.text.slice(last, to).trim();
  if (before !== '' || (after !== '' && !after.startsWith('#'))) return undefined;
  const lineBreak = /^(?:\r\n|\n|\r)/.exec(file.text.slice(to))?.[0] ?? '';
  return file.replace(from, to + lineBreak.length, '');
}

/** The column of the keys, as blanks: the map may begin behind a dash. */
function indentOf(file: OpenFile, map: YamlMap): string | undefined {
  const { line, column } = file.lines.position(map.start);
  const before = file.lines.lineText(line).slice(0, column - 1);
  return /^[ \t-]*$/.test(before) ? before.replaceAll('-', ' ') : undefined;
}
/** How much deeper this file indents what stands below a key. */
function stepOf(file: OpenFile, map: YamlMap, indent: string): string {
  for (const { value } of map.entries) {
    if (value.kind !== 'map' || !isBlock(file, value)) continue;
    const deeper = (indentOf(file, value)?.length ?? 0) - indent.length;
    if (deeper > 0) return ' '.repeat(deeper);
  }
  return '  ';
}
function render(lines: Lines, indent: string, step: string): readonly string[] {
  return lines.flatMap((line) => (typeof line === 'string' ? [`${indent}${line}`] : render(line, indent + step, step)));
}
/** Just behind the last character that is no blank; a node may reach into the lines below it. */
function lastCharacter(file: OpenFile, start: number, end: number): number {
  return start + file.text.slice(start, end).trimEnd().length;
}
