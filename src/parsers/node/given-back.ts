// The server that a file makes in one function and starts or stops in another, which get it from each other by way of their callers.
import { is, isFunction, keyOf, type Node, unwrap } from './ast.js';
import type { Source } from './source.js';
import type { Face } from './things.js';

/** The one server that the functions of a file hand to their callers: by its name in the objects they return, or as a whole (''). */
export function createGivenBack(source: Source, facesOf: (node: Node) => readonly Face[]): ReadonlyMap<string, Face> {
  const made = source.calls.filter((call) =>
    facesOf(call).some(({ thing }) => thing.node === call && thing.kind === 'server'),
  );
  const [only, ...others] = made;
  const names = new Map<string, Face>();
  if (only === undefined || others.length > 0) return names;
  const add = (name: string, value: Node): void => {
    const found = facesOf(value).find(({ thing, raw }) => raw && thing.node === only);
    if (found !== undefined) names.set(name, found);
  };
  for (const node of source.nodes) {
    const returned = is(node, 'ReturnStatement') ? node.argument : isFunction(node) ? node.body : null;
    const value = returned === null ? undefined : unwrap(returned);
    if (value === undefined || is(value, 'BlockStatement')) continue;
    if (!is(value, 'ObjectExpression')) add('', value);
    else
      for (const property of value.properties) {
        const name = is(property, 'Property') ? keyOf(property) : undefined;
        if (name !== undefined && is(property, 'Property')) add(name, property.value);
      }
  }
  return names;
}
