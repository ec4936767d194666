// The Go shapes that make, start, stop and wrap a server, by import path without major version.

/** Struct types that are a server. */
export const serverTypes: ReadonlyMap<string, string> = new Map([
  ['net/http.Server', 'go-http'],
  ['github.com/valyala/fasthttp.Server', 'fasthttp'],
]);

/** Package functions that listen without leaving a server in hand: the argument that names the address, and the handler's. */
export const bareListeners: ReadonlyMap<
  string,
  { readonly product: string; readonly address: number; readonly handler: number }
> = new Map([
  ['net/http.ListenAndServe', { product: 'go-http', address: 0, handler: 1 }],
  ['net/http.ListenAndServeTLS', { product: 'go-http', address: 0, handler: 3 }],
  ['net/http.Serve', { product: 'go-http', address: 0, handler: 1 }],
  ['net/http.ServeTLS', { product: 'go-http', address: 0, handler: 1 }],
  ['github.com/valyala/fasthttp.ListenAndServe', { product: 'fasthttp', address: 0, handler: 1 }],
  ['github.com/valyala/fasthttp.ListenAndServeTLS', { product: 'fasthttp', address: 0, handler: 3 }],
  ['github.com/beego/beego/server/web.Run', { product: 'beego', address: 0, handler: 9 }],
  ['github.com/beego/beego.Run', { product: 'beego', address: 0, handler: 9 }],
  ['github.com/astaxie/beego.Run', { product: 'beego', address: 0, handler: 9 }],
]);

/** Libraries that hear signals themselves and stop an `http.Server` then; serving comes back once it has stopped. */
export interface StoppingLibrary {
  readonly helper: string;
  /** Its import path; the functions and variables below are of this package. */
  readonly library: string;
  /** Functions that make a server and start it; they take the address and then the handler. */
  readonly make?: { readonly server: string; readonly listen: string; readonly listenTls: string };
  /** Functions that are given what starts a server and what stops it. */
  readonly serves?: readonly string[];
  /** Function that is given a server, sets the fields that are not set, and gives the server back. */
  readonly fills?: string;
  /** Variables of the package, by the field of the server that they stand for. */
  readonly defaults: Readonly<Record<string, string>>;
  readonly limit: string;
}
export const stoppingLibraries: readonly StoppingLibrary[] = [
  {
    helper: 'go-endless',
    library: 'github.com/fvbock/endless',
    make: { server: 'NewServer', listen: 'ListenAndServe', listenTls: 'ListenAndServeTLS' },
    defaults: { ReadTimeout: 'DefaultReadTimeOut', WriteTimeout: 'DefaultWriteTimeOut' },
    limit: 'DefaultHammerTime',
  },
  {
    helper: 'ory-graceful',
    library: 'github.com/ory/graceful',
    serves: ['Graceful', 'GracefulContext'],
    fills: 'WithDefaults',
    defaults: {
      ReadTimeout: 'DefaultReadTimeout',
      ReadHeaderTimeout: 'DefaultReadHeaderTimeout',
      WriteTimeout: 'DefaultWriteTimeout',
      IdleTimeout: 'DefaultIdleTimeout',
    },
    limit: 'DefaultShutdownTimeout',
  },
];
/** Names of functions of other packages that are given a server and set some of its fields. */
export const fillsServers = /^With[A-Z]|Default|Harden|Secure|Configure/;

