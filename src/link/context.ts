// What every linking step is given: the facts, the declared hops, and the resolvers built from them.
import type { Declarations } from '../model/declarations.js';
import type { SettingMistake } from '../model/facts.js';
import type { FactIndex } from '../model/topology.js';
import type { ModuleResolver } from './names/modules.js';
import type { NameResolver } from './names/names.js';

export interface LinkContext {
  readonly facts: FactIndex;
  readonly declarations: Declarations;
  readonly names: NameResolver;
  readonly modules: ModuleResolver;
  /** Every file of the scan, also those that gave no facts. */
  readonly paths: ReadonlySet<string>;
  readonly hasFile: (path: string) => boolean;
  /** Mistakes only linking can see are added here. */
  readonly mistakes: SettingMistake[];
}
