// What parsers see in one file: plain, serialisable data with a place for everything. Nothing here knows another file.
import type { Expression } from './expression.js';
import type { InfrastructureFact } from './infrastructure.js';
import type { Location } from './location.js';
import type { SettingName } from './setting-names.js';

/** Text with its place. */
export interface Text {
  readonly text: string;
  readonly at: Location;
  /** A template fills it in, or decides whether it is there: the text says nothing about the real value. */
  readonly filledIn?: true;
}
export interface Numeric {
  readonly value: number;
  readonly at: Location;
}
/** A number that only a template knows. */
export interface Templated {
  readonly templated: string;
  readonly at: Location;
}
export type Quantity = Numeric | Templated;
/** A named or numbered port. */
export interface PortRef {
  readonly port: number | string;
  readonly at: Location;
  /** As for a text. */
  readonly filledIn?: true;
}

/** One setting as a person wrote it. `link` turns the expression into a `Setting` with the product's grammar and zero. */
export interface WrittenSetting {
  readonly name: SettingName;
  /** The key in the product's own words: `idle_timeout.timeout_seconds`, `server.keepAliveTimeout`. */
  readonly key: string;
  readonly value: Expression;
  /** The key's place, where it differs from the value's. */
  readonly keyAt: Location;
}

/** A value the product will not take as meant; found by the parser from the knowledge table's grammar and range. */
export interface SettingMistake {
  readonly kind: 'setting-mistake';
  /** `invalid`: read but not accepted or not as meant. `ignored`: nobody reads it. */
  readonly mistake: 'invalid' | 'ignored';
  readonly product: string;
  readonly key: string;
  readonly at: Location;
  /** The clause after the key, "needs a bare whole number of seconds, but is \"60s\"". No final stop. */
  readonly because: string;
  /** What happens instead: "ingress-nginx falls back to 60 s". */
  readonly effect?: string;
  /** Remedy as an instruction, one or two sentences. */
  readonly help: string;
  readonly related?: readonly { readonly message: string; readonly at: Location }[];
  readonly fix?: {
    readonly title: string;
    readonly at: Location;
    readonly text: string;
    readonly safe: boolean;
    /** Further edits that belong to it. */
    readonly also?: readonly { readonly at: Location; readonly text: string }[];
  };
  /** The key of the controller's ConfigMap that an annotation was meant to be. */
  readonly configMapKey?: string;
  readonly scope?: string;
}

// ---------------------------------------------------------------- Kubernetes and other orchestrators

export type WorkloadKind =
  | 'Deployment'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'ReplicaSet'
  | 'ReplicationController'
  | 'Rollout'
  | 'KnativeService'
  | 'DeploymentConfig'
  | 'Pod'
  | 'Job'
  | 'CronJob'
  | 'EcsService'
  | 'EcsTask'
  | 'ComposeService';

export type Platform = 'kubernetes' | 'ecs' | 'compose';

/** What every deployed object carries. */
export interface ObjectBase {
  readonly name: string;
  /** Absent when the manifest names none: it then matches any one namespace of its scope. */
  readonly namespace?: string;
  /** The range of the whole object; the first line is where findings about the object stand. */
  readonly at: Location;
  readonly nameAt: Location;
  /**
   * Which installation this object belongs to: one rendered chart or overlay, one compose project, one Terraform module.
   * Objects of different scopes never meet. Absent: plain files, grouped by folder when linking.
   */
  readonly scope?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: readonly Annotation[];
}
export interface Annotation {
  readonly key: string;
  readonly value: string;
  /** False when YAML gave a number or boolean where Kubernetes demands a string. */
  readonly isString: boolean;
  readonly keyAt: Location;
  readonly at: Location;
}

