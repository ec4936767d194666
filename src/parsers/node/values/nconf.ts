// What nconf holds: defaults, with variables and files that are asked first.
import type { Expression } from '../../../model/expression.js';
import { argumentsOf, is, isCall, methodCall, type Node, propertiesOf, stringOf, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import { referenceOf } from './references.js';
import type { Names } from './value-names.js';
import type { Value } from './values.js';

const maximalDepth = 4;

/** `nconf.env().file(path.join(__dirname, 'config.json')).defaults({ server: { port: 3000 } })`: what is asked first holds. */
export function readNconf(file: SourceFile, node: Node, names: Names): void {
  const { source, reader } = file;
  const method = methodCall(node);
  const [given] = method?.method === 'defaults' ? argumentsOf(method.call) : [];
  if (given === undefined) return;
  const calls = source.calls.flatMap((call) => {
    const each = methodCall(call);
    return each !== undefined && rootModule(source, each.object) === 'nconf' ? [each] : [];
  });
  const files = calls.filter(({ method: name }) => name === 'file').map(({ call }) => fileBeside(file, call));
  const isOpen =
    files.includes(undefined) || calls.some(({ method: name }) => /^(?:add|use|overrides|load)$/.test(name));
  // `env('__')` and `env({ separator: '__' })` look `http:port` up as http__port.
  const separators = calls.flatMap(({ method: name, call }) => (name === 'env' ? [separatorOf(call)] : []));
  const variablesFor = (name: string): readonly string[] =>
    separators.flatMap((separator) => {
      const variable = separator === undefined ? name : name.replaceAll(':', separator);
      return /^\w+$/.test(variable) ? [variable] : [];
    });
  const collect = (name: string, value: Value, depth: number): void => {
    const settled = value.kind === 'node' ? reader.value(value.node, value.frame) : value;
    if (settled.kind === 'object' && depth < maximalDepth) {
      for (const [key, entry] of settled.entries) collect(name === '' ? key : `${name}:${key}`, entry.value, depth + 1);
    }
    if (settled.kind === 'object' || settled.kind === 'environment') return;
    const at = source.at(given);
    const key = name.replaceAll(':', '.');
    const options: readonly Expression[] = [
      ...variablesFor(name).map((variable): Expression => ({ kind: 'env', name: variable, at })),
      ...(isOpen ? [reader.unknown('not-in-scan', `a file that nconf reads may set ${name}`, given)] : []),
      ...files.flatMap((each): Expression[] =>
        each === undefined ? [] : [{ kind: 'name', space: `module:${each}`, name: key, optional: true, at }],
      ),
      reader.expressionOf(settled),
    ];
    names.add(name, { kind: 'fallback', mode: 'if-missing', options, at });
  };
  collect('', reader.value(given), 0);
}
function separatorOf(call: Node): string | undefined {
  const [given] = isCall(call) ? argumentsOf(call) : [];
  const [written] =
    given === undefined ? [] : is(given, 'ObjectExpression') ? propertiesOf(given, 'separator') : [given];
  return written === undefined ? undefined : stringOf(written);
}
/** `file(path.join(__dirname, 'config.json'))`, also as `{ file: … }`; undefined for a place that depends on where the program runs. */
function fileBeside(file: SourceFile, call: Node): string | undefined {
  const given = isCall(call) ? argumentsOf(call).at(-1) : undefined;
  const [held] = given === undefined ? [] : is(given, 'ObjectExpression') ? propertiesOf(given, 'file') : [given];
  const [origin] = held === undefined ? [] : file.tracer.origins(held);
  if (!is(origin, 'CallExpression')) return undefined;
  const reference = referenceOf(file.source, origin.callee);
  if (reference?.module !== 'path' || !/^(?:join|resolve)$/.test(reference.path.at(-1) ?? '')) return undefined;
  const [home, ...parts] = argumentsOf(origin);
  const isHere = is(home, 'Identifier') && home.name === '__dirname';
  const texts = parts.flatMap((part) => stringOf(part) ?? []);
  const path = texts.join('/');
  if (!isHere || texts.length !== parts.length || !path.endsWith('.json')) return undefined;
  return path.startsWith('.') ? path : `./${path}`;
}
export function isDefaultsOfNconf({ source }: SourceFile, node: Node): boolean {
  const method = methodCall(node);
  return method?.method === 'defaults' && rootModule(source, method.object) === 'nconf';
}
/** The module at the head of a chain of calls. */
function rootModule(source: SourceFile['source'], node: Node): string | undefined {
  let at = unwrap(node);
  for (let method = methodCall(at); method !== undefined; method = methodCall(at)) at = unwrap(method.object);
  return referenceOf(source, at)?.module;
}
