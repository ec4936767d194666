// Reads Traefik's files: the static one as settings for all of it, the dynamic ones as a proxy for every router.
import { schemeVersion } from '../../knowledge/http-version.js';
import { judgeValue } from '../../knowledge/judge-value.js';
import type {
  Fact,
  FileFacts,
  ForwardRef,
  ParseProblem,
  PolicyFact,
  ProxyFact,
  SuppressionFact,
} from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import { readSuppressions } from '../kit/suppressions.js';
import { readToml } from '../kit/toml.js';
import { NodeReader, present } from '../kit/yaml/node-reader.js';
import { documentProblems, treeProblem } from '../kit/yaml/problems.js';
import { readYaml, type YamlEntry, type YamlNode } from '../kit/yaml/read-yaml.js';
import { yamlSuppressions } from '../kit/yaml/suppressions.js';
import type { Parser, SourceText } from '../parser.js';
import { entriesAt, entryAt, type FoundKey, itemsAt, keysBelow, nodeAt, settingsOf, textAt } from './tree.js';

export const parser: Parser = { parse: parseTraefik };

export function parseTraefik(file: SourceText): FileFacts {
  const reader = new NodeReader(file.path, file.text);
  const { roots, problems, suppressions } = /\.toml$/i.test(file.path) ? tomlTrees(reader) : yamlTrees(reader);
  const facts = roots.flatMap((root): Fact[] => [
    ...staticFacts(root, reader),
    ...routerFacts(root, reader),
    ...tcpRouterFacts(root, reader),
    ...transportFacts(root, reader),
    ...judge([...keysBelow(root, '')], reader),
  ]);
  return { file: file.path, facts, problems, suppressions };
}

interface Trees {
  readonly roots: readonly YamlNode[];
  readonly problems: readonly ParseProblem[];
  readonly suppressions: readonly SuppressionFact[];
}
function yamlTrees(reader: NodeReader): Trees {
  const documents = readYaml(reader.source);
  return {
    roots: documents.flatMap((document) => document.root ?? []),
    problems: documents.flatMap((document) => documentProblems(reader, document)),
    suppressions: yamlSuppressions(reader.file, reader.source, reader.lines),
  };
}
function tomlTrees(reader: NodeReader): Trees {
  const { root, comments, problem } = readToml(reader.source);
  return {
    roots: [root],
    problems: problem === undefined ? [] : [treeProblem(reader, problem, 'toml')],
    suppressions: readSuppressions(reader.file, comments, reader.lines),
  };
}

function judge(keys: readonly FoundKey[], reader: NodeReader): Fact[] {
  const strict = keys.map((found) => ({
    ...found,
    entries: found.entries.filter((entry) => entry.key.words === undefined),
  }));
  return strict.flatMap(({ path, value, entries }) => {
    const expression = reader.scalarExpression(value);
    return expression.kind === 'literal' && entries.length > 0 ? judgeValue(path, expression, entries) : [];
  });
}

/** What is set for all of Traefik is a policy of its own: routes and routers of every provider are subject to it. */
function staticFacts(root: YamlNode, reader: NodeReader): PolicyFact[] {
  const at = entryAt(root, 'entryPoints') ?? entryAt(root, 'serversTransport') ?? entryAt(root, 'providers');
  if (at === undefined || entryAt(root, 'http') !== undefined) return [];
  const place = reader.at(at.key);
  const settings = settingsOf(
    [
      ...keysBelow(nodeAt(root, 'entryPoints'), 'entryPoints.'),
      ...keysBelow(nodeAt(root, 'serversTransport'), 'serversTransport.'),
    ],
    reader,
  );
  return [
    {
      kind: 'policy',
      policyKind: 'TraefikConfiguration',
      product: 'traefik',
      name: baseNameOf(reader.file),
      at: place,
      nameAt: place,
      labels: {},
      annotations: [],
      attach: [{ to: 'controller', at: place }],
      settings,
    },
  ];
}

/** Routers of other files and labels on containers name them: `slow@file`. */
function transportFacts(root: YamlNode, reader: NodeReader): PolicyFact[] {
  return entriesAt(root, 'http', 'serversTransports').map(({ key, value }): PolicyFact => {
    const at = reader.at(key);
    return {
      ...{ kind: 'policy', policyKind: 'TraefikTransport', product: 'traefik', name: key.text, at, nameAt: at },
      ...{ labels: {}, annotations: [], attach: [] },
      settings: settingsOf(keysBelow(value, 'http.serversTransports.*.'), reader),
    };
  });
}

