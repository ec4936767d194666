// Structs that are read from a file as they are: `yaml.Unmarshal(text, &cfg)`, and the key that each of their fields has there.
import { perObject } from '../../../knowledge/memo.js';
import type { StructField } from '../file.js';
import type { Scope } from './scope.js';
import type { Holder } from './struct-tags.js';
import type { Values } from './values.js';

type FileTag = 'yaml' | 'json' | 'toml';
/** The tag by which a library names keys; those that go through JSON take its tags. */
const libraries: readonly (readonly [RegExp, FileTag])[] = [
  [/^(?:sigs\.k8s\.io|github\.com\/ghodss)\/yaml$/, 'json'],
  [/^(?:gopkg\.in|go\.yaml\.in)\/yaml$|\/go-yaml$/, 'yaml'],
  [/^encoding\/json$|\/json-iterator\/go$|\/go-json$|\/sonic$/, 'json'],
  [/^github\.com\/(?:BurntSushi\/toml|pelletier\/go-toml)$/, 'toml'],
  // A package of the program's own around one of them.
  [/\/toml$/, 'toml'],
  [/\/yaml$/, 'yaml'],
  [/\/json$/, 'json'],
];
/** The argument that is filled. */
const decoders: ReadonlyMap<string, number> = new Map([
  ['Unmarshal', 1],
  ['UnmarshalStrict', 1],
  ['UnmarshalWithOptions', 1],
  ['DecodeFile', 1],
  ['Decode', 1],
]);
/** What a struct is called that holds the settings of a program, wherever it is read. */
export const settingsStruct = /^\w*(?:config|configuration|settings)$/i;

/** Whole, by their types as `typeText` spells them. */
export const decodedTypes = perObject((scope: Scope): ReadonlyMap<string, FileTag> => {
  const { file } = scope;
  const imported = [...file.imports.values()].flatMap(({ base }) => tagOf(base) ?? []);
  const types = new Map<string, FileTag>();
  if (imported.length === 0) return types;
  for (const call of scope.nodes('call_expression')) {
    const callee = file.callee(call);
    if (callee.kind !== 'package' && callee.kind !== 'method') continue;
    const tag = callee.kind === 'package' ? tagOf(callee.package.base) : imported[0];
    const place = callee.kind === 'package' ? decoders.get(callee.name) : callee.name === 'Decode' ? 0 : undefined;
    const target = place === undefined ? undefined : file.callArguments(call)[place];
    const type = target === undefined ? '' : scope.typeOf(target);
    if (tag !== undefined && type !== '') types.set(type, tag);
  }
  return types;
});
const tagOf = (base: string): FileTag | undefined => libraries.find(([path]) => path.test(base))?.[1];

/** Whether the file reads any: fields need no tags then. */
export const isDecoded = ({ scope }: Values): boolean =>
  [...decodedTypes(scope).keys()].some((type) => type.startsWith('.'));

/** The key of a field in the file that its outermost struct is read from; undefined where it is read from none. */
export function decodedKey(
  { scope }: Values,
  type: string,
  field: StructField,
  way: readonly Holder[],
): { readonly key: string; readonly tag: FileTag; readonly isWhole: boolean } | undefined {
  const steps: readonly Holder[] = [...way, { owner: type, field }];
  const types = decodedTypes(scope);
  const start = steps.findIndex(({ owner }) => types.has(`.${owner}`));
  const outermost = steps[0]?.owner ?? type;
  const tag = types.get(`.${steps[start]?.owner ?? ''}`) ?? tagOfSettings(outermost, field);
  if (tag === undefined) return undefined;
  const names = steps.slice(Math.max(start, 0)).map((each) => nameIn(each.field, tag));
  const key = names.filter((each) => each !== '').join('.');
  return names.includes('-') ? undefined : { key, tag, isWhole: start >= 0 };
}
/** In another file of its package somebody reads it. */
function tagOfSettings(outermost: string, { tags }: StructField): FileTag | undefined {
  return settingsStruct.test(outermost) ? (['yaml', 'toml'] as const).find((each) => tags.has(each)) : undefined;
}
function nameIn(field: StructField, tag: string): string {
  const own = field.tags.get(tag);
  const [name = '', ...options] = (own ?? '').split(',');
  const isInline = options.includes('inline') || (field.embedded && name === '' && tag === 'json');
  return isInline ? '' : name.trim() || field.name;
}
export const firstPart = (tag: string): string => tag.split(',')[0]?.trim() ?? '';
