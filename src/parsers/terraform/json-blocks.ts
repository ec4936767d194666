// Reads Terraform's JSON syntax, which generators such as CDKTF write: the same blocks, with expressions inside strings.
// https://developer.hashicorp.com/terraform/language/syntax/json
import type { ConfigEntry, ConfigMap, ConfigValue, Definition } from '../../model/infrastructure.js';
import type { Location } from '../../model/location.js';
import { get, type YamlEntry, type YamlMap, type YamlNode } from '../kit/yaml/node.js';
import type { NodeReader } from '../kit/yaml/node-reader.js';
import { type Contents, emptyContents, isWantedData, joinBlocks, moduleCallOf, resourceOf } from './contents.js';
import type { JsonExpressions } from './json-expression.js';
import { isWanted } from './wanted.js';

export interface JsonSource {
  readonly reader: NodeReader;
  readonly expressions: JsonExpressions;
}

export function readJsonBlocks(source: JsonSource, root: YamlNode): Contents {
  const contents = emptyContents();
  for (const { key, value } of entriesOf(root)) {
    switch (key.text) {
      case 'resource':
        readResources(source, value, '', isWanted, contents);
        break;
      case 'data':
        readResources(source, value, 'data.', isWantedData, contents);
        break;
      case 'variable':
      case 'output':
        contents.definitions.push(...entriesOf(value).map((each) => definitionOf(source, key.text, each)));
        break;
      case 'locals':
        for (const { key: name, keyAt: at, value: local } of readEntries(source, entriesOf(value)))
          contents.definitions.push({ role: 'local', name, value: local, at });
        break;
      case 'module':
        for (const each of entriesOf(value))
          contents.calls.push(moduleCallOf(each.key.text, readBody(source, each.value, placeOf(source, each))));
        break;
    }
  }
  return contents;
}

/** A block may be one object, or a list of objects with some of its parts in each; `//` is a comment. */
function entriesOf(node: YamlNode): readonly YamlEntry[] {
  return mapsOf(node).flatMap(({ entries }) => entries.filter(({ key }) => key.text !== '//'));
}
function mapsOf(node: YamlNode): readonly YamlMap[] {
  const nodes = node.kind === 'seq' ? node.items : [node];
  return nodes.flatMap((each) => (each.kind === 'map' ? [each] : []));
}
function placeOf({ reader }: JsonSource, { key, value }: YamlEntry): Location {
  return reader.at({ start: key.start, end: value.end });
}

function readResources(
  source: JsonSource,
  node: YamlNode,
  prefix: string,
  wanted: (type: string) => boolean,
  { resources }: Contents,
): void {
  for (const { key: type, value: named } of entriesOf(node)) {
    if (!wanted(type.text)) continue;
    for (const entry of entriesOf(named)) {
      const map = readBody(source, entry.value, placeOf(source, entry));
      const resource = resourceOf(`${prefix}${type.text}`, entry.key.text, map, source.reader.at(entry.key));
      resources.push({ ...resource, ...constructOf(entry.value, source.reader) });
    }
  }
}
/** CDKTF makes names up, and keeps the path of the construct beside them; the stack's name in front says nothing. */
function constructOf(node: YamlNode, reader: NodeReader): { readonly title?: string } {
  const own = reader.string(node, '//', 'metadata', 'path')?.split('/').slice(1) ?? [];
  return own.length === 0 ? {} : { title: own.join('/') };
}

/** The default of a variable is taken as it stands, without expressions. */
function definitionOf(source: JsonSource, keyword: string, entry: YamlEntry): Definition {
  const role = keyword === 'variable' ? 'variable' : 'output';
  const [map] = mapsOf(entry.value);
  const node = get(map, role === 'variable' ? 'default' : 'value');
  const at = placeOf(source, entry);
  if (node === undefined) return { role, name: entry.key.text, at };
  const { expressions } = source;
  return {
    role,
    name: entry.key.text,
    at,
    value: role === 'variable' ? expressions.literal(node) : expressions.value(node),
  };
}

function readBody(source: JsonSource, node: YamlNode, at: Location): ConfigMap {
  const own = entriesOf(node);
  const entries = readEntries(
    source,
    own.filter(({ key }) => key.text !== 'dynamic'),
  );
  for (const { key, value } of own
    .filter((each) => each.key.text === 'dynamic')
    .flatMap((each) => entriesOf(each.value))) {
    const made = mapsOf(value).flatMap((each) => readDynamic(source, key.text, each) ?? []);
    const index = entries.findIndex((entry) => entry.key === key.text);
    const before = entries[index];
    const keyAt = source.reader.at(key);
    const written = before === undefined ? [] : [before.value];
    const joined: ConfigEntry = { key: key.text, keyAt, value: joinBlocks([...written, ...made], keyAt) };
    entries.splice(index < 0 ? entries.length : index, index < 0 ? 0 : 1, joined);
  }
  return { is: 'map', entries, at };
}
function readEntries({ reader, expressions }: JsonSource, entries: readonly YamlEntry[]): ConfigEntry[] {
  return entries.map(({ key, value }) => ({ key: key.text, keyAt: reader.at(key), value: expressions.value(value) }));
}
function readDynamic(source: JsonSource, name: string, node: YamlMap): ConfigValue | undefined {
  const collection = get(node, 'for_each');
  const content = get(node, 'content');
  if (collection === undefined || content === undefined) return undefined;
  const at = source.reader.at(node);
  return {
    is: 'for',
    makes: 'list',
    collection: source.expressions.value(collection),
    iterator: source.reader.string(node, 'iterator') ?? name,
    result: readBody(source, content, at),
    at,
  };
}
