// Environment schemas: zod, valibot, t3-env, Joi, envalid, convict, env-var and Nest's `registerAs` as variables with their defaults.
import { type ChosenBy, type Expression, literal } from '../../../model/expression.js';
import type { Location } from '../../../model/location.js';
import { argumentsOf, is, isFunction, methodCall, type Node, type NodeOf, stringOf, unwrap } from '../ast.js';
import { returned } from './guarded-returns.js';
import { readJsonSchema } from './json-schemas.js';
import { referenceOf } from './references.js';
import type { Entry, Frame, Reader, Value } from './values.js';

type Call = NodeOf<'CallExpression'>;

const object = (entries: ReadonlyMap<string, Entry>, node: Node): Value => ({
  kind: 'object',
  entries,
  rest: [],
  node,
});

/** The value of a call that reads the environment through a schema; undefined for every other call. */
export function readSchema(reader: Reader, node: Call, frame: Frame): Value | undefined {
  const reference = referenceOf(reader.source, node.callee);
  const [first, second] = argumentsOf(node);
  const last = reference?.path.at(-1);
  if (reference !== undefined && first !== undefined) {
    if (reference.module === 'envalid' && (last === 'cleanEnv' || last === 'customCleanEnv') && second !== undefined)
      return readFields(reader, reader.value(second, frame), reader.value(first, frame), readEnvalid, node);
    if (reference.module.startsWith('@t3-oss/env') && last === 'createEnv') return readT3(reader, first, frame, node);
    if (reference.module === 'envsafe' && last === 'envsafe')
      return readFields(reader, reader.value(first, frame), { kind: 'environment', node }, readEnvalid, node);
    if (reference.module === 'znv' && last === 'parseEnv' && second !== undefined)
      return readFields(reader, reader.value(second, frame), reader.value(first, frame), readChain, node);
    if (reference.module === 'valibot' && second !== undefined)
      return parsedByValibot(reader, first, second, last, node);
    if (reference.module === 'env-schema') return readJsonSchema(reader, first, frame, node);
    if (reference.module === 'convict' && reference.path.length === 0) return readConvict(reader, first, frame);
    if (reference.module === '@nestjs/config' && last === 'registerAs' && second !== undefined) {
      const [target] = reader.tracer.functions(second);
      return target && returned(reader, target, frame);
    }
  }
  const method = methodCall(node);
  return method && (readEnvVar(reader, node) ?? readParse(reader, method.object, method.method, node, frame));
}

/** `schema.parse(process.env)`, `schema.safeParse(process.env).data`, `schema.validate(process.env).value`, `convict(…).get('a.b')`. */
function readParse(reader: Reader, schema: Node, method: string, node: Call, frame: Frame): Value | undefined {
  const [first] = argumentsOf(node);
  if ((method === 'getProperties' || (method === 'get' && first === undefined)) && isConvict(reader, schema))
    return reader.value(schema, frame);
  if (first === undefined) return undefined;
  if (method === 'get') {
    const path = stringOf(first);
    const whole = path === undefined || !isConvict(reader, schema) ? undefined : reader.value(schema, frame);
    return (
      whole &&
      path?.split('.').reduce<Value | undefined>((found, key) => found && reader.member(found, key, node), whole)
    );
  }
  const wrapper = { parse: '', parseAsync: '', safeParse: 'data', safeParseAsync: 'data', validate: 'value' }[method];
  if (wrapper === undefined) return undefined;
  const fields = schemaFields(reader, schema, frame);
  const given = reader.value(first, frame);
  if (given.kind !== 'environment' && given.kind !== 'object') return undefined;
  const result =
    fields === undefined
      ? parsedElsewhere(reader, schema, frame, node)
      : readFields(reader, fields, given, readChain, node);
  if (result === undefined) return undefined;
  return wrapper === '' ? result : object(new Map([[wrapper, { key: node, value: result }]]), node);
}

/** What a schema makes of the environment. */
export function overEnvironment(reader: Reader, schema: Node): Value | undefined {
  const fields = schemaFields(reader, schema, new Map());
  return fields && readFields(reader, fields, { kind: 'environment', node: schema }, readChain, schema);
}

