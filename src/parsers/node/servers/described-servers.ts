// Servers that no call of the file makes: what an object describes, or a function that something else runs.
import { is, keyOf, type Node, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import { describedServers, type Framework } from '../frameworks.js';
import { overByDeployment } from '../values/choices.js';
import { below } from '../values/layers.js';
import { dotted, referenceOf } from '../values/references.js';
import type { Value } from '../values/values.js';
import type { FoundServer } from './find-servers.js';

export const special = (node: Node, framework: Framework): FoundServer => ({
  thing: { kind: 'server', node, framework },
  framework,
  node,
  starts: [],
  under: [],
});

export const describedServersIn = (file: SourceFile): FoundServer[] => [
  ...moleculerServers(file),
  ...strapiServers(file),
];

/** moleculer-web is a mixin of a service schema. */
function moleculerServers(file: SourceFile): FoundServer[] {
  return file.source.nodes.flatMap((node): FoundServer[] => {
    if (!is(node, 'Property') || keyOf(node) !== 'mixins') return [];
    const schema = file.source.parent(node);
    const list = unwrap(node.value);
    if (schema === undefined || !is(list, 'ArrayExpression')) return [];
    const mixed = list.elements.some((element) => {
      const target = element === null ? undefined : is(element, 'CallExpression') ? element.callee : element;
      return target !== undefined && referenceOf(file.source, target)?.module === 'moleculer-web';
    });
    return mixed ? [special(schema, describedServers.moleculerWeb)] : [];
  });
}

/** `export default ({ env }) => ({ host: env('HOST'), port: env.int('PORT'), app: { keys } })`. What stands below `env` is laid over it. */
function strapiServers(file: SourceFile): FoundServer[] {
  if (!/(?:^|\/)config\/server\.[cm]?[jt]s$/.test(file.source.path)) return [];
  return exportedFunctions(file).flatMap((fn): FoundServer[] => {
    const [first] = fn.params;
    const takesEnv =
      is(first, 'ObjectPattern') &&
      first.properties.some((property) => is(property, 'Property') && keyOf(property) === 'env');
    const [result] = takesEnv ? file.tracer.returns(fn) : [];
    const described = result === undefined ? undefined : unwrap(result);
    return is(described, 'ObjectExpression') ? [special(described, describedServers.strapi)] : [];
  });
}

/** What describes a server, with what its framework lays over it where NODE_ENV says so. */
export function describedValue(file: SourceFile, { framework, node }: FoundServer): Value {
  const whole = file.reader.value(node);
  const specifierOf = framework.described?.byDeployment;
  if (specifierOf === undefined || whole.kind !== 'object') return whole;
  const over = overByDeployment(file.reader, node, specifierOf);
  return { ...whole, entries: below(file.reader, whole.entries, over) };
}

export function exportedFunctions(file: SourceFile) {
  const found = file.source.nodes.flatMap((node) => {
    if (is(node, 'ExportDefaultDeclaration')) return [node.declaration];
    if (!is(node, 'AssignmentExpression')) return [];
    const target = referenceOf(file.source, node.left);
    return target !== undefined && dotted(target) === 'global.module.exports' ? [node.right] : [];
  });
  return found.flatMap((node) => {
    const inner = unwrap(node);
    // fastify-plugin wraps the function it is given.
    const wrapped =
      is(inner, 'CallExpression') && referenceOf(file.source, inner.callee)?.module === 'fastify-plugin'
        ? inner.arguments[0]
        : inner;
    return wrapped === undefined || is(wrapped, 'SpreadElement') ? [] : file.tracer.functions(wrapped);
  });
}
