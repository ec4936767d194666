// Reads one manifest: the service as a workload, and where it takes HTTP the balancer with its target group.
import { fileKeys } from '../../knowledge/lookup.js';
import { type Expression, literal } from '../../model/expression.js';
import type {
  BuildFact,
  CommandFact,
  ContainerFact,
  EnvFact,
  Fact,
  FileFacts,
  ProxyFact,
  TargetGroupFact,
  WorkloadFact,
  WrittenSetting,
} from '../../model/facts.js';
import { folderOf, joinPath } from '../../model/file-paths.js';
import { podless } from '../../model/podless.js';
import { splitWords } from '../../model/shell.js';
import { pathInside } from '../kit/paths.js';
import { yamlFacts } from '../kit/yaml/facts.js';
import { mapAt, type NodeReader, present, presentScalar } from '../kit/yaml/node-reader.js';
import { get, type YamlEntry, type YamlNode } from '../kit/yaml/read-yaml.js';
import type { Parser, SourceText } from '../parser.js';

export const parser: Parser = { parse };

function parse(file: SourceText): FileFacts {
  return yamlFacts(file, manifestFacts);
}

function manifestFacts(root: YamlNode, reader: NodeReader): Fact[] {
  const name = reader.text(root, 'name');
  if (name === undefined) return [];
  const scope = `copilot:${reader.file}`;
  const group = `target group of ${name.text}`;
  // `http: false` turns the listener off; a backend service has one only where the manifest says so.
  const isWeb = /^Load Balanced Web Service$/.test(reader.string(root, 'type') ?? '');
  const takesHttp = reader.boolean(root, 'http') !== false && (isWeb || mapAt(root, 'http') !== undefined);
  const container = containerOf(root, name.text, reader);
  const replicas = expressionAt(root, ['count'], reader);
  const workload: WorkloadFact = {
    ...podless,
    kind: 'workload',
    platform: 'ecs',
    workloadKind: 'EcsService',
    name: name.text,
    nameAt: name.at,
    at: reader.at(root),
    scope,
    address: scope,
    complete: true,
    containers: [container],
    podSpecAt: reader.at(root),
    ...(takesHttp ? { targetGroups: [{ ref: group, container: name.text, at: name.at }] } : {}),
    ...present({ replicas }),
  };
  const build = buildOf(root, container, name.text);
  const facts: Fact[] = build === undefined ? [workload] : [workload, build];
  if (!takesHttp) return facts;
  const at = get(root, 'http') === undefined ? name.at : reader.at(get(root, 'http') ?? root);
  const shared = { product: 'aws-copilot', name: name.text, at, scope } as const;
  const targets: TargetGroupFact = { kind: 'target-group', ...shared, id: group, settings: settingsOf(root, reader) };
  const balancer: ProxyFact = {
    kind: 'proxy',
    ...shared,
    id: `balancer of ${name.text}`,
    settings: [],
    forwardsTo: [{ to: 'target-group', value: group, at }],
  };
  return [...facts, balancer, targets];
}

function settingsOf(root: YamlNode, reader: NodeReader): WrittenSetting[] {
  return [...fileKeys('aws-copilot')].flatMap(([path, entries]) => {
    const value = expressionAt(root, path.split('.'), reader);
    return value === undefined
      ? []
      : entries.map(({ setting }): WrittenSetting => ({ name: setting, key: path, value, keyAt: value.at }));
  });
}

/** The value for all environments, and those that `environments` gives to single ones. */
function expressionAt(root: YamlNode, path: readonly string[], reader: NodeReader): Expression | undefined {
  const common = reader.expression(root, ...path);
  const own = (mapAt(root, 'environments')?.entries ?? []).flatMap(
    ({ value }) => reader.expression(value, ...path) ?? [],
  );
  const [first] = own;
  if (first === undefined) return common;
  const why = 'its environments set it differently';
  if (common === undefined) return { kind: 'unknown', reason: 'ambiguous', text: `only some ${why}`, at: first.at };
  return { kind: 'either', options: [common, ...own], why, at: common.at };
}

function containerOf(root: YamlNode, name: string, reader: NodeReader): ContainerFact {
  const port = reader.number(root, 'image', 'port');
  const location = reader.text(root, 'image', 'location');
  const file = reader.text(root, 'env_file');
  return {
    name,
    at: reader.at(get(root, 'image') ?? root),
    env: [...variablesOf(root, reader), ...secretsOf(root, reader)],
    envFrom:
      file === undefined ? [] : [{ from: 'file', name: `/${joinPath(workspaceOf(reader), file.text)}`, at: file.at }],
    ports: port === undefined ? [] : [{ port, at: reader.at(get(root, 'image', 'port') ?? root) }],
    sidecar: false,
    ...present({
      image: location === undefined ? undefined : literal(location.text, location.at),
      build: imageBuild(root, reader),
      command: commandAt(root, 'entrypoint', reader),
      args: commandAt(root, 'command', reader),
    }),
  };
}
function variablesOf(root: YamlNode, reader: NodeReader): EnvFact[] {
  return sections(root, 'variables').map(({ key, value: node }) => {
    const at = reader.at({ start: key.start, end: node.end });
    return { name: key.text, at, ...present({ value: expressionAt(root, ['variables', key.text], reader) }) };
  });
}
function secretsOf(root: YamlNode, reader: NodeReader): EnvFact[] {
  return sections(root, 'secrets').map(({ key, value }) => ({
    name: key.text,
    at: reader.at({ start: key.start, end: value.end }),
    from: { kind: 'secret', name: presentScalar(value)?.text ?? '', key: '' },
  }));
}
/** Of all environments, each name once. */
function sections(root: YamlNode, field: string): readonly YamlEntry[] {
  const own = (mapAt(root, 'environments')?.entries ?? []).flatMap(({ value }) => mapAt(value, field)?.entries ?? []);
  const byName = new Map([...(mapAt(root, field)?.entries ?? []), ...own].map((entry) => [entry.key.text, entry]));
  return [...byName.values()];
}
/** Paths count from the root of the workspace, which is where `copilot/` lies. */
const workspaceOf = ({ file }: NodeReader): string => file.replace(/(?:^|\/)copilot\/[^/]+\/[^/]+$/, '');
function imageBuild(root: YamlNode, reader: NodeReader): ContainerFact['build'] {
  const node = get(root, 'image', 'build');
  const file = presentScalar(node)?.text ?? reader.string(node, 'dockerfile');
  const context = reader.string(node, 'context');
  if (node === undefined || (file === undefined && context === undefined)) return undefined;
  const workspace = workspaceOf(reader);
  const dockerfile = file === undefined ? undefined : pathInside(workspace, file);
  const folder = context ?? folderOf(file ?? '');
  const inside = pathInside(workspace, folder === '' ? '.' : folder);
  if (inside === undefined) return undefined;
  return { context: inside, at: reader.at(node), ...present({ dockerfile, target: reader.string(node, 'target') }) };
}
function buildOf(root: YamlNode, { build }: ContainerFact, name: string): BuildFact | undefined {
  return build === undefined || root.kind !== 'map'
    ? undefined
    : { kind: 'build', image: name, by: 'AWS Copilot', ...build };
}

function commandAt(root: YamlNode, key: string, reader: NodeReader): CommandFact | undefined {
  const node = get(root, key);
  const scalar = presentScalar(node);
  const words = scalar === undefined ? reader.words(root, key) : splitWords(scalar.text);
  return node === undefined || words === undefined ? undefined : { form: 'exec', words, at: reader.at(node) };
}
