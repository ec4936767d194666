// Objects around workloads: what leads requests to them, scales and guards them.
import type { Location } from '../location.js';
import type { DirectiveFileFact, MountedFile, ProxyFact } from './proxies.js';
import type { BindingsFact } from './servers.js';
import type { Annotation, MountSource, ObjectBase } from './workloads.js';
import type { PortRef, Quantity, SettingMistake, Text, WrittenSetting } from './written.js';

export interface ServiceFact extends ObjectBase {
  readonly kind: 'service';
  readonly type?: Text;
  readonly clusterIP?: Text;
  readonly externalName?: Text;
  readonly selector: Readonly<Record<string, string>>;
  /** A controller makes it for the pods of this workload, whose labels are its selector. */
  readonly ofWorkload?: { readonly kind?: string; readonly name: string };
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
  /** The named part of what stands behind the Service: a subset of Istio. */
  readonly subset?: string;
  /** The rule of the route that it belongs to, where there are several. */
  readonly part?: number;
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
  /** Where it asks for TLS to be handed on unopened: what does that sees no request. */
  readonly passesTls?: Text;
  /** Policy objects that fields of this one name: the ServersTransport of an IngressRoute. */
  readonly policies?: readonly PolicyReference[];
  /** Settings read from the object's own fields and annotations, per product that would read them. */
  readonly settings: readonly ProductSettings[];
}
export interface PolicyReference {
  readonly kind: string;
  readonly name: string;
  /** As for a backend. */
  readonly part?: number;
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
  /** Target groups in which the pods of its Service are registered, by name or ARN. */
  readonly binds?: readonly string[];
  /** Lists in it whose elements count for one port or one subset of the Service, in place of what stands outside of them. */
  readonly parts?: readonly { readonly port?: PortRef; readonly subset?: string }[];
  readonly settings: readonly WrittenSetting[];
  /** The version of the product that it has installed. */
  readonly installs?: Text;
  /** Others that it names: a chain of Middlewares. */
  readonly policies?: readonly PolicyReference[];
  /** Set where it counts in one container only. */
  readonly mounted?: MountedFile;
  /** It counts for proxies at the edge, and not for those beside an application. */
  readonly onlyGateways?: true;
  /** The Service that the values of a controller's chart make for it. */
  readonly service?: { readonly type?: Text; readonly annotations: readonly Annotation[]; readonly at: Location };
}
export interface PolicyTarget {
  readonly to: 'controller' | 'service' | 'workload' | 'route' | 'gateway' | 'namespace' | 'host' | 'annotation';
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly selector?: Readonly<Record<string, string>>;
  /** Labels of the objects themselves, in place of a name. */
  readonly labelled?: SelectorFact;
  /** Of a Service. */
  readonly port?: PortRef;
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
  /** What fills more entries in than these. */
  readonly open?: Location;
  /** Keys whose text is a file of the repository. */
  readonly files?: readonly { readonly key: string; readonly path: Text }[];
}
/** A Secret, or what creates one: its keys are in sight, what they hold only where a file says it in clear text. */
export interface SecretFact extends ObjectBase {
  readonly kind: 'secret';
  /** `value`: only what reads as a number, a length of time or a switch. */
  readonly keys: readonly { readonly key: string; readonly value?: string; readonly at: Location }[];
  /** What adds keys that no file shows. */
  readonly open?: Location;
}
/** A file of a language of its own that stands inside another one: it counts in the containers it is mounted into. */
export interface EmbeddedFileFact {
  readonly kind: 'embedded-file';
  readonly holder: MountSource;
  /** The object that holds it. */
  readonly name: string;
  /** It is still called like the block that creates it. */
  readonly block?: true;
  /** One resource of that block, as for a manifest. */
  readonly creator?: string;
  readonly namespace?: string;
  readonly scope?: string;
  /** The file of the repository whose text it is, where that is put in by its path. */
  readonly source?: string;
  /** The range of that object. */
  readonly at: Location;
  readonly key: string;
  /** Of every language that the text may be of: where the file lies in which container decides. */
  readonly facts: readonly (DirectiveFileFact | ProxyFact | PolicyFact | SettingMistake)[];
  /** As the settings file of a program of ours. */
  readonly settings?: readonly BindingsFact[];
}
/** Its labels switch features of controllers on for everything inside. */
export interface NamespaceFact extends ObjectBase {
  readonly kind: 'namespace';
  /** It may have labels beside these. */
  readonly open?: true;
}
export interface AutoscalerFact extends ObjectBase {
  readonly kind: 'autoscaler';
  /** `ScalableTarget`: of Application Auto Scaling, which counts tasks of ECS, and no pods. */
  readonly autoscalerKind: 'HorizontalPodAutoscaler' | 'ScaledObject' | 'ScalableTarget';
  readonly target: {
    readonly kind?: string;
    /** Of `apiVersion`, where it is written or left out: `apps`, '' for the core group. */
    readonly group?: string;
    readonly name: string;
    /** Where the workload has one: that one, whatever else has its name. */
    readonly address?: string;
    readonly at: Location;
  };
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
    /** A share of the target, 0.05, in which nothing happens. */
    readonly tolerance?: Quantity;
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
