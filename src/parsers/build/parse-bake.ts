// Reads docker bake files, JSON or HCL: targets with context, file and tags.
import type { BuildFact, FileFacts } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import { settleWith } from '../kit/docker-build.js';
import { readJson } from '../kit/json.js';
import { pathInside } from '../kit/paths.js';
import { mapAt, NodeReader, present } from '../kit/yaml/node-reader.js';
import { treeProblem } from '../kit/yaml/problems.js';
import type { Parser, SourceText } from '../parser.js';
import { readBakeHcl } from './bake-hcl.js';

export interface BakeTarget {
  readonly name: string;
  readonly at: Location;
  readonly texts: Readonly<Record<string, string>>;
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly args: Readonly<Record<string, string>>;
}
export interface BakeFile {
  readonly targets: readonly BakeTarget[];
  readonly variables: ReadonlyMap<string, string>;
}

export const parser: Parser = { parse: parseBake };

export function parseBake(file: SourceText): FileFacts {
  const reader = new NodeReader(file.path, file.text);
  const json = file.path.endsWith('.json') ? readJson(file.text) : undefined;
  const bake = json === undefined ? readBakeHcl(reader) : readBakeJson(reader, json.root);
  return {
    file: file.path,
    // Its paths begin where the command is run, beside the file or at the top of the repository: the Dockerfile tells which.
    facts: [...new Set([folderOf(file.path), ''])].flatMap((directory) =>
      bake.targets.flatMap((target) => buildsOf(target, bake, directory)),
    ),
    problems: (json?.problems ?? []).slice(0, 1).map((error) => treeProblem(reader, error, 'json')),
    suppressions: [],
  };
}

function readBakeJson(reader: NodeReader, root: Parameters<typeof mapAt>[0]): BakeFile {
  const variables = (mapAt(root, 'variable')?.entries ?? []).flatMap(({ key, value }): [string, string][] => {
    const text = reader.string(value, 'default');
    return text === undefined ? [] : [[key.text, text]];
  });
  const targets = (mapAt(root, 'target')?.entries ?? []).map(({ key, value }): BakeTarget => {
    const keys = value.kind === 'map' ? value.entries.map((entry) => entry.key.text) : [];
    const lists = keys.flatMap((name): [string, string[]][] => {
      const words = reader.words(value, name);
      return words === undefined ? [] : [[name, words]];
    });
    return {
      name: key.text,
      at: reader.at({ start: key.start, end: value.end }),
      texts: reader.stringMap(value),
      lists: Object.fromEntries(lists),
      args: reader.stringMap(value, 'args'),
    };
  });
  return { targets, variables: new Map(variables) };
}

function buildsOf(target: BakeTarget, bake: BakeFile, directory: string): BuildFact[] {
  const settle = settleWith(bake.variables);
  const merged = withInherited(target, bake, 0);
  const text = (key: string): string | undefined => {
    const value = Object.hasOwn(merged.texts, key) ? merged.texts[key] : undefined;
    return value === undefined ? undefined : settle(value);
  };
  const context = pathInside(directory, text('context') ?? '.');
  if (context === undefined) return [];
  const dockerfile = text('dockerfile');
  const args = Object.entries(merged.args).map(([name, value]) => [name, settle(value)] as const);
  const settled = args.filter(([, value]) => !value.includes('$'));
  return (merged.lists.tags ?? []).map((image) => ({
    kind: 'build',
    by: 'bake',
    image: settle(image),
    context,
    at: target.at,
    ...present({
      dockerfile: dockerfile === undefined ? undefined : pathInside(context, dockerfile),
      target: text('target'),
      args: settled.length === 0 ? undefined : Object.fromEntries(settled),
    }),
  }));
}

/** `inherits`: later names win, the target itself wins over all. */
function withInherited(target: BakeTarget, bake: BakeFile, depth: number): BakeTarget {
  if (depth > 8) return target;
  const bases = (target.lists.inherits ?? []).flatMap((name) => {
    const base = bake.targets.find((each) => each.name === name);
    return base === undefined ? [] : [withInherited(base, bake, depth + 1)];
  });
  return [...bases, target].reduce((below, above) => ({
    ...above,
    texts: { ...below.texts, ...above.texts },
    lists: { ...below.lists, ...above.lists },
    args: { ...below.args, ...above.args },
  }));
}
