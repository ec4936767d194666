// Configuration files of Elastic Beanstalk: https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/ebextensions.html
import type { EnvFact, PlatformOption } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import { items, mapAt, type NodeReader } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import type { HostedApp } from './hosted-app.js';

const variables = 'aws:elasticbeanstalk:application:environment';

export function beanstalkEnvironments(root: YamlNode, reader: NodeReader): readonly HostedApp[] {
  const settings = get(root, 'option_settings');
  if (settings === undefined) return [];
  const folder = folderOf(folderOf(reader.file));
  const at = reader.at(settings);
  const head = { ...at, endLine: at.line, endColumn: at.column };
  const all = [...byNamespace(settings, reader), ...listed(settings, reader)];
  return [
    {
      kind: 'BeanstalkEnvironment',
      name: { text: baseNameOf(folder) || 'environment', at: head },
      at: head,
      folder,
      env: all.flatMap(({ namespace, name, value, at: place }): EnvFact[] =>
        namespace === variables ? [{ name, at: place, value }] : [],
      ),
      envOpen: { text: 'environment properties may be set on Elastic Beanstalk', at: head },
      port: choosesPort(head),
      options: { given: all.filter(({ namespace }) => namespace !== variables) },
    },
  ];
}
/** Its proxy sends to a port that the platform decides about: https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/platforms-linux-extend.proxy.html */
const choosesPort = (at: Location): { readonly text: string; readonly at: Location } => ({
  text: 'Elastic Beanstalk chooses the port',
  at,
});

function byNamespace(settings: YamlNode, reader: NodeReader): PlatformOption[] {
  return (mapAt(settings)?.entries ?? []).flatMap(({ key: namespace, value: options }) =>
    (mapAt(options)?.entries ?? []).flatMap(({ key, value }): PlatformOption[] => {
      const expression = reader.expression(value);
      if (expression === undefined) return [];
      return [{ namespace: namespace.text, name: key.text, value: expression, at: reader.at(key) }];
    }),
  );
}
/** The longer form: namespace, option_name, value; variables where no namespace is named. */
function listed(settings: YamlNode, reader: NodeReader): PlatformOption[] {
  return items(settings).flatMap((each): PlatformOption[] => {
    const name = reader.text(each, 'option_name');
    const value = reader.expression(each, 'value');
    const namespace = reader.string(each, 'namespace') ?? variables;
    return name === undefined || value === undefined
      ? []
      : [{ namespace, name: name.text, value, at: reader.at(each) }];
  });
}

/**
 * Version 1 runs one image, version 2 several as an ECS task does. Others run a compose file and say only how to get images.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/docker-configuration.html
 */
export function dockerruns(root: YamlNode, reader: NodeReader): readonly HostedApp[] {
  const version = String(reader.number(root, 'AWSEBDockerrunVersion') ?? reader.string(root, 'AWSEBDockerrunVersion'));
  const folder = folderOf(reader.file);
  const at = reader.at(root);
  const head = { ...at, endLine: at.line, endColumn: at.column };
  const app = {
    kind: 'BeanstalkEnvironment',
    name: { text: baseNameOf(folder) || 'environment', at: head },
    at: head,
    folder,
    envOpen: { text: 'environment properties may be set on Elastic Beanstalk', at: head },
  } as const;
  const container = version === '2' ? containerOf(root, reader) : root;
  if (container === undefined || !/^[12]$/.test(version)) return [];
  const image = reader.expression(container, version === '2' ? 'image' : 'Image', ...(version === '2' ? [] : ['Name']));
  const [mapping] = items(container, version === '2' ? 'portMappings' : 'Ports');
  const number = Number(reader.string(mapping, version === '2' ? 'containerPort' : 'ContainerPort') ?? Number.NaN);
  return [
    {
      ...app,
      env: version === '2' ? variablesOf(container, reader) : [],
      image,
      docker: image === undefined ? { context: folder } : undefined,
      // Its containers take the requests themselves.
      bringsProxy: version === '2' ? true : undefined,
      port: mapping === undefined || !Number.isInteger(number) ? undefined : { port: number, at: reader.at(mapping) },
    },
  ];
}
/** The one that requests arrive at: port 80 of the instance. */
function containerOf(root: YamlNode, reader: NodeReader): YamlNode | undefined {
  const all = items(root, 'containerDefinitions');
  const isAsked = (each: YamlNode): boolean =>
    items(each, 'portMappings').some((mapping) => Number(reader.string(mapping, 'hostPort')) === 80);
  return all.find(isAsked) ?? (all.length === 1 ? all[0] : undefined);
}
function variablesOf(container: YamlNode, reader: NodeReader): EnvFact[] {
  return items(container, 'environment').flatMap((each): EnvFact[] => {
    const name = reader.text(each, 'name');
    const value = reader.expression(each, 'value');
    return name === undefined || value === undefined ? [] : [{ name: name.text, at: reader.at(each), value }];
  });
}
