// Workloads and their containers, of Kubernetes and other orchestrators.
import type { Expression } from '../expression.js';
import type { Location } from '../location.js';
import type { ProductSettings } from './objects.js';
import type { PortRef, Quantity, Text } from './written.js';

export type WorkloadKind =
  | 'Deployment'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'ReplicaSet'
  | 'ReplicationController'
  | 'Rollout'
  | 'KnativeService'
  | 'CloudRunService'
  | HostedKind
  | 'DeploymentConfig'
  | 'Pod'
  | 'Job'
  | 'CronJob'
  | 'EcsService'
  | 'EcsTask'
  | 'ComposeService'
  | 'SystemdService'
  | 'Pm2Program'
  | 'DockerContainer'
  | 'StartedProgram';
/** What platforms run that take an application and keep their machines to themselves. */
export type HostedKind =
  | 'ContainerApp'
  | 'AppRunnerService'
  | 'AzureWebApp'
  | 'BeanstalkEnvironment'
  | 'AppEngineService'
  | 'HerokuApp'
  | 'CloudFoundryApp'
  | 'FlyApp'
  | 'RenderService'
  | 'AppPlatformService';
export type Platform = 'kubernetes' | 'ecs' | 'compose' | 'machine' | 'hosted';
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
  /** A bare Pod that is told what to run, has no ports and is not started again: it does its work and ends. */
  readonly runsOnce?: true;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly podAnnotations: readonly Annotation[];
  /** `spec.selector.matchLabels`, when written. */
  readonly selector?: Readonly<Record<string, string>>;
  readonly strategy?: StrategyFact;
  readonly minReadySeconds?: Expression;
  /** terminationGracePeriodSeconds, compose `stop_grace_period`, systemd `TimeoutStopSec`; ECS keeps it per container (`stopTimeout`). */
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
  /** The machines whose set-up puts it there: `machineKey` of their resources. Absent where no file tells. */
  readonly machines?: readonly string[];
  /** ECS: target groups this service registers in (`aws_lb_target_group.app`), container and port. Cloud Run: backend services that lead to it. */
  readonly targetGroups?: readonly {
    /** None for one that is made outside of the scan. */
    readonly ref?: string;
    readonly container?: string;
    readonly port?: Expression;
    readonly at: Location;
  }[];
  /** Elastic Beanstalk: options of its environment that say how requests get there; `open`: why there may be more. */
  readonly options?: { readonly given: readonly PlatformOption[]; readonly open?: Text };
  /** Nothing is put in front of it that its platform puts in front of others. */
  readonly bringsProxy?: true;
  /** The platform runs the `start` script of the package in its folder, where no other file names a command. */
  readonly startsPackage?: true;
  readonly dependsOn?: readonly string[];
  readonly compose?: ComposeTraits;
  /** ECS deployment limits in per cent, health-check grace in seconds. */
  readonly ecs?: {
    /** Of the task definition that the service names, without its revision. */
    readonly family?: string;
    readonly minimumHealthyPercent?: Expression;
    readonly maximumPercent?: Expression;
    readonly healthCheckGrace?: Expression;
    /** What makes it says no number of tasks, and starts with one of its own. */
    /** Names under which Cloud Map gives out the addresses of its tasks: `shop.internal`. */
    readonly discovered?: readonly string[];
    readonly startedBy?: 'cloudformation';
  };
}
/** `aws:elbv2:loadbalancer`, `IdleTimeout`. */
export interface PlatformOption {
  readonly namespace: string;
  readonly name: string;
  readonly value: Expression;
  readonly at: Location;
}
/** What only services of compose have. */
export interface ComposeTraits {
  /** `extends`: the service below this one, in another file where one is named, as a path of the repository. */
  readonly extends?: { readonly service: string; readonly file?: string };
  /** Other names by which containers of its networks find it: `container_name`, `aliases` and a fixed address. */
  readonly aliases?: readonly string[];
  /** `network_mode`: `host`, `service:api`. */
  readonly network?: string;
  /** Keys that forget what the files below say, by `!reset` or `!override`; `environment.NAME` for one variable. */
  readonly forgets?: readonly string[];
  /** Files of variables that fill in `${…}` instead of `.env` beside the project. */
  readonly envFiles?: readonly string[];
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
    /** Who builds it, where that is not compose. */
    readonly by?: string;
    readonly args?: Readonly<Record<string, string>>;
    /** The folder is usual; the command that deploys it may name another. */
    readonly contextOpen?: true;
    /** It names no folder: laid over another file, the one written there stays. */
    readonly withoutContext?: true;
    readonly at: Location;
  };
  readonly command?: CommandFact;
  /** Compose: an empty `entrypoint`, so that neither ENTRYPOINT nor CMD of the image is left. */
  readonly clearsEntrypoint?: true;
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
  /** Compose `init: true`, ECS `linuxParameters.initProcessEnabled`; what it is called, where it is not Docker's. */
  readonly init?: boolean | string;
  /** ECS `stopTimeout`. */
  readonly stopTimeout?: Expression;
  readonly tty?: boolean;
  /** What a manager of its machine, or a dyno, runs: which of its processes get the stop signal, and what stops it in another way. None of them is PID 1. */
  readonly managed?: {
    readonly by: 'systemd' | 'pm2' | 'heroku';
    readonly signals: 'all' | 'main';
    readonly stoppedBy?: Text;
  };
  readonly mounts?: readonly MountFact[];
}
/** What holds files that are mounted: a ConfigMap, a Secret, an entry of compose's top-level `configs`. */
export type MountSource = 'configmap' | 'secret' | 'config';
/** A file, a folder or a volume mounted into a container. */
export interface MountFact {
  /** `volume`: anything whose files no file of the repository shows. */
  readonly from: 'file' | MountSource | 'volume';
  /** A path of the repository (compose), else the name of the object. */
  readonly source: string;
  readonly target: string;
  /** Only this file or folder of the volume, and at the target itself. */
  readonly subPath?: string;
  /** Only these entries, under these paths. */
  readonly items?: readonly { readonly key: string; readonly path: string }[];
  readonly at: Location;
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
