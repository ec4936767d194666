// What the tags of a configuration struct's field say: its environment variable, flag, key and default, by the library that reads them.
import { perObject } from '../../../knowledge/memo.js';
import { type Expression, literal } from '../../../model/expression.js';
import type { Location } from '../../../model/location.js';
import type { GoFile, StructField } from '../file.js';
import { inSettingsFile } from './config-keys.js';
import { convert } from './config-libraries.js';
import { decodedKey, firstPart, isDecoded } from './decoded-structs.js';
import { keyedElements } from './flow.js';
import { either, type Reading } from './reading.js';
import type { Scope } from './scope.js';
import type { Values } from './values.js';

const defaultTags = ['envDefault', 'env-default', 'default'];
const keyTags = ['mapstructure', 'koanf'];
const fileTags = ['yaml', 'json', 'toml'];

/** A field on the way to another one, with the struct that has it. */
export interface Holder {
  readonly owner: string;
  readonly field: StructField;
}
/**
 * `env:"X" envDefault:"5s"`, `conf:"default:5s"`, `mapstructure:"http-timeout"` and their kin; undefined without any. `via`: the fields that
 * lead to its struct here; of several structs that hold one type each has a place of its own.
 */
export function readTags(
  values: Values,
  type: string,
  field: StructField,
  via: readonly Holder[] = [],
): Reading | undefined {
  if (field.tags.size === 0 && !isDecoded(values) && processedBy(values.scope) === undefined) return undefined;
  const { file } = values.scope;
  const at = file.at(field.node);
  const [first] = via;
  const ways = waysTo(file, first?.owner ?? type).map((way) => [...way, ...via]);
  const found = ways.flatMap((way) => readAlong(values, type, field, way) ?? []);
  return found.length === 0 || found.length < ways.length
    ? undefined
    : either(found, at, `${type}.${field.name} stands in several places`);
}
function readAlong(values: Values, type: string, field: StructField, way: readonly Holder[]): Reading | undefined {
  const at = values.scope.file.at(field.node);
  const kind = field.type === 'time.Duration' ? 'length' : /^u?int/.test(field.type) ? 'integer' : 'text';
  const outside = [...given(values, type, field, way), ...fromFiles(values, type, field, way, at)];
  const standard = defaultOf(field);
  const sources = standard === undefined ? outside : [...outside, literal(standard, at)];
  const options = sources.map((each) => convert(kind, each, at));
  const [only] = options;
  if (only === undefined) return undefined;
  const expression: Expression = options.length === 1 ? only : { kind: 'fallback', mode: 'if-missing', options, at };
  return { kind: kind === 'length' ? 'length' : 'any', expression };
}

/** On the command line, then in the environment. */
function given(values: Values, type: string, field: StructField, way: readonly Holder[]): readonly Expression[] {
  const at = values.scope.file.at(field.node);
  const ardan = ardanNames(values, field, way);
  const long = field.tags.get('long');
  const named = long === undefined ? undefined : [...prefixes(way, ['namespace']), long].join('.');
  const flag = named ?? ardan?.flag ?? kongFlag(values, field, way);
  const variables = ardan?.variable === undefined ? variablesOf(values, type, field, way, flag) : [ardan.variable];
  const names = [...(flag === undefined ? [] : [`--${flag}`]), ...variables];
  return names.map((name) => ({ kind: 'env', name, at }));
}
function fromFiles(
  values: Values,
  type: string,
  field: StructField,
  way: readonly Holder[],
  at: Location,
): readonly Expression[] {
  const keyTag = keyTags.map((each) => field.tags.get(each)).find((each) => each !== undefined && each !== '');
  const keyed =
    keyTag === undefined ? [] : [values.fields.keys.read([...prefixes(way, keyTags), firstPart(keyTag)].join('.'), at)];
  // cleanenv: the file stands between the environment and the default.
  const fileTag = field.tags.has('env-default')
    ? fileTags.map((each) => field.tags.get(each)).find((each) => each !== undefined)
    : undefined;
  if (fileTag !== undefined)
    return [...keyed, inSettingsFile([...prefixes(way, fileTags), firstPart(fileTag)].join('.'), at)];
  if (keyed.length > 0) return keyed;
  const key = decodedKey(values, type, field, way);
  return key === undefined ? [] : [inSettingsFile(key, at)];
}
function defaultOf(field: StructField): string | undefined {
  const own = defaultTags.map((each) => field.tags.get(each)).find((each) => each !== undefined);
  // go-envconfig writes it behind the name: `env:"PORT, default=8080"`.
  return own ?? ardanPart(field, 'default') ?? /,\s*default=([^,]*)/.exec(field.tags.get('env') ?? '')?.[1];
}

