// Blueprints of Render: https://render.com/docs/blueprint-spec
import { literal } from '../../model/expression.js';
import type { EnvFact } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { splitWords } from '../../model/shell.js';
import { pathInside } from '../kit/paths.js';
import { items, type NodeReader } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import { type HostedApp, shellLine, unseen } from './hosted-app.js';

export function renderServices(root: YamlNode, reader: NodeReader): readonly HostedApp[] {
  const groups = new Map(
    items(root, 'envVarGroups').map((group) => [reader.string(group, 'name'), items(group, 'envVars')]),
  );
  return items(root, 'services').flatMap((service) => {
    const name = reader.text(service, 'name');
    const type = reader.string(service, 'type') ?? '';
    const runtime = reader.string(service, 'runtime') ?? reader.string(service, 'env') ?? '';
    if (name === undefined || runtime === 'static' || !/^(?:web|pserv|worker)$/.test(type)) return [];
    const home = folderOf(reader.file);
    const folder = pathInside(home, reader.string(service, 'rootDir') ?? '.') ?? home;
    const image = reader.text(service, 'image', 'url');
    const isDocker = runtime === 'docker';
    const start = reader.text(service, isDocker || image !== undefined ? 'dockerCommand' : 'startCommand');
    const written = items(service, 'envVars').flatMap((each) => {
      const group = reader.string(each, 'fromGroup');
      return group === undefined ? [each] : (groups.get(group) ?? []);
    });
    const unknownGroup = items(service, 'envVars').find((each) => {
      const group = reader.string(each, 'fromGroup');
      return group !== undefined && !groups.has(group);
    });
    return [
      {
        kind: 'RenderService',
        name,
        at: reader.at(service),
        folder,
        env: written.flatMap((each) => variable(each, reader)),
        envOpen: unknownGroup && { text: 'a group of variables is not in this file', at: reader.at(unknownGroup) },
        port:
          type === 'web'
            ? { text: 'Render chooses the port, or finds out where the server listens', at: name.at }
            : undefined,
        docker: isDocker && image === undefined ? dockerOf(service, folder, reader) : undefined,
        image: image === undefined ? undefined : literal(image.text, image.at),
        command:
          start === undefined
            ? undefined
            : isDocker || image !== undefined
              ? { form: 'exec', words: splitWords(start.text), at: start.at }
              : shellLine(start),
        grace: reader.expression(service, 'maxShutdownDelaySeconds'),
      } satisfies HostedApp,
    ];
  });
}
function dockerOf(service: YamlNode, folder: string, reader: NodeReader): HostedApp['docker'] {
  const file = reader.string(service, 'dockerfilePath');
  const dockerfile = file === undefined ? undefined : pathInside(folder, file);
  const context = pathInside(folder, reader.string(service, 'dockerContext') ?? '.') ?? folder;
  return { context, ...(dockerfile === undefined ? {} : { dockerfile }) };
}
function variable(node: YamlNode, reader: NodeReader): EnvFact[] {
  const name = reader.text(node, 'key');
  if (name === undefined) return [];
  const value = reader.expression(node, 'value');
  return [
    value === undefined || get(node, 'value') === undefined
      ? unseen(name.text, name.at)
      : { name: name.text, at: reader.at(node), value },
  ];
}
