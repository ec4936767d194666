// What the tags of a configuration struct's field say: its environment variable, flag, key and default, by the library that reads them.
import { perObject } from '../../../knowledge/memo.js';
import { type Expression, ifDefined, mapExpression } from '../../../model/expression.js';
import { groupPairs } from '../../../model/group-by.js';
import type { Location } from '../../../model/location.js';
import { loadedName } from '../../../model/struct-loaders.js';
import type { NameScheme, StructPart } from '../../../model/struct-parts.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import type { GoFile, StructField } from '../file.js';
import { settingsName } from '../settings-packages.js';
import { inSettingsFile } from './config-keys.js';
import { convert } from './convert.js';
import { decodedKey, firstPart, isDecoded, settingsStruct } from './decoded-structs.js';
import { keyedElements } from './flow.js';
import { isReadElsewhere } from './loaders.js';
import { either, type Reading } from './reading.js';
import { conftools } from './registry-variables.js';
import type { Scope } from './scope.js';
import { ardanPart, defaultOf, isOfKong, keepsPreset, yieldsToPreset } from './tag-defaults.js';
import type { Values } from './values.js';
import { isOfVrischmann, vrischmannVariables } from './vrischmann-tags.js';
import { wordsOf } from './words.js';

const keyTags = ['mapstructure', 'koanf'];
const fileTags = ['yaml', 'json', 'toml'] as const;

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
  preset?: Reading,
): Reading | undefined {
  const isNamed = processedBy(values.scope) !== undefined || namesFields(values.scope);
  if (field.tags.size === 0 && !isDecoded(values) && !isNamed) return undefined;
  const { file } = values.scope;
  const at = file.at(field.node);
  const [first] = via;
  const ways = waysTo(file, first?.owner ?? type).map((way) => [...way, ...via]);
  const found = ways.flatMap((way) => readAlong(values, type, field, way, preset) ?? []);
  return found.length === 0 || found.length < ways.length
    ? undefined
    : either(found, at, `${type}.${field.name} stands in several places`);
}
function readAlong(
  values: Values,
  type: string,
  field: StructField,
  way: readonly Holder[],
  preset: Reading | undefined,
): Reading | undefined {
  const at = values.scope.file.at(field.node);
  const kind = kindOf(field);
  const files = fromFiles(values, type, field, way, at);
  const named = [...given(values, type, field, way), ...files];
  const standard = defaultOf(values.scope, field);
  if (named.length === 0 && standard === undefined) return undefined;
  const asks =
    files.length === 0 && askedFor.test(field.name) ? filesElsewhere(type, field, withinSettings(way), at) : [];
  const outside = [...named, ...asks];
  const converted = (each: Expression): Expression => ofKind(kind, each, at);
  const own = standard === undefined ? [] : [converted(standard)];
  const set = outside.map(converted);
  const options =
    preset === undefined
      ? [...set, ...own]
      : keepsPreset(values.scope, field)
        ? [preset.expression]
        : [
            ...set.map(ifDefined),
            ...(own.length > 0 && !yieldsToPreset(values.scope, field) ? own : [preset.expression]),
          ];
  const [only] = options;
  if (only === undefined) return undefined;
  const expression: Expression = options.length === 1 ? only : { kind: 'fallback', mode: 'if-missing', options, at };
  return { kind: kind === 'length' ? 'length' : 'any', expression };
}

const kindOf = ({ type }: StructField): 'length' | 'integer' | 'text' =>
  type === 'time.Duration' ? 'length' : /^u?int/.test(type) ? 'integer' : 'text';
/** What stands in a file or a registry may be a bare number, which counts nanoseconds. */
function ofKind(kind: 'length' | 'integer' | 'text', each: Expression, at: Location): Expression {
  const isOfFile =
    each.kind === 'name' && each.space !== 'loader' ? true : each.kind === 'name' && isFileAsk(each.name);
  return kind === 'length' && isOfFile
    ? { kind: 'convert', to: 'cast-duration', operand: each, at }
    : convert(kind, each, at);
}
const isFileAsk = (name: string): boolean => !/ (?:kong|envconfig|env) /.test(name);

