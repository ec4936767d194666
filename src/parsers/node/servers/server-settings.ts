// All that a file sets on one of its servers: by the options of what makes, starts and surrounds it, and by properties.
import { is, isCall, keyOf, type Node, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import { originsBehind, ownersOf, sameOrigin } from '../owners.js';
import type { Face } from '../things.js';
import { exportsOf } from '../values/exports.js';
import type { Value } from '../values/values.js';
import { adonisSettings } from './adonis.js';
import { describedValue } from './described-servers.js';
import type { FoundServer } from './find-servers.js';
import { argumentAt, readOptions, type Written } from './options.js';
import { readPropertyCall, readPropertyWrite } from './properties.js';

export function readServerSettings(file: SourceFile, server: FoundServer, isOnly: boolean): Written {
  const into: Written = { settings: [], traits: [] };
  const { framework, node } = server;
  const product = framework.product;
  if (is(node, 'ObjectExpression')) {
    const whole = describedValue(file, server);
    const path = framework.described?.options;
    const options = path
      ?.split('.')
      .reduce<Value | undefined>((value, key) => value && file.reader.member(value, key, node), whole);
    readOptions(file, path === undefined ? whole : options, product, into);
  } else if (server.from === undefined)
    for (const path of framework.options ?? [])
      readOptions(
        file,
        soleArgument(file, node, path, framework.handler?.includes('0') === true),
        product,
        into,
        prefixOf(path),
      );
  if (server.plugin === true) readOptions(file, exportedOptions(file), product, into);
  for (const start of server.starts)
    if (product === 'elysia') readOptions(file, argumentAt(file, start, '0'), product, into);
  for (const owner of server.under) {
    for (const path of owner.framework.options ?? []) {
      const given: Written = { settings: [], traits: [] };
      readOptions(file, argumentAt(file, owner.node, path), owner.framework.product, given);
      into.traits.push(...given.traits);
    }
  }
  for (const name of framework.traits ?? [])
    into.traits.push({
      name,
      value: { kind: 'literal', value: true, at: file.source.at(node) },
      at: file.source.at(node),
    });
  if (product === 'adonis') into.settings.push(...adonisSettings(file, node));
  readProperties(file, server, isOnly, into);
  return into;
}

/** `module.exports.options = { keepAliveTimeout: 65_000 }`, which `fastify start --options` reads. */
function exportedOptions(file: SourceFile): Value | undefined {
  const exported = exportsOf(file).exports.find(({ name }) => name === 'options');
  return exported && file.reader.value(exported.node);
}

/** `createServer(x)` with one argument that is no object: `x` is the handler, whatever its name. */
function soleArgument(file: SourceFile, node: Node, path: string, takesHandler: boolean): Value | undefined {
  const found = argumentAt(file, node, path);
  if (found === undefined || found.kind === 'object' || path !== '0' || !takesHandler) return found;
  return isCall(node) && node.arguments.length > 1 ? found : undefined;
}

function readProperties(file: SourceFile, server: FoundServer, isOnly: boolean, into: Written): void {
  const { product, serverMembers } = server.framework;
  // `server.keepAliveTimeout`, `listener.keepAliveTimeout`: the property as the framework names its server.
  const member = serverMembers?.[0] ?? 'server';
  const intoOf = (object: Node): Written | undefined => (serverFaces(file, server, object, isOnly) ? into : undefined);
  const target = { product, member, intoOf, home: server.node };
  for (const node of file.source.nodes) {
    if (is(node, 'AssignmentExpression')) readPropertyWrite(file, node, target);
    else if (is(node, 'CallExpression')) readPropertyCall(file, node, target);
  }
}

/** `0.http` holds options that go by `http.…`. */
function prefixOf(path: string): string {
  const keys = path.split('.').slice(1);
  return keys.length === 0 ? '' : `${keys.join('.')}.`;
}

/** Is this object the Node server of the record? */
function serverFaces(file: SourceFile, server: FoundServer, object: Node, isOnly: boolean): boolean {
  const matches = ({ thing, raw }: Face): boolean => {
    if (server.under.some((owner) => owner.node === thing.node)) return raw;
    if (thing.node === server.node) return raw;
    // A server handed to a function of this file by another module's callback: the file has only one it can be.
    return thing.kind === 'given' && isOnly && (raw || thing.framework.form === 'server');
  };
  if (file.things.facesOf(object).some(matches)) return true;
  const inner = unwrap(object);
  if (server.framework.product === 'moleculer-web') {
    return (
      is(inner, 'MemberExpression') &&
      is(inner.object, 'ThisExpression') &&
      keyOf(inner) === 'server' &&
      file.source.owner(inner) === server.node
    );
  }
  if (server.from === undefined) return false;
  // What an imported application's `listen()` gave.
  if (originsBehind(file, object).includes(server.node)) return true;
  // `app.server.keepAliveTimeout`, `server.keepAliveTimeout` on the imported thing itself.
  return sameOrigin(ownersOf(file)(object), server.from);
}
