// The linked model that rules query: request paths of hops and gaps, and the workloads at their end. Pure data.
import type {
  AlertFact,
  AutoscalerFact,
  BackendRef,
  DisruptionBudgetFact,
  ForwardRef,
  ProxyFact,
  RouteFact,
  ServiceFact,
  StrategyFact,
  Text,
  WorkloadFact,
} from './facts.js';
import type { Location } from './location.js';
import type { Setting, UnknownReason } from './setting.js';
import type { HabitTable, Product, SettingTable } from './topology/products.js';
import type { Call, Container, LinkReason, Server } from './topology/servers.js';

export type * from './topology/products.js';
export type * from './topology/servers.js';

export interface Hop {
  readonly is: 'hop';
  /** Stable, free of line numbers: `aws-alb/shop`. Part of fingerprints. */
  readonly id: string;
  /** As a message names it: "the ALB shop", "api". */
  readonly name: string;
  readonly product: Product;
  readonly at: Location;
  readonly settings: SettingTable;
  readonly habits: HabitTable;
  /** For a process hop: the workload it belongs to. */
  readonly workload?: Workload;
  /** For a process hop found in source. */
  readonly server?: Server;
  /** The same with all others that may be behind the port at which the path arrives. */
  readonly servers?: readonly Server[];
  /** For a hop that a configuration file or infrastructure describes. */
  readonly proxy?: ProxyFact;
  /** The workload of ours that runs it: a proxy in the pod of the application it sends to is told to stop together with it. */
  readonly host?: WorkloadFact;
  /** It is known from hoplint.yaml only: what is not stated there is a default that nobody looked up. */
  readonly declared?: true;
  /** What its configuration sends to by name or address, as far as that is resolved. */
  readonly targets?: readonly HopTarget[];
  /** For a hop that is itself a container of ours (nginx in a pod). */
  readonly version: Setting<string>;
}
/** An address in a proxy's configuration, and what it stands for where the proxy runs. */
export interface HopTarget {
  readonly reference: ForwardRef;
  /** Host name or address, without scheme and port. */
  readonly host: string;
  readonly service?: ServiceFact;
  readonly workload?: WorkloadFact;
  /** Where the proxy runs, when that is a container of ours. */
  readonly runsOn?: WorkloadFact['platform'];
  /** It shares the network of what it sends to. */
  readonly beside?: true;
}
/** A missing link. Rules about neighbours never pair hops across it. */
export interface Gap {
  readonly is: 'gap';
  readonly between: string;
  readonly reason: UnknownReason;
}
export interface RequestPath {
  readonly id: string;
  /** Client first; the last is the process when it is known. */
  readonly nodes: readonly (Hop | Gap)[];
  readonly workload?: Workload;
  /** Why hops met, in order: "Service api selects Deployment api by app=api". Shown by `--explain`. */
  readonly links: readonly LinkReason[];
  /** Set when several installs or values files are possible: "values-prod.yaml". */
  readonly variant?: string;
  readonly hosts: readonly string[];
}
/** Two hops that exchange connections, with the path they were found on. */
export interface HopPair {
  readonly downstream: Hop;
  readonly upstream: Hop;
  readonly path: RequestPath;
  /** Layer-4 hops that lie between the two. */
  readonly between: readonly Hop[];
}

