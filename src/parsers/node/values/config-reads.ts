// Settings asked of a configuration by name: Nest's ConfigService, the package `config`, and readers that name a variable and a default.
import type { Expression } from '../../../model/expression.js';
import { argumentsOf, is, keyOf, methodCall, type NodeOf, stringOf, unwrap } from '../ast.js';
import { mayBeLocal, referenceOf } from './references.js';
import type { Frame, Reader, Value } from './values.js';

type Call = NodeOf<'CallExpression'>;

export function configRead(reader: Reader, node: Call, frame: Frame): Value | undefined {
  const expression =
    fromService(reader, node, frame) ?? fromDescription(reader, node, frame) ?? fromEnvironment(reader, node, frame);
  return expression && { kind: 'expression', expression };
}

/** `config.get('a.b')` of the package `config`, `configService.get('a.b', preset)` of Nest. */
function fromService(reader: Reader, node: Call, frame: Frame): Expression | undefined {
  const method = methodCall(node);
  if (method === undefined || (method.method !== 'get' && method.method !== 'getOrThrow')) return undefined;
  const { source } = reader;
  const at = source.at(node);
  const isPackage = referenceOf(source, method.object)?.module === 'config';
  const isNconf = referenceOf(source, method.object)?.module === 'nconf';
  const [key, second] = argumentsOf(node);
  const isApplication = application.test(source.textOf(method.object)) && second === undefined;
  if (!isPackage && !isNconf && !isApplication && !/config/i.test(source.textOf(method.object))) return undefined;
  const name = key === undefined ? undefined : nameOf(reader, key, frame);
  if (isApplication) return name === undefined ? undefined : settingOfApplication(reader, node, name);
  if (name === undefined)
    return reader.unknown(
      'dynamic',
      `${source.textOf(node)} is read from the configuration while the process runs`,
      node,
    );
  if (isPackage) return { kind: 'name', space: 'node-config', name, at };
  // A configuration object that another module makes, with `get` for its parts.
  const object = reader.value(method.object, frame);
  const own: readonly Expression[] =
    object.kind === 'import' && !isNconf && mayBeLocal(object.specifier)
      ? [
          {
            kind: 'name',
            space: `module:${object.specifier}`,
            name: `${object.path === '' ? 'default' : object.path}.${name}`,
            optional: true,
            at,
          },
        ]
      : [];
  const preset = second === undefined || is(second, 'ObjectExpression') ? [] : [reader.evaluate(second, frame)];
  const options: readonly Expression[] = [
    ...own,
    { kind: 'name', space: 'setting', name, optional: true, at },
    ...(/^\w+$/.test(name) && !isNconf ? [{ kind: 'env', name, at } as const] : []),
    ...(isNconf ? [reader.unknown('dynamic', `nobody here says what nconf holds under ${name}`, node)] : preset),
  ];
  return { kind: 'fallback', mode: 'if-missing', options, at };
}
const application = /^(?:this\.)?app$/;
/** `app.get('port')`: of Feathers, whose configuration is that of the package `config`. */
function settingOfApplication(reader: Reader, node: Call, name: string): Expression {
  const at = reader.source.at(node);
  const options: readonly Expression[] = [
    { kind: 'name', space: 'setting', name, optional: true, at },
    reader.unknown('dynamic', `${reader.source.textOf(node)} is computed while the process runs`, node),
  ];
  return { kind: 'fallback', mode: 'if-missing', options, at };
}
function nameOf(
  reader: Reader,
  key: NodeOf<'Literal'> | Parameters<Reader['evaluate']>[0],
  frame: Frame,
): string | undefined {
  const written = stringOf(key);
  if (written !== undefined) return written;
  const expression = reader.evaluate(key, frame);
  return expression.kind === 'literal' && typeof expression.value === 'string' ? expression.value : undefined;
}

/** `flag('port').requireInt({ envVar: 'PORT', defaultValue: 8080 })`: an object that names a variable, and what stands for it. */
function fromDescription(reader: Reader, node: Call, frame: Frame): Expression | undefined {
  const options = argumentsOf(node).findLast((argument) => is(argument, 'ObjectExpression'));
  if (!is(options, 'ObjectExpression')) return undefined;
  const property = (names: RegExp): Parameters<Reader['evaluate']>[0] | undefined =>
    options.properties.flatMap((each) =>
      is(each, 'Property') && names.test(keyOf(each) ?? '') ? [each.value] : [],
    )[0];
  const variable = stringOf(property(/^(?:env|envVar|envName|envKey|environmentVariable)$/));
  const preset = property(/^(?:default|defaultValue|fallback)$/);
  if (variable === undefined || preset === undefined) return undefined;
  const at = reader.source.at(node);
  const value = reader.evaluate(preset, frame);
  const raw: Expression = { kind: 'env', name: variable, at };
  const isNumber = value.kind === 'literal' && typeof value.value === 'number';
  return {
    kind: 'fallback',
    mode: 'if-missing',
    options: [isNumber ? { kind: 'convert', to: 'number', operand: raw, at } : raw, value],
    at,
  };
}

const conversions = new Set(['int', 'float']);
/** `({ env }) => env.int('PORT', 1337)`, as configuration of Strapi is given it. https://docs.strapi.io/cms/configurations/environment */
function fromEnvironment(reader: Reader, node: Call, frame: Frame): Expression | undefined {
  const method = methodCall(node);
  const named = method?.object ?? node.callee;
  const binding = is(named, 'Identifier') ? reader.source.resolve(named) : undefined;
  if (binding?.parameter === undefined || binding.path.length !== 1 || binding.path[0] !== 'env') return undefined;
  const [first, second] = argumentsOf(node);
  const name = stringOf(first);
  if (name === undefined || (method !== undefined && !conversions.has(method.method))) return undefined;
  const at = reader.source.at(node);
  const raw: Expression = { kind: 'env', name, at };
  const read: Expression = method === undefined ? raw : { kind: 'convert', to: 'number', operand: raw, at };
  return second === undefined
    ? read
    : { kind: 'fallback', mode: 'if-missing', options: [read, reader.evaluate(second, frame)], at };
}

/** `app.config.PORT`, which @fastify/env puts on the application in whichever file it is registered. */
export function decorated(reader: Reader, node: NodeOf<'MemberExpression'>): Value | undefined {
  const name = keyOf(node);
  const whole = unwrap(node.object);
  if (name === undefined || !/^[A-Z][A-Z0-9_]*$/.test(name)) return undefined;
  if (!is(whole, 'MemberExpression') || keyOf(whole) !== 'config') return undefined;
  if (!/^(?:this\.)?(?:app|fastify|server|instance)$/.test(reader.source.textOf(whole.object))) return undefined;
  const at = reader.source.at(node);
  const options: readonly Expression[] = [
    { kind: 'name', space: 'setting', name, optional: true, at },
    reader.unknown('dynamic', `${reader.source.textOf(node)} is computed while the process runs`, node),
  ];
  return { kind: 'expression', expression: { kind: 'fallback', mode: 'if-missing', options, at } };
}
