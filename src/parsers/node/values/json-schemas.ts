// Environments read by a JSON schema: `envSchema({ schema })`, written as an object or with TypeBox.
import type { Expression } from '../../../model/expression.js';
import { argumentsOf, is, type Node, stringOf, unwrap } from '../ast.js';
import { referenceOf } from './references.js';
import type { Entry, Frame, Reader, Value } from './values.js';

/** `{ schema: { properties: { PORT: { type: 'number', default: 3000 } } } }`; the environment unless `data` says otherwise. */
export function readJsonSchema(reader: Reader, options: Node, frame: Frame, node: Node): Value | undefined {
  const given = reader.value(options, frame);
  if (given.kind !== 'object' || given.entries.has('data')) return undefined;
  const schema = partOf(reader, given, 'schema');
  const properties = schema && propertiesOf(reader, schema);
  if (properties?.kind !== 'object') return undefined;
  const entries = new Map<string, Entry>();
  for (const [name, { key, value }] of properties.entries) {
    if (value.kind !== 'node') continue;
    const at = reader.source.at(key);
    const { isNumber, preset } = propertyOf(reader, value.node);
    const raw: Expression = { kind: 'env', name, at };
    const typed: Expression = isNumber ? { kind: 'convert', to: 'number', operand: raw, at } : raw;
    const expression: Expression =
      preset === undefined
        ? typed
        : { kind: 'fallback', mode: 'if-missing', options: [typed, reader.expression(preset)], at };
    entries.set(name, { key, value: { kind: 'expression', expression } });
  }
  return { kind: 'object', entries, rest: [], node };
}

function partOf(reader: Reader, whole: Value, name: string): Node | undefined {
  const value = whole.kind === 'object' ? whole.entries.get(name)?.value : undefined;
  if (value?.kind !== 'node') return undefined;
  return reader.tracer.origins(value.node)[0] ?? value.node;
}

/** `Type.Object({ … })` holds what `properties` holds. */
function propertiesOf(reader: Reader, schema: Node): Value | undefined {
  const built = typeBox(reader, schema);
  if (built !== undefined)
    return built.name === 'Object' && built.first !== undefined ? reader.value(built.first) : undefined;
  const properties = partOf(reader, reader.value(schema), 'properties');
  return properties && reader.value(properties);
}
function propertyOf(reader: Reader, property: Node): { isNumber: boolean; preset: Node | undefined } {
  const built = typeBox(reader, property);
  if (built?.name === 'Optional' && built.first !== undefined) return propertyOf(reader, built.first);
  const options = reader.value(built === undefined ? property : (built.first ?? property));
  const type = built === undefined ? partOf(reader, options, 'type') : undefined;
  return {
    isNumber: /^(?:number|integer)$/i.test(built?.name ?? stringOf(type) ?? ''),
    preset: partOf(reader, options, 'default'),
  };
}
function typeBox(reader: Reader, node: Node): { name: string; first: Node | undefined } | undefined {
  const call = unwrap(node);
  if (!is(call, 'CallExpression')) return undefined;
  const reference = referenceOf(reader.source, call.callee);
  const name = reference?.path.at(-1);
  return reference !== undefined && /^@sinclair\/typebox$|^typebox$/.test(reference.module) && name !== undefined
    ? { name, first: argumentsOf(call)[0] }
    : undefined;
}
