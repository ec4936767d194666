// azure.yaml of the Azure Developer CLI: which folder is built for which application. What it deploys to says the same name in a tag.
import type { DeploymentFact, HostedKind } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import { deploymentOf } from '../kit/deployed.js';
import { pathInside } from '../kit/paths.js';
import { get, type YamlNode } from '../kit/yaml/node.js';
import { mapAt, type NodeReader } from '../kit/yaml/node-reader.js';

/** https://learn.microsoft.com/en-us/azure/developer/azure-developer-cli/azd-schema */
const hosts: Readonly<Record<string, HostedKind>> = { containerapp: 'ContainerApp', appservice: 'AzureWebApp' };

export function azdServices(root: YamlNode, reader: NodeReader): readonly DeploymentFact[] {
  return (mapAt(root, 'services')?.entries ?? []).flatMap(({ key, value }): DeploymentFact[] => {
    const host = reader.string(value, 'host') ?? '';
    const kind = Object.hasOwn(hosts, host) ? hosts[host] : undefined;
    const project = pathInside(folderOf(reader.file), reader.string(value, 'project') ?? '.');
    if (kind === undefined || project === undefined) return [];
    return [
      deploymentOf({
        by: baseNameOf(reader.file),
        at: reader.at(key),
        kinds: [kind],
        name: key.text,
        given: { env: [], open: [] },
        source: project,
        build: get(value, 'docker') === undefined ? undefined : buildOf(value, project, reader),
      }),
    ];
  });
}
/** Both paths count from the folder of the service: https://learn.microsoft.com/en-us/azure/developer/azure-developer-cli/azd-schema#docker-options */
function buildOf(service: YamlNode, project: string, reader: NodeReader): DeploymentFact['build'] {
  const dockerfile = pathInside(project, reader.string(service, 'docker', 'path') ?? 'Dockerfile');
  const context = pathInside(project, reader.string(service, 'docker', 'context') ?? '.');
  return dockerfile === undefined || context === undefined ? undefined : { context, dockerfile };
}
