// Objects of GitOps tools that build a folder and change what comes out of it: patches, images and replicas of their own.
import type { KustomizeInstallFact } from '../../model/facts.js';
import { pathInside } from '../kit/paths.js';
import { mapAt, type NodeReader, present } from '../kit/yaml/node-reader.js';
import { get, type YamlMap, type YamlNode } from '../kit/yaml/read-yaml.js';
import type { ManifestObject } from './object.js';

/** Paths start at the root of the source, which is this repository or another. */
export function readFluxKustomization({ reader, root, base }: ManifestObject): KustomizeInstallFact[] {
  const directory = pathInside('', reader.string(root, 'spec', 'path') ?? '.');
  if (directory === undefined) return [];
  const changes = changing(reader, mapAt(root, 'spec'));
  const by = `Kustomization ${base.name}`;
  return [
    {
      kind: 'kustomize-install',
      by,
      directory,
      takesManifests: true,
      at: base.nameAt,
      ...present({ changes, namespace: base.namespace }),
    },
  ];
}

export function readArgoSource(
  { reader, kind, base }: ManifestObject,
  source: YamlNode,
  directory: string | undefined,
): KustomizeInstallFact[] {
  if (directory === undefined || get(source, 'helm') !== undefined) return [];
  const changes = changing(reader, mapAt(source, 'kustomize'));
  const by = `${kind} ${base.name}`;
  return [
    { kind: 'kustomize-install', by, directory, takesManifests: false, at: base.nameAt, ...present({ changes }) },
  ];
}

const fields = ['patches', 'patchesStrategicMerge', 'patchesJson6902', 'images', 'replicas', 'components'];
/** Flux calls the namespace otherwise than Argo CD and kustomize do. */
const names = ['targetNamespace', 'namespace', 'namePrefix', 'nameSuffix'];
function changing(reader: NodeReader, holder: YamlMap | undefined): KustomizeInstallFact['changes'] {
  const isChanged =
    fields.some((field) => get(holder, field)?.kind === 'seq') || names.some((name) => get(holder, name) !== undefined);
  const isFilledIn = ['substitute', 'substituteFrom'].some((field) => get(holder, 'postBuild', field) !== undefined);
  return holder === undefined || !(isChanged || isFilledIn) ? undefined : reader.at(holder);
}
