// The version of the clusters that Terraform makes.
import type { RuntimeVersionFact } from '../../../model/facts.js';
import { folderOf } from '../../../model/file-paths.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { field } from '../resources/resource-links.js';
import { placeOfSettled, textOf } from '../values/settled.js';

const attributes: Readonly<Record<string, string>> = {
  aws_eks_cluster: 'version',
  google_container_cluster: 'min_master_version',
  azurerm_kubernetes_cluster: 'kubernetes_version',
  digitalocean_kubernetes_cluster: 'version',
};

export function clusterVersions(resources: readonly ResourceInstance[]): RuntimeVersionFact[] {
  return resources.flatMap(({ type, values }): RuntimeVersionFact[] => {
    const attribute = Object.hasOwn(attributes, type) ? attributes[type] : undefined;
    const value = attribute === undefined ? undefined : field(values, attribute);
    const version = /^v?(\d+\.\d+(?:\.\d+)?)/.exec(textOf(value) ?? '')?.[1];
    if (value === undefined || version === undefined) return [];
    const at = placeOfSettled(value);
    const directory = folderOf(at.file);
    const fact = { kind: 'runtime-version', runtime: 'kubernetes', version: { text: version, at }, directory } as const;
    return [type === 'google_container_cluster' ? { ...fact, extent: 'least' } : fact];
  });
}
