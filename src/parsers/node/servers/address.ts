// The port and host that a server listens on, as far as the file says.
import { type Expression, literal } from '../../../model/expression.js';
import { argumentsOf, type CallNode, is, isFunction, type Node, stringOf, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import type { Value } from '../values/values.js';
import { describedValue } from './described-servers.js';
import type { FoundServer } from './find-servers.js';
import { argumentAt } from './options.js';

export interface Address {
  readonly port?: Expression;
  readonly host?: Expression;
}

export function readAddress(file: SourceFile, server: FoundServer): Address {
  const { framework, node } = server;
  for (const path of framework.address ?? []) {
    const found = fromObject(
      file,
      is(node, 'ObjectExpression') ? file.reader.value(node) : argumentAt(file, node, path),
      node,
    );
    if (found !== undefined) return found;
  }
  if (is(node, 'ObjectExpression')) {
    const whole = describedValue(file, server);
    const path = framework.described?.address;
    return fromObject(file, path === undefined ? whole : file.reader.member(whole, path, node), node) ?? {};
  }
  for (const start of server.starts) {
    const found = framework.startsAt === 'address' ? fromText(file, start) : fromListen(file, start);
    if (found !== undefined) return found;
  }
  return {};
}

function fromObject(file: SourceFile, value: Value | undefined, at: Node): Address | undefined {
  if (value === undefined || value.kind !== 'object') return undefined;
  const port = file.reader.member(value, 'port', at);
  const host =
    file.reader.member(value, 'hostname', at) ??
    file.reader.member(value, 'host', at) ??
    file.reader.member(value, 'ip', at);
  if (port === undefined && host === undefined) return undefined;
  return {
    ...(port && { port: file.reader.expressionOf(port) }),
    ...(host && { host: file.reader.expressionOf(host) }),
  };
}

/** `0.0.0.0:50051`, `0.0.0.0:${port}`, `host + ':' + port` */
function fromText(file: SourceFile, start: CallNode): Address | undefined {
  const [first] = argumentsOf(start);
  const [origin = first] = first === undefined ? [] : file.tracer.origins(first);
  if (origin === undefined) return undefined;
  const at = file.source.at(origin);
  if (is(origin, 'TemplateLiteral')) {
    const port = origin.expressions.at(-1);
    const isLast = origin.quasis.at(-1)?.value.raw === '' && origin.quasis.at(-2)?.value.raw.endsWith(':') === true;
    return port !== undefined && isLast ? { port: file.reader.expression(port) } : undefined;
  }
  if (is(origin, 'BinaryExpression') && origin.operator === '+')
    return file.source.textOf(origin.left).endsWith(":'") ? { port: file.reader.expression(origin.right) } : undefined;
  const text = stringOf(origin) ?? '';
  const colon = text.lastIndexOf(':');
  const port = text.slice(colon + 1);
  if (colon < 0 || !/^\d+$/.test(port)) return undefined;
  return { port: literal(Number(port), at), host: literal(text.slice(0, colon), at) };
}

function fromListen(file: SourceFile, start: CallNode): Address | undefined {
  const [first, second] = argumentsOf(start);
  if (first === undefined || isFunction(unwrap(first))) return undefined;
  const whole = file.reader.value(first);
  if (whole.kind === 'object') return fromObject(file, whole, first) ?? {};
  const host = second === undefined ? undefined : hostOf(file, second);
  return { port: file.reader.expression(first), ...(host && { host }) };
}

/** The second argument of `listen` is a host, a backlog or the callback; what nobody can read may be a host. */
function hostOf(file: SourceFile, node: Node): Expression | undefined {
  if (file.tracer.functions(node).length > 0 || file.reader.value(node).kind === 'object') return undefined;
  const expression = file.reader.expression(node);
  return expression.kind === 'literal' && typeof expression.value !== 'string' ? undefined : expression;
}