export interface WorkloadFact extends ObjectBase {
  readonly kind: 'workload';
  /** Unique in the whole scan, where file and line are not: a Terraform address, with its installation. */
  readonly address?: string;
  readonly workloadKind: WorkloadKind;
  readonly platform: Platform;
  readonly replicas?: Expression;
  /** True when the pod template is fully visible; false for a strategic-merge patch or an incomplete base. */
  readonly complete: boolean;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly podAnnotations: readonly Annotation[];
  /** `spec.selector.matchLabels`, when written. */
  readonly selector?: Readonly<Record<string, string>>;
  readonly strategy?: StrategyFact;
  readonly minReadySeconds?: Expression;
  /** terminationGracePeriodSeconds, compose `stop_grace_period`, ECS keeps it per container (`stopTimeout`). */
  readonly grace?: Expression;
  readonly containers: readonly ContainerFact[];
  readonly initContainers: readonly ContainerFact[];
  readonly shareProcessNamespace?: boolean;
  /** Its pods are meant for Windows nodes. */
  readonly windows?: boolean;
  readonly readinessGates: readonly Text[];
  readonly dnsPolicy?: Text;
  readonly ndots?: Quantity;
  /** The claim it mounts, with the access mode that lets one node mount it. */
  readonly volumesReadWriteOnce?: Text & { readonly mode: Text };
  readonly podSpecAt: Location;
  /** Settings read from the annotations of the pod template (sidecars), per product that would read them. */
  readonly settings?: readonly ProductSettings[];
  /** ECS: target groups this service registers in (`aws_lb_target_group.app`), container and port. Compose: absent. */
  readonly targetGroups?: readonly {
    readonly ref: string;
    readonly container?: string;
    readonly port?: Expression;
    readonly at: Location;
  }[];
  readonly dependsOn?: readonly string[];
  /** ECS deployment limits in per cent, health-check grace in seconds. */
  readonly ecs?: {
    readonly minimumHealthyPercent?: Expression;
    readonly maximumPercent?: Expression;
    readonly healthCheckGrace?: Expression;
  };
}
export interface StrategyFact {
  readonly type?: Text;
  readonly maxUnavailable?: Text;
  readonly maxSurge?: Text;
  readonly partition?: Quantity;
  readonly at: Location;
}
export interface ContainerFact {
  readonly name: string;
  readonly at: Location;
  readonly image?: Expression;
  /** Compose `build:`, relative folder. */
  readonly build?: {
    readonly context: string;
    readonly dockerfile?: string;
    readonly target?: string;
    readonly at: Location;
  };
  readonly command?: CommandFact;
  readonly args?: CommandFact;
  readonly workingDir?: Text;
  readonly env: readonly EnvFact[];
  /** Set when more variables may be given than are listed; the text says why, as a clause. */
  readonly envOpen?: Text;
  readonly envFrom: readonly {
    readonly from: 'configmap' | 'secret' | 'file';
    readonly name: string;
    readonly prefix?: string;
    readonly at: Location;
  }[];
  readonly ports: readonly {
    readonly name?: string;
    readonly port: number;
    readonly hostPort?: number;
    readonly protocol?: string;
    readonly at: Location;
  }[];
  /** Set when a port is not listed because only a template knows it. */
  readonly portsOpen?: Text;
  readonly readiness?: ProbeFact;
  readonly liveness?: ProbeFact;
  readonly startup?: ProbeFact;
  readonly preStop?: PreStopFact;
  /** `lifecycle.stopSignal`. */
  readonly stopSignal?: Text;
  readonly memoryLimit?: Text;
  readonly cpuLimit?: Text;
  readonly memoryRequest?: Text;
  readonly cpuRequest?: Text;
  /** Init container with `restartPolicy: Always`: a native sidecar. */
  readonly sidecar: boolean;
  /** Compose `init: true`, ECS `linuxParameters.initProcessEnabled`. */
  readonly init?: boolean;
  /** ECS `stopTimeout`. */
  readonly stopTimeout?: Expression;
  readonly tty?: boolean;
  /** Files or ConfigMaps mounted into the container: a path of the repository (compose) or a ConfigMap's name. */
  readonly mounts?: readonly {
    readonly from: 'file' | 'configmap';
    readonly source: string;
    readonly target: string;
    readonly at: Location;
  }[];
}
export interface CommandFact {
  readonly form: 'exec' | 'shell';
  /** For the shell form one element, the whole line. */
  readonly words: readonly string[];
  readonly at: Location;
}
export interface EnvFact {
  readonly name: string;
  readonly at: Location;
  readonly value?: Expression;
  readonly from?: { readonly kind: 'configmap' | 'secret' | 'field'; readonly name: string; readonly key: string };
}
export interface ProbeFact {
  readonly handler: 'http' | 'tcp' | 'exec' | 'grpc' | 'none';
  readonly path?: Text;
  readonly port?: PortRef;
  readonly scheme?: string;
  readonly command?: readonly string[];
  readonly initialDelay?: Quantity;
  readonly period?: Quantity;
  readonly timeout?: Quantity;
  readonly failures?: Quantity;
  readonly successes?: Quantity;
  readonly grace?: Quantity;
  readonly at: Location;
}
export interface PreStopFact {
  readonly handler: 'exec' | 'sleep' | 'http' | 'tcp' | 'none';
  readonly command?: readonly string[];
  readonly sleep?: Expression;
  readonly path?: Text;
  readonly port?: PortRef;
  readonly at: Location;
}