export interface FrameworkShape {
  readonly product: string;
  /** Calls that make the server object. */
  readonly constructors: readonly string[];
  /** Its type, where a parameter or field names it. */
  readonly type: string;
  /** Methods that listen. */
  readonly starts: readonly string[];
  /** Methods that stop accepting and wait. */
  readonly stops: readonly string[];
  /** The settings stand in a configuration struct handed to the constructor. */
  readonly config?: boolean;
  /** Functions that fill that struct from a file, and the field under which programs embed it. */
  readonly configFile?: { readonly loaders: readonly string[]; readonly embedded: string };
  /** The settings are functions of the package: `server.WithIdleTimeout(d)`. Calls that take them besides the constructors. */
  readonly options?: readonly string[];
  readonly addressOption?: string;
  /** Field that holds an http.Server of its own: `e.Server.IdleTimeout = …`. */
  readonly inner?: readonly string[];
  /** The one of them that a start method serves with. */
  readonly innerOf?: Readonly<Record<string, string>>;
  /** Method that hands out the server underneath: `app.Server().IdleTimeout = …`. */
  readonly innerMethod?: string;
  /** Struct whose own Start method takes the framework object. */
  readonly startConfig?: string;
  /** Starting leaves no way to shut down in order. */
  readonly noShutdown?: boolean;
  /** The framework's own application starts it. */
  readonly startedByFramework?: boolean;
  /** It is a handler unless it is started itself. */
  readonly onlyWhenStarted?: boolean;
  /** It handles signals itself, those its knowledge file lists. */
  readonly handlesSignals?: boolean;
  /** Products of later major versions that behave differently. */
  readonly majors?: readonly { readonly since: number; readonly product: string; readonly handlesSignals?: boolean }[];
}

export const frameworks: readonly FrameworkShape[] = [
  {
    product: 'gin',
    type: 'github.com/gin-gonic/gin.Engine',
    constructors: ['github.com/gin-gonic/gin.New', 'github.com/gin-gonic/gin.Default'],
    starts: ['Run', 'RunTLS', 'RunListener', 'RunUnix', 'RunFd', 'RunQUIC'],
    stops: [],
    noShutdown: true,
    onlyWhenStarted: true,
  },
  {
    product: 'echo',
    type: 'github.com/labstack/echo.Echo',
    constructors: ['github.com/labstack/echo.New', 'github.com/labstack/echo.NewWithConfig'],
    starts: ['Start', 'StartTLS', 'StartAutoTLS', 'StartH2CServer'],
    stops: ['Shutdown'],
    inner: ['Server', 'TLSServer'],
    innerOf: { Start: 'Server', StartH2CServer: 'Server', StartTLS: 'TLSServer', StartAutoTLS: 'TLSServer' },
    startConfig: 'github.com/labstack/echo.StartConfig',
    majors: [{ since: 5, product: 'echo-v5', handlesSignals: true }],
  },
  {
    product: 'fiber',
    type: 'github.com/gofiber/fiber.App',
    constructors: ['github.com/gofiber/fiber.New'],
    starts: ['Listen', 'ListenTLS', 'Listener', 'ListenMutualTLS'],
    stops: ['Shutdown', 'ShutdownWithTimeout', 'ShutdownWithContext'],
    config: true,
    innerMethod: 'Server',
    majors: [{ since: 3, product: 'fiber-v3' }],
  },
  {
    product: 'hertz',
    type: 'github.com/cloudwego/hertz/pkg/app/server.Hertz',
    constructors: [
      'github.com/cloudwego/hertz/pkg/app/server.Default',
      'github.com/cloudwego/hertz/pkg/app/server.New',
    ],
    starts: ['Spin', 'Run'],
    stops: ['Shutdown'],
    options: [],
    addressOption: 'WithHostPorts',
    handlesSignals: true,
  },
  {
    product: 'go-zero',
    type: 'github.com/zeromicro/go-zero/rest.Server',
    constructors: ['github.com/zeromicro/go-zero/rest.MustNewServer', 'github.com/zeromicro/go-zero/rest.NewServer'],
    starts: ['Start'],
    stops: ['Stop'],
    config: true,
    configFile: {
      loaders: ['MustLoad', 'Load', 'LoadConfig'].map((each) => `github.com/zeromicro/go-zero/core/conf.${each}`),
      embedded: 'RestConf',
    },
    handlesSignals: true,
  },
  {
    product: 'kratos',
    type: 'github.com/go-kratos/kratos/transport/http.Server',
    constructors: ['github.com/go-kratos/kratos/transport/http.NewServer'],
    starts: ['Start'],
    stops: ['Stop'],
    addressOption: 'Address',
    options: ['github.com/go-kratos/kratos.New'],
    startedByFramework: true,
    handlesSignals: true,
  },
  {
    product: 'go-grpc',
    type: 'google.golang.org/grpc.Server',
    constructors: ['google.golang.org/grpc.NewServer'],
    starts: ['Serve'],
    stops: ['GracefulStop'],
  },
];

