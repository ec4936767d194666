// The shape of what ties a product to objects and resources: names it accepts, routes, policies, and how it is recognised.
import type { Evidence } from './evidence.js';
import type { ResourceCondition } from './schema-keys.js';

export interface NameList extends Evidence {
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
}
export interface FolkloreRow extends Evidence {
  readonly in: 'annotation' | 'configmap' | 'source' | 'terraform';
  readonly name: string;
  /** For Terraform: the type of the resource on which it is written. */
  readonly resource?: string;
  /** Values that do no harm. */
  readonly unless?: readonly string[];
  readonly on?: readonly string[];
  /** On a Service: only when its type is one of these; a Service that names no type is a ClusterIP. */
  readonly serviceTypes?: readonly string[];
  /** Only beside this annotation of the same object, with one of these values. */
  readonly beside?: { readonly annotation: string; readonly values: readonly string[] };
  /** Why nobody reads it, as a clause. */
  readonly because: string;
  readonly instead: string;
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
  /** Within a backend: the subset of its Service. */
  readonly subset?: string;
  /** Within a rule: the list of what its requests look like, and within one element: their method. */
  readonly matches?: string;
  readonly method?: string;
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
    /** Kinds that may name it as well, where only fields count that are no settings here. */
    readonly partlyOn?: readonly string[];
    /** The value is JSON: `default` and `ports`, whose keys are names or numbers of the Service's ports. */
    readonly byPort?: true;
  };
  /** Fields of other objects that name this one: `spec.routes[].services[].serversTransport` of an IngressRoute. */
  readonly referencedBy?: readonly { readonly kind: string; readonly group: string; readonly path: string }[];
  readonly scope?: 'controller';
  /** Where it names the version of the product that it installs. */
  readonly version?: string;
  /** Lists whose elements count for one subset or port, and within one: where it is named. */
  readonly parts?: readonly { readonly path: string; readonly subset?: string; readonly port?: string }[];
}
export interface Claims {
  /** Ingress class names commonly used for it: a guess only in the sense of `name` strength. */
  readonly ingressClasses?: readonly string[];
  /** Class names that it takes for its own too, although another product is known by them. */
  readonly sharedIngressClasses?: readonly string[];
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
  /** Names that its charts and manifests give the Service that requests to it arrive by; `*` stands for a name of one's own. */
  readonly services?: readonly string[];
  /** Where its charts' values hold the Service that requests to it arrive by. */
  readonly chartService?: string;
  /** Where they hold flags of the product, the weakest first. */
  readonly chartArguments?: readonly string[];
  /** What makes a mesh put its proxy into a pod; a mark on the pod decides before one on its namespace. */
  readonly injectedBy?: readonly InjectionMark[];
  /** Kinds of workload that always have its proxy in their pods. */
  readonly addedTo?: readonly string[];
  /** The product that its injected proxy is, where that behaves otherwise than its gateways. */
  readonly sidecar?: string;
  /** Helm chart names (as dependency or release). */
  readonly charts?: readonly string[];
  /** Names of its chart in repositories that are closed, with the name of the repository: `stable/nginx-ingress`. */
  readonly formerCharts?: readonly string[];
  /** Image name fragments of the controller or of the product's own container. */
  readonly images?: readonly string[];
  /** It watches the default IngressClass when an Ingress names none. */
  readonly serviceTypes?: readonly string[];
  readonly loadBalancerClasses?: readonly string[];
  /** Leading words of command lines that start it: `next start`. */
  readonly commands?: readonly string[];
  /** Commands of one word that start it alone or with options: `next`, `vite --host`; with another word behind it they do something else. */
  readonly bareCommands?: readonly string[];
  /** The package that has to be among the dependencies for those commands to be this product's, and its versions. */
  readonly package?: { readonly name: string; readonly versions?: string };
  /** Its commands whose names other programs have too: they are its own where the package of npm of that name is installed. */
  readonly npmPrograms?: readonly string[];
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
/** A resource type of Terraform or CloudFormation, a class of the CDK, a document of the AWS CLI, and what it is to this product. */
export interface ResourceShape {
  readonly in: 'terraform' | 'cloudformation' | 'cdk' | 'aws-cli';
  readonly resource: string;
  readonly role: 'proxy' | 'target-group' | 'listener' | 'part';
  /** The attribute that tells the products of one resource type apart; `absent`: it also holds when the attribute is not written. */
  readonly when?: ResourceCondition;
}
