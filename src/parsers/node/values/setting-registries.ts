// What a Nest application's configuration holds: namespaces, functions that load it, and schemas that check the environment.
import type { Expression } from '../../../model/expression.js';
import type { BindingsFact } from '../../../model/facts.js';
import { argumentsOf, is, isFunction, type Node, stringOf } from '../ast.js';
import type { SourceFile } from '../file.js';
import { returned } from './guarded-returns.js';
import { mayBeLocal, referenceOf } from './references.js';
import { overEnvironment } from './schemas.js';
import type { Value } from './values.js';

const maximalDepth = 4;

export function findSettings(file: SourceFile): BindingsFact[] {
  const names = new Map<string, Expression[]>();
  const add = (name: string, expression: Expression): void => {
    names.set(name, [...(names.get(name) ?? []), expression]);
  };
  for (const node of file.source.calls) {
    const reference = referenceOf(file.source, node.callee);
    if (reference?.module !== '@nestjs/config') continue;
    const [first, second] = argumentsOf(node);
    const made = reference.path.at(-1);
    if (made === 'registerAs' && second !== undefined) flatten(stringOf(first) ?? '', given(second), 0);
    else if (/^for(?:Root|Feature)(?:Async)?$/.test(made ?? '') && first !== undefined) readModule(first);
  }
  return names.size === 0
    ? []
    : [{ kind: 'bindings', space: 'setting', owner: file.source.path, names: Object.fromEntries(names) }];

  function given(fn: Node): Value | undefined {
    const [target] = file.tracer.functions(fn);
    return target && returned(file.reader, target, new Map());
  }
  /** `ConfigModule.forRoot({ load: [configuration], validationSchema })`, `ConfigModule.forFeature(configuration)` */
  function readModule(options: Node): void {
    const whole = file.reader.value(options);
    if (whole.kind === 'import') load(options);
    const list = file.reader.member(whole, 'load', options);
    const elements = list?.kind === 'node' && is(list.node, 'ArrayExpression') ? list.node.elements : [];
    for (const element of elements) if (element !== null && !is(element, 'SpreadElement')) load(element);
    const schema = file.reader.member(whole, 'validationSchema', options);
    if (schema?.kind === 'node') flatten('', overEnvironment(file.reader, schema.node), 0);
  }
  function load(element: Node): void {
    const value = file.reader.value(element);
    if (value.kind === 'node' && isFunction(value.node)) flatten('', given(value.node), 0);
    if (value.kind !== 'import' || !mayBeLocal(value.specifier)) return;
    const name = `${value.path === '' ? 'default' : value.path}()`;
    add('*', { kind: 'name', space: `module:${value.specifier}`, name, at: file.source.at(element) });
  }
  function flatten(name: string, value: Value | undefined, depth: number): void {
    if (value === undefined) return;
    const settled = value.kind === 'node' ? file.reader.value(value.node, value.frame) : value;
    if (settled.kind !== 'object') {
      if (name !== '' && settled.kind !== 'environment') add(name, file.reader.expressionOf(settled));
      return;
    }
    if (depth >= maximalDepth) return;
    for (const [key, entry] of settled.entries) flatten(name === '' ? key : `${name}.${key}`, entry.value, depth + 1);
  }
}
