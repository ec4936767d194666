// App specs of DigitalOcean's App Platform: https://docs.digitalocean.com/products/app-platform/reference/app-spec/
import { literal } from '../../model/expression.js';
import type { EnvFact } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { pathInside } from '../kit/paths.js';
import { items, type NodeReader } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import { type HostedApp, shellLine, unseen } from './hosted-app.js';

export function appPlatformServices(root: YamlNode, reader: NodeReader): readonly HostedApp[] {
  const spec = get(root, 'spec') ?? root;
  const shared = items(spec, 'envs').flatMap((each) => variable(each, reader));
  // Paths count from the root of the repository, which is where `.do/` lies.
  const repository = folderOf(folderOf(reader.file));
  return items(spec, 'services').flatMap((service) => {
    const name = reader.text(service, 'name');
    if (name === undefined) return [];
    const folder =
      pathInside(repository, (reader.string(service, 'source_dir') ?? '.').replace(/^\//, './')) ?? repository;
    const file = reader.string(service, 'dockerfile_path');
    const dockerfile = file === undefined ? undefined : pathInside(repository, file.replace(/^\//, './'));
    const image = reader.text(service, 'image', 'repository');
    const start = reader.text(service, 'run_command');
    const port = reader.number(service, 'http_port');
    const portAt = get(service, 'http_port');
    return [
      {
        kind: 'AppPlatformService',
        name,
        at: reader.at(service),
        folder,
        env: [...shared, ...items(service, 'envs').flatMap((each) => variable(each, reader))],
        port: port === undefined || portAt === undefined ? undefined : { port, at: reader.at(portAt) },
        docker: dockerfile === undefined ? undefined : { context: folder, dockerfile },
        image: image === undefined ? undefined : literal(image.text, image.at),
        command: start && shellLine(start),
      } satisfies HostedApp,
    ];
  });
}
function variable(node: YamlNode, reader: NodeReader): EnvFact[] {
  const name = reader.text(node, 'key');
  if (name === undefined || reader.string(node, 'scope') === 'BUILD_TIME') return [];
  const value = reader.string(node, 'type') === 'SECRET' ? undefined : reader.expression(node, 'value');
  return [value === undefined ? unseen(name.text, name.at) : { name: name.text, at: reader.at(node), value }];
}
