// What the tags of a configuration struct's field say: its environment variable, flag, key and default, by the library that reads them.
import { type Expression, literal } from '../../../model/expression.js';
import type { Location } from '../../../model/location.js';
import type { StructField } from '../file.js';
import { inSettingsFile } from './config-keys.js';
import { convert } from './config-libraries.js';
import type { Reading } from './reading.js';
import type { Values } from './values.js';

const defaultTags = ['envDefault', 'env-default', 'default'];
const keyTags = ['mapstructure', 'koanf'];
const fileTags = ['yaml', 'json', 'toml'];

/** `env:"X" envDefault:"5s"`, `conf:"default:5s"`, `mapstructure:"http-timeout"` and their kin; undefined without any. */
export function readTags(values: Values, type: string, field: StructField): Reading | undefined {
  if (field.tags.size === 0) return undefined;
  const at = values.scope.file.at(field.node);
  const kind = field.type === 'time.Duration' ? 'length' : /^u?int/.test(field.type) ? 'integer' : 'text';
  const outside = [...given(values, type, field), ...fromFiles(values, type, field, at)];
  const standard = defaultOf(field);
  const sources = standard === undefined ? outside : [...outside, literal(standard, at)];
  const options = sources.map((each) => convert(kind, each, at));
  const [only] = options;
  if (only === undefined) return undefined;
  const expression: Expression = options.length === 1 ? only : { kind: 'fallback', mode: 'if-missing', options, at };
  return { kind: kind === 'length' ? 'length' : 'any', expression };
}

/** On the command line, then in the environment. */
function given(values: Values, type: string, field: StructField): readonly Expression[] {
  const at = values.scope.file.at(field.node);
  const ardan = ardanNames(values, type, field);
  const flag = field.tags.get('long') ?? ardan?.flag;
  const variable = ardan?.variable ?? variableOf(values, type, field);
  return [flag === undefined ? undefined : `--${flag}`, variable].flatMap((name) =>
    name === undefined ? [] : [{ kind: 'env' as const, name, at }],
  );
}
function fromFiles(values: Values, type: string, field: StructField, at: Location): readonly Expression[] {
  const keyTag = keyTags.map((each) => field.tags.get(each)).find((each) => each !== undefined && each !== '');
  const keyed =
    keyTag === undefined
      ? []
      : [values.fields.keys.read([...prefixes(values, type, keyTags), firstPart(keyTag)].join('.'), at)];
  // cleanenv: the file stands between the environment and the default.
  const fileTag = field.tags.has('env-default')
    ? fileTags.map((each) => field.tags.get(each)).find((each) => each !== undefined)
    : undefined;
  if (fileTag === undefined) return keyed;
  return [...keyed, inSettingsFile([...prefixes(values, type, fileTags), firstPart(fileTag)].join('.'), at)];
}
function defaultOf(field: StructField): string | undefined {
  const own = defaultTags.map((each) => field.tags.get(each)).find((each) => each !== undefined);
  // go-envconfig writes it behind the name: `env:"PORT, default=8080"`.
  return own ?? ardanPart(field, 'default') ?? /,\s*default=([^,]*)/.exec(field.tags.get('env') ?? '')?.[1];
}

function variableOf(values: Values, type: string, field: StructField): string | undefined {
  const own = firstPart(field.tags.get('env') ?? field.tags.get('envconfig') ?? '');
  // kelseyhightower/envconfig names it after the field: `RestPort` is REST_PORT.
  if (own === '' && field.tags.get('split_words') === 'true') return wordsOf(field.name).toUpperCase();
  if (own === '' || own === '-') return undefined;
  return `${prefixes(values, type, ['envPrefix', 'env-prefix']).join('')}${own}`;
}

const wordsOf = (name: string): string =>
  name.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/([A-Z])([A-Z][a-z])/g, '$1_$2');
const parses = /^github\.com\/ardanlabs\/conf(?:\/v\d+)?\.Parse$/;
/** ardanlabs/conf names what no tag names after the path of the field: `Web.ReadTimeout` is `--web-read-timeout` and `PREFIX_WEB_READ_TIMEOUT`. */
function ardanNames(
  values: Values,
  type: string,
  field: StructField,
): { readonly flag: string; readonly variable?: string } | undefined {
  if (!field.tags.has('conf')) return undefined;
  const { file } = values.scope;
  const words = [...pathTo(values, type), field.name].map(wordsOf);
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

/** What the struct's parents in this file put in front, outermost first. */
function prefixes(values: Values, type: string, tags: readonly string[]): readonly string[] {
  return holders(values, type).flatMap(({ tags: own }) => {
    const tag = tags.map((each) => own.get(each)).find((each) => each !== undefined);
    return tag === undefined ? [] : [firstPart(tag)].filter((each) => each !== '');
  });
}
function pathTo(values: Values, type: string): readonly string[] {
  return holders(values, type).flatMap(({ name, embedded }) => (embedded ? [] : [name]));
}
/** The fields that lead to this struct, outermost first. */
function holders(values: Values, type: string, depth = 0): readonly StructField[] {
  if (depth > 4) return [];
  for (const [owner, fields] of values.scope.file.structs) {
    const holder = fields.find((each) => each.type === `.${type}`);
    if (holder !== undefined && owner !== type) return [...holders(values, owner, depth + 1), holder];
  }
  return [];
}
const firstPart = (tag: string): string => tag.split(',')[0]?.trim() ?? '';