function routerFacts(root: YamlNode, reader: NodeReader): ProxyFact[] {
  return entriesAt(root, 'http', 'routers').flatMap((router): ProxyFact[] => {
    const service = textAt(router.value, 'service');
    const services = service === undefined ? [] : servicesNamed(root, service.text, 0);
    if (service === undefined || service.text.endsWith('@internal')) return [];
    const urls = services.flatMap((each) => itemsAt(each.value, 'loadBalancer', 'servers'));
    const transports = services.flatMap((each) => textAt(each.value, 'loadBalancer', 'serversTransport') ?? []);
    const [elsewhere] = transports.filter(
      ({ text }) => entryAt(root, 'http', 'serversTransports', local(text)) === undefined,
    );
    const middlewares = itemsAt(router.value, 'middlewares').flatMap((each) =>
      each.kind === 'scalar' ? [each.text] : [],
    );
    const addresses = urls.flatMap((server) => textAt(server, 'url') ?? []);
    const settings = [
      ...transports.flatMap(({ text }) =>
        keysBelow(nodeAt(root, 'http', 'serversTransports', local(text)), 'http.serversTransports.*.'),
      ),
      ...chained(root, middlewares).flatMap((name) =>
        keysBelow(nodeAt(root, 'http', 'middlewares', name), 'http.middlewares.*.'),
      ),
    ];
    return [
      {
        kind: 'proxy',
        product: 'traefik',
        id: `router ${router.key.text}`,
        name: router.key.text,
        at: reader.at(router.key),
        scope: `traefik:${reader.file}`,
        settings: [
          ...schemeVersion(
            'traefik',
            'url',
            addresses.map((url) => ({ text: url.text, at: reader.at(url) })),
          ),
          ...settingsOf(settings, reader),
        ],
        forwardsTo: urls.flatMap((server) => forward(server, reader) ?? []),
        runsIn: 'file',
        ...(elsewhere === undefined ? {} : { transport: { text: elsewhere.text, at: reader.at(elsewhere) } }),
        ...(urls.length === 0
          ? {}
          : { servers: { value: urls.length, at: reader.at(services[0]?.key ?? router.key) } }),
      },
    ];
  });
}
/** Those of a router, and those that a chain among them names, each once. */
function chained(root: YamlNode, names: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const open = names.map(local);
  for (let index = 0; index < open.length && found.size < mostChained; index++) {
    const name = open[index] ?? '';
    if (found.has(name)) continue;
    found.add(name);
    const inner = itemsAt(nodeAt(root, 'http', 'middlewares', name), 'chain', 'middlewares');
    open.push(...inner.flatMap((each) => (each.kind === 'scalar' ? [local(each.text)] : [])));
  }
  return [...found];
}
/** Nobody puts more than a few before one router; many routers may share what they have. */
const mostChained = 100;
/** `tcp.routers`: connections, told apart by the name that a client asks for at most. */
function tcpRouterFacts(root: YamlNode, reader: NodeReader): ProxyFact[] {
  return entriesAt(root, 'tcp', 'routers').flatMap((router): ProxyFact[] => {
    const service = textAt(router.value, 'service');
    const servers = service === undefined ? [] : serversNamed(root, service.text, 0);
    const forwardsTo = servers.flatMap((server) => forward(server, reader, 'address') ?? []);
    if (forwardsTo.length === 0) return [];
    return [
      {
        kind: 'proxy',
        product: 'traefik',
        mode: 'traefik-tcp',
        id: `tcp router ${router.key.text}`,
        name: router.key.text,
        at: reader.at(router.key),
        scope: `traefik:${reader.file}`,
        settings: [],
        forwardsTo,
        runsIn: 'file',
      },
    ];
  });
}
function serversNamed(root: YamlNode, name: string, depth: number): readonly YamlNode[] {
  const found = entryAt(root, 'tcp', 'services', local(name));
  if (found === undefined || depth > 8) return [];
  const others = itemsAt(found.value, 'weighted', 'services').flatMap((each) => textAt(each, 'name') ?? []);
  return others.length === 0
    ? itemsAt(found.value, 'loadBalancer', 'servers')
    : others.flatMap((each) => serversNamed(root, each.text, depth + 1));
}

/** A name may say which provider has it: `api@file`. */
const local = (name: string): string => name.replace(/@.*/s, '');

/** A service, or those that a weighted, mirroring or failover one sends to. */
function servicesNamed(root: YamlNode, name: string, depth: number): readonly YamlEntry[] {
  const found = entryAt(root, 'http', 'services', local(name));
  if (found === undefined || depth > 8) return [];
  const others = [
    ...itemsAt(found.value, 'weighted', 'services').flatMap((each) => textAt(each, 'name') ?? []),
    ...['mirroring', 'failover'].flatMap((kind) => textAt(found.value, kind, 'service') ?? []),
  ];
  return others.length === 0 ? [found] : others.flatMap((each) => servicesNamed(root, each.text, depth + 1));
}
/** Go looks a name up for each new connection, so none is pinned. */
function forward(server: YamlNode, reader: NodeReader, key = 'url'): ForwardRef | undefined {
  const url = textAt(server, key);
  if (url === undefined) return undefined;
  const value = url.text.replace(/^[a-z0-9]+:\/\//i, '').replace(/\/.*/s, '');
  const port = /:(\d{1,5})$/.exec(value)?.[1];
  return {
    to: 'address',
    value,
    at: reader.at(url),
    ...present({ port: port === undefined ? undefined : Number(port) }),
  };
}
