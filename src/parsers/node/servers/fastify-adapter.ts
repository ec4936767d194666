// Nest on Fastify: the adapter that the factory is given, made here or elsewhere.
import { settingsOfOption } from '../../../knowledge/source-options.js';
import { argumentsOf, is, isCall, type Node } from '../ast.js';
import type { SourceFile } from '../file.js';
import { frameworkOfProduct } from '../frameworks.js';
import { dotted, referenceOf, typeReference } from '../values/references.js';
import type { FoundServer } from './find-servers.js';
import { argumentAt, readOptions, type Written } from './options.js';

export const nestOnFastify = 'nestjs-fastify';

/** Reads its options; true where the application runs on Fastify. */
export function readFastifyAdapter(file: SourceFile, server: FoundServer, into: Written): boolean {
  if (server.framework !== frameworkOfProduct.get('nestjs') || !isCall(server.node)) return false;
  const given = argumentsOf(server.node)[1];
  const adapter = given && file.tracer.origins(given).find((origin) => isMade(file, origin));
  if (adapter !== undefined) {
    readOptions(file, argumentAt(file, adapter, '0'), nestOnFastify, into);
    readOptions(file, argumentAt(file, adapter, '0.http'), nestOnFastify, into, 'http.');
    return true;
  }
  if (given === undefined || !isCalledFastify(file, server.node)) return false;
  const at = file.source.at(given);
  const text = 'the options of the Fastify adapter are written where it is made';
  for (const key of ['keepAliveTimeout', 'requestTimeout', 'http.headersTimeout']) {
    for (const name of settingsOfOption(nestOnFastify, key))
      into.settings.push({ name, key, value: { kind: 'unknown', reason: 'not-in-scan', text, at }, keyAt: at });
  }
  return true;
}

/** `NestFactory.create(Module, new FastifyAdapter({ … }))` */
function isMade(file: SourceFile, origin: Node): boolean {
  const reference = isCall(origin) ? referenceOf(file.source, origin.callee) : undefined;
  return reference !== undefined && dotted(reference) === '@nestjs/platform-fastify.FastifyAdapter';
}
/** `NestFactory.create<NestFastifyApplication>(Module, adapter)` */
function isCalledFastify({ source }: SourceFile, call: Node): boolean {
  if (!is(call, 'CallExpression')) return false;
  return (call.typeArguments?.params ?? []).some((each) => {
    const reference = is(each, 'TSTypeReference') ? typeReference(source, each.typeName) : undefined;
    return reference !== undefined && dotted(reference) === '@nestjs/platform-fastify.NestFastifyApplication';
  });
}
