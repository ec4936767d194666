// What a process does when it is told to stop, step by step.
import type { Condition, Expression } from '../expression.js';
import type { Location } from '../location.js';
import type { ModulePath, ServerOrigin } from './servers.js';

/** What happens on each signal. */
export interface ShutdownFact {
  /** Empty and `complete`: nothing in the files we followed handles a signal. */
  readonly handlers: readonly SignalHandlerFact[];
  /** False when a handler may exist where we could not follow; the reason says where. */
  readonly complete: boolean;
  /** `seen`: a registration that could not be read; however well the program is known, it stays open. */
  readonly incompleteBecause?: { readonly reason: string; readonly at: Location; readonly seen?: true };
  /** Calls into other modules that may register handlers (`name` is the export), and imports for effect (`name` empty). */
  readonly follow?: readonly {
    readonly specifier: string;
    readonly name: string;
    readonly at: Location;
    /** What has to hold for it. */
    readonly under?: readonly Condition[];
  }[];
  /** Node: registered by workers of a cluster, which the signal does not reach: it goes to the process that forks them. */
  readonly unheard?: Location;
  /** Go: does main wait until Shutdown has returned? */
  readonly mainWaits?: 'yes' | 'no' | 'unknown';
  readonly mainWaitsAt?: Location;
  /** Go, where main does not wait: what ends it. */
  readonly endedBy?: ProgramEnd;
  /** Go: the function or method of this file that main's waiting depends on: whoever calls it may go on, or start it beside itself. */
  readonly waitsIn?: string;
  /** Go: the process ends here as soon as a shutdown begins, whoever begins it: serving gives http.ErrServerClosed then. */
  readonly fatalAt?: Location;
  /** Go: the function or method of this file that hands that error on to whoever calls it. */
  readonly handsError?: string;
  /** Go: the function or method of this file that gives back to its callers as soon as a shutdown begins, because it waits for serving alone. */
  readonly endsWithServing?: string;
}
/**
 * `serving`: serving returns as soon as Shutdown begins, and main with it. `beside`: the shutdown runs in a goroutine, and main ends with the
 * signal. `fatal`: the error of a server that was told to stop is taken for a failure.
 */
export type ProgramEnd = 'serving' | 'beside' | 'fatal';
/** Go: a call of a function in another file by a name that says it serves, and what becomes of the program around it. */
export interface ServeCallFact {
  readonly kind: 'serve-call';
  readonly at: Location;
  /** The function it stands in: `main`, `Type.Method`. */
  readonly within: string;
  readonly calls: { readonly space: string; readonly name: string };
  /** The command of the program's command line that it belongs to: `serve`. */
  readonly command?: string;
  /** In a goroutine. */
  readonly beside: boolean;
  /** What the code around it does next: `ends` when nothing there waits for anything but the signal, `waits` when something does, `result` when that is what the call gave, `elsewhere` when it stands in a function that others are handed. */
  readonly next: 'ends' | 'waits' | 'result' | 'elsewhere' | 'unknown';
  /** Its error ends the process here, also that of a server that was told to stop. */
  readonly fatalAt?: Location;
  /** Its error is handed on. */
  readonly handsError: boolean;
}
export interface SignalHandlerFact {
  /**
   * `SIGTERM`, `SIGINT`, … Empty with a helper: those the helper's knowledge lists. Empty without one: whoever passes in the
   * channel or context knows. Go: `package:name` or `package:<import path>#Name` stands for a list or a function of another file.
   */
  readonly signals: readonly string[];
  readonly at: Location;
  /**
   * Knowledge product of a helper that registers the handler (`godaddy-terminus`, `http-terminator`, …). With a helper,
   * `signals` and `steps` hold only what the source writes; no signals means the helper's own.
   */
  readonly helper?: string;
  readonly steps: readonly ShutdownStep[];
  /** Node: these steps are taken where this is true; another handler of the same place says what is done elsewhere. */
  readonly where?: Expression;
  /** Go: the program stays alive until the steps are done, as far as the file that registers the handler shows; `no`: main starts them in a goroutine that tells nobody. */
  readonly waited?: 'yes' | 'no' | 'unknown';
  /** Go, in the file with the main of the program: behind the wait for the signal main returns, once the steps are done. */
  readonly ends?: Location;
  /** Go: behind the wait for the signal the function or method of this file comes back, once the steps are done, to callers in other files. */
  readonly returns?: { readonly from: string; readonly at: Location };
  /** Go: the command of the program's command line that registers it. */
  readonly command?: string;
}
/**
 * In the order in which they start. Durations are expressions (they may come from the environment).
 * `handedIn`, Node: another module registered the function that takes it, there.
 */
