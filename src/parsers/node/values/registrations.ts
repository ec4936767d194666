// What containers of dependencies are told: InversifyJS, tsyringe, typedi, Nest.
import type { BindingsFact } from '../../../model/facts.js';
import { argumentsOf, is, methodCall, type Node, propertiesOf, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import { tokenName } from './injection.js';
import { referenceOf } from './references.js';
import { Names } from './value-names.js';

/** What containers of dependencies hold, by token. */
export function findRegistrations(file: SourceFile): BindingsFact[] {
  const { source, reader } = file;
  if (!source.mentions(source.program, registering)) return [];
  const names = new Names(file);
  const register = (token: Node | undefined, value: Node | undefined): void => {
    if (token !== undefined && value !== undefined) names.flatten(tokenName(source, token), reader.value(value));
  };
  for (const node of source.nodes) {
    if (is(node, 'ObjectExpression')) {
      // `{ provide: 'CONFIG', useValue: config }`
      const [[token], [value]] = [propertiesOf(node, 'provide'), propertiesOf(node, 'useValue')];
      register(token, value);
    }
    const method = methodCall(node);
    if (method === undefined) continue;
    const [first, second] = argumentsOf(method.call);
    const bound = methodCall(unwrap(method.object));
    // `container.bind(TYPES.Config).toConstantValue(config)`
    if (method.method === 'toConstantValue' && bound !== undefined && /^(?:re)?bind/.test(bound.method))
      register(argumentsOf(bound.call)[0], first);
    if (method.method === 'registerInstance') register(first, second);
    if (method.method === 'register' && second !== undefined) register(first, propertiesOf(second, 'useValue')[0]);
    if (method.method === 'set' && referenceOf(source, method.object)?.module === 'typedi') register(first, second);
  }
  return names.bindings('injected');
}
const registering = /\b(?:toConstantValue|registerInstance|useValue|typedi)\b/;
