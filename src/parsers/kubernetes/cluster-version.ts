// The version of the cluster, where a tool that makes clusters is told it.
import type { RuntimeVersionFact } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { items } from '../kit/yaml/node-reader.js';
import type { ManifestObject } from './object.js';

/** Group, kind and the way to the version, without trailing parts that name a build. */
const places: readonly (readonly [group: string, kind: string, ...path: readonly string[]])[] = [
  ['eksctl.io', 'ClusterConfig', 'metadata', 'version'],
  ['kubeadm.k8s.io', 'ClusterConfiguration', 'kubernetesVersion'],
  ['kops.k8s.io', 'Cluster', 'spec', 'kubernetesVersion'],
  ['core.gardener.cloud', 'Shoot', 'spec', 'kubernetes', 'version'],
  ['controlplane.cluster.x-k8s.io', 'KubeadmControlPlane', 'spec', 'version'],
  ['container.cnrm.cloud.google.com', 'ContainerCluster', 'spec', 'minMasterVersion'],
];

const extents: Readonly<Record<string, RuntimeVersionFact['extent']>> = {
  'kind.x-k8s.io': 'local',
  'container.cnrm.cloud.google.com': 'least',
};

export function readClusterVersion({ reader, root, group, kind }: ManifestObject): RuntimeVersionFact[] {
  const directory = folderOf(reader.file);
  const extent = extents[group];
  const written =
    group === 'kind.x-k8s.io'
      ? items(root, 'nodes').flatMap((node) => reader.text(node, 'image') ?? [])
      : places.flatMap(([of, what, ...path]) =>
          of === group && what === kind ? (reader.text(root, ...path) ?? []) : [],
        );
  return written.flatMap(({ text, at }): RuntimeVersionFact[] => {
    const version = /(?:^|:)v?(\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1];
    if (version === undefined) return [];
    const fact = { kind: 'runtime-version', runtime: 'kubernetes', version: { text: version, at }, directory } as const;
    return [extent === undefined ? fact : { ...fact, extent }];
  });
}
