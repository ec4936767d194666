// Variables that the file itself sets before it asks for them: `process.env.PORT ??= '3000'`, `Object.assign(process.env, { … })`.
import { perObject } from '../../../knowledge/memo.js';
import type { Expression } from '../../../model/expression.js';
import { argumentsOf, is, type Node } from '../ast.js';
import type { Source } from '../source.js';
import { dotted, processMember, referenceOf } from './references.js';
import type { Reader } from './values.js';

interface EnvironmentWrite {
  readonly operator: string;
  readonly right: Node;
  readonly at: Node;
}
const writesOf = perObject((source: Source): ReadonlyMap<string, EnvironmentWrite> => {
  const found = new Map<string, EnvironmentWrite>();
  if (!source.mentions(source.program, /process\.env/)) return found;
  for (const node of source.nodes) {
    if (is(node, 'AssignmentExpression')) {
      const name = /^env\.(\w+)$/.exec(processMember(source, node.left) ?? '')?.[1];
      if (name !== undefined) found.set(name, { operator: node.operator, right: node.right, at: node });
    }
  }
  for (const call of source.calls) {
    const [target, ...parts] = argumentsOf(call);
    const reference =
      target !== undefined && processMember(source, target) === 'env' ? referenceOf(source, call.callee) : undefined;
    if (reference === undefined || dotted(reference) !== 'global.Object.assign') continue;
    for (const part of parts)
      for (const property of is(part, 'ObjectExpression') ? part.properties : [])
        if (is(property, 'Property') && is(property.key, 'Identifier') && !property.computed)
          found.set(property.key.name, { operator: '=', right: property.value, at: call });
  }
  return found;
});

const underway = new WeakMap<Source, Set<string>>();

/** The variable as it is when the file asks for it: what the file has written, or may have. */
export function variableIn(reader: Reader, name: string, at: Node): Expression {
  const { source } = reader;
  const variable: Expression = { kind: 'env', name, at: source.at(at) };
  const write = writesOf(source).get(name);
  const open = underway.get(source) ?? new Set<string>();
  if (write === undefined || write.at.range[1] > at.range[0] || open.has(name)) return variable;
  underway.set(source, open);
  open.add(name);
  try {
    const written = reader.expression(write.right);
    if (write.operator === '??=' || write.operator === '||=') {
      const mode = write.operator === '??=' ? 'if-missing' : 'or-falsy';
      return { kind: 'fallback', mode, options: [variable, written], at: variable.at };
    }
    const why = `${name} is set under a condition`;
    return isCertain(source, write.at)
      ? written
      : { kind: 'either', options: [written, variable], why, at: variable.at };
  } finally {
    open.delete(name);
  }
}
/** At the top of the file, under no condition. */
function isCertain(source: Source, node: Node): boolean {
  const outer = source.parent(node);
  return is(outer, 'ExpressionStatement') && is(source.parent(outer), 'Program');
}
