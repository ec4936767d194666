// Variables that a person wrote down in hoplint.yaml, because no file shows what they are.
import { type Declarations, declaredNamesOf } from '../../model/declarations.js';
import type { WorkloadFact } from '../../model/facts.js';
import type { Setting } from '../../model/setting.js';

/** No value where nothing sets the variable. */
export type StatedVariables = ReadonlyMap<string, Setting<string> | undefined>;

/** Of all containers of a workload. */
export function statedVariables(owner: WorkloadFact, { services }: Declarations): StatedVariables {
  const stated = services.filter(({ env }) => env !== undefined);
  const names = stated.length === 0 ? [] : declaredNamesOf(owner);
  return new Map(stated.flatMap(({ workload, env = [] }) => (names.includes(workload.toLowerCase()) ? [...env] : [])));
}
