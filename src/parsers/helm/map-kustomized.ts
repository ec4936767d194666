// Leads the facts of `kustomize build` output back to the resources and patches that wrote them, object by object and path by path.
import type { FileFacts } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import type { Composed } from '../kit/composed.js';
import { type NodePath, NodePaths } from '../kit/node-paths.js';
import { relocate } from '../kit/relocate.js';
import { LineIndex } from '../kit/text.js';
import { get, readYaml, type YamlNode } from '../kit/yaml/read-yaml.js';
import { scalarPlaces } from '../kit/yaml/scalar-places.js';

export interface KustomizedOutput {
  readonly text: string;
  /** Files of the build, weakest first: bases, then overlays, then patches. */
  readonly sources: readonly { readonly path: string; readonly text: string }[];
  /** The same build as we read it, where every value knows its place: in a patch of any form, a generator, a replacement. */
  readonly own?: Composed;
  /** Where everything stands that no source explains: the kustomization. */
  readonly fallback: Location;
}

interface SourceObject {
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly root: YamlNode;
}
interface BuiltObject {
  readonly start: number;
  readonly end: number;
  readonly root: YamlNode;
  readonly paths: NodePaths;
  /** Weakest first. */
  readonly sources: readonly SourceObject[];
  /** The same object of our own reading. */
  readonly own: YamlNode | undefined;
}

/** `facts` come from parsing the whole output at once. */
export function mapKustomized(facts: FileFacts, output: KustomizedOutput): FileFacts {
  const lines = new LineIndex(output.text);
  const known = output.sources.flatMap(({ path, text }) => objectsOf(path, text));
  const own = readYaml(output.own?.text ?? '').flatMap(({ root }) => root ?? []);
  const read = readYaml(output.text);
  const roots = read.flatMap(({ root }) => root ?? []);
  const built = read.flatMap(({ root, start, end }): BuiltObject[] => {
    if (root === undefined) return [];
    const sources = withoutOthers(sourcesOf(root, known), roots);
    return [{ start, end, root, paths: new NodePaths(root), sources, own: ownOf(root, own) }];
  });
  // Suppressions are read in the sources themselves.
  return relocate({ ...facts, suppressions: [] }, (at) => {
    const start = lines.offset(at.line, at.column);
    const end = lines.offset(at.endLine, at.endColumn);
    const object = built.find((each) => each.start <= start && start < each.end);
    if (object === undefined) return output.fallback;
    const found = object.paths.find(start, end);
    return (
      (found === undefined
        ? within(object, start, end, output.text)
        : (ownPlace(object, found, output) ?? locate(object, found))) ?? output.fallback
    );
  });
}

/** Names may have got a hash of what the object holds. */
function ownOf(built: YamlNode, own: readonly YamlNode[]): YamlNode | undefined {
  const name = textAt(built, 'metadata', 'name') ?? '';
  const alike = own.filter(
    (each) =>
      textAt(each, 'kind') === textAt(built, 'kind') &&
      textAt(each, 'metadata', 'namespace') === textAt(built, 'metadata', 'namespace'),
  );
  const isCalled = (each: YamlNode, called: string): boolean => textAt(each, 'metadata', 'name') === called;
  return (
    alike.find((each) => isCalled(each, name)) ??
    alike.find((each) => isCalled(each, name.replace(/-[bcdfghkmt24-9]{10}$/, '')))
  );
}
/** A value of one line that we read alike; what takes the place of another value stands where the kustomization says so. */
function ownPlace(
  { root, own }: BuiltObject,
  { path, part }: NodePath,
  output: KustomizedOutput,
): Location | undefined {
  const value = follow(root, root, path)?.node;
  const found = own === undefined || part === 'key' ? undefined : follow(root, own, path)?.node;
  if (value?.kind !== 'scalar' || found?.kind !== 'scalar') return undefined;
  if (found.filledIn === true) return output.fallback;
  const isSame = value.text === found.text && !value.text.includes('\n');
  return isSame ? output.own?.locate(found.start, found.end) : undefined;
}

/** A place inside a longer text, a file in a ConfigMap: the same words of the source, where the build took them as they are. */
function within(object: BuiltObject, start: number, end: number, output: string): Location | undefined {
  const around = object.paths.textAround(start);
  if (around === undefined) return undefined;
  const { scalar, path } = around;
  const source = object.sources.findLast(({ root }) => textAt(root, ...path) === scalar.text);
  const node = source === undefined ? undefined : follow(object.root, source.root, path)?.node;
  if (source === undefined || node?.kind !== 'scalar') return undefined;
  const [here, there] = [scalarPlaces(output, scalar), scalarPlaces(source.text, node)];
  if (here === undefined || there === undefined) return source.lines.location(source.path, node.start, node.end);
  const from = there.inFile(here.inText(start));
  return source.lines.location(source.path, from, Math.max(from, there.inFile(here.inText(end))));
}

