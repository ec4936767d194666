// Keys that koanf takes from a map in the code: `k.Load(confmap.Provider(map[string]any{"server.idle": "75s"}, "."), nil)`.
import { perObject } from '../../../knowledge/memo.js';
import { constantIn } from '../../../model/constant-keys.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { keyText } from './constant-names.js';
import { keyedElements } from './flow.js';
import type { Scope } from './scope.js';

export interface MapKey {
  readonly key: string;
  readonly value: SyntaxNode;
  /** What is loaded later wins: a file, or the environment. */
  readonly belowFile: boolean;
  readonly belowVariables: boolean;
}

const provider = /^github\.com\/knadh\/koanf\/providers\/(\w+)\.Provider\w*$/;
/** None of them reads a file, or what stands in the place of one. */
const withoutFile = new Set(['confmap', 'structs', 'env', 'posflag', 'basicflag', 'cliflagv2', 'cliflagv3']);

export const koanfMaps = perObject((scope: Scope): readonly MapKey[] => {
  const { file } = scope;
  const loads = scope.nodes('call_expression').flatMap((call) => {
    const kind = provider.exec(file.calledFunction(call) ?? '')?.[1];
    return kind === undefined ? [] : [{ call, kind }];
  });
  return loads.flatMap(({ call, kind }, index) => {
    const [map] = kind === 'confmap' ? file.callArguments(call) : [];
    if (map === undefined) return [];
    const later = loads.slice(index + 1);
    const belowFile = later.some((each) => !withoutFile.has(each.kind));
    const belowVariables = later.some((each) => each.kind === 'env');
    return keysOf(scope, map, '').map((each) => ({ ...each, belowFile, belowVariables }));
  });
});

function keysOf(scope: Scope, node: SyntaxNode, prefix: string): readonly { key: string; value: SyntaxNode }[] {
  const held = node.type === 'identifier' ? scope.declarationOf(node)?.writes : undefined;
  const map = held === undefined ? node : held.length === 1 ? held[0]?.value : undefined;
  if (map?.type !== 'composite_literal') return [];
  return keyedElements(scope, map).flatMap(({ key: written, value }) => {
    const name = keyText(scope, written.type === 'literal_element' ? written.children[0] : written);
    if (name === undefined || (prefix !== '' && constantIn(name) !== undefined)) return [];
    const key = `${prefix}${name}`;
    return value.type === 'composite_literal' && constantIn(key) === undefined
      ? keysOf(scope, value, `${key}.`)
      : [{ key, value }];
  });
}