/** `decoder.TagName = "json"` of mapstructure, `koanf.UnmarshalConf{Tag: "json"}`: the registry finds its keys in tags of that name. */
const chosenTags = perObject((scope: Scope): readonly string[] => {
  const { file } = scope;
  if (![...file.imports.values()].some(({ base }) => registries.test(base))) return [];
  const assigned = scope.nodes('assignment_statement').flatMap(({ children: [left, right] }) => {
    const [target] = left?.children ?? [];
    const field = target?.type === 'selector_expression' ? target.children[1] : undefined;
    return field !== undefined && file.text(field) === 'TagName' ? [right?.children[0]] : [];
  });
  const written = scope.nodes('composite_literal').flatMap((each) => {
    const name = decoderOptions.get(file.typeText(each.children[0]));
    return name === undefined ? [] : (keyedElements(scope, each).find((element) => element.name === name)?.value ?? []);
  });
  const loaded = scope.callsOf(`${conftools}.Load`).length > 0 ? ['json'] : [];
  return [...loaded, ...[...assigned, ...written].flatMap((each) => file.stringValue(each) ?? [])];
});
const registries = /^github\.com\/(?:spf13\/viper|knadh\/koanf|nais\/liberator\/pkg\/conftools)$/;
const decoderOptions: ReadonlyMap<string, string> = new Map([
  ['github.com/go-viper/mapstructure.DecoderConfig', 'TagName'],
  ['github.com/mitchellh/mapstructure.DecoderConfig', 'TagName'],
  ['github.com/knadh/koanf.UnmarshalConf', 'Tag'],
]);

