// Reads Kong's declarative configuration: one proxy for every service that a route leads to.
// https://developer.konghq.com/gateway/db-less-mode/
import { schemeVersion } from '../../knowledge/http-version.js';
import { judgeValue } from '../../knowledge/judge-value.js';
import { fileKeys } from '../../knowledge/lookup.js';
import type {
  Fact,
  FileFacts,
  ForwardRef,
  ProxyFact,
  SettingMistake,
  Text,
  WrittenSetting,
} from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { readJson } from '../kit/json.js';
import { yamlFacts } from '../kit/yaml/facts.js';
import { items, NodeReader, presentScalar } from '../kit/yaml/node-reader.js';
import { treeProblem } from '../kit/yaml/problems.js';
import type { YamlNode } from '../kit/yaml/read-yaml.js';
import { selectNodes } from '../kit/yaml/select.js';
import type { Parser, SourceText } from '../parser.js';

export const parser: Parser = { parse: parseDeclarative };

const services = 'services[].';

export function parseDeclarative(file: SourceText): FileFacts {
  if (!/\.json$/i.test(file.path)) return yamlFacts(file, declaredFacts, { variables: 'value' });
  const reader = new NodeReader(file.path, file.text);
  const { root, problems } = readJson(file.text);
  return {
    file: file.path,
    facts: root === undefined ? [] : declaredFacts(root, reader),
    problems: problems.slice(0, 1).map((problem) => treeProblem(reader, problem, 'json')),
    suppressions: [],
  };
}

function declaredFacts(root: YamlNode, reader: NodeReader): Fact[] {
  const routed = new Set(
    items(root, 'routes').flatMap(
      (route) => reader.string(route, 'service') ?? reader.string(route, 'service', 'name') ?? [],
    ),
  );
  const upstreams = new Map(
    items(root, 'upstreams').flatMap((node) => {
      const name = reader.string(node, 'name');
      return name === undefined ? [] : [[name, node] as const];
    }),
  );
  return items(root, 'services').flatMap((service): Fact[] => {
    const name = reader.string(service, 'name');
    const isRouted = items(service, 'routes').length > 0 || (name !== undefined && routed.has(name));
    // Nothing leads to a service without a route.
    if (!isRouted || reader.string(service, 'enabled') === 'false') return [];
    const address = addressOf(service, reader);
    if (address === undefined) return [];
    return serviceFacts({ service, name: name ?? address.text, address, upstreams }, reader);
  });
}

interface Declared {
  readonly service: YamlNode;
  readonly name: string;
  readonly address: Text;
  readonly upstreams: ReadonlyMap<string, YamlNode>;
}
function serviceFacts({ service, name, address, upstreams }: Declared, reader: NodeReader): Fact[] {
  const { settings, mistakes } = settingsOf(service, reader);
  const upstream = upstreams.get(hostOf(address.text));
  const forwardsTo = upstream === undefined ? [forwardRef(address)] : targetsOf(upstream, reader);
  const proxy: ProxyFact = {
    kind: 'proxy',
    product: 'kong',
    id: `service ${name}`,
    name: `service ${name}`,
    shownAs: `service ${name}`,
    at: headOf(reader.at(service)),
    scope: `kong:${reader.file}`,
    settings: [...settings, ...schemeVersion('kong', 'url', [address])],
    forwardsTo,
    runsIn: 'file',
    ...(upstream === undefined ? {} : { servers: { value: forwardsTo.length, at: headOf(reader.at(upstream)) } }),
  };
  return [proxy, ...mistakes];
}

/** `url` is short for protocol, host, port and path. */
function addressOf(service: YamlNode, reader: NodeReader): Text | undefined {
  const url = reader.text(service, 'url');
  const host = reader.text(service, 'host');
  if (url !== undefined || host === undefined) return url;
  const protocol = reader.string(service, 'protocol') ?? 'http';
  const port = reader.string(service, 'port');
  return { text: `${protocol}://${host.text}${port === undefined ? '' : `:${port}`}`, at: host.at };
}
const hostOf = (address: string): string =>
  address
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/\/.*/s, '')
    .replace(/:\d+$/, '');

function targetsOf(upstream: YamlNode, reader: NodeReader): readonly ForwardRef[] {
  return items(upstream, 'targets').flatMap((node) => {
    const target = reader.text(node, 'target');
    return target === undefined ? [] : [forwardRef(target)];
  });
}
function forwardRef({ text, at }: Text): ForwardRef {
  const authority = text.replace(/^[a-z]+:\/\//i, '').replace(/\/.*/s, '');
  const port = /:(\d{1,5})$/.exec(authority)?.[1];
  return { to: 'address', value: authority, at, ...(port === undefined ? {} : { port: Number(port) }) };
}

function settingsOf(
  service: YamlNode,
  reader: NodeReader,
): { readonly settings: readonly WrittenSetting[]; readonly mistakes: readonly SettingMistake[] } {
  const settings: WrittenSetting[] = [];
  const mistakes: SettingMistake[] = [];
  for (const [path, entries] of fileKeys('kong')) {
    if (!path.startsWith(services)) continue;
    const key = path.slice(services.length);
    for (const found of selectNodes(service, key)) {
      const scalar = presentScalar(found.node);
      if (scalar === undefined) continue;
      const value = reader.scalarExpression(scalar);
      const keyAt = reader.at(found.key ?? scalar);
      settings.push(...entries.map(({ setting }) => ({ name: setting, key: path, value, keyAt })));
      const judged = entries.filter((entry) => entry.key.words === undefined);
      if (value.kind === 'literal' && judged.length > 0) mistakes.push(...judgeValue(key, value, judged));
    }
  }
  return { settings, mistakes };
}
/** A node of many lines is named by its first. */
function headOf(at: Location): Location {
  return at.line === at.endLine ? at : { ...at, endLine: at.line, endColumn: at.column };
}
