// What would mend a finding, said over the model: rules name the change, `fixes` turns it into edits of a text.
import type { Milliseconds } from './duration.js';
import type { SettingMistake } from './facts.js';
import type { Location } from './location.js';
import type { Setting } from './setting.js';
import type { SizeSettingName, TimeSettingName } from './setting-names.js';
import type { Container, Server, SettingTable, Workload } from './topology.js';

export type Change =
  /** Sets a time of a server or proxy to `length`: the literal it came from, or a line where the server is made. */
  | {
      readonly do: 'set-time';
      readonly name: TimeSettingName;
      readonly settings: SettingTable;
      readonly length: Milliseconds;
      readonly server?: Server;
      /** Where the configuration of a proxy or balancer stands, for a line that nobody wrote yet. */
      readonly place?: { readonly product: string; readonly at: Location };
    }
  /** Sets a number of bytes of a proxy: the text that somebody wrote, or a line where its configuration stands. */
  | {
      readonly do: 'set-size';
      readonly name: SizeSettingName;
      readonly settings: SettingTable;
      readonly bytes: number;
      readonly place: { readonly product: string; readonly at: Location };
    }
  /** The one literal that a length was made of, wherever it stands. */
  | { readonly do: 'rewrite-length'; readonly what: string; readonly setting: Setting; readonly length: Milliseconds }
  /** A text that stands at `at` as `was`: nothing is changed where it reads otherwise. */
  | {
      readonly do: 'rewrite-text';
      readonly title: string;
      readonly at: Location;
      readonly was: string;
      readonly text: string;
    }
  | {
      readonly do: 'set-grace';
      readonly workload: Workload;
      readonly container: Container;
      readonly length: Milliseconds;
    }
  | { readonly do: 'add-pre-stop'; readonly container: Container; readonly length: Milliseconds }
  /** In place of a hook that cannot run in its image. */
  | { readonly do: 'use-native-sleep'; readonly container: Container; readonly length: Milliseconds }
  /** What HTTP/1.0 and the Connection header keep from pooling, beside the pass of an nginx location. */
  | { readonly do: 'keep-upstream-open'; readonly pass: Location }
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
  /** While it stops, the server announces the end of each connection, and closes those that are idle. */
  | { readonly do: 'let-connections-go'; readonly server: Server }
  /** An annotation that only counts as a key of the controller's ConfigMap. */
  | { readonly do: 'move-to-configmap'; readonly mistake: SettingMistake };

/** Changes that belong together: half of them would only move the fault. */
export interface Remedy {
  readonly changes: readonly Change[];
  /** A person has to look whatever it edits: it also changes what is right as it is. */
  readonly review?: true;
}
