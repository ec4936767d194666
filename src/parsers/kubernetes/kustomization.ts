// A kustomization: what it is made of, and the images, ConfigMaps and labels it adds.
import type {
  ConfigMapFact,
  Fact,
  HelmInstallFact,
  ImageAliasFact,
  KustomizationFact,
  ObjectBase,
  Text,
} from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { fileValues, inlineValues } from '../kit/install-values.js';
import { pathInside } from '../kit/paths.js';
import { items, type NodeReader, present } from '../kit/yaml/node-reader.js';
import { get, type YamlMap, type YamlNode } from '../kit/yaml/read-yaml.js';

const fileName = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;

const isKustomizationFile = (path: string): boolean => fileName.test(path);

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
  const directory = folderOf(reader.file);
  const charts = get(root, 'helmCharts');
  const fact: KustomizationFact = {
    kind: 'kustomization',
    directory,
    at: reader.at(root),
    resources: [...texts(reader, root, 'resources'), ...texts(reader, root, 'bases')],
    patches: [
      ...texts(reader, root, 'patchesStrategicMerge'),
      ...texts(reader, root, 'patches'),
      ...['patches', 'patchesJson6902'].flatMap((field) =>
        items(root, field).flatMap((node) => reader.text(node, 'path') ?? []),
      ),
    ],
    barePatches: texts(reader, root, 'patches'),
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
      helmCharts: charts === undefined || items(charts).length === 0 ? undefined : reader.at(charts),
    }),
  };
  return [
    fact,
    ...items(charts).flatMap((node) => readHelmChart(reader, node, directory)),
    ...readImages(reader, root, directory),
    ...readGenerators(reader, root, directory),
  ];
}

/** A chart that kustomize inflates: its values speak where it is a controller's. */
function readHelmChart(reader: NodeReader, node: YamlNode, directory: string): HelmInstallFact[] {
  const chart = reader.text(node, 'name');
  if (chart === undefined) return [];
  const file = reader.text(node, 'valuesFile');
  return [
    {
      kind: 'helm-install',
      by: `chart ${chart.text}`,
      chart,
      isLocal: false,
      values: [
        ...[file, ...texts(reader, node, 'additionalValuesFiles')].flatMap((path) => fileValues(directory, path)),
        ...inlineValues(reader, get(node, 'valuesInline')),
      ],
      at: reader.at(node),
      ...present({ release: reader.string(node, 'releaseName'), namespace: reader.string(node, 'namespace') }),
    },
  ];
}

const texts = (reader: NodeReader, root: YamlNode, field: string): Text[] =>
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

/** The ConfigMaps it generates: literals, and the paths of files that hold the rest. */
function readGenerators(reader: NodeReader, root: YamlMap, directory: string): ConfigMapFact[] {
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
    const files = items(node, 'files').flatMap((each) => readFile(reader, each, directory));
    return [
      {
        ...base,
        kind: 'configmap',
        data: items(node, 'literals').flatMap((each) => readLiteral(reader, each)),
        ...(files.length === 0 ? {} : { files }),
      },
    ];
  });
}

/** `key=path`, or a path whose last part is the key. */
function readFile(reader: NodeReader, node: YamlNode, directory: string): NonNullable<ConfigMapFact['files']> {
  const text = reader.text(node);
  const [, key, path] = /^(?:([^=]*)=)?(.+)$/.exec(text?.text ?? '') ?? [];
  const inside = path === undefined ? undefined : pathInside(directory, path);
  if (text === undefined || path === undefined || inside === undefined) return [];
  return [{ key: key ?? path.slice(path.lastIndexOf('/') + 1), path: { text: inside, at: text.at } }];
}

function readLiteral(reader: NodeReader, node: YamlNode): ConfigMapFact['data'] {
  const text = reader.text(node);
  const equals = text?.text.indexOf('=');
  if (text === undefined || equals === undefined || equals < 1) return [];
  const value = text.text.slice(equals + 1).replace(/^(["'])(.*)\1$/, '$2');
  return [{ key: text.text.slice(0, equals), value, isString: true, keyAt: text.at, at: text.at }];
}