function variablesOf(
  values: Values,
  type: string,
  field: StructField,
  way: readonly Holder[],
  flag: string | undefined,
): readonly string[] {
  const processed = processedNames(values, type, field, way);
  if (processed.length > 0) return processed;
  const own = firstPart(field.tags.get('env') ?? field.tags.get('envconfig') ?? '');
  // kelseyhightower/envconfig names it after the field: `RestPort` is REST_PORT.
  if (own === '' && field.tags.get('split_words') === 'true') return [wordsOf(field.name).toUpperCase()];
  if (own === '') return kongVariable(values.scope, flag);
  if (own === '-') return [];
  return [`${optionsPrefix(values.scope)}${variablePrefix(way)}${own}`];
}
/** caarlos0/env, cleanenv and kong have a tag for it, go-envconfig an option of its tag, and go-flags puts a `_` behind its own. */
function variablePrefix(way: readonly Holder[]): string {
  return way
    .map(({ field: { tags } }) => {
      const own = ['envPrefix', 'env-prefix', 'envprefix'].map((each) => tags.get(each)).find(Boolean);
      const option = /,\s*prefix=([^,]*)/.exec(tags.get('env') ?? '')?.[1];
      const namespace = tags.get('env-namespace');
      return own ?? option ?? (namespace === undefined ? '' : `${namespace}_`);
    })
    .join('');
}
/** `env.ParseWithOptions(&cfg, env.Options{Prefix: "SHOP_"})` of caarlos0/env. */
const optionsPrefix = perObject((scope: Scope): string => {
  const options = scope
    .nodes('composite_literal')
    .filter((each) => scope.file.typeText(each.children[0]) === 'github.com/caarlos0/env.Options')
    .flatMap((each) => keyedElements(scope, each))
    .find(({ name }) => name === 'Prefix');
  return scope.file.stringValue(options?.value) ?? '';
});

/** The struct that kelseyhightower/envconfig fills, and what it puts in front of every name. */
const processedBy = perObject((scope: Scope): { readonly type: string; readonly prefix: string } | undefined => {
  const call = scope
    .nodes('call_expression')
    .find((each) =>
      /^github\.com\/kelseyhightower\/envconfig\.(?:Must)?Process$/.test(scope.file.calledFunction(each) ?? ''),
    );
  const [first, target] = call === undefined ? [] : scope.file.callArguments(call);
  const prefix = scope.file.stringValue(first);
  const type = scope.typeOf(target);
  return prefix === undefined || !type.startsWith('.') ? undefined : { prefix, type: type.slice(1) };
});
/** Prefix and path of the field, and what its tag says without them. */
function processedNames(values: Values, type: string, field: StructField, way: readonly Holder[]): readonly string[] {
  const processed = processedBy(values.scope);
  const steps = [...way, { owner: type, field }];
  const start = processed === undefined ? -1 : steps.findIndex(({ owner }) => owner === processed.type);
  if (processed === undefined || start < 0 || field.tags.get('ignored') === 'true') return [];
  const words = steps.slice(start).flatMap(({ field: { name, tags, embedded } }) => {
    const tag = tags.get('envconfig') ?? '';
    if (embedded && tag === '') return [];
    return [tag !== '' ? tag : tags.get('split_words') === 'true' ? wordsOf(name) : name];
  });
  const whole = [processed.prefix, ...words].filter((each) => each !== '').join('_');
  const own = field.tags.get('envconfig') ?? '';
  return [...new Set([whole, own].filter((each) => each !== '').map((each) => each.toUpperCase()))];
}
/** alecthomas/kong names a flag after its field, unless a tag does. */
function kongFlag({ scope }: Values, field: StructField, way: readonly Holder[]): string | undefined {
  const isKong = [...scope.file.imports.values()].some(({ base }) => base === 'github.com/alecthomas/kong');
  if (!isKong || !['help', 'default', 'env', 'name', 'short'].some((each) => field.tags.has(each))) return undefined;
  const own = field.tags.get('name') ?? wordsOf(field.name).replaceAll('_', '-').toLowerCase();
  return `${prefixes(way, ['prefix']).join('')}${own}`;
}

