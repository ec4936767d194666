// Configuration files of Elastic Beanstalk: https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/ebextensions.html
import type { EnvFact } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import { items, mapAt, type NodeReader } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import type { HostedApp } from './hosted-app.js';

const namespace = 'aws:elasticbeanstalk:application:environment';

export function beanstalkEnvironments(root: YamlNode, reader: NodeReader): readonly HostedApp[] {
  const settings = get(root, 'option_settings');
  if (settings === undefined) return [];
  const folder = folderOf(folderOf(reader.file));
  const at = reader.at(settings);
  const head = { ...at, endLine: at.line, endColumn: at.column };
  return [
    {
      kind: 'BeanstalkEnvironment',
      name: { text: baseNameOf(folder) || 'environment', at: head },
      at: head,
      folder,
      env: [...ofNamespace(settings, reader), ...listed(settings, reader)],
      envOpen: { text: 'environment properties may be set on Elastic Beanstalk', at: head },
    },
  ];
}
function ofNamespace(settings: YamlNode, reader: NodeReader): EnvFact[] {
  return (mapAt(settings, namespace)?.entries ?? []).flatMap(({ key, value }): EnvFact[] => {
    const expression = reader.expression(value);
    return expression === undefined ? [] : [{ name: key.text, at: reader.at(key), value: expression }];
  });
}
/** The longer form: namespace, option_name, value; variables where no namespace is named. */
function listed(settings: YamlNode, reader: NodeReader): EnvFact[] {
  return items(settings).flatMap((each): EnvFact[] => {
    const name = reader.text(each, 'option_name');
    const value = reader.expression(each, 'value');
    if ((reader.string(each, 'namespace') ?? namespace) !== namespace) return [];
    return name === undefined || value === undefined ? [] : [{ name: name.text, at: reader.at(each), value }];
  });
}
