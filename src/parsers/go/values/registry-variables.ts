// Registries of configuration keys that look every key up in the environment: viper when told to, koanf where it loads a provider for it.
import { perObject } from '../../../knowledge/memo.js';
import type { BindingsFact } from '../../../model/facts.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { nameText } from './constant-names.js';
import { keyedElements } from './flow.js';
import type { Scope } from './scope.js';

type Variables = NonNullable<BindingsFact['variables']>;

export const registryVariables = perObject(
  (scope: Scope): Variables => [...viperVariables(scope), ...conftoolsVariables(scope), ...koanfVariables(scope)],
);

/** https://github.com/nais/liberator/blob/4a88a485/pkg/conftools/conftools.go */
export const conftools = 'github.com/nais/liberator/pkg/conftools';
/** `conftools.Initialize("shop")` tells viper to look into the environment, as `SHOP_…`. */
function conftoolsVariables(scope: Scope): Variables {
  return scope.callsOf(`${conftools}.Initialize`).flatMap((call): Variables => {
    const name = nameText(scope, scope.file.callArguments(call)[0]);
    const replace = [['-', '_'] as const, ['.', '_'] as const];
    return name === undefined ? [] : [{ prefix: `${name}_`, replace, at: scope.file.at(call) }];
  });
}

/** `SetEnvPrefix`, `SetEnvKeyReplacer` and `AutomaticEnv` of the file. */
function viperVariables(scope: Scope): Variables {
  const { file } = scope;
  const calls = new Map<string, SyntaxNode>();
  for (const call of scope.nodes('call_expression')) {
    const callee = file.callee(call);
    if (callee.kind === 'package' || callee.kind === 'method') calls.set(callee.name, call);
  }
  const automatic = calls.get('AutomaticEnv');
  const prefixCall = calls.get('SetEnvPrefix');
  const prefix = prefixCall === undefined ? '' : nameText(scope, file.callArguments(prefixCall)[0]);
  if (automatic === undefined || prefix === undefined) return [];
  const replacer = calls.get('SetEnvKeyReplacer');
  const replace = replacer === undefined ? [] : replacements(scope, file.callArguments(replacer)[0]);
  // https://pkg.go.dev/github.com/spf13/viper#SetEnvPrefix: a `_` stands behind it.
  return [{ prefix: prefix === '' ? '' : `${prefix}_`, replace, at: file.at(automatic) }];
}

/** `strings.NewReplacer(".", "_")`, also where a variable outside of all functions holds it; the usual ones where another file does. */
function replacements(scope: Scope, given: SyntaxNode | undefined): readonly (readonly [string, string])[] {
  const [only, another] = (given?.type === 'identifier' ? scope.declarationOf(given)?.writes : undefined) ?? [];
  const written = given?.type === 'identifier' ? (another === undefined ? only?.value : undefined) : given;
  const texts = written === undefined ? [] : stringsIn(written, (each) => scope.file.stringValue(each));
  if (texts.length < 2 && written?.type !== 'call_expression') return usualReplacements;
  return Array.from({ length: texts.length >> 1 }, (_, pair) => [texts[2 * pair] ?? '', texts[2 * pair + 1] ?? '']);
}
const usualReplacements = [
  ['.', '_'],
  ['-', '_'],
] as const;

const koanfProvider = 'github.com/knadh/koanf/providers/env.Provider';
/** `env.Provider("SHOP_", ".", func(s string) string { … })`, of version 2 `env.Provider(".", env.Opt{Prefix: "SHOP_", TransformFunc: … })`. */
function koanfVariables(scope: Scope): Variables {
  const { file } = scope;
  return scope.nodes('call_expression').flatMap((call): Variables => {
    if (file.calledFunction(call) !== koanfProvider) return [];
    const [first, second, third] = file.callArguments(call);
    const options = second?.type === 'composite_literal' ? keyedElements(scope, second) : undefined;
    const prefix = file.stringValue(
      options === undefined ? first : options.find(({ name }) => name === 'Prefix')?.value,
    );
    const transform = options === undefined ? third : options.find(({ name }) => name === 'TransformFunc')?.value;
    const text = transform === undefined ? '' : file.text(transform);
    // Keys are told apart by their case; what is left as it is sets none that anybody reads.
    if (!text.includes('ToLower')) return [];
    const separator = /"(_{1,3})",\s*"\."/.exec(text)?.[1];
    const kept = /TrimPrefix|\[len\(/.test(text) ? (prefix ?? '') : '';
    const replace = separator === undefined ? [] : [['.', separator] as const];
    return [{ prefix: kept, replace, ...(separator === undefined ? {} : { without: separator }), at: file.at(call) }];
  });
}

export function stringsIn(node: SyntaxNode, textOf: (node: SyntaxNode) => string | undefined): readonly string[] {
  const own = textOf(node);
  return own === undefined ? node.children.flatMap((each) => stringsIn(each, textOf)) : [own];
}
