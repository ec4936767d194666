// What a walk over module calls is given and what it yields.
import type { Expression } from '../../../model/expression.js';
import type { ConfigValue, ModuleCall, ResourceEntry } from '../../../model/infrastructure.js';
import type { Location } from '../../../model/location.js';
import type { Budget } from '../values/settle-value.js';
import type { Settled } from '../values/settled.js';
import type { ModuleSource } from './module-sources.js';

/** What a name stood for where it was used: kept so that a reader can follow the value back. */
export interface NameBinding {
  readonly folder: string;
  /** One that uses it. */
  readonly file: string;
  readonly name: string;
  readonly values: readonly Expression[];
}
export interface Walk {
  /** What a call creates; undefined when it is not in the scan. */
  readonly sourceOf: (call: ModuleCall, module: ModuleSource) => ModuleSource | undefined;
  /** The unit of Terragrunt that a module reads outputs of by this name; undefined when it is not in the scan. */
  readonly unitRead?: (name: string, module: ModuleSource) => ModuleSource | undefined;
  /** What another stack exports under a name; undefined when nobody does, or several. */
  readonly imported?: (name: string, at: Location) => Settled | undefined;
  readonly templates: Pick<ReadonlyMap<string, ConfigValue>, 'get'>;
  readonly budget: Budget;
  readonly bindings: Map<string, NameBinding>;
  /** How messages name a variable: `var.x`, `parameter X`. */
  readonly variable: 'var.' | 'parameter ';
  /** Templates that some resource has read. */
  readonly read: Set<string>;
  /** For who reads the texts that are created: values lead to their own places, and other resources are left out. */
  readonly texts?: { readonly isWanted: (entry: ResourceEntry) => boolean };
  /** Calls of which nobody knows what they create. */
  readonly unread: Set<ModuleCall>;
}

/** For all configurations of a scan together. */
export const steps = 5_000_000;
