// What the user states in hoplint.yaml because no file shows it.
import type { Location } from './location.js';
import type { Setting } from './setting.js';
import type { SettingName } from './setting-names.js';

export interface DeclaredService {
  /** `kind/name` or `namespace/kind/name`, lower-case kind. */
  readonly workload: string;
  /** Folder or entry file of its source, relative to the root. */
  readonly source: string;
  readonly at: Location;
}
export interface DeclaredHop {
  readonly name: string;
  readonly product: string;
  /** The workload whose paths it stands in front of; absent: all paths. */
  readonly workload?: string;
  readonly settings: ReadonlyMap<SettingName, Setting<unknown>>;
  readonly at: Location;
}
export interface Declarations {
  readonly services: readonly DeclaredService[];
  /** Client first. */
  readonly hops: readonly DeclaredHop[];
  readonly endpointPropagation?: Setting;
  readonly slowestRequest?: Setting;
}
export const noDeclarations: Declarations = { services: [], hops: [] };