export interface ServiceFact extends ObjectBase {
  readonly kind: 'service';
  readonly type?: Text;
  readonly clusterIP?: Text;
  readonly externalName?: Text;
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: readonly {
    readonly name?: string;
    readonly port: number;
    readonly targetPort?: PortRef;
    readonly nodePort?: number;
    readonly appProtocol?: string;
    readonly at: Location;
  }[];
  /** As for a container. */
  readonly portsOpen?: Text;
  readonly externalTrafficPolicy?: Text;
  readonly sessionAffinity?: Text;
  readonly publishNotReadyAddresses?: Text;
  readonly loadBalancerClass?: Text;
  /** Settings read from its annotations, per product that would read them. */
  readonly settings: readonly ProductSettings[];
}

/** A reference to a Kubernetes Service or another routable backend. */
export interface BackendRef {
  readonly service: string;
  readonly namespace?: string;
  readonly port?: PortRef;
  readonly at: Location;
}
/** Ingress, HTTPRoute, IngressRoute, VirtualServer, VirtualService …: sends requests to Services. */
export interface RouteFact extends ObjectBase {
  readonly kind: 'route';
  readonly routeKind: string;
  readonly apiVersion: string;
  /** Ingress class, or the value of the class annotation. */
  readonly ingressClass?: Text;
  /** Gateway API parents, Istio gateways. */
  readonly parents: readonly {
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
    readonly at: Location;
  }[];
  readonly hosts: readonly string[];
  readonly backends: readonly BackendRef[];
  /** Policy objects that fields of this one name: the ServersTransport of an IngressRoute. */
  readonly policies?: readonly PolicyReference[];
  /** Settings read from the object's own fields and annotations, per product that would read them. */
  readonly settings: readonly ProductSettings[];
}
export interface PolicyReference {
  readonly kind: string;
  readonly name: string;
  readonly at: Location;
}
export interface ProductSettings {
  readonly product: string;
  readonly settings: readonly WrittenSetting[];
}
/** Gateway, IngressClass, GatewayClass: names the controller that serves routes. */
export interface GatewayFact extends ObjectBase {
  readonly kind: 'gateway';
  readonly gatewayKind: 'Gateway' | 'GatewayClass' | 'IngressClass' | 'IstioGateway';
  /** `spec.controller`, `controllerName`, or the class a Gateway names. */
  readonly controller?: Text;
  readonly className?: Text;
  readonly isDefault?: boolean;
  readonly selector?: Readonly<Record<string, string>>;
  /** The object that configures everything this class or gateway serves: an IngressClassParams, an EnvoyProxy. */
  readonly parameters?: {
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
    readonly at: Location;
  };
  /** As for a route. */
  readonly policies?: readonly PolicyReference[];
  readonly settings: readonly ProductSettings[];
}
/** A policy object, or a controller-wide configuration, that adjusts hops it attaches to. */
export interface PolicyFact extends ObjectBase {
  readonly kind: 'policy';
  readonly policyKind: string;
  readonly product: string;
  /** What it applies to. `controller`: every route of the product. */
  readonly attach: readonly PolicyTarget[];
  readonly settings: readonly WrittenSetting[];
  /** The Service that the values of a controller's chart make for it. */
  readonly service?: { readonly type?: Text; readonly annotations: readonly Annotation[]; readonly at: Location };
}
export interface PolicyTarget {
  readonly to: 'controller' | 'service' | 'workload' | 'route' | 'gateway' | 'namespace' | 'host' | 'annotation';
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly at: Location;
}
export interface ConfigMapFact extends ObjectBase {
  readonly kind: 'configmap';
  readonly data: readonly {
    readonly key: string;
    readonly value: string;
    readonly isString: boolean;
    /** As for a text. */
    readonly filledIn?: true;
    readonly keyAt: Location;
    readonly at: Location;
  }[];
}
/** Its labels switch features of controllers on for everything inside. */
export interface NamespaceFact extends ObjectBase {
  readonly kind: 'namespace';
}
export interface AutoscalerFact extends ObjectBase {
  readonly kind: 'autoscaler';
  readonly autoscalerKind: 'HorizontalPodAutoscaler' | 'ScaledObject';
  readonly target: { readonly kind?: string; readonly name: string; readonly at: Location };
  readonly min?: Quantity;
  readonly max?: Quantity;
  readonly metrics: readonly {
    readonly type: string;
    readonly resource?: string;
    readonly container?: string;
    readonly targetType?: string;
    readonly target?: Quantity;
    readonly at: Location;
  }[];
  readonly scaleUp?: {
    readonly stabilization?: Quantity;
    readonly selectPolicy?: Text;
    readonly policies: readonly {
      readonly type: string;
      readonly value: number;
      readonly period: number;
      readonly at: Location;
    }[];
    readonly at: Location;
  };
  readonly scaleDown?: {
    readonly stabilization?: Quantity;
    readonly selectPolicy?: Text;
    readonly policies: readonly {
      readonly type: string;
      readonly value: number;
      readonly period: number;
      readonly at: Location;
    }[];
    readonly at: Location;
  };
  readonly pollingInterval?: Quantity;
  readonly cooldown?: Quantity;
}
export interface DisruptionBudgetFact extends ObjectBase {
  readonly kind: 'disruption-budget';
  readonly selector?: SelectorFact;
  readonly minAvailable?: Text;
  readonly maxUnavailable?: Text;
}
export interface SelectorFact {
  readonly labels: Readonly<Record<string, string>>;
  readonly expressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
  readonly at: Location;
}
export interface AlertFact {
  readonly kind: 'alert';
  readonly name: Text;
  readonly expression: Text;
  readonly duration?: Text;
  readonly at: Location;
  readonly scope?: string;
}

