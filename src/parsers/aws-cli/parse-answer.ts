// Parses one answer of the AWS CLI about load balancers: each element becomes a resource with its ARN as address.
import type { FileFacts } from '../../model/facts.js';
import type { ConfigEntry, InfrastructureFact, ResourceEntry } from '../../model/infrastructure.js';
import { configMap, configValue, scalarOf } from '../kit/config-value.js';
import { readJson } from '../kit/json.js';
import { get, type YamlMap, type YamlNode } from '../kit/yaml/node.js';
import { items, NodeReader } from '../kit/yaml/node-reader.js';
import { treeProblem } from '../kit/yaml/problems.js';
import type { Parser, SourceText } from '../parser.js';

export const parser: Parser = { parse };

/** Lists in answers, the command that gives them, and what names an element. */
const lists = [
  { list: 'LoadBalancers', command: 'describe-load-balancers', id: 'LoadBalancerArn' },
  { list: 'LoadBalancerDescriptions', command: 'describe-load-balancers', id: 'LoadBalancerName' },
  { list: 'TargetGroups', command: 'describe-target-groups', id: 'TargetGroupArn' },
  { list: 'Listeners', command: 'describe-listeners', id: 'ListenerArn' },
  { list: 'Rules', command: 'describe-rules', id: 'RuleArn' },
] as const;

function parse(file: SourceText): FileFacts {
  const reader = new NodeReader(file.path, file.text);
  const { root, problems } = readJson(file.text);
  const resources = root === undefined ? [] : [...listed(root, reader), ...attributes(root, reader)];
  const fact: InfrastructureFact = {
    kind: 'infrastructure',
    language: 'aws-cli',
    form: 'answer',
    module: file.path,
    at: reader.at({ start: 0, end: file.text.length }),
    resources,
    definitions: [],
    calls: [],
  };
  return {
    file: file.path,
    facts: resources.length === 0 ? [] : [fact],
    problems: resources.length === 0 ? [] : problems.map((problem) => treeProblem(reader, problem, 'json')),
    suppressions: [],
  };
}

function listed(root: YamlNode, reader: NodeReader): ResourceEntry[] {
  return lists.flatMap(({ list, command, id }) =>
    items(root, list).flatMap((item): ResourceEntry[] => {
      const address = reader.string(item, id);
      if (item.kind !== 'map' || address === undefined) return [];
      const own = configMap(item, reader);
      // Paths of the knowledge table start at the answer, conditions at the element: both find it.
      const wrapped: ConfigEntry = { key: list, keyAt: own.at, value: { is: 'list', items: [own], at: own.at } };
      const entries = [...own.entries, ...listenerOf(item, reader), wrapped];
      return [entryOf(command, address, { ...own, entries }, get(item, id) ?? item, item, reader)];
    }),
  );
}

/** A rule names its listener inside its own ARN. */
function listenerOf(item: YamlMap, reader: NodeReader): ConfigEntry[] {
  const rule = reader.text(item, 'RuleArn');
  if (rule === undefined) return [];
  const listener = rule.text.replace(':listener-rule/', ':listener/').replace(/\/[^/]+$/, '');
  return [{ key: 'ListenerArn', keyAt: rule.at, value: scalarOf(listener, rule.at) }];
}

/** An answer with attributes does not say whose they are: which command gave it shows in the keys. */
function attributes(root: YamlNode, reader: NodeReader): ResourceEntry[] {
  const keys = items(root, 'Attributes').flatMap((item) => reader.string(item, 'Key') ?? []);
  const classic = get(root, 'LoadBalancerAttributes');
  if (root.kind !== 'map' || (keys.length === 0 && classic?.kind !== 'map')) return [];
  const command = keys.some((key) => key.startsWith('deregistration_delay.'))
    ? 'describe-target-group-attributes'
    : keys.some((key) => key.startsWith('tcp.idle_timeout') || key.startsWith('routing.http.response.'))
      ? 'describe-listener-attributes'
      : 'describe-load-balancer-attributes';
  const values = configValue(root, reader);
  return values.is === 'map' ? [entryOf(command, reader.file, values, root, root, reader)] : [];
}

function entryOf(
  type: string,
  address: string,
  values: ResourceEntry['values'],
  name: YamlNode,
  whole: YamlNode,
  reader: NodeReader,
): ResourceEntry {
  return { type, name: address, address, values, at: reader.at(whole), nameAt: reader.at(name) };
}
