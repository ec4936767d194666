// A kustomization: what it is made of, and the images, ConfigMaps and labels it adds.
import type { ConfigMapFact, Fact, ImageAliasFact, KustomizationFact, ObjectBase, Text } from '../../model/facts.js';
import { items, type NodeReader, present } from '../kit/node-reader.js';
import { directoryOf } from '../kit/paths.js';
import { get, type YamlMap, type YamlNode } from '../kit/yaml.js';

const fileName = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;

export const isKustomizationFile = (path: string): boolean => fileName.test(path);

export function isKustomization(path: string, root: YamlNode): boolean {
  const kind = get(root, 'kind');
  const named = kind?.kind === 'scalar' && (kind.text === 'Kustomization' || kind.text === 'Component');
  const group = get(root, 'apiVersion');
  const ours = group?.kind === 'scalar' && group.text.startsWith('kustomize.config.k8s.io/');
  return named
    ? ours || (group === undefined && isKustomizationFile(path))
    : kind === undefined && isKustomizationFile(path);
}

export function readKustomization(reader: NodeReader, root: YamlMap): Fact[] {
  const directory = directoryOf(reader.file);
  const fact: KustomizationFact = {
    kind: 'kustomization',
    directory,
    at: reader.at(root),
    resources: [...texts(reader, root, 'resources'), ...texts(reader, root, 'bases')],
    patches: [
      ...texts(reader, root, 'patchesStrategicMerge'),
      ...['patches', 'patchesJson6902'].flatMap((field) =>
        items(root, field).flatMap((node) => reader.text(node, 'path') ?? []),
      ),
    ],
    components: texts(reader, root, 'components'),
    labels: Object.assign(
      reader.stringMap(root, 'commonLabels'),
      ...items(root, 'labels').map((node) => reader.stringMap(node, 'pairs')),
    ),
    isComponent: reader.string(root, 'kind') === 'Component',
    ...present({
      namespace: reader.string(root, 'namespace'),
      namePrefix: reader.string(root, 'namePrefix'),
      nameSuffix: reader.string(root, 'nameSuffix'),
    }),
  };
  return [fact, ...readImages(reader, root, directory), ...readGenerators(reader, root)];
}

const texts = (reader: NodeReader, root: YamlMap, field: string): Text[] =>
  items(root, field).flatMap((node) => reader.text(node) ?? []);

/** An entry that only changes the tag keeps the name. */
function readImages(reader: NodeReader, root: YamlMap, directory: string): ImageAliasFact[] {
  return items(root, 'images').flatMap((node): ImageAliasFact[] => {
    const from = reader.string(node, 'name');
    const to = reader.string(node, 'newName');
    return from === undefined || to === undefined || from === to
      ? []
      : [{ kind: 'image-alias', from, to, directory, at: reader.at(node) }];
  });
}

/** The ConfigMaps it generates from literals; those from files live in other files. */
function readGenerators(reader: NodeReader, root: YamlMap): ConfigMapFact[] {
  return items(root, 'configMapGenerator').flatMap((node): ConfigMapFact[] => {
    const name = reader.text(node, 'name');
    if (name === undefined) return [];
    const base: ObjectBase = {
      name: name.text,
      at: reader.at(node),
      nameAt: name.at,
      labels: {},
      annotations: [],
      ...present({ namespace: reader.string(node, 'namespace') }),
    };
    return [{ ...base, kind: 'configmap', data: items(node, 'literals').flatMap((each) => readLiteral(reader, each)) }];
  });
}

function readLiteral(reader: NodeReader, node: YamlNode): ConfigMapFact['data'] {
  const text = reader.text(node);
  const equals = text?.text.indexOf('=');
  if (text === undefined || equals === undefined || equals < 1) return [];
  const value = text.text.slice(equals + 1).replace(/^(["'])(.*)\1$/, '$2');
  return [{ key: text.text.slice(0, equals), value, isString: true, keyAt: text.at, at: text.at }];
}