/** What the schema of another module, or one that callers hand over, makes of the environment: a name that its own module tells. */
function parsedElsewhere(reader: Reader, schema: Node, frame: Frame, node: Call): Value | undefined {
  const added: Value[] = [];
  let at = unwrap(schema);
  for (let depth = 0; depth < longestSchema; depth += 1) {
    for (let method = methodCall(at); method !== undefined; method = methodCall(at)) {
      const [more] = argumentsOf(method.call);
      if (!ofSchemas.has(method.method)) return undefined;
      if (extending.has(method.method) && more !== undefined) added.push(reader.value(more, frame));
      at = unwrap(method.object);
    }
    const found = reader.value(at, frame);
    if (found.kind === 'import' || found.kind === 'given') return withFields(reader, parsed(found, node), added, node);
    if (found.kind !== 'node' || found.node === at) return undefined;
    at = found.node;
  }
  return undefined;
}
const longestSchema = 4;
type Elsewhere = Extract<Value, { kind: 'import' | 'given' }>;
function parsed(schema: Elsewhere, node: Node): Value {
  if (schema.kind === 'given') return { kind: 'given', name: `${schema.name}.parse()`, node };
  const { specifier, path } = schema;
  return { kind: 'import', specifier, path: `${schemaPath(path === '' ? 'default' : path)}.parse()`, node };
}
/** Those of `extend({…})` stand over what the schema has. */
function withFields(reader: Reader, whole: Value, added: readonly Value[], node: Node): Value {
  const given: Value = { kind: 'environment', node };
  const entries = added.flatMap((fields): (readonly [string, Entry])[] => {
    const read = fields.kind === 'object' ? readFields(reader, fields, given, readChain, node) : undefined;
    return read?.kind === 'object' ? [...read.entries] : [];
  });
  return entries.length === 0 ? whole : { kind: 'object', entries: new Map(entries), rest: [whole], node };
}
const extending: ReadonlySet<string> = new Set(['extend', 'safeExtend', 'augment', 'setKey']);
/** Methods of a schema that give a schema with the same fields, or some of them. */
const ofSchemas: ReadonlySet<string> = new Set([
  ...['extend', 'safeExtend', 'augment', 'setKey', 'merge', 'and', 'required', 'partial', 'pick', 'omit', 'strict'],
  ...['strip', 'passthrough', 'loose', 'nonstrict', 'catchall', 'refine', 'superRefine', 'check', 'readonly', 'brand'],
  ...['describe', 'meta', 'unknown', 'options', 'prefs', 'preferences', 'noUnknown'],
]);
/** `envs` of `envs.required().strict()`. */
function schemaPath(path: string): string {
  const [, whole = path, method = ''] = /^(.+)\.(\w+)\(\)$/.exec(path) ?? [];
  return ofSchemas.has(method) ? schemaPath(whole) : path;
}
/** `0` of what a call hands over is a schema of another module with methods behind it: what it makes of the environment. */
export function parsedSchema(value: Value): Value | undefined {
  if (value.kind !== 'import') return undefined;
  const path = schemaPath(value.path);
  return path === value.path ? undefined : parsed({ ...value, path }, value.node);
}
/** What others get when they parse the environment with a schema that a module exports. */
export function parsedByOthers(reader: Reader, { node }: Extract<Value, { kind: 'node' }>): Value | undefined {
  return is(node, 'CallExpression') && schemaWords.test(reader.source.text) ? overEnvironment(reader, node) : undefined;
}
const schemaWords = /['"](?:zod|joi|@hapi\/joi|yup)\b/;

const isConvict = (reader: Reader, node: Node): boolean =>
  reader.tracer
    .origins(node)
    .some((origin) => is(origin, 'CallExpression') && referenceOf(reader.source, origin.callee)?.module === 'convict');

/** The object inside `z.object({…})`, `Joi.object({…})` or `Joi.object().keys({…})`, whatever is chained behind it. */
function schemaFields(reader: Reader, schema: Node, frame: Frame, depth = 0): Value | undefined {
  for (const origin of reader.tracer.origins(schema)) {
    const more: Value[] = [];
    let at: Node | undefined = origin;
    for (; is(at, 'CallExpression'); at = methodCall(at)?.object) {
      const method = methodCall(at);
      const [fields] = argumentsOf(at);
      if (method === undefined || fields === undefined) continue;
      if (extending.has(method.method)) more.push(reader.value(fields, frame));
      if (joining.has(method.method) && depth < 3)
        more.push(schemaFields(reader, fields, frame, depth + 1) ?? none(at));
      if (!['object', 'keys', 'strictObject', 'looseObject'].includes(method.method)) continue;
      if (fromSchemaLibrary(reader, at)) return together([...more, reader.value(fields, frame)], at);
    }
    // `schema.prefs({…}).validate(…)`: what the chain begins with has a name.
    const below =
      at !== origin && is(at, 'Identifier') && depth < 3 ? schemaFields(reader, at, frame, depth + 1) : undefined;
    if (below !== undefined) return together([...more, below], origin);
  }
  return undefined;
}
/** `a.merge(b)`, `a.and(b)` */
const joining: ReadonlySet<string> = new Set(['merge', 'and']);
const none = (node: Node): Value => object(new Map(), node);
/** The fields of several schemas in one, those of the later method over the earlier. */
function together(latestFirst: readonly Value[], node: Node): Value {
  const [only, ...others] = latestFirst;
  if (only !== undefined && others.length === 0) return only;
  const parts = latestFirst.flatMap((each) => (each.kind === 'object' ? [each] : [])).toReversed();
  const entries = new Map(parts.flatMap((each) => [...each.entries]));
  return { kind: 'object', entries, rest: parts.flatMap(({ rest }) => rest), node };
}

const schemaLibraries = /^(zod($|\/)|joi$|@hapi\/joi$|yup$)/;
function fromSchemaLibrary(reader: Reader, node: Node): boolean {
  for (let at: Node = unwrap(node); ; ) {
    const reference = is(at, 'CallExpression') ? referenceOf(reader.source, at.callee) : referenceOf(reader.source, at);
    if (reference !== undefined && schemaLibraries.test(reference.module)) return true;
    const inner = is(at, 'CallExpression')
      ? methodCall(at)?.object
      : is(at, 'MemberExpression')
        ? at.object
        : undefined;
    if (inner === undefined) return false;
    at = unwrap(inner);
  }
}

type FieldReader = (reader: Reader, field: Node, raw: Expression) => Expression;

function readFields(reader: Reader, fields: Value, given: Value, read: FieldReader, node: Node): Value {
  const entries = new Map<string, Entry>();
  if (fields.kind === 'object') {
    for (const [name, { key, value }] of fields.entries) {
      if (value.kind !== 'node') continue;
      const source = reader.member(given, name, value.node) ?? inSpread(reader, given, name, value.node);
      if (source === undefined) continue;
      const expression = read(reader, value.node, reader.expressionOf(source));
      entries.set(name, { key, value: { kind: 'expression', expression } });
    }
  }
  return object(entries, node);
}

const inSpread = (reader: Reader, given: Value, name: string, node: Node): Value | undefined =>
  given.kind === 'object'
    ? given.rest.map((rest) => reader.member(rest, name, node)).find((found) => found !== undefined)
    : undefined;

/** `z.coerce.number().default(65000)`: read from the root outwards. */
function readChain(reader: Reader, field: Node, raw: Expression): Expression {
  const steps: { method: string; call: Call }[] = [];
  const [start] = reader.tracer.origins(field);
  let at: Node = start ?? field;
  for (let method = methodCall(at); method !== undefined; method = methodCall(at)) {
    steps.unshift(method);
    at = unwrap(method.object);
  }
  const place = reader.source.at(field);
  return steps.reduce<Expression>((value, { method, call }) => {
    const [first] = argumentsOf(call);
    if (method === 'number' || method === 'port') return { kind: 'convert', to: 'number', operand: value, at: place };
    if (method === 'preprocess' && argumentsOf(call)[1] !== undefined)
      return readChain(reader, argumentsOf(call)[1] ?? field, value);
    if (method === 'transform' || method === 'pipe') return transformed(reader, first, value, place);
    if ((method === 'default' || method === 'catch') && first !== undefined && !isFunction(first))
      return { kind: 'fallback', mode: 'if-missing', options: [value, reader.expression(first)], at: place };
    return value;
  }, raw);
}

/** `.transform(Number)`, `.transform((v) => parseInt(v, 10))`, `.pipe(z.coerce.number())` */
function transformed(reader: Reader, by: Node | undefined, value: Expression, at: Expression['at']): Expression {
  const text = by === undefined ? '' : reader.source.textOf(by);
  if (/\bparseInt\b/.test(text)) return { kind: 'convert', to: 'integer', operand: value, at };
  if (/\b(Number|parseFloat|number)\b/.test(text)) return { kind: 'convert', to: 'number', operand: value, at };
  return by === undefined ? value : reader.unknown('dynamic', `the environment is rewritten by ${text}`, by);
}

/** `v.parse(v.object({…}), process.env)`, `v.safeParse(…).output`; the object may stand in a pipe. */
function parsedByValibot(
  reader: Reader,
  schema: Node,
  input: Node,
  by: string | undefined,
  node: Call,
): Value | undefined {
  const isSafe = by === 'safeParse' || by === 'safeParseAsync';
  if (!isSafe && by !== 'parse' && by !== 'parseAsync') return undefined;
  const fields = valibotFields(reader, schema);
  const given = reader.value(input);
  if (fields === undefined || (given.kind !== 'environment' && given.kind !== 'object')) return undefined;
  const result = readFields(reader, reader.value(fields), given, readValibot, node);
  return isSafe ? object(new Map([['output', { key: node, value: result }]]), node) : result;
}
function valibotFields(reader: Reader, schema: Node, depth = 0): Node | undefined {
  for (const origin of reader.tracer.origins(schema)) {
    const { name, parts } = ofValibot(reader, origin);
    const [first] = parts;
    if (first === undefined || depth > deepestField) continue;
    if (name === 'pipe') return valibotFields(reader, first, depth + 1);
    if (name === 'object' || name === 'looseObject' || name === 'strictObject') return first;
  }
  return undefined;
}
/** `v.pipe(v.optional(v.string(), '3000'), v.transform(Number))`: from the inside outwards; what is missing is taken for the default first. */
function readValibot(reader: Reader, field: Node, raw: Expression, depth = 0): Expression {
  const [origin = field] = reader.tracer.origins(field);
  const { name, parts } = ofValibot(reader, origin);
  const [inner, second] = parts;
  const at = reader.source.at(field);
  if (inner === undefined || depth > deepestField) return raw;
  const orElse = (value: Expression): Expression =>
    second === undefined || isFunction(second)
      ? value
      : { kind: 'fallback', mode: 'if-missing', options: [value, reader.expression(second)], at };
  if (name === 'fallback') return orElse(readValibot(reader, inner, raw, depth + 1));
  if (optionals.has(name)) return readValibot(reader, inner, orElse(raw), depth + 1);
  if (name !== 'pipe') return raw;
  return parts.slice(1).reduce<Expression>(
    (value, part) => {
      const action = ofValibot(reader, part);
      if (action.name === 'transform') return transformed(reader, action.parts[0], value, at);
      return action.name === 'toNumber' ? { kind: 'convert', to: 'number', operand: value, at } : value;
    },
    readValibot(reader, inner, raw, depth + 1),
  );
}
const optionals: ReadonlySet<string> = new Set(['optional', 'exactOptional', 'undefinedable', 'nullable', 'nullish']);
const deepestField = 8;
function ofValibot(reader: Reader, node: Node): { readonly name: string; readonly parts: readonly Node[] } {
  const call = unwrap(node);
  const reference = is(call, 'CallExpression') ? referenceOf(reader.source, call.callee) : undefined;
  return is(call, 'CallExpression') && reference?.module === 'valibot'
    ? { name: reference.path.at(-1) ?? '', parts: argumentsOf(call) }
    : { name: '', parts: [] };
}

function readT3(reader: Reader, options: Node, frame: Frame, node: Node): Value {
  const given = reader.value(options, frame);
  const entries = new Map<string, Entry>();
  for (const group of ['shared', 'client', 'server']) {
    const fields = reader.member(given, group, node);
    const read = fields && readFields(reader, fields, { kind: 'environment', node }, readChain, node);
    if (read?.kind === 'object') for (const [key, entry] of read.entries) entries.set(key, entry);
  }
  return object(entries, node);
}

/** `num({ default: 3000 })`, `port()`, `str()` */
function readEnvalid(reader: Reader, field: Node, raw: Expression): Expression {
  const call = unwrap(field);
  if (!is(call, 'CallExpression')) return raw;
  const at = reader.source.at(field);
  const name = referenceOf(reader.source, call.callee)?.path.at(-1);
  const value: Expression =
    name === 'num' || name === 'port' ? { kind: 'convert', to: 'number', operand: raw, at } : raw;
  const [options] = argumentsOf(call);
  const given = options && reader.value(options);
  const presetIn = (key: string): Expression | undefined => {
    const preset = given && reader.member(given, key, field);
    return preset && reader.expressionOf(preset);
  };
  const [usual, elsewhere] = [presetIn('default'), presetIn('devDefault')];
  const preset = elsewhere === undefined ? usual : outsideProduction(elsewhere, usual ?? literal(null, at), at);
  return preset === undefined ? value : { kind: 'fallback', mode: 'if-missing', options: [value, preset], at };
}
/** `devDefault` holds where NODE_ENV says something else than production: https://github.com/af/envalid#validation-options */
function outsideProduction(elsewhere: Expression, usual: Expression, at: Location): Expression {
  const of: Expression = { kind: 'env', name: 'NODE_ENV', at };
  const chosenBy: ChosenBy = { of, cases: ['production', null] };
  return { kind: 'either', options: [usual, elsewhere], why: 'it depends on NODE_ENV', at, chosenBy };
}

/** `convict({ server: { port: { env: 'PORT', format: 'port', default: 3000 } } })` */
function readConvict(reader: Reader, schema: Node, frame: Frame): Value {
  const convert = (group: Value, path: readonly string[]): Value => {
    if (group.kind !== 'object') return group;
    const preset = group.entries.get('default');
    if (preset !== undefined) return { kind: 'expression', expression: leaf(group, preset.value, path.join('.')) };
    const entries = new Map<string, Entry>();
    for (const [key, entry] of group.entries) {
      const inner = entry.value.kind === 'node' ? reader.value(entry.value.node, frame) : entry.value;
      entries.set(key, { key: entry.key, value: convert(inner, [...path, key]) });
    }
    return object(entries, group.node);
  };
  const leaf = (group: Value & { kind: 'object' }, preset: Value, path: string): Expression => {
    const standard = reader.expressionOf(preset);
    const at = reader.source.at(group.node);
    const values = [...loadedIntoConvict(reader, path, schema, at), standard];
    const variable = group.entries.get('env')?.value;
    const name = variable?.kind === 'node' ? stringOf(variable.node) : undefined;
    if (name === undefined && values.length === 1) return standard;
    const raw: readonly Expression[] = name === undefined ? [] : [{ kind: 'env', name, at }];
    // convict turns the text into the type of the default.
    const isNumber = standard.kind === 'literal' && typeof standard.value === 'number';
    const typed = raw.map(
      (each): Expression => (isNumber ? { kind: 'convert', to: 'number', operand: each, at } : each),
    );
    return { kind: 'fallback', mode: 'if-missing', options: [...typed, ...values], at };
  };
  return convert(reader.value(schema, frame), []);
}
const byEnvironment = /\.loadFile\(\s?(?:`[\w./-]{0,80}\bconfig\/\$\{|['"][\w./-]{0,80}\bconfig\/['"]\s?\+)/;
/** `config.loadFile(`./config/${env}.json`)`: behind the variables and over the defaults. Measured with convict 6. */
function loadedIntoConvict(reader: Reader, name: string, schema: Node, at: Expression['at']): readonly Expression[] {
  const { text } = reader.source;
  if (byEnvironment.test(text)) return [{ kind: 'name', space: 'node-config', name, optional: true, at }];
  return /\.(?:loadFile|load)\(/.test(text)
    ? [reader.unknown('dynamic', 'convict loads a file over its defaults', schema)]
    : [];
}

/** The package itself, or `from(process.env)` of it. */
const isEnvVar = (reader: Reader, node: Node): boolean =>
  referenceOf(reader.source, node)?.module === 'env-var' ||
  reader.tracer.origins(node).some((origin) => {
    const made = is(origin, 'CallExpression') ? referenceOf(reader.source, origin.callee) : undefined;
    return made?.module === 'env-var' && made.path.at(-1) === 'from';
  });

/** `env.get('PORT').default('3000').asPortNumber()` */
function readEnvVar(reader: Reader, node: Call): Value | undefined {
  const steps: { method: string; call: Call; object: Node }[] = [];
  for (let method = methodCall(node); method !== undefined; method = methodCall(unwrap(method.object)))
    steps.unshift(method);
  const [root, ...others] = steps;
  const name = root?.method === 'get' ? stringOf(root.call.arguments[0]) : undefined;
  if (root === undefined || name === undefined || !isEnvVar(reader, root.object)) return undefined;
  const at = reader.source.at(node);
  const expression = others.reduce<Expression>(
    (value, { method, call }) => {
      const [first] = argumentsOf(call);
      if (method === 'default' && first !== undefined)
        return { kind: 'fallback', mode: 'if-missing', options: [value, reader.expression(first)], at };
      return /^as(Int|Port|Float)/.test(method) ? { kind: 'convert', to: 'number', operand: value, at } : value;
    },
    { kind: 'env', name, at },
  );
  return { kind: 'expression', expression };
}
