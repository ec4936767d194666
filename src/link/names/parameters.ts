// What callers in other modules hand to a function's parameters: the values their calls name, several as candidates.
import { type Expression, literal } from '../../model/expression.js';
import type { ModuleCallFact } from '../../model/facts.js';
import { type ModulePaths, variantsOf } from './module-paths.js';

/** `createServer#0.port` in a file; undefined when nobody is seen to call it. */
export type Parameters = (file: string, name: string) => readonly Expression[] | undefined;

export function parameterValues(calls: readonly ModuleCallFact[], paths: ModulePaths): Parameters {
  let byTarget: ReadonlyMap<string, readonly ModuleCallFact[]> | undefined;
  return (file, name) => {
    const hash = name.lastIndexOf('#');
    const path = name.slice(hash + 1);
    byTarget ??= groupByTarget(calls, paths);
    const found = variantsOf(name.slice(0, hash)).flatMap((of) => byTarget?.get(`${file}#${of}`) ?? []);
    return found.length === 0 ? undefined : [...new Set(found)].map((call) => givenFor(call, path));
  };
}

function groupByTarget(
  calls: readonly ModuleCallFact[],
  paths: ModulePaths,
): ReadonlyMap<string, readonly ModuleCallFact[]> {
  const groups = new Map<string, ModuleCallFact[]>();
  for (const call of calls) {
    const target = paths.resolve(call.at.file, call.to);
    if (target === undefined) continue;
    for (const name of variantsOf(target.name)) {
      const key = `${target.file}#${name}`;
      const list = groups.get(key);
      if (list === undefined) groups.set(key, [call]);
      else list.push(call);
    }
  }
  return groups;
}

function givenFor({ given, at }: ModuleCallFact, path: string): Expression {
  return handedOver(given, path) ?? literal(null, at, 'undefined');
}
/** The value itself, or a part of a name that is handed over whole; undefined for an argument left out. */
export function handedOver(given: Readonly<Record<string, Expression>>, path: string): Expression | undefined {
  const own = Object.hasOwn(given, path) ? given[path] : undefined;
  if (own !== undefined) return own;
  const parts = path.split('.');
  for (let length = parts.length - 1; length > 0; length -= 1) {
    const head = parts.slice(0, length).join('.');
    for (const key of [head, `${head}.*`]) {
      const whole = Object.hasOwn(given, key) ? given[key] : undefined;
      if (whole !== undefined) return partOf(whole, parts.slice(length));
    }
  }
  return undefined;
}
function partOf(whole: Expression, rest: readonly string[]): Expression {
  if (whole.kind === 'name') return { ...whole, name: [whole.name, ...rest].join('.') };
  return {
    kind: 'unknown',
    reason: 'dynamic',
    text: `${rest.join('.')} is part of what the call hands over, which is computed while the process runs`,
    at: whole.at,
  };
}
