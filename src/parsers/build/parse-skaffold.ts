// Reads skaffold.yaml: each artifact is an image and the folder it is built from, each release of Helm a chart with its values.
import type { BuildFact, Fact, FileFacts, HelmInstallFact, KustomizeInstallFact } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { fileValues, inlineValues } from '../kit/install-values.js';
import { pathInside } from '../kit/paths.js';
import { yamlFacts } from '../kit/yaml/facts.js';
import { items, type NodeReader, present } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import type { Parser, SourceText } from '../parser.js';

export const parser: Parser = { parse: parseSkaffold };

export function parseSkaffold(file: SourceText): FileFacts {
  return yamlFacts(file, (root, reader): Fact[] => [
    ...readArtifacts(reader, get(root, 'build')),
    ...items(root, 'profiles').flatMap((profile) => readArtifacts(reader, get(profile, 'build'))),
    ...[root, ...items(root, 'profiles')].flatMap((part) => [
      ...readReleases(reader, part),
      ...readOverlays(reader, part),
    ]),
  ]);
}

/** Under `deploy` in old versions, under `manifests` in new ones. */
function readReleases(reader: NodeReader, root: YamlNode | undefined): HelmInstallFact[] {
  const releases = ['deploy', 'manifests'].flatMap((stage) => items(root, stage, 'helm', 'releases'));
  const directory = folderOf(reader.file);
  return releases.flatMap((node): HelmInstallFact[] => {
    const chart = reader.text(node, 'chartPath');
    const folder = chart === undefined ? undefined : pathInside(directory, chart.text);
    if (chart === undefined || folder === undefined) return [];
    const files = items(node, 'valuesFiles').flatMap((each) => reader.text(each) ?? []);
    return [
      {
        kind: 'helm-install',
        by: `skaffold release ${reader.string(node, 'name') ?? chart.text}`,
        chart: { ...chart, text: folder },
        isLocal: true,
        // One way to install it, mostly on the cluster of a developer.
        isCommand: true,
        values: [
          ...files.flatMap((path) => fileValues(directory, path)),
          ...inlineValues(reader, get(node, 'overrides')),
        ],
        at: reader.at(node),
        ...present({ release: reader.string(node, 'name'), namespace: reader.string(node, 'namespace') }),
      },
    ];
  });
}

/** Mostly for the cluster of a developer; a profile may be for any other. */
function readOverlays(reader: NodeReader, root: YamlNode | undefined): KustomizeInstallFact[] {
  const places = [...items(root, 'manifests', 'kustomize', 'paths'), ...items(root, 'deploy', 'kustomize', 'paths')];
  return places.flatMap((node): KustomizeInstallFact[] => {
    const directory = pathInside(folderOf(reader.file), reader.string(node) ?? '.');
    if (directory === undefined) return [];
    const by = 'skaffold';
    return [{ kind: 'kustomize-install', by, directory, takesManifests: false, isCommand: true, at: reader.at(node) }];
  });
}

function readArtifacts(reader: NodeReader, build: YamlNode | undefined): BuildFact[] {
  return items(build, 'artifacts').flatMap((node): BuildFact[] => {
    const image = reader.string(node, 'image');
    const root = pathInside(folderOf(reader.file), reader.string(node, 'context') ?? '.');
    const context = root === undefined ? undefined : packageOfKo(reader, root, get(node, 'ko'));
    if (image === undefined || context === undefined) return [];
    const docker = get(node, 'docker') ?? get(node, 'kaniko');
    const dockerfile = reader.string(docker, 'dockerfile');
    const args = Object.entries(reader.stringMap(docker, 'buildArgs')).filter(([, value]) => !value.includes('{{'));
    return [
      {
        kind: 'build',
        by: 'skaffold',
        image,
        context,
        at: reader.at(node),
        ...present({
          dockerfile: dockerfile === undefined ? undefined : pathInside(context, dockerfile),
          target: reader.string(docker, 'target'),
          args: args.length === 0 ? undefined : Object.fromEntries(args),
        }),
      },
    ];
  });
}

/** ko builds one Go package, without any Dockerfile: https://skaffold.dev/docs/builders/builder-types/ko/ */
function packageOfKo(reader: NodeReader, root: string, ko: YamlNode | undefined): string | undefined {
  const [folder, main] = [reader.string(ko, 'dir') ?? '.', reader.string(ko, 'main') ?? '.'];
  const isImportPath = /^[\w-]+\.[\w.-]+\//.test(main);
  const module = pathInside(root, folder);
  return isImportPath || module === undefined ? module : pathInside(module, main);
}
