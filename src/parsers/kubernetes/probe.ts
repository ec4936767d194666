// Probes and the preStop hook of a container, with only what is written: defaults are none of the parser's business.
import type { PreStopFact, ProbeFact } from '../../model/facts.js';
import { isOpen, type NodeReader, present } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';

export function readProbe(reader: NodeReader, node: YamlNode | undefined): ProbeFact | undefined {
  // A template's probe is there, whatever it asks.
  if (node?.kind === 'scalar' && isOpen(node)) return { handler: 'none', at: reader.at(node) };
  if (node?.kind !== 'map') return undefined;
  return {
    ...readProbeHandler(reader, node),
    at: reader.at(node),
    ...present({
      initialDelay: reader.quantity(node, 'initialDelaySeconds'),
      period: reader.quantity(node, 'periodSeconds'),
      timeout: reader.quantity(node, 'timeoutSeconds'),
      failures: reader.quantity(node, 'failureThreshold'),
      successes: reader.quantity(node, 'successThreshold'),
      grace: reader.quantity(node, 'terminationGracePeriodSeconds'),
    }),
  };
}

type ProbeHandler = Pick<ProbeFact, 'handler' | 'path' | 'port' | 'scheme' | 'command'>;

function readProbeHandler(reader: NodeReader, node: YamlNode): ProbeHandler {
  const http = get(node, 'httpGet');
  if (http !== undefined) {
    const scheme = reader.string(http, 'scheme');
    return { handler: 'http', ...readHttpTarget(reader, http), ...present({ scheme }) };
  }
  if (get(node, 'tcpSocket') !== undefined) {
    return { handler: 'tcp', ...present({ port: reader.port(node, 'tcpSocket', 'port') }) };
  }
  if (get(node, 'exec') !== undefined) {
    return { handler: 'exec', ...present({ command: reader.words(node, 'exec', 'command') }) };
  }
  if (get(node, 'grpc') !== undefined) {
    return { handler: 'grpc', ...present({ port: reader.port(node, 'grpc', 'port') }) };
  }
  return { handler: 'none' };
}

function readHttpTarget(reader: NodeReader, http: YamlNode): Pick<ProbeFact, 'path' | 'port'> {
  return present({ path: reader.text(http, 'path'), port: reader.port(http, 'port') });
}

export function readPreStop(reader: NodeReader, lifecycle: YamlNode | undefined): PreStopFact | undefined {
  const node = get(lifecycle, 'preStop') ?? (lifecycle?.kind === 'scalar' ? lifecycle : undefined);
  if (node !== undefined && isOpen(node)) {
    const at = reader.at(node);
    const text = 'a template decides about its preStop hook';
    return { handler: 'sleep', at, sleep: { kind: 'unknown', reason: 'templated', text, at } };
  }
  if (node?.kind !== 'map') return undefined;
  const at = reader.at(node);
  if (get(node, 'exec') !== undefined) {
    return { handler: 'exec', at, ...present({ command: reader.words(node, 'exec', 'command') }) };
  }
  if (get(node, 'sleep') !== undefined) {
    return { handler: 'sleep', at, ...present({ sleep: reader.expression(node, 'sleep', 'seconds') }) };
  }
  const http = get(node, 'httpGet');
  if (http !== undefined) return { handler: 'http', at, ...readHttpTarget(reader, http) };
  if (get(node, 'tcpSocket') !== undefined) {
    return { handler: 'tcp', at, ...present({ port: reader.port(node, 'tcpSocket', 'port') }) };
  }
  return { handler: 'none', at };
}