function objectsOf(path: string, text: string): SourceObject[] {
  const lines = new LineIndex(text);
  return readYaml(text).flatMap(({ root }) => (root === undefined ? [] : [{ path, text, lines, root }]));
}

/** By kind and name; a patch may have turned one kind of workload into another. */
function sourcesOf(built: YamlNode, known: readonly SourceObject[]): readonly SourceObject[] {
  const named = known.filter(({ root }) => hasSameName(built, root));
  const sameKind = named.filter(({ root }) => textAt(root, 'kind') === textAt(built, 'kind'));
  if (sameKind.length > 0 || get(built, 'spec', 'template') === undefined) return sameKind;
  return named.filter(({ root }) => get(root, 'spec', 'template') !== undefined);
}

/** `shop-admin` is no `shop` with a suffix where both are built: what another object has is left to that one. */
function withoutOthers(sources: readonly SourceObject[], built: readonly YamlNode[]): readonly SourceObject[] {
  const names = new Set(sources.flatMap(({ root }) => textAt(root, 'metadata', 'name') ?? []));
  if (names.size < 2 || sources.length > mostSources) return sources;
  const longest = sources.reduce((best, each) => (nameLength(each) > nameLength(best) ? each : best));
  return sources.filter(
    (each) =>
      nameLength(each) === nameLength(longest) ||
      !built.some(
        (other) =>
          textAt(other, 'kind') === textAt(each.root, 'kind') &&
          hasSameName(other, each.root) &&
          !hasSameName(other, longest.root),
      ),
  );
}
/** More of one name are many overlays, and nobody's doubt. */
const mostSources = 12;
const nameLength = ({ root }: SourceObject): number => textAt(root, 'metadata', 'name')?.length ?? 0;

/** The same name but for a prefix, a suffix and a hash. */
function hasSameName(built: YamlNode, source: YamlNode): boolean {
  const name = textAt(source, 'metadata', 'name');
  const full = textAt(built, 'metadata', 'name');
  if (name === undefined || full === undefined) return false;
  return name === full || `-${full}-`.includes(`-${name}-`);
}

function textAt(node: YamlNode | undefined, ...path: NodePath['path']): string | undefined {
  const found = get(node, ...path);
  return found?.kind === 'scalar' ? found.text : undefined;
}

/** A value stands where the last source that gives it does; an object or a list where the first has it; else what is around it. */
function locate(object: BuiltObject, { path, part }: NodePath): Location | undefined {
  const { root, sources } = object;
  const value = follow(root, root, path)?.node;
  const places = sources.flatMap((source) => {
    const found = follow(root, source.root, path);
    return found === undefined ? [] : [{ source, found }];
  });
  const same = places.filter(
    ({ found }) => value?.kind !== 'scalar' || (found.node.kind === 'scalar' && found.node.text === value.text),
  );
  const chosen = value?.kind === 'scalar' ? (same.at(-1) ?? places[0]) : places[0];
  if (chosen === undefined) return path.length === 0 ? undefined : locate(object, { path: path.slice(0, -1), part });
  const { source, found } = chosen;
  const node = part === 'key' ? (found.key ?? found.node) : found.node;
  return source.lines.location(source.path, node.start, node.end);
}

interface Followed {
  readonly node: YamlNode;
  readonly key?: YamlNode;
}

/** The same path in another tree; elements of lists are matched by `name`, else by their place. */
function follow(guide: YamlNode, tree: YamlNode, path: NodePath['path']): Followed | undefined {
  let leader: YamlNode | undefined = guide;
  let found: Followed = { node: tree };
  for (const step of path) {
    const next = child(leader, found.node, step);
    if (next === undefined) return undefined;
    leader = get(leader, step);
    found = next;
  }
  return found;
}

function child(leader: YamlNode | undefined, node: YamlNode, step: string | number): Followed | undefined {
  if (node.kind === 'map') {
    const entry = node.entries.find(({ key }) => key.text === String(step));
    return entry === undefined ? undefined : { node: entry.value, key: entry.key };
  }
  if (node.kind !== 'seq' || typeof step !== 'number') return undefined;
  const name = textAt(get(leader, step), 'name');
  const item = name === undefined ? node.items[step] : node.items.find((each) => textAt(each, 'name') === name);
  return item === undefined ? undefined : { node: item };
}
