// Reads an Envoy bootstrap: one proxy for every cluster that the routes of a listener send to.
import { factRows, fileKeys } from '../../knowledge/lookup.js';
import { literal } from '../../model/expression.js';
import type { Fact, FileFacts, ForwardRef, ProxyFact, SettingMistake } from '../../model/facts.js';
import { readJson } from '../kit/json.js';
import { yamlFacts } from '../kit/yaml/facts.js';
import { items, mapAt, NodeReader, presentScalar } from '../kit/yaml/node-reader.js';
import { treeProblem } from '../kit/yaml/problems.js';
import { get, type YamlMap, type YamlNode } from '../kit/yaml/read-yaml.js';
import type { Parser, SourceText } from '../parser.js';
import { partSettings } from './settings.js';

export const parser: Parser = { parse: parseEnvoy };

export function parseEnvoy(file: SourceText): FileFacts {
  if (/\.json(?:\.\w+)?$/i.test(file.path)) {
    const reader = new NodeReader(file.path, file.text);
    const { root, problems } = readJson(file.text);
    return {
      file: file.path,
      facts: root === undefined ? [] : bootstrapFacts(root, reader),
      problems: problems.slice(0, 1).map((problem) => treeProblem(reader, problem, 'json')),
      suppressions: [],
    };
  }
  // `${X}` is how the environment gets into a bootstrap, and no reason to give the rest up.
  return yamlFacts(file, bootstrapFacts, { templates: 'read' });
}

/** A route of one listener, with what holds above it. */
interface Way {
  readonly listener: YamlNode;
  readonly manager: YamlNode;
  readonly route: YamlMap;
  /** What requests must match. */
  readonly label: string;
  readonly cluster: string;
}

function bootstrapFacts(root: YamlNode, reader: NodeReader): Fact[] {
  const listeners = items(root, 'static_resources', 'listeners');
  const clusters = new Map(
    items(root, 'static_resources', 'clusters').flatMap((node) => {
      const name = reader.string(node, 'name');
      return name === undefined ? [] : [[name, node] as const];
    }),
  );
  const ways = listeners.flatMap((listener) => waysOf(listener, reader));
  const seen = new Map<string, number>();
  const mistakes = [
    ...listeners.flatMap((listener) =>
      managersOf(listener).flatMap((each) => partSettings('manager', each, reader).mistakes),
    ),
    ...[...new Set(ways.map((way) => way.route))].flatMap((each) => partSettings('route', each, reader).mistakes),
    ...[...clusters.values()].flatMap((each) => partSettings('cluster', each, reader).mistakes),
  ];
  const proxies = ways.flatMap((way): ProxyFact[] => {
    const cluster = clusters.get(way.cluster);
    return cluster === undefined ? [] : [proxyFact(way, cluster, reader, seen)];
  });
  return [...proxies, ...distinct(mistakes)];
}
function distinct(mistakes: readonly SettingMistake[]): readonly SettingMistake[] {
  const keys = mistakes.map((each) => `${each.at.line}:${each.at.column}`);
  return mistakes.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}

function managersOf(listener: YamlNode): readonly YamlNode[] {
  const chains = [
    ...items(listener, 'filter_chains'),
    ...[get(listener, 'default_filter_chain')].flatMap((node) => node ?? []),
  ];
  return chains.flatMap((chain) =>
    items(chain, 'filters').flatMap((filter) => {
      const config = mapAt(filter, 'typed_config');
      const type = presentScalar(get(config, '@type'))?.text;
      if (config !== undefined && type?.endsWith('.HttpConnectionManager') === true) return [config];
      // Before its third API a filter was known by its name, and its configuration had no type.
      const untyped = mapAt(filter, 'config');
      const name = presentScalar(get(filter, 'name'))?.text;
      return untyped !== undefined && name?.endsWith('.http_connection_manager') === true ? [untyped] : [];
    }),
  );
}
function waysOf(listener: YamlNode, reader: NodeReader): readonly Way[] {
  return managersOf(listener).flatMap((manager) =>
    items(manager, 'route_config', 'virtual_hosts').flatMap((host) =>
      items(host, 'routes').flatMap((each) => {
        const route = mapAt(each, 'route');
        if (route === undefined) return [];
        const label =
          ['prefix', 'path', 'path_separated_prefix'].flatMap((kind) => reader.string(each, 'match', kind) ?? [])[0] ??
          '';
        const single = reader.string(route, 'cluster');
        const weighted = items(route, 'weighted_clusters', 'clusters').flatMap(
          (node) => reader.string(node, 'name') ?? [],
        );
        return (single === undefined ? weighted : [single]).map((cluster) => ({
          listener,
          manager,
          route,
          label,
          cluster,
        }));
      }),
    ),
  );
}

