// Servers as they run: what is set on them, how they stop, and how the stop signal gets to them; and the containers they run in.
import type {
  ClientFact,
  ContainerFact,
  PreStopFact,
  ProbeFact,
  ServerFact,
  ShutdownFact,
  SignalHandlerFact,
} from '../facts.js';
import type { Location } from '../location.js';
import type { Setting, UnknownReason } from '../setting.js';
import type { HabitTable, Product, SettingTable } from './products.js';

export interface LinkReason {
  readonly from: string;
  readonly to: string;
  readonly why: string;
  /** `declared` > `reference` > `name` > `only-one`: how strong the link is. */
  readonly strength: 'declared' | 'reference' | 'name' | 'only-one';
  readonly at: Location;
}

export interface Server {
  readonly fact: ServerFact;
  readonly product: Product;
  readonly settings: SettingTable;
  /** What the options of its creation say, where the runtime judges them at that moment; `settings` has what holds in the end. */
  readonly createdWith?: SettingTable;
  readonly habits: HabitTable;
  /** The status of requests that none of its routes takes; unknown where something that is not seen may answer those. */
  readonly unroutedStatus: Setting<number>;
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
  /** Its program begins responses that send events, here, and takes the write deadline off none. */
  readonly eventStream?: Location;
  /** Some of its handlers take the write deadline off their responses. */
  readonly liftsDeadlines?: true;
  /** It speaks gRPC, and nothing of its program registers the health service. */
  readonly lacksGrpcHealth?: true;
  /** Its program keeps event streams open by a timer, here. */
  readonly eventPings?: Location;
  /** Its program takes WebSockets over from it, here. */
  readonly webSockets?: Location;
  /** Responses of its program with headers of known size, where that is much. */
  readonly largeHeads: readonly LargeHead[];
  /** Connections that its program opens and pings. */
  readonly calls: readonly Call[];
}
/** A connection of a program to somebody else's server, as it is in that environment. */
export interface Call {
  readonly fact: ClientFact;
  readonly product: Product;
  readonly settings: SettingTable;
  readonly habits: HabitTable;
  /** As its source writes it: `dns:///orders:9090`. */
  readonly address: Setting<string>;
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
/** Whether the server is PID 1 of its container: the kernel keeps signals from that one which nobody handles. */
export type FirstProcess = 'yes' | 'no' | 'unknown';
/** How the stop signal travels from PID 1 to the server. */
export interface SignalDelivery {
  readonly outcome: DeliveryOutcome;
  readonly firstProcess: FirstProcess;
  readonly signal: string;
  /** The chain, PID 1 first: "sh -c", "npm start", "node server.js". */
  readonly chain: readonly { readonly text: string; readonly at: Location }[];
  /** One clause that says why. */
  readonly because: string;
  readonly reason?: UnknownReason;
  /** Where a supervisor stands in front: how long after its signal it kills the server. */
  readonly killedAfter?: Setting;
  /** Which shell, package manager or init decided, with its place. */
  readonly decidedBy: readonly Location[];
}

/** The command, and whom it tells: a server that stops at once, or whatever the container started. */
export interface PreStopQuit {
  readonly command: string;
  readonly of: 'server' | 'first-process';
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
  /** The hook tells the server to stop before it sleeps. */
  readonly preStopQuit?: PreStopQuit;
  readonly memoryLimit: Setting<number>;
  /** Of the runtime for which a variable of the container is meant, where no server was found in it. */
  readonly runtime?: { readonly language: 'node' | 'go'; readonly habits: HabitTable };
  readonly env: ReadonlyMap<string, Setting<string>>;
  readonly ports: ContainerFact['ports'];
  readonly delivery: SignalDelivery;
  /** The server this container runs; undefined when none was found in the scan. */
  readonly server?: Server;
  /** A server that nobody here wrote, which its command or its image starts: nginx. */
  readonly program?: { readonly product: Product; readonly habits: HabitTable };
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
