// The linked model that rules query: request paths of hops and gaps, and the workloads at their end. Pure data.
import type {
  AlertFact,
  AutoscalerFact,
  BackendRef,
  ContainerFact,
  DisruptionBudgetFact,
  ForwardRef,
  PreStopFact,
  ProbeFact,
  ProxyFact,
  RouteFact,
  ServerFact,
  ServiceFact,
  ShutdownFact,
  SignalHandlerFact,
  StrategyFact,
  WorkloadFact,
} from './facts.js';
import type { Location } from './location.js';
import type { Setting, UnknownReason } from './setting.js';
import type { RetryScope, SettingName, SettingTypes } from './setting-names.js';

/** How a product behaves, from the knowledge table. */
export interface Product {
  /** Knowledge id: `aws-alb`. */
  readonly id: string;
  /** As a sentence names it: "the ALB", "ingress-nginx". */
  readonly title: string;
  /** What runs it, where the version of a hop is that one's: "Node" for Express. */
  readonly runtime?: string;
  readonly layer: 4 | 7;
  readonly kind: HopKind;
  /** Which methods it sends again when a reused connection turns out dead; undefined when not documented. */
  readonly retriesDeadConnection?: RetryScope;
  /** Said in messages: "retries GET and other idempotent requests, so POST and PATCH come back as 502". */
  readonly retryNote?: string;
  /** Status a client sees: reused connection died, connection refused, response too late. `closed`: connection closed without a status. */
  readonly status: {
    readonly reset?: string;
    readonly refused?: string;
    readonly timeout?: string;
    /** The head of the response does not fit into its buffer. */
    readonly tooLarge?: string;
  };
  /** It opens pooled connections to upstream unless a setting says otherwise; undefined when it depends. */
  readonly pools?: boolean;
  /** Time until it stops sending to a pod that is being removed, without configuration; undefined when nothing is known. */
  readonly propagation?: Setting;
  /** The number is ours, after reports of users: the vendor promises none. */
  readonly propagationIsAssumed?: true;
}
export type HopKind = 'cdn' | 'load-balancer' | 'ingress' | 'gateway' | 'mesh' | 'proxy' | 'server';

/** Settings of a hop; asking for an absent one gives an unknown with reason `no-default`. */
export interface SettingTable {
  get<K extends SettingName>(name: K): Setting<SettingTypes[K]>;
  /** Whether a person wrote it (not a default). */
  isWritten(name: SettingName): boolean;
  /** Whether the product has a place where a person could write it; a fixed limit has none. */
  isSettable(name: SettingName): boolean;
  /** The product's own key for it, for messages and remedies: `idle_timeout`, `server.keepAliveTimeout`. */
  keyOf(name: SettingName): string;
  /** Whether one written value is both of them. */
  isOneValue(name: SettingName, other: SettingName): boolean;
  /** An instruction that follows "or", where writing a shorter value is not the way. */
  howToLower(name: SettingName): string | undefined;
  /** What else has to be done where it is raised. */
  howToRaise(name: SettingName): string | undefined;
  names(): readonly SettingName[];
}

/** Documented facts about a product that are no setting of a hop, for the version at hand: `headers-timeout-race`, `force-limit`. */
export interface HabitTable {
  truth(key: string): Setting<boolean>;
  text(key: string): Setting<string>;
  count(key: string): Setting<number>;
  time(key: string): Setting;
  list(key: string): Setting<readonly string[]>;
  /** What the fact says, and where it does not hold, for messages: one row per version range. */
  rows(key: string): readonly { readonly versions: string; readonly value: string; readonly meaning: string }[];
}

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
export interface LinkReason {
  readonly from: string;
  readonly to: string;
  readonly why: string;
  /** `declared` > `reference` > `name` > `only-one`: how strong the link is. */
  readonly strength: 'declared' | 'reference' | 'name' | 'only-one';
  readonly at: Location;
}
/** Two hops that exchange connections, with the path they were found on. */
export interface HopPair {
  readonly downstream: Hop;
  readonly upstream: Hop;
  readonly path: RequestPath;
  /** Layer-4 hops that lie between the two. */
  readonly between: readonly Hop[];
}