// ---------------------------------------------------------------- load balancers and proxies outside Kubernetes objects

/** A load balancer, CDN or proxy with its settings: an `aws_lb`, a CloudFront origin, an nginx `upstream`, a HAProxy backend. */
export interface ProxyFact {
  readonly kind: 'proxy';
  readonly product: string;
  /** Unique inside its scope: a Terraform address, an ARN, `server example.com location /api`. */
  readonly id: string;
  readonly name: string;
  /** How a sentence tells it from others of its product, in brackets; its name as it is when absent. */
  readonly shownAs?: string;
  readonly at: Location;
  readonly scope?: string;
  readonly settings: readonly WrittenSetting[];
  /** What it forwards to. */
  readonly forwardsTo: readonly ForwardRef[];
  /** Whose defaults are sent for what is not written. */
  readonly createdBy?: 'terraform' | 'cloudformation';
  /** Tags or labels that tie it to Kubernetes: `ingress.k8s.aws/stack`, `kubernetes.io/service-name`. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Version of the product, where a file names it. */
  readonly version?: Text;
  /** The address can match a ProxyFact id in `forwardsTo` of another. */
  readonly aliases?: readonly string[];
  readonly listensOn?: readonly number[];
  /** What accepts the connections, where that is another block than the one that sends them on: its defaults stand there. */
  readonly listensAt?: Location;
  /**
   * The proxy itself is a container of ours: `file`, whichever runs the configuration file at `at` (nginx.conf); else the named
   * workload of the same scope (a compose service whose labels and flags configure it).
   */
  readonly runsIn?: 'file' | { readonly workload: string };
  /** Servers of its upstream group that take requests in turn, backups not counted. */
  readonly servers?: Numeric;
  /**
   * What rules ask for by name and is no setting. nginx: `connection-header` (sent upstream, as written), `lost-connection-header`
   * (an outer one that a proxy_set_header of this level drops), `misplaced-pool` (keepalive above the balancing method), `resolver`,
   * `variable-address`, `request-buffering`, `pass` (the module: proxy, grpc, fastcgi, uwsgi), `packaged-main-file` (the main file is
   * the one of the image).
   */
  readonly traits?: readonly { readonly name: string; readonly value: Expression; readonly at: Location }[];
}
/**
 * One file of a configuration language that is spread over files which include each other; `link` joins them and makes proxies.
 * Holds the directives that can matter, in order.
 */
