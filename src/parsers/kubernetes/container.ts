// Containers of a pod: image, command, environment, ports, probes, hooks and resources, as far as they are written.
import { type Expression, literal } from '../../model/expression.js';
import type { CommandFact, ContainerFact, EnvFact, Text } from '../../model/facts.js';
import { isOpen, items, type NodeReader, present, presentScalar, quoted } from '../kit/yaml/node-reader.js';
import { get, hasPlaceholder, type YamlNode, type YamlScalar } from '../kit/yaml/read-yaml.js';
import { readMounts, type Volumes } from './mounts.js';
import { readPreStop, readProbe } from './probe.js';

export function readContainers(reader: NodeReader, list: YamlNode | undefined, volumes: Volumes): ContainerFact[] {
  return items(list).flatMap((node) => (isContainer(node) ? [readContainer(reader, node, volumes)] : []));
}

/** An element that is only `$patch: replace` tells a patch what to do. */
const isContainer = (node: YamlNode): boolean =>
  node.kind === 'map' && !(get(node, '$patch') !== undefined && get(node, 'name') === undefined);

function readContainer(reader: NodeReader, node: YamlNode, volumes: Volumes): ContainerFact {
  const mounts = readMounts(reader, node, volumes);
  return {
    name: reader.string(node, 'name') ?? '',
    at: reader.at(node),
    env: readEnvironment(reader, node),
    envFrom: readEnvironmentSources(reader, node),
    ports: readPorts(reader, node),
    sidecar: reader.string(node, 'restartPolicy') === 'Always',
    ...present({
      image: readImage(reader, node),
      command: readCommand(reader, get(node, 'command')),
      args: readCommand(reader, get(node, 'args')),
      workingDir: reader.text(node, 'workingDir'),
      readiness: readProbe(reader, get(node, 'readinessProbe')),
      liveness: readProbe(reader, get(node, 'livenessProbe')),
      startup: readProbe(reader, get(node, 'startupProbe')),
      preStop: readPreStop(reader, get(node, 'lifecycle')),
      stopSignal: reader.text(node, 'lifecycle', 'stopSignal'),
      memoryLimit: readResource(reader, node, 'limits', 'memory'),
      cpuLimit: readResource(reader, node, 'limits', 'cpu'),
      memoryRequest: readResource(reader, node, 'requests', 'memory'),
      cpuRequest: readResource(reader, node, 'requests', 'cpu'),
      envOpen: readOpen(reader, get(node, 'env')),
      portsOpen: readOpenPorts(reader, node),
      tty: reader.boolean(node, 'tty'),
      mounts: mounts.length === 0 ? undefined : mounts,
    }),
  };
}

/** Charts leave the image empty for whoever installs them: the container is whole all the same, and no patch. */
function readImage(reader: NodeReader, container: YamlNode): Expression | undefined {
  const node = get(container, 'image');
  const isEmpty = node?.kind === 'scalar' && (presentScalar(node) === undefined || isScaffold(reader, container));
  return isEmpty ? literal('', reader.at(node)) : reader.expression(container, 'image');
}

/** The image that `helm create` begins a chart with, on ports where it does not listen: whoever installs the chart names another. */
function isScaffold(reader: NodeReader, container: YamlNode): boolean {
  if (!/^(?:docker\.io\/)?(?:library\/)?nginx(?::[\w.-]+)?$/.test(reader.string(container, 'image') ?? ''))
    return false;
  if (['command', 'args', 'volumeMounts'].some((key) => items(container, key).length > 0)) return false;
  const ports = readPorts(reader, container);
  return ports.length > 0 && ports.every(({ port }) => port !== 80 && port !== 443);
}

/** What a template puts in place of the whole list. */
function readOpen(reader: NodeReader, node: YamlNode | undefined): Text | undefined {
  return node?.kind === 'scalar' && isOpen(node) ? reader.text(node) : undefined;
}

function readResource(reader: NodeReader, container: YamlNode, bound: string, name: string): Text | undefined {
  const resources = get(container, 'resources');
  const limits = get(resources, bound);
  return reader.text(limits, name) ?? readOpen(reader, resources) ?? readOpen(reader, limits);
}

function readOpenPorts(reader: NodeReader, container: YamlNode): Text | undefined {
  const ports = items(container, 'ports').map((node) => get(node, 'containerPort'));
  const open = [get(container, 'ports'), ...ports].find((node) => readOpen(reader, node) !== undefined);
  return reader.text(open);
}

