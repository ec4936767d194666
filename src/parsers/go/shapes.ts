// The Go shapes that make, start, stop and wrap a server, by import path without major version.
import type { SettingName } from '../../model/setting-names.js';

/** Field or option name to the setting it writes. */
export type SettingFields = Readonly<Record<string, SettingName>>;

const serverFields: SettingFields = {
  ReadTimeout: 'inbound.requestTimeout',
  ReadHeaderTimeout: 'inbound.headerTimeout',
  WriteTimeout: 'inbound.writeTimeout',
  IdleTimeout: 'inbound.idleTimeout',
};
const fasthttpFields: SettingFields = {
  ReadTimeout: 'inbound.requestTimeout',
  WriteTimeout: 'inbound.writeTimeout',
  IdleTimeout: 'inbound.idleTimeout',
};

/** Struct types that are a server. */
export const serverTypes: ReadonlyMap<string, { readonly product: string; readonly fields: SettingFields }> = new Map([
  ['net/http.Server', { product: 'go-http', fields: serverFields }],
  ['github.com/valyala/fasthttp.Server', { product: 'fasthttp', fields: fasthttpFields }],
]);

/** Package functions that listen without leaving a server in hand: the argument that names the address, and the handler's. */
export const bareListeners: ReadonlyMap<
  string,
  { readonly product: string; readonly address?: number; readonly handler: number }
> = new Map([
  ['net/http.ListenAndServe', { product: 'go-http', address: 0, handler: 1 }],
  ['net/http.ListenAndServeTLS', { product: 'go-http', address: 0, handler: 3 }],
  ['net/http.Serve', { product: 'go-http', handler: 1 }],
  ['net/http.ServeTLS', { product: 'go-http', handler: 1 }],
  ['github.com/valyala/fasthttp.ListenAndServe', { product: 'fasthttp', address: 0, handler: 1 }],
  ['github.com/valyala/fasthttp.ListenAndServeTLS', { product: 'fasthttp', address: 0, handler: 3 }],
  ['github.com/beego/beego/server/web.Run', { product: 'beego', address: 0, handler: 9 }],
  ['github.com/beego/beego.Run', { product: 'beego', address: 0, handler: 9 }],
  ['github.com/astaxie/beego.Run', { product: 'beego', address: 0, handler: 9 }],
]);

export interface FrameworkShape {
  readonly product: string;
  /** Calls that make the server object. */
  readonly constructors: readonly string[];
  /** Its type, where a parameter or field names it. */
  readonly type?: string;
  /** Methods that listen. */
  readonly starts: readonly string[];
  /** Methods that stop accepting and wait. */
  readonly stops: readonly string[];
  /** Fields of the configuration struct handed to the constructor. */
  readonly config?: SettingFields;
  /** Functions of the same package that wrap one setting: `server.WithIdleTimeout(d)`. */
  readonly options?: SettingFields;
  readonly addressOption?: string;
  /** Field that holds an http.Server of its own: `e.Server.IdleTimeout = …`. */
  readonly inner?: readonly string[];
  /** Starting leaves no way to shut down in order. */
  readonly noShutdown?: boolean;
  /** It is a handler unless it is started itself. */
  readonly onlyWhenStarted?: boolean;
  /** It handles signals itself; from this major version on. */
  readonly handlesSignals?: { readonly signals: readonly string[]; readonly since?: number };
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
    handlesSignals: { signals: ['SIGINT', 'SIGTERM'], since: 5 },
  },
  {
    product: 'fiber',
    type: 'github.com/gofiber/fiber.App',
    constructors: ['github.com/gofiber/fiber.New'],
    starts: ['Listen', 'ListenTLS', 'Listener', 'ListenMutualTLS'],
    stops: ['Shutdown', 'ShutdownWithTimeout', 'ShutdownWithContext'],
    config: fasthttpFields,
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
    options: {
      WithReadTimeout: 'inbound.requestTimeout',
      WithWriteTimeout: 'inbound.writeTimeout',
      WithIdleTimeout: 'inbound.idleTimeout',
      WithExitWaitTime: 'drain.timeout',
    },
    addressOption: 'WithHostPorts',
    handlesSignals: { signals: ['SIGINT', 'SIGHUP', 'SIGTERM'] },
  },
  {
    product: 'go-zero',
    type: 'github.com/zeromicro/go-zero/rest.Server',
    constructors: ['github.com/zeromicro/go-zero/rest.MustNewServer', 'github.com/zeromicro/go-zero/rest.NewServer'],
    starts: ['Start'],
    stops: ['Stop'],
    handlesSignals: { signals: ['SIGTERM', 'SIGINT'] },
  },
  {
    product: 'kratos',
    type: 'github.com/go-kratos/kratos/transport/http.Server',
    constructors: ['github.com/go-kratos/kratos/transport/http.NewServer'],
    starts: ['Start'],
    stops: ['Stop'],
    addressOption: 'Address',
    handlesSignals: { signals: ['SIGTERM', 'SIGQUIT', 'SIGINT'] },
  },
  {
    product: 'go-grpc',
    type: 'google.golang.org/grpc.Server',
    constructors: ['google.golang.org/grpc.NewServer'],
    starts: ['Serve'],
    stops: ['GracefulStop'],
  },
];