export interface DirectiveFileFact {
  readonly kind: 'directive-file';
  readonly product: string;
  readonly at: Location;
  /** Where its outermost directives stand; undefined when nothing in the file tells. */
  readonly context?: string;
  readonly directives: readonly Directive[];
}
export interface Directive {
  readonly name: string;
  readonly words: readonly Text[];
  /** From the name to the last word. */
  readonly at: Location;
  readonly block?: readonly Directive[];
}
export interface ForwardRef {
  /** `id`: another ProxyFact. `address`: host[:port], resolved against Services, compose services, ECS services. `target-group`: by id. */
  readonly to: 'id' | 'address' | 'target-group';
  readonly value: string;
  readonly port?: number;
  readonly at: Location;
  /** A literal name that is resolved once (nginx `proxy_pass http://name`). */
  readonly pinned?: boolean;
}
/** Targets a load balancer sends to, with its health check and drain. */
export interface TargetGroupFact {
  readonly kind: 'target-group';
  /** Addresses of its members, where they are written as such. */
  readonly forwardsTo?: readonly ForwardRef[];
  readonly product: string;
  readonly id: string;
  readonly name: string;
  readonly at: Location;
  readonly scope?: string;
  readonly settings: readonly WrittenSetting[];
  readonly port?: Expression;
  readonly createdBy?: 'terraform' | 'cloudformation';
  readonly tags?: Readonly<Record<string, string>>;
  readonly aliases?: readonly string[];
}

// ---------------------------------------------------------------- images and builds

export interface DockerfileFact {
  readonly kind: 'dockerfile';
  readonly at: Location;
  readonly stages: readonly StageFact[];
  readonly globalArgs: Readonly<Record<string, string>>;
}
export interface StageFact {
  readonly name?: string;
  /** Image or stage named by FROM, ARGs replaced where a default is visible. */
  readonly from: Text;
  readonly unresolvedArgs: boolean;
  readonly at: Location;
  readonly env: readonly { readonly name: string; readonly value: Expression; readonly at: Location }[];
  readonly args: Readonly<Record<string, string>>;
  readonly entrypoint?: CommandFact;
  readonly cmd?: CommandFact;
  readonly shell?: readonly string[];
  readonly stopSignal?: Text;
  readonly workdir?: Text;
  readonly user?: Text;
  readonly exposes: readonly Numeric[];
  readonly copies: readonly {
    readonly from?: string;
    readonly sources: readonly string[];
    readonly target: string;
    readonly at: Location;
  }[];
  /** Text of RUN lines: tools installed (`tini`, `bash`, `nodejs`) are looked up here. */
  readonly runs: readonly Text[];
}
export interface PackageFact {
  readonly kind: 'package';
  readonly at: Location;
  readonly directory: string;
  readonly name?: string;
  readonly type?: string;
  readonly main?: string;
  /** Other fields that name the file a bare import of the package gives: `module`, `source`, `types`. */
  readonly entries?: readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
  /** `exports` and `imports`, conditions flattened to the files they may give; `_moduleAliases` counts as imports. */
  readonly exports?: Readonly<Record<string, readonly string[]>>;
  readonly imports?: Readonly<Record<string, readonly string[]>>;
  readonly scripts: Readonly<Record<string, Text>>;
  readonly dependencies: Readonly<Record<string, Text>>;
  readonly engines?: Text;
  readonly packageManager?: Text;
  readonly workspaces?: readonly string[];
  /** `owner/name` of the repository it says it is published from, in lower case. */
  readonly repository?: string;
}
/** A tsconfig or jsconfig: names of its own for folders of the repository. */
export interface PathAliasesFact {
  readonly kind: 'path-aliases';
  readonly file: string;
  readonly directory: string;
  readonly baseUrl?: string;
  readonly paths: Readonly<Record<string, readonly string[]>>;
  readonly extends: readonly string[];
}
/** `.nvmrc`, `.node-version`, `.tool-versions`, `go.mod`: names a runtime version for its folder. */
export interface RuntimeVersionFact {
  readonly kind: 'runtime-version';
  readonly runtime: 'node' | 'go' | 'bun' | 'deno' | 'kubernetes';
  readonly version: Text;
  readonly directory: string;
}
export interface GoModuleFact {
  readonly kind: 'go-module';
  readonly path: string;
  readonly directory: string;
  readonly go?: Text;
  readonly toolchain?: Text;
  readonly requires: Readonly<Record<string, string>>;
  readonly at: Location;
}
/** `image NAME is built from CONTEXT`: compose, skaffold, bake, a workflow's build step, kustomize `images`, Makefile. */
export interface BuildFact {
  readonly kind: 'build';
  readonly image: string;
  readonly context: string;
  readonly dockerfile?: string;
  readonly target?: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly by: string;
  readonly at: Location;
}
/** kustomize `images: - name: a newName: b`. */
export interface ImageAliasFact {
  readonly kind: 'image-alias';
  readonly from: string;
  readonly to: string;
  readonly directory: string;
  readonly at: Location;
}
/** A shell script that may be an image's entry: how it hands over to the server. */
export interface ScriptFact {
  readonly kind: 'script';
  readonly at: Location;
  readonly interpreter: string;
  /** Last command that matters, and whether it replaces the shell. Absent when conditions decide, or a function hides it. */
  readonly last?: ScriptEnd;
  /** Other commands the script may hand over to, under a condition. */
  readonly otherwise?: readonly ScriptEnd[];
  /** The script traps TERM itself. */
  readonly traps: readonly Text[];
  /** The whole of a short one, for the hooks that run it. */
  readonly text?: string;
}
export interface ScriptEnd {
  readonly command: string;
  readonly exec: boolean;
  /** Started with `&` and waited for. */
  readonly background?: boolean;
  /** Folder that the script has gone to before. */
  readonly directory?: string;
  readonly at: Location;
}
/** A path that a server answers, as its source says. */
export interface RouteSeen {
  readonly method?: string;
  readonly path: string;
  /** Its handler does nothing but send the client elsewhere. */
  readonly redirects?: true;
  readonly at: Location;
}
/** A `.env` file, or another list of names and values. */
export interface EnvFileFact {
  readonly kind: 'env-file';
  readonly at: Location;
  readonly directory: string;
  readonly values: Readonly<Record<string, Text>>;
}
/** A chart directory: rendered when a renderer is at hand, else named in a note. */
export interface ChartFact {
  readonly kind: 'chart';
  readonly directory: string;
  readonly name: string;
  readonly version?: string;
  /** Made to be included by other charts; it installs nothing. */
  readonly isLibrary?: true;
  readonly at: Location;
  readonly dependencies: readonly {
    readonly name: string;
    readonly alias?: string;
    readonly version?: string;
    /** Folder of the scan, where the repository is `file://…`. */
    readonly local?: string;
    readonly at: Location;
  }[];
}
/**
 * What installs a chart with values of its own: an Argo CD Application, a Flux HelmRelease, a release of a helmfile, a command in
 * a script. Paths are from the root of the scan; where a template fills them in they hold its expression.
 */
