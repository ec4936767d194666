// What the user states in hoplint.yaml because no file shows it.
import type { WorkloadFact } from './facts.js';
import type { Location } from './location.js';
import type { Setting } from './setting.js';
import type { SettingName } from './setting-names.js';

export interface DeclaredService {
  /** `kind/name` or `namespace/kind/name`, lower-case kind. */
  readonly workload: string;
  /** Folder or entry file of its source, relative to the root. */
  readonly source?: string;
  /** Variables of its containers; `undefined` as a value for one that nothing sets. */
  readonly env?: ReadonlyMap<string, Setting<string> | undefined>;
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

/** How hoplint.yaml names a workload: `deployment/api`, `shop/deployment/api`; `service/api` for one of compose or ECS. */
export function declaredNamesOf({ workloadKind, name, namespace }: WorkloadFact): readonly string[] {
  const kinds = new Set([workloadKind, workloadKind.replace(/^(?:Compose|Ecs)/, '')]);
  const names = [...kinds].map((kind) => `${kind}/${name}`.toLowerCase());
  return namespace === undefined ? names : [...names, ...names.map((each) => `${namespace.toLowerCase()}/${each}`)];
}
