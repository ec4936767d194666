// Reads one compose service as a container: image, build, command, environment, ports, mounts.
import type { BuildFact, CommandFact, ContainerFact, EnvFact, Text } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { splitWords } from '../../model/shell.js';
import { pathInside } from '../kit/paths.js';
import { items, type NodeReader, present, presentScalar } from '../kit/yaml/node-reader.js';
import { get, type YamlMap, type YamlNode } from '../kit/yaml/read-yaml.js';
import { configMounts } from './configs.js';
import { inlineName, inlineProduct } from './inline-dockerfile.js';
import { interpolated, withDefaults } from './interpolate.js';

export interface ComposeFile {
  readonly reader: NodeReader;
  readonly directory: string;
  /** Merges on top of the file it is named after. */
  readonly isOverride: boolean;
  readonly isForBuilds: boolean;
}

export function readContainer(
  file: ComposeFile,
  name: string,
  at: Location,
  service: YamlMap,
  configs: YamlMap | undefined,
): ContainerFact {
  const { reader } = file;
  const inline = inlineProduct(reader, get(service, 'build'));
  const image = inline ?? reader.text(service, 'image');
  const build = inline === undefined ? composeBuild(file, get(service, 'build')) : undefined;
  const limits = ['deploy', 'resources', 'limits'] as const;
  const mounts = [...readMounts(file, service), ...configMounts(file, service, configs)];
  return {
    name,
    at,
    env: readEnvironment(reader, get(service, 'environment')),
    envFrom: readEnvFiles(reader, get(service, 'env_file')),
    ports: [...readPorts(reader, get(service, 'ports')), ...readPorts(reader, get(service, 'expose'))],
    sidecar: false,
    ...present({
      image: image === undefined ? undefined : interpolated(image.text, image.at),
      build: build === undefined ? undefined : containerBuild(build, get(service, 'build')),
      command: readCommand(reader, get(service, 'entrypoint')),
      clearsEntrypoint: isCleared(reader, get(service, 'entrypoint')),
      args: readCommand(reader, get(service, 'command')),
      workingDir: settledText(reader, service, 'working_dir'),
      stopSignal: settledText(reader, service, 'stop_signal'),
      init: reader.boolean(service, 'init'),
      tty: reader.boolean(service, 'tty'),
      memoryLimit: reader.text(service, ...limits, 'memory') ?? reader.text(service, 'mem_limit'),
      cpuLimit: reader.text(service, ...limits, 'cpus') ?? reader.text(service, 'cpus'),
      mounts: mounts.length === 0 ? undefined : mounts,
    }),
  };
}

type Build = Omit<BuildFact, 'kind' | 'by' | 'image'>;

/** Folder and file as paths of the repository; a context that lies elsewhere (a URL, an absolute path) is none of ours. */
export function composeBuild({ reader, directory }: ComposeFile, node: YamlNode | undefined): Build | undefined {
  const short = presentScalar(node)?.text;
  const written = short ?? reader.string(node, 'context') ?? (node?.kind === 'map' ? '.' : undefined);
  const context = written === undefined ? undefined : pathInside(directory, fromHere(withDefaults(written)));
  if (node === undefined || context === undefined) return undefined;
  const isInline = get(node, inlineName) !== undefined;
  const dockerfile = isInline ? inlineName : reader.string(node, 'dockerfile');
  return {
    context,
    at: reader.at(node),
    ...present({
      dockerfile: dockerfile === undefined ? undefined : pathInside(context, withDefaults(dockerfile)),
      target: reader.string(node, 'target'),
      args: readArguments(reader, get(node, 'args')),
    }),
  };
}
function containerBuild(
  { context, dockerfile, target, args, at }: Build,
  node: YamlNode | undefined,
): NonNullable<ContainerFact['build']> {
  const isOpen = node?.kind === 'map' && get(node, 'context') === undefined;
  return { context, at, ...present({ dockerfile, target, args }), ...(isOpen ? { withoutContext: true } : {}) };
}
function readArguments(reader: NodeReader, node: YamlNode | undefined): Record<string, string> | undefined {
  const pairs = readPairs(reader, node).flatMap(({ name, value }): [string, string][] => {
    const text = value === undefined ? undefined : withDefaults(value.text);
    return text === undefined || text.includes('${') ? [] : [[name, text]];
  });
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}

function settledText(reader: NodeReader, node: YamlMap, key: string): Text | undefined {
  const text = reader.text(node, key);
  return text === undefined ? undefined : { ...text, text: withDefaults(text.text) };
}