export interface HelmInstallFact {
  readonly kind: 'helm-install';
  /** As messages name it: "Application api". */
  readonly by: string;
  /** A folder of the scan, or the name of a chart from elsewhere. */
  readonly chart: Text;
  readonly isLocal: boolean;
  /** A command that somebody may run: one way to install the chart among others. */
  readonly isCommand?: true;
  readonly release?: string;
  readonly namespace?: string;
  /** Weakest first. */
  readonly values: readonly InstallValues[];
  readonly at: Location;
}
export type InstallValues =
  | { readonly from: 'file'; readonly path: Text }
  /** Written where it is installed; as JSON for the renderer. */
  | { readonly from: 'here'; readonly json: string; readonly at: Location };

/** A kustomization: a base or an overlay. */
export interface KustomizationFact {
  readonly kind: 'kustomization';
  readonly directory: string;
  readonly at: Location;
  readonly resources: readonly Text[];
  readonly patches: readonly Text[];
  readonly components: readonly Text[];
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace?: string;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly isComponent: boolean;
  /** Elements of `patches` that are only a path, as old versions took them. */
  readonly barePatches: readonly Text[];
  /** Charts that kustomize downloads and renders. */
  readonly helmCharts?: Location;
}

// ---------------------------------------------------------------- server source