/** On the command line, then in the environment. */
function given(values: Values, type: string, field: StructField, way: readonly Holder[]): readonly Expression[] {
  const at = values.scope.file.at(field.node);
  if (isOfVrischmann(values.scope, field)) return vrischmannVariables(values.scope, [...way, { owner: type, field }]);
  if (isOpen(values.scope, type, field, way)) {
    const text = `the prefix with which ${field.name} is looked up in the environment shows only while the program runs`;
    return [{ kind: 'unknown', reason: 'dynamic', text, at }];
  }
  const ardan = ardanNames(values, field, way);
  const long = field.tags.get('long');
  const named = long === undefined ? undefined : [...prefixes(way, ['namespace']), long].join('.');
  const flag = named ?? ardan?.flag ?? kongFlag(values, field, way);
  const variables = ardan?.variable === undefined ? variablesOf(values, type, field, way, flag) : [ardan.variable];
  const names = [...(flag === undefined ? [] : [`--${flag}`, ...otherFlags(field)]), ...variables];
  const scheme = named === undefined && ardan === undefined ? schemeOf(values, type, field, way) : undefined;
  const own = names.map((name): Expression => {
    const variable: Expression = { kind: 'env', name, at };
    if (name.startsWith('--')) return kongFlag(values, field, way) ? under(variable, 'flag', type, way) : variable;
    return scheme === undefined || name.startsWith('-') ? variable : under(variable, scheme, type, way);
  });
  return isReadElsewhere(values.scope) ? [...own, ...readElsewhere(type, field, way, at)] : own;
}
/** A name that a struct of another file goes on in front, if it holds the outermost of this one. */
function under<E extends Expression>(expression: E, scheme: NameScheme, type: string, way: readonly Holder[]): E {
  return expression.kind === 'name' || expression.kind === 'env'
    ? { ...expression, under: { struct: withinSettings(way)[0]?.owner ?? type, scheme } }
    : expression;
}
/** By libraries that name flags and variables after fields, or put a prefix in front of them, if they fill the struct in another file. */
function readElsewhere(type: string, field: StructField, way: readonly Holder[], at: Location): readonly Expression[] {
  const asked = (library: 'kong' | 'envconfig' | 'env', name: string): Expression =>
    askedOf(library, name, way, type, at);
  const isOfOthers = ['envDefault', 'env-default', 'long', 'conf'].some((each) => field.tags.has(each));
  const flags = isFlagOfKong(field) && !isOfOthers ? [`--${kongName(field, way)}`, ...otherFlags(field)] : [];
  const path = envconfigPath([...way, { owner: type, field }])
    .join('_')
    .toUpperCase();
  const isNamed = ['default', 'split_words', 'required', 'desc', ...keyTags].some((each) => field.tags.has(each));
  const tag = firstPart(field.tags.get('env') ?? '');
  return [
    ...flags.map((each) => asked('kong', each)),
    ...(tag === '' || tag === '-' ? [] : [asked('env', `${variablePrefix(way)}${tag}`)]),
    ...(isNamed ? [asked('envconfig', path)] : []),
  ];
}
/** The one letter that kong and go-flags have a tag for, and kong's other names. */
function otherFlags({ tags }: StructField): readonly string[] {
  const short = tags.get('short');
  const aliases = (tags.get('aliases') ?? '').split(',').map((each) => each.trim());
  return [...(short === undefined ? [] : [`-${short}`]), ...aliases.filter(Boolean).map((each) => `--${each}`)];
}
function fromFiles(
  values: Values,
  type: string,
  field: StructField,
  way: readonly Holder[],
  at: Location,
): readonly Expression[] {
  const named = [...keyTags, ...chosenTags(values.scope)];
  const keyTag = named.map((each) => field.tags.get(each)).find((each) => each !== undefined && each !== '');
  const key = [...keyPrefixes(way, named), firstPart(keyTag ?? '')].join('.');
  const keyed =
    keyTag === undefined
      ? []
      : [
          mapExpression(values.fields.keys.read(key, at), (each) =>
            each.kind === 'name' && each.space === 'config-key' ? under(each, 'key', type, way) : each,
          ),
        ];
  // cleanenv: the file stands between the environment and the default.
  const fileTag = field.tags.has('env-default') ? fileTags.find((each) => field.tags.has(each)) : undefined;
  if (fileTag !== undefined) {
    const name = [...prefixes(way, fileTags), firstPart(field.tags.get(fileTag) ?? '')].join('.');
    return [...keyed, under(inSettingsFile(name, at), fileTag, type, way)];
  }
  if (keyed.length > 0) return keyed;
  const decoded = decodedKey(values, type, field, way);
  if (decoded === undefined) return [];
  const written = inSettingsFile(decoded.key, at);
  return [decoded.isWhole ? written : under(written, decoded.tag, type, way)];
}
/** How the names of its variables go on in front; undefined where they stand as they are. */
function schemeOf(values: Values, type: string, field: StructField, way: readonly Holder[]): 'variable' | undefined {
  if (processedNames(values, type, field, way).length > 0) return undefined;
  return field.tags.has('env') ? 'variable' : undefined;
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
  const named = own === '' && namesFields(values.scope) ? wordsOf(field.name).toUpperCase() : own;
  if (named === '') return kongVariable(values.scope, flag);
  if (named === '-') return [];
  if (field.tags.has('env') && isReadElsewhere(values.scope)) return [];
  return [`${optionsPrefix(values.scope)}${variablePrefix(way)}${named}`];
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
/** `env.ParseWithOptions(&cfg, env.Options{Prefix: "SHOP_", UseFieldNameByDefault: true})` of caarlos0/env. */
const parseOptions = perObject((scope: Scope): ReadonlyMap<string, SyntaxNode> => {
  const options = scope
    .nodes('composite_literal')
    .filter((each) => scope.file.typeText(each.children[0]) === 'github.com/caarlos0/env.Options')
    .flatMap((each) => keyedElements(scope, each));
  return new Map(options.map(({ name, value }) => [name, value]));
});
const optionsPrefix = (scope: Scope): string => scope.file.stringValue(parseOptions(scope).get('Prefix')) ?? '';
/** Fields without a tag have a variable, too. */
const namesFields = (scope: Scope): boolean => parseOptions(scope).get('UseFieldNameByDefault')?.type === 'true';

/** The struct that kelseyhightower/envconfig fills, and what it puts in front of every name. */
const processedBy = perObject(
  (scope: Scope): { readonly type: string; readonly prefix: string | undefined } | undefined => {
    const call = scope
      .nodes('call_expression')
      .find((each) =>
        /^github\.com\/kelseyhightower\/envconfig\.(?:Must)?Process$/.test(scope.file.calledFunction(each) ?? ''),
      );
    const [first, target] = call === undefined ? [] : scope.file.callArguments(call);
    const prefix = scope.file.stringValue(first);
    const type = scope.typeOf(target);
    return first === undefined || !type.startsWith('.') ? undefined : { prefix, type: type.slice(1) };
  },
);
/** Whoever calls the function around it says the prefix. */
function isOpen(scope: Scope, type: string, field: StructField, way: readonly Holder[]): boolean {
  const processed = processedBy(scope);
  const holders = [...way, { owner: type, field }];
  return (
    processed !== undefined &&
    processed.prefix === undefined &&
    field.tags.get('ignored') !== 'true' &&
    holders.some(({ owner }) => owner === processed.type)
  );
}
/** Prefix and path of the field, and what its tag says without them. */
function processedNames(values: Values, type: string, field: StructField, way: readonly Holder[]): readonly string[] {
  const processed = processedBy(values.scope);
  const steps = [...way, { owner: type, field }];
  const start = processed === undefined ? -1 : steps.findIndex(({ owner }) => owner === processed.type);
  if (processed?.prefix === undefined || start < 0 || field.tags.get('ignored') === 'true') return [];
  const whole = [processed.prefix, ...envconfigPath(steps.slice(start))].filter((each) => each !== '').join('_');
  const own = field.tags.get('envconfig') ?? '';
  return [...new Set([whole, own].filter((each) => each !== '').map((each) => each.toUpperCase()))];
}
const envconfigPath = (steps: readonly Holder[]): readonly string[] =>
  steps.flatMap(({ field: { name, tags, embedded } }) => {
    const tag = tags.get('envconfig') ?? '';
    if (embedded && tag === '') return [];
    return [tag !== '' ? tag : tags.get('split_words') === 'true' ? wordsOf(name) : name];
  });
/** alecthomas/kong names a flag after its field, unless a tag does. */
function kongFlag({ scope }: Values, field: StructField, way: readonly Holder[]): string | undefined {
  return isOfKong(scope) && isFlagOfKong(field) ? kongName(field, way) : undefined;
}
const isFlagOfKong = ({ tags }: StructField): boolean =>
  ['help', 'default', 'env', 'name', 'short'].some((each) => tags.has(each));
function kongName({ name, tags }: StructField, way: readonly Holder[]): string {
  const own = tags.get('name') ?? wordsOf(name).replaceAll('_', '-').toLowerCase();
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
/** What the structs around it put in front, outermost first. */
function prefixes(way: readonly Holder[], tags: readonly string[]): readonly string[] {
  return way.flatMap(({ field: { tags: own } }) => {
    const tag = tags.map((each) => own.get(each)).find((each) => each !== undefined);
    return tag === undefined ? [] : [firstPart(tag)].filter((each) => each !== '');
  });
}
/** The same for keys of a registry, which names after the field what no tag names. */
function keyPrefixes(way: readonly Holder[], tags: readonly string[]): readonly string[] {
  return way.flatMap((holder) => {
    const own = prefixes([holder], tags);
    const { name, embedded, tags: written } = holder.field;
    const isNamed = embedded || tags.some((each) => written.has(each)) || !settingsStruct.test(holder.owner);
    return own.length > 0 || isNamed ? own : [name.toLowerCase()];
  });
}

/**
 * A field that no tag of this file brings a value to: by what reads its struct in another one, if anything does. `way`: the fields
 * that lead to its struct.
 */
export function askedElsewhere(
  values: Values,
  type: string,
  field: StructField,
  way: readonly Holder[],
): Expression | undefined {
  if (!askedFor.test(field.name) || values.scope.file.structs.get(type) === undefined) return undefined;
  const at = values.scope.file.at(field.node);
  const ways = way.length > 0 ? [way] : waysTo(values.scope.file, type);
  const [only, another] = ways;
  if (only === undefined || another !== undefined) return undefined;
  const settled = withinSettings(only);
  const variable = envconfigPath([...settled, { owner: type, field }])
    .join('_')
    .toUpperCase();
  const asked = [askedOf('envconfig', variable, settled, type, at), ...filesElsewhere(type, field, settled, at)].map(
    (each) => ofKind(kindOf(field), each, at),
  );
  const [first] = asked;
  return asked.length === 1 ? first : { kind: 'fallback', mode: 'if-missing', options: asked, at };
}
/** By registries of keys and files that another file reads into the struct. */
function filesElsewhere(type: string, field: StructField, way: readonly Holder[], at: Location): readonly Expression[] {
  const steps = [...way, { owner: type, field }];
  const tagged = fileTags.filter((each) => field.tags.has(each));
  const libraries: readonly (readonly [string, readonly string[]])[] = [
    ['viper', keyTags],
    ...(tagged.length === 0 ? [['file', []] as const] : tagged.map((each) => [each, [each]] as const)),
  ];
  return libraries.flatMap(([library, tags]): readonly Expression[] => {
    const path = pathBy(steps, tags);
    return path.length === 0 || path.includes('-') ? [] : [askedOf(library, path.join('.'), way, type, at)];
  });
}
function askedOf(library: string, name: string, way: readonly Holder[], type: string, at: Location): Expression {
  const struct = way[0]?.owner ?? type;
  const told = { optional: true, shown: name, under: { struct }, at } as const;
  return { kind: 'name', space: 'loader', name: loadedName(struct, library, name), ...told };
}
const askedFor = /timeout|port|addr|idle|grace|shutdown|wait|delay|host|listen|keep_?alive|connectionage/i;
/** What a library calls the fields of the way: by one of the tags, else by their own name. */
function pathBy(steps: readonly Holder[], tags: readonly string[]): readonly string[] {
  return steps.flatMap(({ field: { name, embedded, tags: own } }) => {
    const tag = tags.map((each) => own.get(each)).find((each) => each !== undefined);
    const named = firstPart(tag ?? '');
    if (named !== '' || /,\s*(?:squash|inline)/.test(tag ?? '')) return [named].filter((each) => each !== '');
    return embedded ? [] : [name.toLowerCase()];
  });
}

/** What a struct that another file declares stands under here: the names that its fields have there go on behind. */
export function partOf(
  values: Values,
  owner: string,
  field: StructField,
  type: string,
  via: readonly Holder[],
): StructPart {
  const [first] = via;
  const [way, another] = waysTo(values.scope.file, first?.owner ?? owner).map((each) => [...each, ...via]);
  const part = { type, ...(field.embedded && { embedded: true as const }) };
  if (!field.embedded && !(isExported(field) && isOfSettings({ owner, field }))) return part;
  if (way === undefined || another !== undefined) return { ...part, owner };
  const steps = [...withinSettings(way), { owner, field }];
  const keys = keyPrefixes(steps, [...keyTags, ...chosenTags(values.scope)]).join('.');
  const prefix = variablePrefix(steps);
  const all: readonly (readonly [NameScheme, string])[] = [
    ['key', keys === '' ? pathBy(steps, keyTags).join('.') : keys],
    ...fileTags.map((each) => [each, pathBy(steps, [each]).join('.')] as const),
    ['variable', prefix],
    ['envconfig', envconfigPath(steps).join('_').toUpperCase()],
    ['flag', prefixes(steps, ['prefix']).join('')],
  ];
  return {
    ...part,
    owner: steps[0]?.owner ?? owner,
    before: Object.fromEntries(all.filter(([, text]) => text !== '')),
  };
}

const isExported = ({ name }: StructField): boolean => /^\p{Lu}/u.test(name);
/** Whether a struct is one of settings that is read whole, and not a service that was given some. */
const isOfSettings = ({ owner, field: { tags, embedded } }: Holder): boolean =>
  embedded || settingsName.test(owner) || [...tags.keys()].some((each) => each !== 'json');
/** Without the services that hold the struct of settings. */
function withinSettings(way: readonly Holder[]): readonly Holder[] {
  const first = way.findIndex(isOfSettings);
  return first < 0 ? [] : way.slice(first);
}

const mostWays = 4;
/** The fields of this file that hold a struct of it, by the type of the struct. */
const holders = perObject((file: GoFile) =>
  groupPairs(
    [...file.structs].flatMap(([owner, fields]) =>
      // No library fills a field that only its package sees.
      fields.flatMap((field): (readonly [string, Holder])[] =>
        field.embedded || isExported(field) ? [[field.type, { owner, field }]] : [],
      ),
    ),
  ),
);
/** The fields that lead to this struct, outermost first; one way for each place that it has. */
function waysTo(file: GoFile, type: string, depth = 0): readonly (readonly Holder[])[] {
  if (depth > 0) return findWays(file, type, depth);
  const known = knownWays(file);
  const before = known.get(type);
  if (before !== undefined) return before;
  const found = findWays(file, type, 0);
  known.set(type, found);
  return found;
}
const knownWays = perObject((_: GoFile) => new Map<string, readonly (readonly Holder[])[]>());
function findWays(file: GoFile, type: string, depth: number): readonly (readonly Holder[])[] {
  if (depth > mostWays) return [[]];
  const ways = (holders(file).get(`.${type}`) ?? []).flatMap((holder) =>
    holder.owner === type ? [] : waysTo(file, holder.owner, depth + 1).map((way) => [...way, holder]),
  );
  return ways.length === 0 ? [[]] : ways.slice(0, mostWays);
}
