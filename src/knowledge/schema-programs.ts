// The shape of what a product file says about programs: images, what passes signals on, responses with large heads.
import type { Evidence } from './evidence.js';

export const shells = ['dash', 'busybox', 'bash', 'none'] as const;
/** What stands at `/bin/sh`. */
export type Shell = (typeof shells)[number];
export interface ImageRow extends Evidence {
  /** Regular expression on the reference without registry host and digest: `node:22-alpine`, `distroless/nodejs22-debian12`. */
  readonly match: string;
  readonly shell: Shell;
  /** The image brings this runtime; the first number of its tag is the runtime's version. */
  readonly runtime?: 'node' | 'go' | 'bun' | 'deno' | 'nginx' | 'haproxy';
  /** What hooks like to call and the image does not have. */
  readonly lacks?: readonly ('curl' | 'wget')[];
  /** STOPSIGNAL of the image, where it is not SIGTERM. */
  readonly stopSignal?: string;
}
export const signalOutcomes = ['delivered', 'ignored', 'killed', 'cut'] as const;
export interface SignalRow extends Evidence {
  /** The program in front of the server: `npm`, `sh -c`, `tini`. */
  readonly wrapper: string;
  readonly versions: string;
  /** Only where `/bin/sh` is one of these; absent: whatever it is. */
  readonly shells?: readonly Shell[];
  /** Only behind an init that is PID 1 (`true`), or only as PID 1 itself (`false`). */
  readonly init?: boolean;
  readonly outcome: (typeof signalOutcomes)[number];
  /** A clause: "npm passes the signal to the shell only, and ends". */
  readonly because: string;
}
export interface LargeHeadRow extends Evidence {
  /** What makes it large, as a sentence goes on: "the cookies that hold the session". */
  readonly what: string;
  /** The number of bytes it is known to get above. */
  readonly exceeds: number;
  /** Who says so, for the brackets of a message: "documented for OpenID Connect". */
  readonly said: string;
  /** What a user does when it happens: "signing in". */
  readonly moment: string;
  /** What keeps it small, as an instruction in lower case. */
  readonly instead?: string;
  /** All of them have to hold. */
  readonly when?: readonly ProgramCondition[];
}
/** Something a program is started with: a flag, a variable or a line of its configuration file, in this order. */
export interface ProgramCondition {
  readonly flag: string;
  readonly env: string;
  readonly file: string;
  readonly values: readonly string[];
  /** It also holds where none of the three is written. */
  readonly absent?: boolean;
}

/** A server that a command line makes, and no source: gunicorn, Puma. Options have one name here, however many ways there are to write them. */
export interface ProgramRow {
  readonly language: 'python' | 'ruby';
  /** What requirements and lock files call it. */
  readonly package: string;
  /** The command starts it only where a requirements or lock file names that package; other servers may stand behind it. */
  readonly ifPinned?: true;
  /** A variable that holds more options, weaker than those of the command line. */
  readonly arguments?: string;
  readonly configuration?: {
    readonly option: string;
    /** Looked for where it starts, unless the option names another. */
    readonly files?: readonly string[];
  };
  /** By name, which is the one that its configuration file has for it. */
  readonly options: Readonly<Record<string, ProgramOption>>;
  /** Options that say where it listens; the facts `default-host` and `default-port` say so without them. */
  readonly listens: {
    /** `HOST:PORT`, a port behind a colon, or a URL. */
    readonly address?: string;
    readonly host?: string;
    readonly port?: string;
    /** Options with which it listens on a socket of its own machine instead. */
    readonly instead?: readonly string[];
    /** A variable that moves the default: to this host, and the port that it holds. */
    readonly variable?: { readonly name: string; readonly host: string };
  };
  /** What it is in the end, where options decide; the first that holds. With none of them its own settings are not known. */
  readonly modes?: readonly ProgramMode[];
}
export interface ProgramOption {
  readonly flags?: readonly string[];
  readonly env?: string;
}
export interface ProgramMode {
  readonly product: string;
  /** All of them have to hold. */
  readonly when: readonly OptionCondition[];
}
export interface OptionCondition {
  readonly option: string;
  readonly values: readonly string[];
  /** It holds for every other value instead. */
  readonly not?: true;
  /** It also holds where nothing sets the option. */
  readonly absent?: true;
}
