// What would mend a finding, said over the model: rules name the change, `fixes` turns it into edits of a text.
import type { Milliseconds } from './duration.js';
import type { SettingMistake } from './facts.js';
import type { Location } from './location.js';
import type { TimeSettingName } from './setting-names.js';
import type { Container, Server, SettingTable, Workload } from './topology.js';

export type Change =
  /** Sets a time of a server or proxy to `length`: the literal it came from, or a line where the server is made. */
  | {
      readonly do: 'set-time';
      readonly name: TimeSettingName;
      readonly settings: SettingTable;
      readonly length: Milliseconds;
      readonly server?: Server;
    }
  | {
      readonly do: 'set-grace';
      readonly workload: Workload;
      readonly container: Container;
      readonly length: Milliseconds;
    }
  | { readonly do: 'add-pre-stop'; readonly container: Container; readonly length: Milliseconds }
  | {
      readonly do: 'add-readiness';
      readonly container: Container;
      readonly path: string;
      readonly port: number | string;
    }
  /** A CMD or ENTRYPOINT in shell form, in a Dockerfile. */
  | { readonly do: 'use-exec-form'; readonly at: Location }
  /** The command a shell script ends with. */
  | { readonly do: 'exec-command'; readonly at: Location }
  /** While it stops, the server closes connections as soon as they are idle. */
  | { readonly do: 'close-idle'; readonly server: Server }
  /** An annotation that only counts as a key of the controller's ConfigMap. */
  | { readonly do: 'move-to-configmap'; readonly mistake: SettingMistake };

/** Changes that belong together: half of them would only move the fault. */
export interface Remedy {
  readonly changes: readonly Change[];
}
