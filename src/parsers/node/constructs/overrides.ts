// What a program sets on the resources below its constructs, past what these take as properties: `cfn.addPropertyOverride(…)`, `cfn.port = …`.
import type { ConfigEntry, ConfigValue, ResourceEntry } from '../../../model/infrastructure.js';
import { scalarOf, unknownOf } from '../../kit/config-value.js';
import { argumentsOf, type CallNode, is, keyOf, methodCall, type Node, stringOf, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import type { Source } from '../source.js';
import { typeReference } from '../values/references.js';
import type { ConstructValues } from './construct-values.js';
import { templateType } from './vocabulary.js';

/** Whether the path begins at the resource or at its properties, and whether a value follows. */
const methods: ReadonlyMap<string, { readonly isWhole: boolean; readonly deletes: boolean }> = new Map([
  ['addPropertyOverride', { isWhole: false, deletes: false }],
  ['addOverride', { isWhole: true, deletes: false }],
  ['addPropertyDeletionOverride', { isWhole: false, deletes: true }],
  ['addDeletionOverride', { isWhole: true, deletes: true }],
]);

/** A quick look, before anything is worked out. */
export const mayOverride = (node: Node): boolean =>
  is(node, 'AssignmentExpression') || methods.has(methodCall(node)?.method ?? '');

export function overrideOf(file: SourceFile, node: Node, values: ConstructValues): ResourceEntry | undefined {
  if (is(node, 'CallExpression')) return ofCall(file, node, values);
  return is(node, 'AssignmentExpression') && node.operator === '=' ? ofAssignment(file, node, values) : undefined;
}

function ofCall(file: SourceFile, call: CallNode, values: ConstructValues): ResourceEntry | undefined {
  const { source } = file;
  const called = methodCall(call);
  const kind = called === undefined ? undefined : methods.get(called.method);
  const [first, second] = argumentsOf(call);
  const written = stringOf(first);
  if (called === undefined || kind === undefined || written === undefined) return undefined;
  const path = kind.isWhole ? /^Properties\.(.+)$/s.exec(written)?.[1] : written;
  if (path === undefined) return undefined;
  const at = source.at(call);
  const value = kind.deletes || second === undefined ? deleted(path, source, call) : values.value(second);
  return entryOf(source, called.object, path, values.unlessSkipped(call, called.object, value), values, at);
}
const deleted = (path: string, source: Source, node: Node): ConfigValue =>
  unknownOf('dynamic', `${path} is taken out by an override`, source.at(node));

function ofAssignment(
  file: SourceFile,
  node: Extract<Node, { type: 'AssignmentExpression' }>,
  values: ConstructValues,
): ResourceEntry | undefined {
  const target = unwrap(node.left);
  const key = is(target, 'MemberExpression') ? keyOf(target) : undefined;
  if (key === undefined || !is(target, 'MemberExpression') || is(unwrap(target.object), 'ThisExpression'))
    return undefined;
  const isResource = castOf(file.source, target.object) !== undefined || values.isResource(target.object);
  if (!isResource) return undefined;
  const value = values.unlessSkipped(node, target.object, values.value(node.right));
  const name = key.charAt(0).toUpperCase() + key.slice(1);
  return entryOf(file.source, target.object, name, value, values, file.source.at(node));
}

function entryOf(
  source: Source,
  object: Node,
  path: string,
  value: ConfigValue,
  values: ConstructValues,
  at: ResourceEntry['at'],
): ResourceEntry {
  const on = values.reference(object);
  const type = castOf(source, object);
  const entries: readonly ConfigEntry[] = [
    ...(on === undefined
      ? []
      : [{ key: 'on', keyAt: at, value: { is: 'reference' as const, steps: on, at: source.at(object) } }]),
    ...(type === undefined ? [] : [{ key: 'of', keyAt: at, value: scalarOf(type, at) }]),
    { key: 'path', keyAt: at, value: scalarOf(path, at) },
    { key: 'value', keyAt: at, value },
  ];
  const address = `override ${at.line}:${at.column}`;
  return { type: 'override', name: path, address, values: { is: 'map', entries, at }, at, nameAt: at };
}

/** `x as elbv2.CfnTargetGroup`, there or where a variable is given its value. */
function castOf(source: Source, node: Node): string | undefined {
  if (is(node, 'TSAsExpression', 'TSTypeAssertion')) {
    const named = node.typeAnnotation;
    const reference = is(named, 'TSTypeReference') ? typeReference(source, named.typeName) : undefined;
    return reference && templateType(reference);
  }
  if (is(node, 'TSNonNullExpression', 'ChainExpression')) return castOf(source, node.expression);
  const init = is(node, 'Identifier') ? source.resolve(node)?.init : undefined;
  return init !== undefined && !is(init, 'Identifier') ? castOf(source, init) : undefined;
}