/** A server process found in source code. */
export interface ServerFact {
  readonly kind: 'server';
  readonly language: 'node' | 'go' | 'bun' | 'deno';
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
  readonly settings: readonly WrittenSetting[];
  /** Framework facts that rules ask for by name: `handlesClosing503`, `forceCloseConnections`, `http2`, `serverFactory`. */
  readonly traits: readonly { readonly name: string; readonly value: Expression; readonly at: Location }[];
  readonly shutdown: ShutdownFact;
  readonly routes: readonly RouteSeen[];
  /** Go: `directory#package` (`.` for the root), the package's own name. Node: the module. Used to find which command starts it. */
  readonly entry?: string;
  /**
   * Node: what listens here is made elsewhere (`app.listen()` on an import or a parameter), and this is a server only if
   * an application or server is what comes from there. Its product and settings are found there.
   */
  readonly from?: ServerOrigin;
  /** The method called on it. */
  readonly startedBy?: string;
  /**
   * Go: made in this function, which hands it to its caller; `starts` are the methods that make it listen. `handler`: it only
   * answers requests for another server until somebody calls one of them.
   */
  readonly handedOut?: { readonly by: string; readonly starts: readonly string[]; readonly handler: boolean };
  /** Go: what listens here is what the function `name` of that package hands out, and this is a server only if that is one. */
  readonly takenFrom?: { readonly space: string; readonly name: string; readonly method: string };
}
/** A name of another module as code reaches it: `createApp()`, `Server().http`. `()` stands for a call and for `new` alike. */
export interface ModulePath {
  readonly specifier: string;
  readonly name: string;
}
/** Node: where a file has a server from that it does not make. */
export type ServerOrigin =
  | { readonly is: 'import'; readonly path: ModulePath }
  /** Callers of this export hand it over; for `Web`, a class, to its constructor. */
  | { readonly is: 'parameter'; readonly of: string; readonly index: number; readonly key?: string };
/** Node: what a file sets on a server that it neither makes nor starts. */
export interface ServerPartFact {
  readonly kind: 'server-part';
  readonly at: Location;
  readonly of: ServerOrigin;
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
}
/** What happens on each signal. */
export interface ShutdownFact {
  /** Empty and `complete`: nothing in the files we followed handles a signal. */
  readonly handlers: readonly SignalHandlerFact[];
  /** False when a handler may exist where we could not follow; the reason says where. */
  readonly complete: boolean;
  /** `seen`: a registration that could not be read; however well the program is known, it stays open. */
  readonly incompleteBecause?: { readonly reason: string; readonly at: Location; readonly seen?: true };
  /** Calls into other modules that may register handlers (`name` is the export), and imports for effect (`name` empty). */
  readonly follow?: readonly { readonly specifier: string; readonly name: string; readonly at: Location }[];
  /** Go: does main wait until Shutdown has returned? */
  readonly mainWaits?: 'yes' | 'no' | 'unknown';
  readonly mainWaitsAt?: Location;
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
  /** Go: the program stays alive until the steps are done, as far as the file that registers the handler shows. */
  readonly waited?: 'yes' | 'unknown';
}
/** In the order in which they start. Durations are expressions (they may come from the environment). */
export type ShutdownStep =
  /** Goes on serving for a while before the next step. */
  | { readonly do: 'delay'; readonly length: Expression; readonly at: Location }
  /** Health or readiness endpoint answers an error from here on. */
  | { readonly do: 'fail-readiness'; readonly at: Location }
  /** Stops accepting; `waits` says whether later steps wait until work in flight is done. */
  | {
      readonly do: 'close';
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
  /** Exits by itself after this time, counted from the signal. */
  | { readonly do: 'force-exit'; readonly after: Expression; readonly at: Location }
  | { readonly do: 'exit'; readonly at: Location }
  /** Raises the signal against itself (as PID 1 this does nothing). */
  | { readonly do: 'reraise'; readonly at: Location }
  | {
      readonly do: 'unknown';
      readonly reason: string;
      readonly at: Location;
      /**
       * The function whose steps belong here. Go: a ShutdownModuleFact of that package with this `exportedAs`. Node: the path
       * of another module (`module:<specifier>`), a RoutineFact or the closing method of an application or server.
       */
      readonly calls?: { readonly space: string; readonly name: string };
      /** Go: limit of the context that the call hands on. */
      readonly limit?: Expression;
      /** Node: the method of a server handed in that is called here. */
      readonly closes?: { readonly of: ServerOrigin; readonly method: string };
      /** Node: the code behind this step waits for its promise, or stands in its callback. */
      readonly waitsBy?: readonly Waiting[];
      /** Node: what the call hands over, as in ModuleCallFact. */
      readonly given?: Readonly<Record<string, Expression>>;
      /** Node: what it is taken for where it cannot be followed. */
      readonly otherwise?: ShutdownStep;
      /** Node: a name or a server that makes it part of stopping, even where it cannot be followed. */
      readonly matters?: boolean;
      /** Node: called on what is named like a server, so that it may well be the close. */
      readonly likeClose?: boolean;
    };
/** Go, in steps that other files ask for: which server is stopped, by its place where the file makes it, else by its type. */
export interface StoppedServer {
  readonly product: string;
  readonly at?: Location;
}
/** How code waits for the end of what it starts. */
export type Waiting = 'promise' | 'callback';

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
}