export interface Workload {
  readonly id: string;
  readonly name: string;
  readonly fact: WorkloadFact;
  readonly at: Location;
  /** `deployment/api`, with namespace when there is one. */
  readonly title: string;
  readonly containers: readonly Container[];
  /** The container that answers requests: the one whose port a Service targets. */
  readonly served?: Container;
  readonly services: readonly ServiceFact[];
  /** Something outside (Ingress, LoadBalancer, route, target group) or another workload sends it requests. */
  readonly receivesTraffic: 'yes' | 'no' | 'unknown';
  /** An HTTP proxy or LB stands in front, not only a ClusterIP. */
  readonly frontedBy: readonly Hop[];
  readonly paths: readonly RequestPath[];
  readonly replicas: Setting<number>;
  readonly grace: Setting;
  /** Time from the start of termination until traffic has stopped: an assumption, printed as such. */
  readonly propagation: Setting;
  /** Neither stated by the user nor documented by what stands in front. */
  readonly propagationIsAssumed: boolean;
  readonly strategy?: StrategyFact;
  /** How long a new pod has to stay ready until the rollout counts on it, where that is written. It gets requests meanwhile. */
  readonly minReady?: Setting;
  /** ECS: the container and the port that its target groups send to. */
  readonly registered?: readonly {
    readonly container?: string;
    readonly port: Setting<number>;
    readonly at: Location;
  }[];
  /** ECS: shares of the wanted tasks, in per cent, that a deployment keeps healthy and may run, as far as they are written. */
  readonly deployment?: { readonly least?: Setting<number>; readonly most?: Setting<number> };
  readonly autoscalers: readonly AutoscalerFact[];
  readonly disruptionBudgets: readonly DisruptionBudgetFact[];
  /** The same workload rendered elsewhere (flat copy of a base, second install). Findings are reported once, at the first. */
  readonly copies: readonly WorkloadFact[];
}

/** What `check` sees. Every list is sorted; nothing here reads a file or a clock. */
export interface Model {
  readonly paths: readonly RequestPath[];
  readonly workloads: readonly Workload[];
  /** Every server of the scan, once for each environment it runs in. */
  readonly servers: readonly Server[];
  /** Servers no workload was linked to. */
  readonly unlinkedServers: readonly Server[];
  /** Documented facts about the platform: pod lifecycle, rollouts, probes. */
  readonly platform: HabitTable;
  /** The one that every cluster of the scan certainly has. */
  readonly clusterVersion?: Text;
  readonly autoscalers: readonly AutoscalerFact[];
  readonly disruptionBudgets: readonly DisruptionBudgetFact[];
  readonly services: readonly ServiceFact[];
  /** What routes name as their backends, with the Service each name means. */
  readonly backends: readonly BackendLink[];
  readonly alerts: readonly AlertFact[];
  /** Products whose metrics are documented, where the scan has alerts; `metric-prefix` and `metric-status-label` among their habits. */
  readonly exporters: readonly Exporter[];
  /** Documented facts about Prometheus. */
  readonly monitoring: HabitTable;
  /** Every setting mistake of every parser, and those only linking can see. */
  readonly mistakes: readonly import('./facts.js').SettingMistake[];
  /** Client hops in source (agents, transports), with what they call where known. */
  readonly clients: readonly ClientHop[];
  readonly calls: readonly CallLink[];
  readonly assumptions: Assumptions;
  readonly facts: FactIndex;
}
export interface Exporter {
  readonly product: Product;
  readonly habits: HabitTable;
}
export interface BackendLink {
  readonly route: RouteFact;
  readonly backend: BackendRef;
  /** Several when overlays or installs repeat the name; none when it is not in the scan. */
  readonly services: readonly ServiceFact[];
}
/** What a program of ours calls, where that is another one. */
export interface CallLink {
  readonly call: Call;
  readonly from: Workload;
  /** Every server that may answer there, or why nobody can tell. */
  readonly to: readonly CalledServer[] | UnknownReason;
}
export interface CalledServer {
  readonly server: Server;
  readonly workload: Workload;
}
export interface ClientHop {
  readonly fact: import('./facts.js').ClientFact;
  readonly settings: SettingTable;
  readonly habits: HabitTable;
  readonly product: Product;
  /** The address it is made for, where the source has one. */
  readonly upstream?: Setting<string>;
}
/** Assumed numbers (`assume:` in hoplint.yaml): always printed as assumptions. */
export interface Assumptions {
  readonly endpointPropagation: Setting;
  readonly slowestRequest: Setting;
}
/** All facts by kind, for the few rules that need more than the paths. */
export interface FactIndex {
  of<K extends import('./facts.js').FactKind>(kind: K): readonly import('./facts.js').FactOf<K>[];
  /** A document in its file, its folder or its installation that nobody could read: what seems to be missing beside it may stand there. */
  unreadBeside(object: { readonly at: Location; readonly scope?: string }): Location | undefined;
  /** The path as it is seen from the root of what is linted, which may lie outside the working directory: that root itself is empty. */
  fromRoot(path: string): string;
}