function proxyFact(way: Way, cluster: YamlNode, reader: NodeReader, seen: Map<string, number>): ProxyFact {
  const port = reader.number(way.listener, 'address', 'socket_address', 'port_value');
  const listener = reader.string(way.listener, 'name') ?? (port === undefined ? 'listener' : `:${port}`);
  const base = `listener ${listener} route ${way.label} cluster ${way.cluster}`;
  const before = seen.get(base);
  const count = before === undefined ? 1 : before + 1;
  seen.set(base, count);
  const forwardsTo = endpointsOf(cluster, reader);
  const parts = [
    partSettings('manager', way.manager, reader),
    partSettings('route', way.route, reader),
    partSettings('cluster', cluster, reader),
  ];
  return {
    kind: 'proxy',
    product: 'envoy',
    id: count === 1 ? base : `${base} (${count})`,
    name: `${listener}${way.label}${count === 1 ? '' : ` (${count})`}`,
    at: headOf(reader.at(way.route)),
    scope: `envoy:${reader.file}`,
    settings: [...parts.flatMap((each) => each.settings), ...impliedRetries(way.route, reader)],
    forwardsTo,
    runsIn: 'file',
    ...(port === undefined ? {} : { listensOn: [port] }),
    ...(forwardsTo.length === 0 ? {} : { servers: { value: forwardsTo.length, at: headOf(reader.at(cluster)) } }),
  };
}
/** A node of many lines is named by its first. */
function headOf(at: ProxyFact['at']): ProxyFact['at'] {
  return at.line === at.endLine ? at : { ...at, endLine: at.line, endColumn: at.column };
}

/** Names are looked up again and again (STRICT_DNS, LOGICAL_DNS), so none is pinned. */
function endpointsOf(cluster: YamlNode, reader: NodeReader): readonly ForwardRef[] {
  const assigned = items(cluster, 'load_assignment', 'endpoints').flatMap((locality) =>
    items(locality, 'lb_endpoints').map((endpoint) => get(endpoint, 'endpoint', 'address', 'socket_address')),
  );
  // `hosts` is where they stood before the third API.
  const sockets = [...assigned, ...items(cluster, 'hosts').map((host) => get(host, 'socket_address'))];
  return sockets.flatMap((socket): ForwardRef[] => {
    const address = reader.text(socket, 'address');
    const port = reader.number(socket, 'port_value');
    return address === undefined
      ? []
      : [{ to: 'address', value: address.text, at: address.at, ...(port === undefined ? {} : { port }) }];
  });
}

/** A retry policy that states no number of retries has one all the same. */
function impliedRetries(route: YamlMap, reader: NodeReader): ProxyFact['settings'] {
  const policy = get(route, 'retry_policy');
  const retries = factRows('envoy', 'implied-retries')[0]?.value;
  const key = keyOfAttempts();
  if (
    policy === undefined ||
    typeof retries !== 'number' ||
    key === undefined ||
    get(policy, 'num_retries') !== undefined
  )
    return [];
  const at = headOf(reader.at(policy));
  return [{ name: 'outbound.attempts', key, value: literal(retries, at), keyAt: at }];
}
function keyOfAttempts(): string | undefined {
  return [...fileKeys('envoy')].find(([, entries]) =>
    entries.some((entry) => entry.setting === 'outbound.attempts'),
  )?.[0];
}
