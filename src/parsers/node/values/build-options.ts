// Options of a framework's build that its server goes by later: what stands in front of the names of its variables.
import { factRows, products } from '../../../knowledge/lookup.js';
import { once } from '../../../knowledge/memo.js';
import type { BindingsFact } from '../../../model/facts.js';
import { argumentsOf } from '../ast.js';
import type { SourceFile } from '../file.js';
import { referenceOf } from './references.js';

/** `adapter({ envPrefix: 'SHOP_' })` of `svelte.config.js`. */
export function findBuildOptions({ source, reader }: SourceFile): BindingsFact[] {
  return source.calls.flatMap((node): BindingsFact[] => {
    const option = optionOf().get(referenceOf(source, node.callee)?.module ?? '');
    const [given] = argumentsOf(node);
    if (option === undefined || given === undefined) return [];
    const whole = reader.value(given);
    const value = reader.member(whole, option, given);
    if (value === undefined && whole.kind === 'object') return [];
    const expression =
      value === undefined ? reader.unknown('dynamic', source.textOf(given), given) : reader.expressionOf(value);
    return [{ kind: 'bindings', space: 'program-file', owner: source.path, names: { [option]: [expression] } }];
  });
}

/** By the package whose function takes it. */
const optionOf = once(
  (): ReadonlyMap<string, string> =>
    new Map(
      products().flatMap(({ product: id, claims }) => {
        const value = factRows(id, 'variable-prefix')[0]?.value;
        return claims?.package === undefined || typeof value !== 'string' ? [] : [[claims.package.name, value]];
      }),
    ),
);