export interface Server {
  readonly fact: ServerFact;
  readonly product: Product;
  readonly settings: SettingTable;
  /** What the options of its creation say, where the runtime judges them at that moment; `settings` has what holds in the end. */
  readonly createdWith?: SettingTable;
  readonly habits: HabitTable;
  readonly runtimeVersion: Setting<string>;
  /** Where it listens in this environment; unknown with reason `no-default` when its source names none. */
  readonly port: Setting<number>;
  readonly host: Setting<string>;
  /** Set when its port rests on a variable that may come from a place out of sight. */
  readonly portMayDiffer?: UnknownReason;
  readonly shutdown: ShutdownPlan;
  /** Files through which it was reached from the image's entry, for messages. */
  readonly links: readonly LinkReason[];
  /** Its program answers requests that take too long itself, here. */
  readonly handlerLimit?: Location;
  /** Responses of its program with headers of known size, where that is much. */
  readonly largeHeads: readonly LargeHead[];
}
/** A response whose head is known to be large, or to get large. */
export interface LargeHead {
  /** What makes it large, as a sentence goes on: "the header X-Trace". */
  readonly what: string;
  readonly bytes: Setting<number>;
  /** `holds`: at least that many bytes are in it. `may-exceed`: it can get larger than that. */
  readonly extent: 'holds' | 'may-exceed';
  /** What ends in an error where it does not fit: "signing in". */
  readonly moment: string;
  /** What keeps it small, as an instruction in lower case. */
  readonly instead?: string;
}
/** The shutdown steps of a server with every duration evaluated, for the signal the pod really gets. */
export interface ShutdownPlan {
  readonly fact: ShutdownFact;
  /** The handler that runs for the stop signal; undefined when none does. */
  readonly handled: 'yes' | 'no' | 'unknown';
  readonly at: Location;
  /** Time the server goes on accepting after the signal. */
  readonly delay: Setting;
  /** Hard limit after the signal: force timer or shutdown timeout. Unbounded when there is none. */
  readonly force: Setting;
  /** Longest wait for work in flight once the listener is closed: the limit of that call, or what the force timer leaves of it. */
  readonly waitLimit: Setting;
  /** What runs for the stop signal, in order. The steps of a helper library are its habits. */
  readonly handlers: readonly SignalHandlerFact[];
  readonly helpers: readonly ShutdownHelper[];
  /** Work in flight is waited for before the process ends. */
  readonly waits: 'yes' | 'no' | 'unknown';
  readonly announcesClose: boolean;
  readonly closesIdle: boolean;
  readonly because: readonly { readonly text: string; readonly at: Location }[];
}

/** A library that handles the stop signal for the server. */
export interface ShutdownHelper {
  /** Knowledge id, as a handler names it. */
  readonly id: string;
  readonly title: string;
  readonly at: Location;
  readonly habits: HabitTable;
}

export type DeliveryOutcome =
  /** The process gets the signal. */
  | 'delivered'
  /** PID 1 is something that never passes it on; SIGKILL at the end of grace. */
  | 'ignored'
  /** A wrapper ends at once and takes the process with it. */
  | 'killed'
  /** The process gets it, but the wrapper ends before it is done. */
  | 'cut'
  | 'unknown';
/** How the stop signal travels from PID 1 to the server. */
export interface SignalDelivery {
  readonly outcome: DeliveryOutcome;
  readonly signal: string;
  /** The chain, PID 1 first: "sh -c", "npm start", "node server.js". */
  readonly chain: readonly { readonly text: string; readonly at: Location }[];
  /** One clause that says why. */
  readonly because: string;
  readonly reason?: UnknownReason;
  /** Which shell, package manager or init decided, with its place. */
  readonly decidedBy: readonly Location[];
}

export interface Container {
  readonly fact: ContainerFact;
  readonly name: string;
  readonly at: Location;
  readonly image: Setting<string>;
  /** `/bin/sh` of the image. */
  readonly shell: Setting<'dash' | 'busybox' | 'bash' | 'none'>;
  readonly baseImage: Setting<string>;
  readonly readiness?: ProbeFact;
  readonly liveness?: ProbeFact;
  readonly startup?: ProbeFact;
  readonly preStop?: PreStopFact;
  /** Time the hook really delays: 0 known when there is none or it cannot run. */
  readonly preStopDelay: Setting;
  readonly memoryLimit: Setting<number>;
  readonly env: ReadonlyMap<string, Setting<string>>;
  readonly ports: ContainerFact['ports'];
  readonly delivery: SignalDelivery;
  /** The server this container runs; undefined when none was found in the scan. */
  readonly server?: Server;
  /** Candidates when linking was ambiguous. */
  readonly serverCandidates: readonly Server[];
  /** One program starts all candidates; else each may be the one that runs, and the others belong to other programs. */
  readonly runsAllCandidates: boolean;
  /** Servers that the same program starts besides: for metrics, health or administration, or on ports that the container does not name. */
  readonly besides: readonly Server[];
  readonly sourceLink?: LinkReason;
  /** A product that projects run but do not build (a datastore, a broker, a dashboard), and no source here is linked to it. */
  readonly thirdParty?: true;
  /** What is known of the responses of a product that projects run but do not build. */
  readonly largeHeads: readonly LargeHead[];
  /** Files that describe the image, final stage first. */
  readonly imageFiles: readonly Location[];
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
export interface ClientHop {
  readonly fact: import('./facts.js').ClientFact;
  readonly settings: SettingTable;
  readonly habits: HabitTable;
  readonly product: Product;
}
/** Assumed numbers (`assume:` in hoplint.yaml): always printed as assumptions. */
export interface Assumptions {
  readonly endpointPropagation: Setting;
  readonly slowestRequest: Setting;
}
/** All facts by kind, for the few rules that need more than the paths. */
export interface FactIndex {
  of<K extends import('./facts.js').FactKind>(kind: K): readonly import('./facts.js').FactOf<K>[];
}
