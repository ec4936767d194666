// The shape of a product file: the only home of a product's numbers, key names, statuses and habits.
import type { Grammar } from '../model/duration.js';
import type { RetryScope, SettingName } from '../model/setting-names.js';
import type { HopKind, Product } from '../model/topology.js';

/** One file `products/<product>.yaml`. */
export interface ProductFile {
  readonly product: string;
  /** As a sentence names it: `the ALB`, `ingress-nginx`, `Node`. */
  readonly title: string;
  readonly layer: 4 | 7;
  readonly kind: HopKind | 'runtime' | 'framework' | 'helper' | 'platform';
  /** Settings of this product not listed here come from there: `express` builds on `node-http`. */
  readonly extends?: string;
  /** The product whose place it takes on the paths through its own target groups, with settings of its own. */
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
  /** Sources for the statements above that have no row of their own. */
  readonly sources: readonly Source[];
}
export interface Source {
  readonly url: string;
  /** Last day a person (or a run) checked it, YYYY-MM-DD. */
  readonly checked: string;
  readonly note?: string;
}
export const shells = ['dash', 'busybox', 'bash', 'none'] as const;
/** What stands at `/bin/sh`. */
export type Shell = (typeof shells)[number];
export interface ImageRow {
  /** Regular expression on the reference without registry host and digest: `node:22-alpine`, `distroless/nodejs22-debian12`. */
  readonly match: string;
  readonly shell: Shell;
  /** The image brings this runtime; the first number of its tag is the runtime's version. */
  readonly runtime?: 'node' | 'go' | 'bun' | 'deno' | 'nginx' | 'haproxy';
  /** STOPSIGNAL of the image, where it is not SIGTERM. */
  readonly stopSignal?: string;
  readonly source: string;
  readonly checked: string;
}
export const signalOutcomes = ['delivered', 'ignored', 'killed', 'cut'] as const;
export interface SignalRow {
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
  readonly source: string;
  readonly checked: string;
}
export interface LargeHeadRow {
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
  readonly source: string;
  readonly checked: string;
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
/** What zero means for this product and setting. `default`: falls back to the default. */
export type ZeroMeaning = 'unbounded' | 'off' | 'invalid' | 'default' | 'zero';

export interface SettingRow {
  /** Words for people: "idle timeout". */
  readonly title: string;
  /** How the product writes it where `keys` does not say otherwise; absent for non-times. */
  readonly grammar?: Grammar;
  readonly type?: 'time' | 'count' | 'boolean' | 'text';
  readonly zero?: ZeroMeaning;
  /** What a negative number means; not accepted when absent. */
  readonly negative?: ZeroMeaning;
  /** Accepted range, in the grammar's unit for bare numbers, else in seconds. */
  readonly range?: readonly [number | null, number | null];
  /** Outside it the product takes the value, but hardly as its author meant it (65 milliseconds). Same unit as `range`. */
  readonly plausible?: readonly [number | null, number | null];
  /** Letters behind a whole number and what they multiply it by, without regard to case: `{ k: 1024 }`. */
  readonly units?: Readonly<Record<string, number>>;
  /** Settings whose written value applies when this one is unset or its zero means `default`: the first that has one, before `defaults`. */
  readonly fallsBackTo?: readonly { readonly setting: SettingName; readonly versions: string }[];
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
export interface DefaultRow {
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
  readonly source: string;
  readonly checked: string;
}
/** `gateway` is a Gateway API object, `ingress` an Ingress, `service` a Service of type LoadBalancer. */
export type Creator = 'ingress' | 'service' | 'gateway' | 'terraform' | 'cloudformation';
export interface FactRow {
  readonly value: string | number | boolean | readonly string[];
  readonly versions?: string;
  /** As in `DefaultRow`. */
  readonly unreleased?: boolean;
  readonly meaning: string;
  readonly source: string;
  readonly checked: string;
}

/** How a value is read at one place; each field overrides the row's. */
export interface KeyReading {
  readonly grammar?: Grammar;
  readonly zero?: ZeroMeaning;
  readonly negative?: ZeroMeaning;
  readonly range?: readonly [number | null, number | null];
  readonly plausible?: readonly [number | null, number | null];
  readonly units?: SettingRow['units'];
  /** The place is read only by these versions of the product (of `versionOf`); elsewhere it is ignored. */
  readonly versions?: string;
  /** Times the length written: HAProxy halves its idle pool every purge delay, so that the last connection lives several of them. */
  readonly times?: number;
  /** Added to the number written: a product that counts retries means one attempt more. */
  readonly plus?: number;
  /** The place holds text: `"60"` is right there, where a typed place would refuse it. */
  readonly quoted?: boolean;
  /**
   * What a word among the value's words means, the first row that is present: `non_idempotent` is `all`. `*` stands for any other text;
   * without it a text with none of the words is read as usual where the setting is a time or a count, and says nothing about any other.
   */
  readonly words?: Readonly<Record<string, string | number | boolean>>;
  /** What it means that the place is there, whatever stands in it: an empty block that switches something on. */
  readonly present?: string | number | boolean;
}
/** Where a person writes the setting. */
export type KeyRow =
  /**
   * An object annotation. With `key` the value is `k=v,k=v` and `key` is one of its names. `on`: kinds that are read; elsewhere it is
   * ignored. `suffix`: regular expression for what may follow `name` (`\.[A-Z]+-\d+`). `requires`: ignored unless this one is set so too.
   * With `path` the value is YAML and the setting stands there in it.
   */
  | ({
      readonly in: 'annotation';
      readonly name: string;
      readonly on: readonly string[];
      readonly key?: string;
      readonly path?: string;
      readonly suffix?: string;
      readonly requires?: { readonly annotation: string; readonly value: string };
    } & KeyReading)
  /** A key of the controller's ConfigMap, also as `controller.config.<key>` in its chart values. */
  | ({ readonly in: 'configmap'; readonly key: string } & KeyReading)
  /**
   * A field of an object of `kind`; `[]` steps over a list, `[]{k=v}` only over its entries whose field `k` is `v`:
   * `spec.loadBalancerAttributes[]{key=idle_timeout.timeout_seconds}.value`. The same path form holds for all rows below.
   */
  | ({ readonly in: 'object'; readonly kind: string; readonly group?: string; readonly path: string } & KeyReading)
  | ({ readonly in: 'helm-values'; readonly chart: string; readonly path: string } & KeyReading)
  | ({ readonly in: 'flag'; readonly name: string } & KeyReading)
  | ({ readonly in: 'env'; readonly name: string } & KeyReading)
  | ({
      readonly in: 'terraform';
      readonly resource: string;
      readonly path: string;
      readonly only?: ResourceCondition;
    } & KeyReading)
  | ({
      readonly in: 'cloudformation';
      readonly resource: string;
      readonly path: string;
      readonly only?: ResourceCondition;
    } & KeyReading)
  /** `aws elbv2 describe-*` output: the attribute key or the field. */
  | ({
      readonly in: 'aws-cli';
      readonly document: string;
      readonly path: string;
      readonly only?: ResourceCondition;
    } & KeyReading)
  | ({ readonly in: 'directive'; readonly name: string; readonly context: readonly string[] } & KeyReading)
  /** A field of a configuration file of the product (Envoy bootstrap, Traefik static YAML/TOML). */
  | ({ readonly in: 'file'; readonly path: string } & KeyReading)
  /**
   * Source code. `keepAliveTimeout`: a property, field or option of the server. `http.headersTimeout`: a path inside the
   * options. `setTimeout()`: a call whose argument (`arg`, the first by default) is the value. `server.X`: a property of the
   * core server inside a framework's.
   */
  | ({ readonly in: 'source'; readonly name: string; readonly arg?: number } & KeyReading);

export interface NameList {
  readonly in: 'annotation' | 'configmap';
  /** For annotations: the prefix all names share, with the slash. */
  readonly prefix?: string;
  /** The prefix under which releases of long ago read the same names. */
  readonly formerPrefix?: string;
  /** Kinds on which the names are read. */
  readonly on?: readonly string[];
  readonly names: readonly string[];
  /** Names that are valid only in these forms: `conditions.<name>` patterns, as regular expressions on the part after the prefix. */
  readonly patterns?: readonly string[];
  readonly version: string;
  readonly source: string;
  readonly checked: string;
}
export interface FolkloreRow {
  readonly in: 'annotation' | 'configmap' | 'source' | 'terraform';
  readonly name: string;
  /** For Terraform: the type of the resource on which it is written. */
  readonly resource?: string;
  /** Values that do no harm. */
  readonly unless?: readonly string[];
  readonly on?: readonly string[];
  /** On a Service: only when its type is one of these; a Service that names no type is a ClusterIP. */
  readonly serviceTypes?: readonly string[];
  /** Why nobody reads it, as a clause. */
  readonly because: string;
  readonly instead: string;
  readonly source: string;
  readonly checked: string;
}
export interface RouteShape {
  readonly kind: string;
  readonly group: string;
  /** Path to the list of backends, and within one: name, port, namespace. */
  readonly backends: string;
  readonly name: string;
  readonly port?: string;
  readonly namespace?: string;
  readonly hosts?: string;
  readonly parents?: string;
  /** Only backends whose own `kind` field is absent or one of these are Services. */
  readonly backendKinds?: readonly string[];
}
export interface PolicyShape {
  readonly kind: string;
  readonly group: string;
  /** Path to what it attaches to (`spec.targetRefs[]`, `spec.targetRef`, `spec.host`), or how others point at it. */
  readonly attach?: {
    readonly path: string;
    readonly form: 'target-ref' | 'host' | 'service-name' | 'selector';
    /** Where it names the port of the Service. */
    readonly port?: string;
  };
  /** Where it names the target groups of a balancer that it binds the Service to, by name or ARN. */
  readonly binds?: readonly string[];
  /** An annotation on a Service or Ingress whose value names this object. */
  readonly namedBy?: {
    readonly annotation: string;
    readonly on: readonly string[];
    /** The value is JSON: `default` and `ports`, whose keys are names or numbers of the Service's ports. */
    readonly byPort?: true;
  };
  /** Fields of other objects that name this one: `spec.routes[].services[].serversTransport` of an IngressRoute. */
  readonly referencedBy?: readonly { readonly kind: string; readonly group: string; readonly path: string }[];
  readonly scope?: 'controller';
}
export interface Claims {
  /** Ingress class names commonly used for it: a guess only in the sense of `name` strength. */
  readonly ingressClasses?: readonly string[];
  /** `spec.controller` of IngressClass, `spec.controllerName` of GatewayClass. */
  readonly controllers?: readonly string[];
  /** GatewayClass names it installs. */
  readonly gatewayClasses?: readonly string[];
  /** Annotation prefixes that show an Ingress is meant for it. */
  readonly annotationPrefixes?: readonly string[];
  /** ConfigMap names its chart or manifests create. */
  readonly configMaps?: readonly string[];
  /** Keys of a ConfigMap that hold a whole configuration file of it in YAML, whose paths are the `file` keys. */
  readonly configFiles?: readonly string[];
  /** Where its charts' values hold the Service that requests to it arrive by. */
  readonly chartService?: string;
  /** What makes a mesh put its proxy into a pod; a mark on the pod decides before one on its namespace. */
  readonly injectedBy?: readonly InjectionMark[];
  /** Kinds of workload that always have its proxy in their pods. */
  readonly addedTo?: readonly string[];
  /** The product that its injected proxy is, where that behaves otherwise than its gateways. */
  readonly sidecar?: string;
  /** Helm chart names (as dependency or release). */
  readonly charts?: readonly string[];
  /** Image name fragments of the controller or of the product's own container. */
  readonly images?: readonly string[];
  /** It watches the default IngressClass when an Ingress names none. */
  readonly serviceTypes?: readonly string[];
  readonly loadBalancerClasses?: readonly string[];
  /** Leading words of command lines that start it: `next start`. */
  readonly commands?: readonly string[];
  /** The package that has to be among the dependencies for those commands to be this product's, and its versions. */
  readonly package?: { readonly name: string; readonly versions?: string };
  /** Annotations of a Service or Ingress whose value names this product. */
  readonly annotationValues?: readonly { readonly annotation: string; readonly values: readonly string[] }[];
  /** Infrastructure resources that are this product, or a part of it. */
  readonly resources?: readonly ResourceShape[];
}
/** A label or annotation of a pod or of a namespace; `off`: values that keep the proxy out. */
export interface InjectionMark {
  readonly on: 'Pod' | 'Namespace';
  readonly in: 'label' | 'annotation';
  readonly name: string;
  /** `*`: any. */
  readonly values: readonly string[];
  readonly off?: readonly string[];
}
/** A Terraform, CloudFormation or provider resource type and what it is to this product. */
export interface ResourceShape {
  readonly in: 'terraform' | 'cloudformation' | 'aws-cli';
  readonly resource: string;
  readonly role: 'proxy' | 'target-group' | 'listener' | 'part';
  /** The attribute that tells the products of one resource type apart; `absent`: it also holds when the attribute is not written. */
  readonly when?: ResourceCondition;
}
/** Holds where the attribute has one of these values; with `absent` also where it is not written. A key with one is ignored elsewhere. */
export interface ResourceCondition {
  readonly path: string;
  /** The attribute is one of another resource: of this type, and named by the value at this path. */
  readonly through?: string;
  readonly resource?: string;
  readonly values: readonly string[];
  readonly absent?: boolean;
}
