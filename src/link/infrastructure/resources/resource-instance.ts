// One resource of a configuration, with the values it would be created with.
import type { Location } from '../../../model/location.js';
import type { SettledMap } from '../values/settled.js';

/** One resource as it would be created. */
export interface ResourceInstance {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly values: SettledMap;
  readonly at: Location;
  readonly nameAt: Location;
  readonly scope: string;
  /** What the file's own tool calls it. */
  readonly title?: string;
  /** Known from a plan or state alone: it holds every attribute, also those nobody wrote. */
  readonly recorded?: true;
}
