// One Kubernetes object of a file, and what all objects have in common: identity, labels, annotations.
import type { Annotation, ObjectBase } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { isFilledIn, mapAt, type NodeReader } from '../kit/yaml/node-reader.js';
import { get, type YamlMap, type YamlNode, type YamlScalar } from '../kit/yaml/read-yaml.js';

export interface ManifestObject {
  readonly reader: NodeReader;
  readonly root: YamlMap;
  readonly apiVersion: string;
  /** The part of `apiVersion` in front of the slash; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly base: ObjectBase;
}

/** Undefined where the node is no Kubernetes object. */
export function readObject(reader: NodeReader, node: YamlNode): ManifestObject | undefined {
  if (node.kind !== 'map') return undefined;
  const apiVersion = reader.string(node, 'apiVersion');
  const kind = reader.string(node, 'kind');
  if (apiVersion === undefined || kind === undefined) return undefined;
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  return { reader, root: node, apiVersion, group, kind, base: readBase(reader, node) };
}

function readBase(reader: NodeReader, root: YamlMap): ObjectBase {
  const metadata = get(root, 'metadata');
  const name = reader.text(metadata, 'name') ?? reader.text(metadata, 'generateName');
  const namespace = reader.string(metadata, 'namespace');
  const at = reader.at(root);
  return {
    name: name?.text ?? '',
    ...(namespace === undefined ? {} : { namespace }),
    at,
    nameAt: name?.at ?? kindPlace(reader, root, at),
    labels: reader.stringMap(metadata, 'labels'),
    annotations: readAnnotations(reader, get(metadata, 'annotations')),
  };
}

function kindPlace(reader: NodeReader, root: YamlMap, whole: Location): Location {
  const kind = get(root, 'kind');
  return kind === undefined ? whole : reader.at(kind);
}

export function readAnnotations(reader: NodeReader, node: YamlNode | undefined): Annotation[] {
  // Whatever fills in the whole of them may name anything.
  if (node?.kind === 'scalar' && isFilledIn(node)) return [readAnnotation(reader, node, node)];
  if (node?.kind !== 'map') return [];
  return node.entries.flatMap(({ key, value }) =>
    value.kind === 'scalar' && value.value !== null ? [readAnnotation(reader, key, value)] : [],
  );
}

function readAnnotation(reader: NodeReader, key: YamlScalar, value: YamlScalar): Annotation {
  return {
    key: key.text,
    value: value.text,
    isString: typeof value.value === 'string',
    keyAt: reader.at(key),
    at: reader.at(value),
  };
}

/** The objects inside a `List`, a `DeploymentList` and the like, or an OpenShift `Template`; undefined for anything else. */
export function memberList(root: YamlMap, kind: string): readonly YamlNode[] | undefined {
  const list = kind.endsWith('List') ? get(root, 'items') : kind === 'Template' ? get(root, 'objects') : undefined;
  return list?.kind === 'seq' ? list.items : undefined;
}

/** `$patch: delete` and its like make an object an instruction for another one. */
export function isPatchDirective(root: YamlMap): boolean {
  return root.entries.some(({ key }) => key.text === '$patch') || mapAt(root, 'metadata', '$patch') !== undefined;
}