/** `kong.DefaultEnvars("SHOP")` names the variables of flags that have none: `--http.idle-timeout` is SHOP_HTTP_IDLE_TIMEOUT. */
function kongVariable(scope: Scope, flag: string | undefined): readonly string[] {
  const prefix = kongPrefix(scope);
  if (flag === undefined || prefix === undefined) return [];
  return [
    [prefix, flag.replace(/[-.]/g, '_')]
      .filter((each) => each !== '')
      .join('_')
      .toUpperCase(),
  ];
}
const kongPrefix = perObject((scope: Scope): string | undefined => {
  const { file } = scope;
  const call = scope
    .nodes('call_expression')
    .find((each) => file.calledFunction(each) === 'github.com/alecthomas/kong.DefaultEnvars');
  return call === undefined ? undefined : file.stringValue(file.callArguments(call)[0]);
});

const wordsOf = (name: string): string =>
  name.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/([A-Z])([A-Z][a-z])/g, '$1_$2');
const parses = /^github\.com\/ardanlabs\/conf(?:\/v\d+)?\.Parse$/;
/** ardanlabs/conf names what no tag names after the path of the field: `Web.ReadTimeout` is `--web-read-timeout` and `PREFIX_WEB_READ_TIMEOUT`. */
function ardanNames(
  values: Values,
  field: StructField,
  way: readonly Holder[],
): { readonly flag: string; readonly variable?: string } | undefined {
  if (!field.tags.has('conf')) return undefined;
  const { file } = values.scope;
  const path = way.flatMap(({ field: { name, embedded } }) => (embedded ? [] : [name]));
  const words = [...path, field.name].map(wordsOf);
  const call = values.scope.nodes('call_expression').find((each) => parses.test(file.calledFunction(each) ?? ''));
  const [first] = call === undefined ? [] : file.callArguments(call);
  const prefix = first === undefined ? undefined : values.read(first);
  const flag = ardanPart(field, 'flag') ?? words.join('-').replaceAll('_', '-').toLowerCase();
  const own = ardanPart(field, 'env');
  if (prefix?.kind !== 'literal' || typeof prefix.value !== 'string') return { flag };
  const name = [prefix.value, own ?? words.join('_')].filter((each) => each !== '').join('_');
  return { flag, variable: name.toUpperCase() };
}
function ardanPart(field: StructField, key: string): string | undefined {
  const parts = (field.tags.get('conf') ?? '').split(',');
  return parts.find((each) => each.startsWith(`${key}:`))?.slice(key.length + 1);
}

/** What the structs around it put in front, outermost first. */
function prefixes(way: readonly Holder[], tags: readonly string[]): readonly string[] {
  return way.flatMap(({ field: { tags: own } }) => {
    const tag = tags.map((each) => own.get(each)).find((each) => each !== undefined);
    return tag === undefined ? [] : [firstPart(tag)].filter((each) => each !== '');
  });
}
const mostWays = 4;
/** The fields that lead to this struct, outermost first; one way for each place that it has. */
function waysTo(file: GoFile, type: string, depth = 0): readonly (readonly Holder[])[] {
  if (depth > mostWays) return [[]];
  const ways = [...file.structs].flatMap(([owner, fields]) =>
    fields.flatMap((field) =>
      field.type === `.${type}` && owner !== type
        ? waysTo(file, owner, depth + 1).map((way) => [...way, { owner, field }])
        : [],
    ),
  );
  return ways.length === 0 ? [[]] : ways.slice(0, mostWays);
}
