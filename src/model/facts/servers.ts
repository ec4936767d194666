// Servers in source code, and what ties the modules of a program together.
import type { Condition, Expression } from '../expression.js';
import type { Location } from '../location.js';
import type { RegistryVariables } from '../registry-variables.js';
import type { StructPart } from '../struct-parts.js';
import type { RouteSeen } from './builds.js';
import type { MountedFile } from './proxies.js';
import type { ShutdownFact, Waiting } from './shutdown.js';
import type { WrittenSetting } from './written.js';

/** A server process found in source code. */
export interface ServerFact {
  readonly kind: 'server';
  /** Of a server that a command line makes (gunicorn, Puma): what that is written in. */
  readonly language: 'node' | 'go' | 'bun' | 'deno' | 'python' | 'ruby';
  /** Knowledge product whose defaults apply: `node-http`, `fastify`, `go-http`, `echo`, … */
  readonly product: string;
  /** Other products that add settings or behaviour (a helper library, a framework above the core). */
  readonly with: readonly { readonly product: string; readonly at: Location }[];
  /** Where the server is created, and where it starts to listen. */
  readonly at: Location;
  readonly listenAt?: Location;
  /** `main`: takes the traffic. `side`: metrics, health, pprof. `library`: created by code that only others call. */
  readonly role: 'main' | 'side' | 'library';
  readonly port?: Expression;
  readonly host?: Expression;
  /** Where neither is written, or a variable that would say so is not set, it listens where its product does. */
  readonly listensByDefault?: true;
  readonly settings: readonly WrittenSetting[];
  /** Facts that rules ask for by name: `handlesClosing503`, `forceCloseConnections`, `http2`, `serverFactory`; Go: `h2c`, `plaintext`. */
  readonly traits: readonly { readonly name: string; readonly value: Expression; readonly at: Location }[];
  readonly shutdown: ShutdownFact;
  readonly routes: readonly RouteSeen[];
  /** Nothing else answers: what none of its routes takes is refused by this product. */
  readonly onlyRoutes?: { readonly product: string; readonly at: Location };
  /** Go: `directory#package` (`.` for the root), the package's own name. Node: the module. Used to find which command starts it. */
  readonly entry?: string;
  /**
   * Node: what listens here is made elsewhere (`app.listen()` on an import or a parameter), and this is a server only if
   * an application or server is what comes from there. Its product and settings are found there.
   */
  readonly from?: ServerOrigin;
  /** Node: its requests go to an application of another module. */
  readonly answeredBy?: ModulePath;
  /** The method called on it. */
  readonly startedBy?: string;
  /**
   * Go: made in this function, which hands it to its caller; `starts` are the methods that make it listen. `handler`: it only
   * answers requests for another server until somebody calls one of them.
   */
  readonly handedOut?: {
    readonly by: string;
    /** Functions that hand on what that one gives them. */
    readonly also?: readonly string[];
    readonly starts: readonly string[];
    readonly handler: boolean;
  };
  /** Go: what listens here is what the function `name` of that package hands out, and this is a server only if that is one. */
  readonly takenFrom?: { readonly space: string; readonly name: string; readonly method: string };
  /** Go: started in the file of `main` by a function that nothing in that file leads to. */
  readonly uncalled?: true;
  /** Go: started by this function of a package that programs share, for whoever calls it. */
  readonly startedIn?: string;
  /** Go: the command of the program's command line that alone starts it, as far as its file tells. */
  readonly command?: string;
}
/** A name of another module as code reaches it: `createApp()`, `Server().http`. `()` stands for a call and for `new` alike. */
export interface ModulePath {
  readonly specifier: string;
  readonly name: string;
}
/** Node: where a file has a server from that it does not make. */
export type ServerOrigin =
  | { readonly is: 'import'; readonly path: ModulePath }
  /** Callers of this export hand it over; for `Web`, a class, to its constructor. `also`: further paths that lead to the same function. */
  | {
      readonly is: 'parameter';
      readonly of: string;
      readonly also?: readonly string[];
      readonly index: number;
      readonly key?: string;
    }
  /** The framework gives it to whichever class of the program asks for it. */
  | { readonly is: 'injected'; readonly by: string };