export type ShutdownStep = Step & { readonly handedIn?: Location };
type Step =
  /** Goes on serving for a while before the next step. */
  | { readonly do: 'delay'; readonly length: Expression; readonly at: Location }
  /** Health or readiness endpoint answers an error from here on; `everything`: every request does, as soon as the signal is there. */
  | { readonly do: 'fail-readiness'; readonly at: Location; readonly everything?: true }
  /** Stops accepting; `waits` says whether later steps wait until work in flight is done. */
  | {
      readonly do: 'close';
      /** Go: the method of another package's type that does it, should that be one of the scan. */
      readonly by?: { readonly space: string; readonly name: string };
      readonly waits: boolean;
      readonly at: Location;
      readonly limit?: Expression;
      /** Go: its limit is that of a context which the caller of the function hands in. */
      readonly limitPassedIn?: true;
      readonly server?: StoppedServer;
      /** Node: the servers it concerns, by where they are made; absent when it may be any. */
      readonly of?: readonly Location[];
    }
  | { readonly do: 'close-idle'; readonly repeated: boolean; readonly at: Location }
  /** Ends every connection; `cuts` says whether nothing has waited for work in flight before. Absent: the order of the steps tells. */
  | { readonly do: 'close-all'; readonly cuts?: boolean; readonly at: Location; readonly server?: StoppedServer }
  /** Responses say `Connection: close` while draining. */
  | { readonly do: 'announce-close'; readonly at: Location }
  /** Exits by itself after this time, counted from the signal; `server`: only that one is ended. */
  | { readonly do: 'force-exit'; readonly after: Expression; readonly at: Location; readonly server?: StoppedServer }
  /** `behind`: the close of a server that never listens, which is over at once. */
  | { readonly do: 'exit'; readonly at: Location; readonly behind?: Location; readonly missing?: MissingClose }
  /** Raises the signal against itself (as PID 1 this does nothing). */
  | { readonly do: 'reraise'; readonly at: Location }
  | {
      readonly do: 'unknown';
      readonly reason: string;
      readonly at: Location;
      /**
       * The function whose steps belong here. Go: a ShutdownModuleFact of that package with this `exportedAs`, in the space
       * `handed` those of all functions that other files hand to this package. Node: the path
       * of another module (`module:<specifier>`), a RoutineFact or the closing method of an application or server.
       * `maker`: the Go function of that package which gave the receiver, a server perhaps.
       */
      readonly calls?: { readonly space: string; readonly name: string; readonly maker?: string };
      /** Go: limit of the context that the call hands on. */
      readonly limit?: Expression;
      /** Node: the method of a server handed in that is called here. */
      readonly closes?: { readonly of: ServerOrigin; readonly method: string };
      /** Node: what callers of these exports hand over is called here. */
      readonly runs?: readonly HandedIn[];
      /** Node: the code behind this step waits for its promise, or stands in its callback. */
      readonly waitsBy?: readonly Waiting[];
      /** Node: what the call hands over, as in ModuleCallFact. */
      readonly given?: Readonly<Record<string, Expression>>;
      /** Node: what it is taken for where it cannot be followed. */
      readonly otherwise?: ShutdownStep;
      /** Node: a name or a server that makes it part of stopping, even where it cannot be followed. Go: `false` where it counts only if it is found to stop one. */
      readonly matters?: boolean;
      /** Node: called on what is named like a server, so that it may well be the close. */
      readonly likeClose?: boolean;
    };
/** Node: a call that was to close the server, of a method that its object does not have; at its place it ends the process with an error. */
export interface MissingClose {
  /** `app.close()` */
  readonly call: string;
  /** `Express applications` */
  readonly of: string;
  readonly at: Location;
}
/** Go, in steps that other files ask for: which server is stopped, by its place where the file makes it, else by its type. */
export interface StoppedServer {
  readonly product: string;
  readonly at?: Location;
}
/** How code waits for the end of what it starts. */
export type Waiting = 'promise' | 'callback';
export type HandedIn = Extract<ServerOrigin, { is: 'parameter' }>;
/**
 * Node: a function that goes to an export of another module, `onShutdown(() => server.close())`, with what it does to servers and the process.
 * `passes`: what goes there is of another module itself, a function or an object with functions.
 */
export interface HandedRoutineFact {
  readonly kind: 'handed-routine';
  readonly at: Location;
  readonly to: ModulePath;
  readonly index: number;
  readonly key?: string;
  readonly passes?: ModulePath;
  readonly steps: readonly RoutineStep[];
}
/** Node: what an exported function or method does to servers and the process, for the handlers of other modules that call it. */
export interface RoutineFact {
  readonly kind: 'routine';
  readonly at: Location;
  /** As in `ModulePath`. */
  readonly name: string;
  readonly steps: readonly RoutineStep[];
}
export interface RoutineStep {
  readonly step: ShutdownStep;
  /** A close: how the routine's callers can wait for its end. */
  readonly settles?: readonly Waiting[];
  /** A close by an object of this helper, which is then that of the handler. */
  readonly helper?: string;
}
/** A signal handler in a module of its own, that a server module may call by import. */
export interface ShutdownModuleFact {
  readonly kind: 'shutdown-module';
  readonly at: Location;
  /** Exported function that registers it, or undefined when importing the module is enough. Go: `Type.Method` or the function. */
  readonly exportedAs?: string;
  /** Go: nothing registers here; whoever calls the function once a signal has come gets these steps. */
  readonly onCall?: true;
  /** Node: where responses say `Connection: close` once a flag of another module is set. */
  readonly announcesClose?: Location;
  /** Node: it registers something of which nobody can read for which signal. */
  readonly unread?: string;
  readonly handlers: readonly SignalHandlerFact[];
}