function readCommand(reader: NodeReader, node: YamlNode | undefined): CommandFact | undefined {
  const words = reader.words(node);
  return node === undefined || words === undefined ? undefined : { form: 'exec', words, at: reader.at(node) };
}

function readPorts(reader: NodeReader, container: YamlNode): ContainerFact['ports'] {
  return items(container, 'ports').flatMap((node) => {
    const port = reader.number(node, 'containerPort');
    if (port === undefined) return [];
    return [
      {
        port,
        at: reader.at(node),
        ...present({
          name: reader.string(node, 'name'),
          hostPort: reader.number(node, 'hostPort'),
          protocol: reader.string(node, 'protocol'),
        }),
      },
    ];
  });
}

// ---------------------------------------------------------------- environment

function readEnvironmentSources(reader: NodeReader, container: YamlNode): ContainerFact['envFrom'] {
  return items(container, 'envFrom').flatMap((node) => {
    const configmap = reader.string(node, 'configMapRef', 'name');
    const name = configmap ?? reader.string(node, 'secretRef', 'name');
    if (name === undefined) return [];
    const from = configmap === undefined ? 'secret' : 'configmap';
    return [{ from, name, at: reader.at(node), ...present({ prefix: reader.string(node, 'prefix') }) } as const];
  });
}

function readEnvironment(reader: NodeReader, container: YamlNode): EnvFact[] {
  const earlier = new Map<string, Expression | undefined>();
  const open = items(container, 'envFrom').length > 0;
  return items(container, 'env').flatMap((node) => {
    const name = reader.string(node, 'name');
    if (name === undefined) return [];
    const from = readReference(reader, node);
    const scalar = presentScalar(get(node, 'value'));
    const value = scalar === undefined ? undefined : readValue(reader, scalar, earlier, open);
    earlier.set(name, value);
    return [{ name, at: reader.at(node), ...present({ value, from }) }];
  });
}

const kinds = [
  ['configmap', 'configMapKeyRef'],
  ['secret', 'secretKeyRef'],
] as const;

function readReference(reader: NodeReader, node: YamlNode): EnvFact['from'] {
  const source = get(node, 'valueFrom');
  if (source === undefined) return undefined;
  for (const [kind, field] of kinds) {
    const name = reader.string(source, field, 'name');
    const key = reader.string(source, field, 'key');
    if (name !== undefined && key !== undefined) return { kind, name, key };
  }
  const field = reader.string(source, 'fieldRef', 'fieldPath');
  if (field !== undefined) return { kind: 'field', name: field, key: '' };
  const resource = reader.string(source, 'resourceFieldRef', 'resource');
  const container = reader.string(source, 'resourceFieldRef', 'containerName');
  return resource === undefined ? undefined : { kind: 'field', name: resource, key: container ?? '' };
}

const variable = /\$\$|\$\(([A-Za-z_.-][\w.-]*)\)/g;

/**
 * `$(NAME)` stands for a variable that is defined earlier in the list or comes from `envFrom`; one that is not stays as it is
 * written, and `$$` is a dollar sign. https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
function readValue(
  reader: NodeReader,
  scalar: YamlScalar,
  earlier: ReadonlyMap<string, Expression | undefined>,
  open: boolean,
): Expression {
  if (typeof scalar.value !== 'string' || !scalar.text.includes('$') || hasPlaceholder(scalar.text)) {
    return reader.scalarExpression(scalar);
  }
  const at = reader.at(scalar);
  const whole = /^\$\(([A-Za-z_.-][\w.-]*)\)$/.exec(scalar.text)?.[1];
  if (whole !== undefined && (earlier.has(whole) || open)) return { kind: 'env', name: whole, at };
  let unresolved: string | undefined;
  const text = scalar.text.replaceAll(variable, (written, name: string | undefined) => {
    if (name === undefined) return '$';
    const value = earlier.get(name);
    if (value?.kind === 'literal') return String(value.value);
    if (earlier.has(name) || open) unresolved = name;
    return written;
  });
  if (unresolved !== undefined) {
    return {
      kind: 'unknown',
      reason: 'dynamic',
      text: `${quoted(scalar.text)} is put together when the pod starts`,
      at,
    };
  }
  return literal(text, at, text === scalar.text ? undefined : scalar.text);
}
