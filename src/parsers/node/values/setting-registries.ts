import type { BindingsFact } from '../../../model/facts.js';
import { argumentsOf, is, isFunction, methodCall, type Node, stringOf } from '../ast.js';
import type { SourceFile } from '../file.js';
import { returned } from './guarded-returns.js';
import { readJsonSchema } from './json-schemas.js';
import { isDefaultsOfNconf, readNconf } from './nconf.js';
import { mayBeLocal, referenceOf } from './references.js';
import { overEnvironment } from './schemas.js';
import { Names } from './value-names.js';
import type { Value } from './values.js';

export function findSettings(file: SourceFile): BindingsFact[] {
  const names = new Names(file);
  for (const node of file.source.calls) {
    const reference = referenceOf(file.source, node.callee);
    const options = fastifyEnvironment(file, node);
    if (options !== undefined) names.flatten('', readJsonSchema(file.reader, options, new Map(), options));
    if (isDefaultsOfNconf(file, node)) readNconf(file, node, names);
    // `app.configure(configuration())` of Feathers: the application has what the package `config` has.
    if (reference?.module === '@feathersjs/configuration' && reference.path.length === 0)
      names.add('*', { kind: 'name', space: 'node-config', name: '', at: file.source.at(node) });
    if (reference?.module !== '@nestjs/config') continue;
    const [first, second] = argumentsOf(node);
    const made = reference.path.at(-1);
    if (made === 'registerAs' && second !== undefined) names.flatten(stringOf(first) ?? '', given(second));
    else if (/^for(?:Root|Feature)(?:Async)?$/.test(made ?? '') && first !== undefined) readModule(first);
  }
  return names.bindings('setting');

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
    if (schema?.kind === 'node') names.flatten('', overEnvironment(file.reader, schema.node));
  }
  function load(element: Node): void {
    const value = file.reader.value(element);
    if (value.kind === 'node' && isFunction(value.node)) names.flatten('', given(value.node));
    if (value.kind !== 'import' || !mayBeLocal(value.specifier)) return;
    const name = `${value.path === '' ? 'default' : value.path}()`;
    names.add('*', { kind: 'name', space: `module:${value.specifier}`, name, at: file.source.at(element) });
  }
}

/** `app.register(fastifyEnv, { schema })`, whose result is `app.config` unless `confKey` says otherwise. */
function fastifyEnvironment(file: SourceFile, node: Node): Node | undefined {
  const method = methodCall(node);
  if (method?.method !== 'register') return undefined;
  const [plugin, options] = argumentsOf(method.call);
  const module = plugin === undefined ? undefined : referenceOf(file.source, plugin)?.module;
  if (options === undefined || (module !== '@fastify/env' && module !== 'fastify-env')) return undefined;
  const whole = file.reader.value(options);
  return whole.kind === 'object' && !whole.entries.has('confKey') ? options : undefined;
}
