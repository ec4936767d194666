// What hoplint.yaml says, once read: plain values with places, ready for every stage.
import { type Declarations, noDeclarations } from '../model/declarations.js';
import type { Severity } from '../model/finding.js';
import type { Location } from '../model/location.js';

export interface RuleConfiguration {
  readonly severity: Severity | 'off' | undefined;
  readonly options: Readonly<Record<string, unknown>>;
}
export interface Configuration {
  readonly profile: 'recommended' | 'strict';
  readonly rules: ReadonlyMap<string, RuleConfiguration>;
  /** Where the scan lies in the folder that globs are relative to; empty where that is the root of the scan. */
  readonly within: string;
  readonly ignore: readonly string[];
  readonly include: readonly string[];
  readonly declarations: Declarations;
}
/** Why a configuration cannot be used: the run ends with exit code 2. */
export interface ConfigurationProblem {
  readonly message: string;
  readonly at: Location;
}
export const defaultConfiguration: Configuration = {
  profile: 'recommended',
  rules: new Map(),
  within: '',
  ignore: [],
  include: [],
  declarations: noDeclarations,
};