/** Node: what a file sets on a server that it neither makes nor starts. */
export interface ServerPartFact {
  readonly kind: 'server-part';
  readonly at: Location;
  /** Absent where nobody knows whose it is. */
  readonly of?: ServerOrigin;
  readonly settings: readonly WrittenSetting[];
  readonly traits: ServerFact['traits'];
}
/** Node: a server or application goes to a function of another module. */
export interface HandoverFact {
  readonly kind: 'handover';
  readonly at: Location;
  readonly to: ModulePath;
  readonly index: number;
  readonly key?: string;
  /** Made in this file at that place, or had from elsewhere. */
  readonly what: ({ readonly is: 'made' } & Omit<MadeServer, 'name'>) | ServerOrigin;
  /** What has to hold for it. */
  readonly under?: readonly Condition[];
}
/** Node: a call of another module's export with values that its parameters may pass on: `0`, `0.port`. */
export interface ModuleCallFact {
  readonly kind: 'module-call';
  readonly at: Location;
  readonly to: ModulePath;
  readonly given: Readonly<Record<string, Expression>>;
}
/** An application or server under the path that leads to it. */
export interface MadeServer {
  readonly name: string;
  readonly product: string;
  readonly at: Location;
  /** Methods that start it, and those whose promise is the end of a close. */
  readonly starts: readonly string[];
  readonly closes: Readonly<Record<string, Waiting>>;
  /** Of an application: what it answers. */
  readonly routes?: readonly RouteSeen[];
  readonly onlyRoutes?: ServerFact['onlyRoutes'];
}
/** Go: something in this file wraps handlers so that a slow request gets an answer all the same. */
export interface HandlerLimitFact {
  readonly kind: 'handler-limit';
  /** What does it: `http.TimeoutHandler`. */
  readonly by: string;
  readonly at: Location;
  /** After how long, where its only call in the file says so. */
  readonly settings?: readonly WrittenSetting[];
}
/** Go: a file begins responses that send events, or takes the write deadline off some. */
export interface EventStreamFact {
  readonly kind: 'event-stream';
  readonly begins: boolean;
  readonly lifts: boolean;
  /** What it takes a deadline off is a response, and not the connection of a WebSocket. */
  readonly ofResponse?: boolean;
  readonly at: Location;
}
/** Node: a file has one timer that sends what only keeps event streams open. */
export interface EventPingsFact {
  readonly kind: 'event-pings';
  readonly settings: readonly WrittenSetting[];
  readonly at: Location;
}
/** Go: a file takes WebSockets over from its server, or pings some. */
export interface WebSocketsFact {
  readonly kind: 'web-sockets';
  /** The library. */
  readonly product: string;
  readonly at: Location;
  readonly taken: boolean;
  /** It opens connections of its own as a client. */
  readonly opens: boolean;
  readonly settings: readonly WrittenSetting[];
}
/** Headers that a response carries, with the bytes that are known of them; only where that is much. */
export interface LargeHeadFact {
  readonly kind: 'large-head';
  /** As written, the largest first. */
  readonly headers: readonly string[];
  readonly bytes: number;
  readonly at: Location;
}
/** A client in source that pools or pings: `http.Agent`, `http.Transport`, a reverse proxy, a gRPC connection. */
export interface ClientFact {
  readonly kind: 'client';
  readonly language: 'node' | 'go';
  readonly product: string;
  readonly at: Location;
  readonly settings: readonly WrittenSetting[];
  /** A reverse proxy forwards requests that came from outside; a plain client does not. */
  readonly reverseProxy: boolean;
  readonly target?: Expression;
  /** One request of a client, with a method that is not sent again: `POST`. */
  readonly request?: string;
  /** Where a reverse proxy copies the scheme of its upstream from a URL: whoever configures that may say https. */
  readonly copiesScheme?: Location;
  /** Go: the function that gives it to its callers, who may set a transport on it. */
  readonly handedOutBy?: string;
}
/** Go: `proxy := pkg.NewProxy(…)` and then `proxy.Transport = …`, in another file than the one that makes the proxy. */
export interface GivenTransportFact {
  readonly kind: 'given-transport';
  readonly at: Location;
  readonly maker: { readonly space: string; readonly name: string };
  readonly settings: readonly WrittenSetting[];
}
/** Names that other files may ask for: a module's exports, a Go package's constants, Terraform variables and locals, Helm values. */
export interface BindingsFact {
  readonly kind: 'bindings';
  /**
   * `module`, `package`, `terraform`: with the file's or directory's path as `owner`. `config-key`: keys of a configuration
   * registry (viper and its relatives), defined in directory `owner` for the whole program. `setting`: what Nest's configuration
   * holds, `*` for all that a function of another module gives. `node-config`: files of the package `config` below `owner`, each
   * name behind the file's: `default:server.port`. `settings-file`: one file that a program may read at its start, keys in lower case.
   * `program-file`: the configuration of a server that a command line makes, `*` for all that code in it may set.
   * `injected`: what a container of dependencies holds, by token. `loader`: Go structs that a library fills, and with which prefix.
   * `env-file`: variables of a `.env` file that a container mounts.
   * `process-list`: what pm2 is told in file `owner` about one program, its variables as `env.PORT` and `env_production.PORT`.
   */
  readonly space:
    | 'module'
    | 'package'
    | 'terraform'
    | 'config-key'
    | 'setting'
    | 'node-config'
    | 'settings-file'
    | 'env-file'
    | 'program-file'
    | 'injected'
    | 'loader'
    | 'process-list';
  readonly owner: string;
  /** Of a registry of keys: the variables that it looks every key up in, and where that is said. */
  readonly variables?: readonly (RegistryVariables & { readonly at: Location })[];
  /** Several expressions for one name are candidates (tfvars files). */
  readonly names: Readonly<Record<string, readonly Expression[]>>;
  /** Go: fields, variables and functions of a `package` whose struct another file of it declares. */
  readonly parts?: Readonly<Record<string, StructPart>>;
  /** `export * from`, `export { a as b } from`: name (or `*`) to specifier and name. */
  readonly reexports?: readonly { readonly as: string; readonly specifier: string; readonly name: string }[];
  /** Node: the paths under which an application or server is reached, as in `ModulePath`. */
  readonly apps?: readonly MadeServer[];
  /** A `settings-file` or `env-file` that a container mounts. */
  readonly mounted?: MountedFile;
}
/** A file imports others: lets `link` find which server file an entry file reaches, and handlers registered elsewhere. */
export interface ImportsFact {
  readonly kind: 'imports';
  readonly file: string;
  readonly specifiers: readonly string[];
  /** Node: those that are loaded under conditions only, with what has to hold. */
  readonly under?: Readonly<Record<string, readonly Condition[]>>;
  /** Go: settings files that it names, `*` and `%` for what is filled in: `configs/api.yaml`, `app.*`; `embed:` stands before those in the binary. */
  readonly settings?: readonly string[];
  /** `.env` files that it loads into its environment, `*` for one that nobody knows. */
  readonly loads?: readonly string[];
  /** Go: the proxy that it starts beside what it serves, `nginx`. */
  readonly startsProxy?: string;
  /** Go: the commands of its program's command line that it makes, each with what else it is called: `serve`, `server`. */
  readonly commands?: readonly (readonly string[])[];
}
