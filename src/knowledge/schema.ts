// The shape of a product file: the only home of a product's numbers, key names, statuses and habits.
import type { RetryScope, SettingName } from '../model/setting-names.js';
import type { HopKind, Product } from '../model/topology.js';
import type { Evidence } from './evidence.js';
import type { KeyRow, ValueReading } from './schema-keys.js';
import type { Claims, FolkloreRow, NameList, PolicyShape, RouteShape } from './schema-objects.js';
import type { ImageRow, LargeHeadRow, ProgramRow, SignalRow } from './schema-programs.js';

/** One file `products/<product>.yaml`. */
export interface ProductFile {
  readonly product: string;
  /** As a sentence names it: `the ALB`, `ingress-nginx`, `Node`. */
  readonly title: string;
  readonly layer: 4 | 7;
  readonly kind: HopKind | 'runtime' | 'framework' | 'helper' | 'platform';
  /** Settings of this product not listed here come from there: `express` builds on `node-http`. */
  readonly extends?: string;
  /** The product whose place it takes, with settings of its own: on the paths through its own target groups, or where a file says so. */
  readonly modeOf?: string;
  /** Which of its own versions the defaults depend on: a Node major, an image tag. */
  readonly versionOf?: string;
  /** The products whose place it takes where the runtime named by `versionOf` runs their source. */
  readonly insteadOf?: readonly string[];
  readonly behaviour?: Behaviour;
  readonly settings: Readonly<Partial<Record<SettingName, SettingRow>>>;
  /** Documented facts that are no hop setting: hidden buffer, heap size, signals, force limits. Keys are kebab-case. */
  readonly facts?: Readonly<Record<string, FactRow | readonly FactRow[]>>;
  /** Every name the product accepts in a place where misspellings are silent. */
  readonly names?: readonly NameList[];
  /** Names people write that nobody reads, with the right one. */
  readonly folklore?: readonly FolkloreRow[];
  /** Object kinds that route requests through this product. */
  readonly routes?: readonly RouteShape[];
  /** Object kinds that adjust it. */
  readonly policies?: readonly PolicyShape[];
  /** How an Ingress class, IngressClass controller, GatewayClass controller or chart names this product. */
  readonly claims?: Claims;
  /** Base images, the first match wins. */
  readonly images?: readonly ImageRow[];
  /** How programs that start others pass the stop signal on, the first match wins. */
  readonly signals?: readonly SignalRow[];
  /** Responses of this program whose head gets larger than proxies expect. */
  readonly largeHeads?: readonly LargeHeadRow[];
  /** How its command line makes it what it is, where no source does. */
  readonly program?: ProgramRow;
  /** Sources for the statements above that have no row of their own. */
  readonly sources: readonly Source[];
}
export interface Source {
  readonly url: string;
  /** Last day a person (or a run) checked it, YYYY-MM-DD. */
  readonly checked: string;
  readonly note?: string;
}
export interface Behaviour {
  /** Opens pooled connections to upstream unless a setting says otherwise. Absent: it depends (see `outbound.pooling`). */
  readonly pools?: boolean;
  readonly retriesDeadConnection?: RetryScope;
  /** A clause for messages: "retries GET and other idempotent requests on another connection, so POST and PATCH come back as 502". */
  readonly retryNote?: string;
  readonly status?: Product['status'];
  /** Time until it stops sending to a pod that is going away, with source in `sources`; absent when nothing is known. */
  readonly propagation?: string;
  /** Where nobody documents it: what the number rests on, as messages say it. */
  readonly propagationAssumed?: string;
}
/** How its value is read holds for every place where `keys` does not say otherwise. */
export interface SettingRow extends ValueReading {
  /** Words for people: "idle timeout". */
  readonly title: string;
  readonly type?: 'time' | 'count' | 'boolean' | 'text';
  /** Settings whose written value applies when this one is unset or its zero means `default`: the first that has one, before `defaults`. */
  readonly fallsBackTo?: readonly { readonly setting: SettingName; readonly versions: string }[];
  /** As `fallsBackTo`, where all of them go on counting: the shortest of those that are written. */
  readonly fallsBackToShortestOf?: readonly SettingName[];
  /** Last steps of keys that the product asks first: where one of them means something, what any other key says in any place is not asked for. */
  readonly replacedBy?: readonly string[];
  /** Version-dependent; the first row whose range matches. When the version is unknown and rows differ, they are candidates. */
  readonly defaults?: readonly DefaultRow[];
  /** Not configurable: a key for it is folklore. */
  readonly fixed?: boolean;
  /** How to make it shorter, as an instruction in lower case, where writing that value at a key is not the way. */
  readonly lowering?: string;
  /** What else has to be done where it is switched on or raised, as an instruction in lower case. */
  readonly raising?: string;
  readonly keys?: readonly KeyRow[];
  /** Pitfalls in one sentence each, for pages and hover. */
  readonly traps?: readonly string[];
}
export interface DefaultRow extends Evidence {
  /** npm-style semver range over the version named by `versionOf`; `*` for all. */
  readonly versions: string;
  /** A duration with unit ("60s"), `unbounded`, `off`, a number, boolean or text. */
  readonly value: string | number | boolean;
  /** What it is elsewhere, where something decides that no file shows; `where` completes "4096, or 8192 …". */
  readonly or?: { readonly value: string | number | boolean; readonly where: string };
  /**
   * Who creates the object, where that decides: the default a controller or provider sends when nothing is written.
   * A row without it holds for every creator that has no row of its own.
   */
  readonly when?: Creator;
  /** Announced for versions that were not released when it was checked: applies only where a file names such a version. */
  readonly unreleased?: boolean;
  /** Of versions so old that nobody runs them unknowingly: applies only where a file names such a version. */
  readonly longGone?: boolean;
  /** What the message calls it: "Node 22 default"; built from title and version when absent. */
  readonly label?: string;
}
/** `gateway` is a Gateway API object, `ingress` an Ingress, `service` a Service of type LoadBalancer. */
export type Creator = 'ingress' | 'service' | 'gateway' | 'terraform' | 'cloudformation' | 'cdk' | 'elastic-beanstalk';
export interface FactRow extends Evidence {
  readonly value: string | number | boolean | readonly string[];
  readonly versions?: string;
  /** As in `DefaultRow`. */
  readonly unreleased?: boolean;
  readonly meaning: string;
}
