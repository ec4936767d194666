// Calls that fill a struct from flags or variables, `kong.Parse(&cfg)`: the struct and its tags may stand in another file.
import { perObject } from '../../../knowledge/memo.js';
import { type Expression, literal } from '../../../model/expression.js';
import type { BindingsFact } from '../../../model/facts.js';
import type { Location } from '../../../model/location.js';
import { loaderText } from '../../../model/struct-loaders.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { decodedTypes } from './decoded-structs.js';
import { keyedElements } from './flow.js';
import type { Scope } from './scope.js';

type Library = Parameters<typeof loaderText>[0];
const calls: readonly (readonly [pattern: RegExp, library: Library, target: number])[] = [
  [/^github\.com\/alecthomas\/kong\.(?:Parse|New|Must)$/, 'kong', 0],
  [/^github\.com\/kelseyhightower\/envconfig\.(?:Must)?Process$/, 'envconfig', 1],
  [/^github\.com\/caarlos0\/env\.(?:Parse|ParseWithOptions|MustParse)$/, 'env', 0],
];
const readers =
  /^github\.com\/(?:caarlos0\/env|kelseyhightower\/envconfig|alecthomas\/kong|jessevdk\/go-flags|ilyakaznacheev\/cleanenv|sethvargo\/go-envconfig|ardanlabs\/conf|joeshaw\/envdecode)$/;

/** The library that reads the tags is not seen here. */
export const isReadElsewhere = perObject(
  ({ file }: Scope): boolean => ![...file.imports.values()].some(({ base }) => readers.test(base)),
);

export function loadersOf(scope: Scope): BindingsFact | undefined {
  const names: Record<string, Expression[]> = {};
  const add = (type: string, library: Library, prefix: string | null | undefined, at: Location): void => {
    const name = type.slice(type.lastIndexOf('.') + 1);
    if (type.includes('@') || name === '') return;
    if (!Object.hasOwn(names, name)) names[name] = [];
    names[name]?.push(literal(loaderText(library, prefix), at));
  };
  for (const [type, tag] of decodedTypes(scope)) add(type, tag, '', scope.file.at(scope.file.root));
  for (const { target, key, call } of registriesRead(scope))
    add(scope.typeOf(target), 'viper', key, scope.file.at(call));
  for (const call of scope.nodes('call_expression')) {
    const called = scope.file.calledFunction(call) ?? '';
    const found = calls.find(([pattern]) => pattern.test(called));
    if (found === undefined) continue;
    const [, library, place] = found;
    const args = scope.file.callArguments(call);
    // `cfg := DefaultConfig()` of another file: whatever it is.
    const type = scope.typeOf(args[place]) || (library === 'envconfig' ? '*' : '');
    add(type, library, prefixOf(scope, library, args), scope.file.at(call));
  }
  return Object.keys(names).length === 0
    ? undefined
    : { kind: 'bindings', space: 'loader', owner: scope.file.directory, names };
}

/** `viper.Unmarshal(&cfg)`, `v.UnmarshalKey("http", &cfg)`, `k.Unmarshal("", &cfg)` of koanf. */
function registriesRead(
  scope: Scope,
): readonly { readonly target: SyntaxNode | undefined; readonly key: string | undefined; readonly call: SyntaxNode }[] {
  const { file } = scope;
  const registry = [...file.imports.values()].map(({ base }) => registries.exec(base)?.[1]).find(Boolean);
  if (registry === undefined) return [];
  return scope.nodes('call_expression').flatMap((call) => {
    const callee = file.callee(call);
    const isPackage = callee.kind === 'package' && registries.test(callee.package.base);
    if ((!isPackage && callee.kind !== 'method') || !/^Unmarshal(?:Key|Exact|WithConf)?$/.test(callee.name)) return [];
    if (callee.kind === 'method' && !/^$|\.(?:Viper|Koanf)$/.test(scope.typeOf(callee.receiver))) return [];
    const [first, second] = file.callArguments(call);
    const hasKey = registry === 'knadh/koanf' || callee.name === 'UnmarshalKey';
    return [hasKey ? { target: second, key: file.stringValue(first), call } : { target: first, key: '', call }];
  });
}
const registries = /^github\.com\/(spf13\/viper|knadh\/koanf)$/;

/** `null` where kong looks no flag up in the environment; undefined where the text is put together. */
function prefixOf(scope: Scope, library: Library, args: readonly SyntaxNode[]): string | null | undefined {
  const { file } = scope;
  if (library === 'envconfig') return file.stringValue(args[0]);
  if (library === 'kong') {
    const option = args.find((each) => file.calledFunction(each) === 'github.com/alecthomas/kong.DefaultEnvars');
    return option === undefined ? null : file.stringValue(file.callArguments(option)[0]);
  }
  const [, options] = args;
  if (options === undefined) return '';
  if (options.type !== 'composite_literal') return undefined;
  const prefix = keyedElements(scope, options).find(({ name }) => name === 'Prefix');
  return prefix === undefined ? '' : file.stringValue(prefix.value);
}
