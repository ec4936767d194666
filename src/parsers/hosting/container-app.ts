// What `az containerapp create --yaml` takes: https://learn.microsoft.com/en-us/azure/container-apps/azure-resource-manager-api-spec
import { folderOf } from '../../model/file-paths.js';
import { items, type NodeReader } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import { type HostedApp, unseen } from './hosted-app.js';

/** Undefined for an object that is none. */
export function containerApps(root: YamlNode, reader: NodeReader): readonly HostedApp[] {
  const properties = get(root, 'properties');
  const [container] = items(properties, 'template', 'containers');
  if (container === undefined) return [];
  const at = reader.at(container);
  const name = reader.text(root, 'name') ?? reader.text(container, 'name');
  const port = reader.number(properties, 'configuration', 'ingress', 'targetPort');
  const portAt = get(properties, 'configuration', 'ingress', 'targetPort');
  const command = reader.words(container, 'command');
  const args = reader.words(container, 'args');
  const wordsAt = get(container, 'command') ?? get(container, 'args') ?? container;
  return [
    {
      kind: 'ContainerApp',
      name: name ?? { text: 'app', at },
      at,
      folder: folderOf(reader.file),
      env: items(container, 'env').flatMap((each) => {
        const variable = reader.text(each, 'name');
        if (variable === undefined) return [];
        const value = reader.expression(each, 'value');
        return [
          value === undefined
            ? unseen(variable.text, variable.at)
            : { name: variable.text, at: reader.at(each), value },
        ];
      }),
      port: port === undefined || portAt === undefined ? undefined : { port, at: reader.at(portAt) },
      image: reader.expression(container, 'image'),
      command: command && { form: 'exec', words: command, at: reader.at(wordsAt) },
      args: args && { form: 'exec', words: args, at: reader.at(wordsAt) },
      grace: reader.expression(properties, 'template', 'terminationGracePeriodSeconds'),
    },
  ];
}