/** Fields of `keepalive.ServerParameters`. */
export const grpcKeepaliveFields: SettingFields = {
  MaxConnectionIdle: 'inbound.idleTimeout',
  MaxConnectionAge: 'inbound.maxLifetime',
  MaxConnectionAgeGrace: 'drain.timeout',
  Time: 'stream.pingInterval',
};

/** Handler types and the packages that make them: they answer requests inside somebody else's server. */
export const handlerPackages: ReadonlyMap<string, string> = new Map([
  ['github.com/gin-gonic/gin', 'gin'],
  ['github.com/labstack/echo', 'echo'],
  ['github.com/go-chi/chi', 'chi'],
  ['github.com/gorilla/mux', 'gorilla'],
  ['github.com/julienschmidt/httprouter', 'httprouter'],
  ['connectrpc.com/connect', 'connect'],
  ['github.com/bufbuild/connect-go', 'connect'],
  ['github.com/grpc-ecosystem/grpc-gateway/runtime', 'grpc-gateway'],
  ['github.com/go-kit/kit/transport/http', 'go-kit'],
  ['github.com/urfave/negroni', 'negroni'],
]);

/** Methods of http.Server and of what wraps it. */
export const httpStarts: ReadonlySet<string> = new Set(['ListenAndServe', 'ListenAndServeTLS', 'Serve', 'ServeTLS']);
/** Functions that take a server and start it. */
export const startHelpers: ReadonlySet<string> = new Set([
  'github.com/prometheus/exporter-toolkit/web.ListenAndServe',
  'github.com/prometheus/exporter-toolkit/web.Serve',
]);

export const transportFields: SettingFields = {
  IdleConnTimeout: 'outbound.idleTimeout',
  MaxIdleConnsPerHost: 'outbound.poolSize',
  ResponseHeaderTimeout: 'outbound.responseTimeout',
};

/** Calls of other libraries that register for signals, with what they return when one arrives. */
export const signalHelpers: ReadonlyMap<string, { readonly helper: string; readonly signals: readonly string[] }> =
  new Map([
    [
      'sigs.k8s.io/controller-runtime.SetupSignalHandler',
      { helper: 'controller-runtime', signals: ['SIGTERM', 'SIGINT'] },
    ],
    [
      'sigs.k8s.io/controller-runtime/pkg/manager/signals.SetupSignalHandler',
      { helper: 'controller-runtime', signals: ['SIGTERM', 'SIGINT'] },
    ],
    ['k8s.io/apiserver/pkg/server.SetupSignalHandler', { helper: 'k8s-apiserver', signals: ['SIGTERM', 'SIGINT'] }],
    ['k8s.io/apiserver/pkg/server.SetupSignalContext', { helper: 'k8s-apiserver', signals: ['SIGTERM', 'SIGINT'] }],
    ['knative.dev/pkg/signals.NewContext', { helper: 'knative', signals: ['SIGTERM', 'SIGINT'] }],
    ['knative.dev/pkg/signals.SetupSignalHandler', { helper: 'knative', signals: ['SIGTERM', 'SIGINT'] }],
  ]);