/** Compose cuts a string into words itself; no shell is involved. */
function readCommand(reader: NodeReader, node: YamlNode | undefined): CommandFact | undefined {
  const scalar = presentScalar(node);
  const words = scalar === undefined ? reader.words(node) : splitWords(withDefaults(scalar.text));
  if (node === undefined || words === undefined) return undefined;
  return { form: 'exec', words: scalar === undefined ? words.map(withDefaults) : words, at: reader.at(node) };
}

/** An empty list or string drops the ENTRYPOINT of the image: https://docs.docker.com/reference/compose-file/services/#entrypoint */
function isCleared(reader: NodeReader, node: YamlNode | undefined): true | undefined {
  if (node?.kind === 'scalar' && presentScalar(node) === undefined) return undefined;
  return readCommand(reader, node)?.words.length === 0 ? true : undefined;
}

interface Pair {
  readonly name: string;
  readonly value: Text | undefined;
  readonly at: Location;
}
/** `{NAME: value}` or `[NAME=value]`; a name alone is passed on from the shell. */
function readPairs(reader: NodeReader, node: YamlNode | undefined): readonly Pair[] {
  if (node?.kind === 'map') {
    return node.entries.flatMap(({ key, value }): Pair[] => {
      if (value.kind !== 'scalar') return [];
      const at = reader.at({ start: key.start, end: value.end });
      return [{ name: key.text, value: reader.text(value), at }];
    });
  }
  return items(node).flatMap((item): Pair[] => {
    const text = presentScalar(item)?.text;
    if (text === undefined) return [];
    const at = reader.at(item);
    const equals = text.indexOf('=');
    if (equals < 0) return [{ name: text, value: undefined, at }];
    return [{ name: text.slice(0, equals), value: { text: text.slice(equals + 1), at }, at }];
  });
}

function readEnvironment(reader: NodeReader, node: YamlNode | undefined): readonly EnvFact[] {
  return readPairs(reader, node).map(({ name, value, at }) => ({
    name,
    at,
    value: value === undefined ? { kind: 'env', name, at } : interpolated(value.text, value.at),
  }));
}

function readEnvFiles(reader: NodeReader, node: YamlNode | undefined): ContainerFact['envFrom'] {
  const list = node?.kind === 'seq' ? node.items : node === undefined ? [] : [node];
  return list.flatMap((item) => {
    const name = presentScalar(item)?.text ?? reader.string(item, 'path');
    return name === undefined ? [] : [{ from: 'file', name: withDefaults(name), at: reader.at(item) } as const];
  });
}

function readPorts(reader: NodeReader, node: YamlNode | undefined): ContainerFact['ports'] {
  return items(node).flatMap((item) => {
    const text = presentScalar(item)?.text;
    const at = reader.at(item);
    if (text === undefined) {
      const port = Number(withDefaults(reader.string(item, 'target') ?? ''));
      const published = Number(withDefaults(reader.string(item, 'published') ?? ''));
      const protocol = reader.string(item, 'protocol');
      return isPort(port) ? [{ port, at, ...present({ hostPort: hostPort(published), protocol }) }] : [];
    }
    const [address = '', protocol] = withDefaults(text).split('/');
    const parts = address.split(':');
    const port = Number(parts.at(-1));
    const host = parts.length > 1 ? Number(parts.at(-2)) : Number.NaN;
    return isPort(port) ? [{ port, at, ...present({ hostPort: hostPort(host), protocol }) }] : [];
  });
}
const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65_536;
const hostPort = (port: number): number | undefined => (isPort(port) ? port : undefined);

/** People run compose in the folder of its file. */
const fromHere = (path: string): string => path.replace(/^\$\{?PWD\}?(?=\/|$)/, '.');

/** Files of the repository that are mounted into the container; named volumes hold nothing we can read. */
function readMounts({ reader, directory }: ComposeFile, service: YamlMap): NonNullable<ContainerFact['mounts']> {
  return items(service, 'volumes').flatMap((item) => {
    const parts = presentScalar(item) === undefined ? [] : withDefaults(presentScalar(item)?.text ?? '').split(':');
    const source = fromHere(parts[0] ?? withDefaults(reader.string(item, 'source') ?? ''));
    const target = parts.length > 1 ? parts[1] : reader.string(item, 'target');
    if (target === undefined || !/^\.{1,2}(?:\/|$)/.test(source)) return [];
    const path = pathInside(directory, source);
    return path === undefined ? [] : [{ from: 'file', source: path, target, at: reader.at(item) } as const];
  });
}
