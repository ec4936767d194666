// app.yaml of App Engine, and apprunner.yaml of App Runner: what runs as it lies in the repository.
import type { EnvFact } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import { items, mapAt, type NodeReader } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import { type HostedApp, shellLine, unseen } from './hosted-app.js';

/** https://cloud.google.com/appengine/docs/standard/reference/app-yaml */
export function appEngineServices(root: YamlNode, reader: NodeReader): readonly HostedApp[] {
  if (get(root, 'apiVersion') !== undefined || reader.string(root, 'runtime') === undefined) return [];
  const folder = folderOf(reader.file);
  const at = reader.at(root);
  const start = reader.text(root, 'entrypoint');
  const service = reader.text(root, 'service');
  return [
    {
      kind: 'AppEngineService',
      name: service ?? { text: 'default', at: { ...at, endLine: at.line, endColumn: at.column } },
      at,
      folder,
      env: (mapAt(root, 'env_variables')?.entries ?? []).flatMap(({ key, value }): EnvFact[] => {
        const expression = reader.expression(value);
        return expression === undefined ? [] : [{ name: key.text, at: reader.at(key), value: expression }];
      }),
      docker: reader.string(root, 'runtime') === 'custom' ? { context: folder } : undefined,
      command: start && shellLine(start),
    },
  ];
}

/** https://docs.aws.amazon.com/apprunner/latest/dg/config-file-ref.html */
export function appRunnerServices(root: YamlNode, reader: NodeReader): readonly HostedApp[] {
  const folder = folderOf(reader.file);
  const at = reader.at(root);
  const start = reader.text(root, 'run', 'command');
  const port = reader.number(root, 'run', 'network', 'port');
  const portAt = get(root, 'run', 'network', 'port');
  const values = items(root, 'run', 'env').flatMap((each): EnvFact[] => {
    const name = reader.text(each, 'name');
    const value = reader.expression(each, 'value');
    return name === undefined || value === undefined ? [] : [{ name: name.text, at: reader.at(each), value }];
  });
  const secrets = items(root, 'run', 'secrets').flatMap((each) => {
    const name = reader.text(each, 'name');
    return name === undefined ? [] : [unseen(name.text, name.at)];
  });
  return [
    {
      kind: 'AppRunnerService',
      name: {
        text: baseNameOf(folder) || 'app',
        at: { ...at, endLine: at.line, endColumn: at.column },
      },
      at,
      folder,
      env: [...values, ...secrets],
      // Without one App Runner takes 8080; what the console says instead, no file shows.
      port:
        port === undefined || portAt === undefined
          ? { text: 'App Runner knows where it listens', at }
          : { port, at: reader.at(portAt) },
      command: start && shellLine(start),
    },
  ];
}
