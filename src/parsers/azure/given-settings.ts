// The variables that an object of an Azure template gives to an application: lists and maps of them, and what is laid over them.
import type { EnvFact } from '../../model/facts.js';
import { type GivenVariables, keptElsewhere } from '../kit/deployed.js';
import { get, type YamlNode, type YamlScalar } from '../kit/yaml/node.js';
import type { NodeReader } from '../kit/yaml/node-reader.js';

/** What a scalar stands for: another node of the file, or why nobody knows, with what a parameter is where nobody gives another. */
export type Resolve = (
  scalar: YamlScalar,
) => YamlNode | { readonly open: string; readonly usual?: YamlNode | undefined };

export function givenSettings(node: YamlNode, resolve: Resolve, reader: NodeReader, depth = 0): GivenVariables {
  const parts = (nodes: readonly YamlNode[]): GivenVariables => {
    const all = nodes.map((each) => givenSettings(each, resolve, reader, depth + 1));
    return { env: all.flatMap(({ env }) => env), open: all.flatMap(({ open }) => open) };
  };
  if (depth > 12) return { env: [], open: ['more'] };
  if (node.kind === 'scalar') {
    const found = resolve(node);
    if ('open' in found) return { env: [], open: [found.open] };
    return found.kind === 'scalar' ? { env: [], open: [] } : givenSettings(found, resolve, reader, depth + 1);
  }
  if (node.kind === 'seq') return parts(node.items);
  const name = get(node, 'name');
  if (name?.kind === 'scalar' && (get(node, 'value') !== undefined || get(node, 'secretRef') !== undefined)) {
    const pair = variable(name, get(node, 'value'), node, resolve, reader);
    return pair === undefined ? { env: [], open: [name.text] } : { env: [pair], open: [] };
  }
  const env = node.entries.flatMap(({ key, value }) =>
    value.kind === 'scalar' ? (variable(key, value, { start: key.start, end: value.end }, resolve, reader) ?? []) : [],
  );
  return { env, open: [] };
}

function variable(
  key: YamlScalar,
  value: YamlNode | undefined,
  place: { readonly start: number; readonly end: number },
  resolve: Resolve,
  reader: NodeReader,
): EnvFact | undefined {
  const named = resolve(key);
  if ('open' in named || named.kind !== 'scalar') return undefined;
  const at = reader.at(place);
  if (value === undefined) return keptElsewhere(named.text, at);
  const found = value.kind === 'scalar' ? resolve(value) : { open: 'what it is worked out to' };
  if ('open' in found || found.kind !== 'scalar') {
    const text = `${named.text} is ${'open' in found ? found.open : 'worked out'}`;
    return { name: named.text, at, value: { kind: 'unknown', reason: 'dynamic', text, at } };
  }
  return { name: named.text, at, value: { kind: 'literal', value: found.text, at: reader.at(found) } };
}
