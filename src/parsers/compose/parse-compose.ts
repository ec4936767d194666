// Reads a compose file: every service is a workload with one container; a service with `build:` says where its image comes from.
import { literal } from '../../model/expression.js';
import type { BuildFact, Fact, WorkloadFact } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import { podless } from '../../model/podless.js';
import { yamlFacts } from '../kit/yaml/facts.js';
import { items, mapAt, type NodeReader, present, presentScalar } from '../kit/yaml/node-reader.js';
import { get, type YamlEntry, type YamlMap, type YamlNode } from '../kit/yaml/read-yaml.js';
import type { EmbeddedText, ParsedFile, Parser, SourceText } from '../parser.js';
import { configTexts } from './configs.js';
import { filledIn } from './fill-in.js';
import { readIncludes } from './includes.js';
import { type ComposeVariables, interpolated } from './interpolate.js';
import { type ComposeFile, composeBuild, readContainer } from './service.js';
import { linkNames, readTraits } from './traits.js';

export const parser: Parser = { parse: (file) => parseCompose(file) };

/** `variables`: those of its project, where they are known. */
export function parseCompose(file: SourceText, variables: ComposeVariables = new Map()): ParsedFile {
  const place = {
    directory: folderOf(file.path),
    isOverride: isOverride(file.path),
    isForBuilds: isForBuilds(file.path),
  };
  const embedded: EmbeddedText[] = [];
  const read = (written: YamlNode, reader: NodeReader): Fact[] => {
    const root = variables.size === 0 ? written : filledIn(written, variables);
    const compose = { reader, ...place };
    embedded.push(...configTexts(compose, root, scopeOf(file.path)));
    return readServices(compose, root);
  };
  const facts = yamlFacts(file, read, { variables: 'value' });
  return embedded.length === 0 ? facts : { ...facts, embedded };
}

const isOverride = (path: string): boolean => /[._-]override\.ya?ml$/i.test(path);

/** `docker-compose.build.yml` */
const isForBuilds = (path: string): boolean => /(?:^|[._-])build(?:[._-][^/]{0,60})?\.ya?ml$/i.test(baseNameOf(path));
/** What such a file says when nobody starts it. */
const ofBuilds: ReadonlySet<string> = new Set([
  'build',
  'image',
  'platform',
  'extends',
  'profiles',
  'pull_policy',
  'labels',
]);

/** `docker compose up` reads the plain name and its override together; any other name is a project of its own. */
function scopeOf(path: string): string {
  const name = baseNameOf(path).replace(/\.ya?ml$/i, '');
  const variant = name.replace(/^(?:docker-|podman-)?compose(?:[._-]override)?$/i, '');
  const directory = folderOf(path);
  return variant === '' ? `compose:${directory}` : `compose:${directory}:${variant}`;
}

function readServices(file: ComposeFile, root: YamlNode | undefined): Fact[] {
  const included = readIncludes(file, root, scopeOf(file.reader.file));
  const services = mapAt(root, 'services');
  if (services === undefined) return included;
  const isStarted = !file.isForBuilds || !services.entries.every(({ value }) => onlyBuilds(value));
  const parts = { configs: mapAt(root, 'configs'), links: linkNames(services), isStarted };
  const facts = services.entries.flatMap((entry): Fact[] => {
    const service = entry.value;
    if (service.kind !== 'map') return [];
    const build = buildFact(file, entry, service);
    const workload = readWorkload(file, entry, service, parts);
    return build === undefined ? [workload] : [workload, build];
  });
  return [...facts, ...included];
}

/** Nothing in it is for a container that runs. */
function onlyBuilds(service: YamlNode): boolean {
  return (
    service.kind === 'map' &&
    get(service, 'build') !== undefined &&
    service.entries.every(({ key }) => ofBuilds.has(key.text) || key.text.startsWith('x-'))
  );
}

function readWorkload(
  file: ComposeFile,
  entry: YamlEntry,
  service: YamlMap,
  {
    configs,
    links,
    isStarted,
  }: {
    readonly configs: YamlMap | undefined;
    readonly links: ReturnType<typeof linkNames>;
    readonly isStarted: boolean;
  },
): WorkloadFact {
  const { reader } = file;
  const at = reader.at({ start: entry.key.start, end: entry.value.end });
  const annotations = readLabels(file, service);
  const runnable = get(service, 'image') !== undefined || get(service, 'build') !== undefined;
  const grace = reader.text(service, 'stop_grace_period');
  const compose = readTraits(file, service, links.get(entry.key.text) ?? []);
  const replicas = reader.text(service, 'deploy', 'replicas') ?? reader.text(service, 'scale');
  return {
    ...podless,
    kind: 'workload',
    workloadKind: 'ComposeService',
    platform: 'compose',
    name: entry.key.text,
    nameAt: reader.at(entry.key),
    at,
    scope: scopeOf(reader.file),
    complete: runnable && !file.isOverride && isStarted,
    labels: Object.fromEntries(annotations.map((label) => [label.key, label.value])),
    annotations,
    containers: [readContainer(file, entry.key.text, at, service, configs)],
    podSpecAt: at,
    dependsOn: namesIn(service, 'depends_on'),
    ...present({
      compose,
      replicas: replicas === undefined ? undefined : count(replicas.text, replicas.at),
      grace:
        grace === undefined
          ? undefined
          : ({
              kind: 'convert',
              to: 'compose-duration',
              operand: interpolated(grace.text, grace.at),
              at: grace.at,
            } as const),
    }),
  };
}

function count(text: string, at: WorkloadFact['at']): NonNullable<WorkloadFact['replicas']> {
  if (/^\d+$/.test(text)) return literal(Number(text), at);
  return { kind: 'convert', to: 'integer', operand: interpolated(text, at), at };
}

function buildFact(file: ComposeFile, entry: YamlEntry, service: YamlMap): BuildFact | undefined {
  const build = composeBuild(file, get(service, 'build'));
  if (build === undefined) return undefined;
  const { reader } = file;
  const image = reader.string(service, 'image');
  return {
    kind: 'build',
    by: 'compose',
    // Without a name compose calls the image after project and service; the service is what others can know.
    ...(image === undefined ? { image: entry.key.text, unnamed: true as const } : { image }),
    ...build,
  };
}

/** Labels of the service and, for swarm, of its deployment: proxies such as Traefik read them like annotations. */
function readLabels({ reader }: ComposeFile, service: YamlMap): WorkloadFact['annotations'] {
  return [get(service, 'labels'), get(service, 'deploy', 'labels')].flatMap((node) => {
    if (node?.kind === 'map') {
      return node.entries.flatMap(({ key, value }) =>
        value.kind === 'scalar'
          ? [{ key: key.text, value: value.text, isString: true, keyAt: reader.at(key), at: reader.at(value) }]
          : [],
      );
    }
    return items(node).flatMap((item) => {
      const text = presentScalar(item)?.text;
      const equals = text?.indexOf('=') ?? -1;
      if (text === undefined || equals <= 0) return [];
      const at = reader.at(item);
      return [{ key: text.slice(0, equals), value: text.slice(equals + 1), isString: true, keyAt: at, at }];
    });
  });
}

function namesIn(service: YamlMap, key: string): readonly string[] {
  const node = get(service, key);
  if (node?.kind === 'map') return node.entries.map((entry) => entry.key.text);
  return items(node).flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
}