/** A pooling client in source: `http.Agent`, `http.Transport`, a reverse proxy. */
export interface ClientFact {
  readonly kind: 'client';
  readonly language: 'node' | 'go';
  readonly product: string;
  readonly at: Location;
  readonly settings: readonly WrittenSetting[];
  /** A reverse proxy forwards requests that came from outside; a plain client does not. */
  readonly reverseProxy: boolean;
  readonly target?: Expression;
}

/** Names that other files may ask for: a module's exports, a Go package's constants, Terraform variables and locals, Helm values. */
export interface BindingsFact {
  readonly kind: 'bindings';
  /**
   * `module`, `package`, `terraform`: with the file's or directory's path as `owner`. `config-key`: keys of a configuration
   * registry (viper and its relatives), defined in directory `owner` for the whole program. `setting`: what Nest's configuration
   * holds, `*` for all that a function of another module gives. `node-config`: files of the package `config` below `owner`, each
   * name behind the file's: `default:server.port`. `settings-file`: one file that a program may read at its start, keys in lower case.
   */
  readonly space: 'module' | 'package' | 'terraform' | 'config-key' | 'setting' | 'node-config' | 'settings-file';
  readonly owner: string;
  /** Several expressions for one name are candidates (tfvars files). */
  readonly names: Readonly<Record<string, readonly Expression[]>>;
  /** `export * from`, `export { a as b } from`: name (or `*`) to specifier and name. */
  readonly reexports?: readonly { readonly as: string; readonly specifier: string; readonly name: string }[];
  /** Node: the paths under which an application or server is reached, as in `ModulePath`. */
  readonly apps?: readonly MadeServer[];
}
/** A file imports others: lets `link` find which server file an entry file reaches, and handlers registered elsewhere. */
export interface ImportsFact {
  readonly kind: 'imports';
  readonly file: string;
  readonly specifiers: readonly string[];
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
  readonly handlers: readonly SignalHandlerFact[];
}

export type Fact =
  | WorkloadFact
  | ServiceFact
  | RouteFact
  | GatewayFact
  | PolicyFact
  | ConfigMapFact
  | NamespaceFact
  | AutoscalerFact
  | DisruptionBudgetFact
  | AlertFact
  | ProxyFact
  | DirectiveFileFact
  | TargetGroupFact
  | DockerfileFact
  | PackageFact
  | PathAliasesFact
  | RuntimeVersionFact
  | GoModuleFact
  | BuildFact
  | ImageAliasFact
  | ScriptFact
  | EnvFileFact
  | ChartFact
  | HelmInstallFact
  | KustomizationFact
  | ServerFact
  | ServerPartFact
  | HandoverFact
  | RoutineFact
  | ModuleCallFact
  | ClientFact
  | BindingsFact
  | ImportsFact
  | ShutdownModuleFact
  | InfrastructureFact
  | SettingMistake;
export type FactKind = Fact['kind'];
export type FactOf<K extends FactKind> = Extract<Fact, { readonly kind: K }>;

/** A file or document that could not be read, wholly or in part. */
export interface ParseProblem {
  /** `syntax`: a finding `parse/<code>`. `skipped`: a note that says why it was left alone (templated, too large). */
  readonly kind: 'syntax' | 'skipped';
  /** Stable, kebab-case: `yaml-syntax`, `json-syntax`, `source-syntax`, `templated`, `too-large`, `invalid-utf8`. */
  readonly code: string;
  readonly message: string;
  readonly help?: string;
  readonly at: Location;
}
/** `hoplint-ignore <rule> [until=DATE] -- reason`, in a comment or an object annotation. */
export interface SuppressionFact {
  readonly rules: readonly string[];
  readonly reason?: string;
  readonly until?: string;
  readonly at: Location;
  /** Lines of the file it covers: its own and the next for a comment, the whole object for an annotation. */
  readonly covers: { readonly from: number; readonly to: number };
}
/** Everything one file says. Plain data: cached by content hash and written by `hoplint facts`. */
export interface FileFacts {
  readonly file: string;
  readonly facts: readonly Fact[];
  readonly problems: readonly ParseProblem[];
  readonly suppressions: readonly SuppressionFact[];
}