/** Methods that stop a server of this type, in order or at once; none for any other type. */
export function stopMethodsOf(type: string): readonly string[] {
  if (type === '') return [];
  if (serverTypes.has(type)) return ['Shutdown', 'ShutdownWithContext', 'Close'];
  const framework = frameworks.find((each) => each.type === type);
  return framework === undefined ? [] : [...framework.stops, 'Close', 'Stop'];
}

/** Handler types and the packages that make them: they answer requests inside somebody else's server. */
export const handlerPackages: ReadonlyMap<string, string> = new Map([
  ['github.com/gin-gonic/gin', 'gin'],
  ['github.com/labstack/echo', 'echo'],
  ['github.com/go-chi/chi', 'chi'],
  ['github.com/gorilla/mux', 'gorilla'],
  ['connectrpc.com/connect', 'connect'],
  ['github.com/bufbuild/connect-go', 'connect'],
]);

/** Methods of http.Server and of what wraps it. */
export const httpStarts: ReadonlySet<string> = new Set(['ListenAndServe', 'ListenAndServeTLS', 'Serve', 'ServeTLS']);
/** Methods that start a server, of whatever kind. */
export const startMethods: ReadonlySet<string> = new Set([...httpStarts, ...frameworks.flatMap((each) => each.starts)]);
/** Functions that take a server and start it. */
export const startHelpers: ReadonlySet<string> = new Set([
  'github.com/prometheus/exporter-toolkit/web.ListenAndServe',
  'github.com/prometheus/exporter-toolkit/web.Serve',
]);

/** Calls of other libraries that register for signals and return what ends when one arrives. */
export const signalHelpers: ReadonlyMap<string, readonly string[]> = new Map(
  [
    'sigs.k8s.io/controller-runtime.SetupSignalHandler',
    'sigs.k8s.io/controller-runtime/pkg/manager/signals.SetupSignalHandler',
    'k8s.io/apiserver/pkg/server.SetupSignalHandler',
    'k8s.io/apiserver/pkg/server.SetupSignalContext',
    'knative.dev/pkg/signals.NewContext',
    'knative.dev/pkg/signals.SetupSignalHandler',
  ].map((name) => [name, ['SIGTERM', 'SIGINT']]),
);

/**
 * Methods of libraries that hear signals themselves and then run what they were given, and wait for it.
 * humacli: https://pkg.go.dev/github.com/danielgtaylor/huma/v2/humacli#Hooks
 * graceful: handleSignals and doGracefulShutdown in https://github.com/appleboy/graceful/blob/master/manager.go
 */
export const stopRegistrars: readonly {
  readonly library: string;
  readonly method: string;
  readonly signals: readonly string[];
}[] = [
  { library: 'github.com/danielgtaylor/huma/v2/humacli', method: 'OnStop', signals: ['SIGINT', 'SIGTERM'] },
  { library: 'github.com/danielgtaylor/huma/humacli', method: 'OnStop', signals: ['SIGINT', 'SIGTERM'] },
  { library: 'github.com/appleboy/graceful', method: 'AddShutdownJob', signals: ['SIGINT', 'SIGTERM'] },
];

export const standardLibrary =
  /^(?:archive|bufio|builtin|bytes|cmp|compress|container|context|crypto|database|debug|embed|encoding|errors|expvar|flag|fmt|go|hash|html|image|index|io|iter|log|maps|math|mime|net|os|path|plugin|reflect|regexp|runtime|slices|sort|strconv|strings|structs|sync|syscall|testing|text|time|unicode|unique|unsafe|weak)(?:\/|$)/;
/** Functions and types of the language: https://go.dev/ref/spec#Predeclared_identifiers */
export const predeclared =
  /^(?:append|cap|clear|close|complex|copy|delete|imag|len|make|max|min|new|panic|print|println|real|recover|any|bool|byte|complex64|complex128|error|float32|float64|u?int(?:8|16|32|64)?|uintptr|rune|string)$/;
