// What parsers see in one file: plain, serialisable data with a place for everything. Nothing here knows another file.
import type {
  BuildFact,
  ChartFact,
  ComposeProjectFact,
  DockerfileFact,
  EnvFileFact,
  EnvSampleFact,
  GoModuleFact,
  HelmInstallFact,
  IgnoreFileFact,
  ImageAliasFact,
  KustomizationFact,
  KustomizeInstallFact,
  PackageFact,
  PathAliasesFact,
  ProgramBuildFact,
  ProgramVersionFact,
  RuntimeVersionFact,
  ScriptFact,
  SupervisorFact,
} from './facts/builds.js';
import type { DeploymentFact } from './facts/deployments.js';
import type {
  AlertFact,
  AutoscalerFact,
  ConfigMapFact,
  DisruptionBudgetFact,
  EmbeddedFileFact,
  GatewayFact,
  NamespaceFact,
  PolicyFact,
  RouteFact,
  SecretFact,
  ServiceFact,
} from './facts/objects.js';
import type { DirectiveFileFact, ProxyFact, TargetGroupFact } from './facts/proxies.js';
import type {
  BindingsFact,
  ClientFact,
  EventPingsFact,
  EventStreamFact,
  GivenTransportFact,
  HandlerLimitFact,
  HandoverFact,
  ImportsFact,
  LargeHeadFact,
  ModuleCallFact,
  ServerFact,
  ServerPartFact,
  WebSocketsFact,
} from './facts/servers.js';
import type { HandedRoutineFact, RoutineFact, ServeCallFact, ShutdownModuleFact } from './facts/shutdown.js';
import type { WorkloadFact } from './facts/workloads.js';
import type { SettingMistake } from './facts/written.js';
import type { InfrastructureFact, ProgramFact, UnreadModuleFact } from './infrastructure.js';
import type { Location } from './location.js';

export type * from './facts/builds.js';
export type * from './facts/deployments.js';
export type * from './facts/objects.js';
export type * from './facts/proxies.js';
export type * from './facts/servers.js';
export type * from './facts/shutdown.js';
export type * from './facts/workloads.js';
export type * from './facts/written.js';

export type Fact =
  | WorkloadFact
  | ServiceFact
  | RouteFact
  | GatewayFact
  | PolicyFact
  | ConfigMapFact
  | SecretFact
  | EmbeddedFileFact
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
  | ProgramVersionFact
  | GoModuleFact
  | BuildFact
  | ProgramBuildFact
  | ImageAliasFact
  | ScriptFact
  | SupervisorFact
  | EnvFileFact
  | EnvSampleFact
  | IgnoreFileFact
  | ComposeProjectFact
  | DeploymentFact
  | ChartFact
  | HelmInstallFact
  | KustomizationFact
  | KustomizeInstallFact
  | ServerFact
  | ServerPartFact
  | HandoverFact
  | RoutineFact
  | HandedRoutineFact
  | ModuleCallFact
  | ClientFact
  | GivenTransportFact
  | EventPingsFact
  | EventStreamFact
  | HandlerLimitFact
  | LargeHeadFact
  | WebSocketsFact
  | BindingsFact
  | ImportsFact
  | ShutdownModuleFact
  | ServeCallFact
  | InfrastructureFact
  | UnreadModuleFact
  | ProgramFact
  | ManifestBlockFact
  | SettingMistake;
/** What the Kubernetes objects say that a block of another language creates: it counts once for whatever that block comes to. */
export interface ManifestBlockFact {
  readonly kind: 'manifest-block';
  readonly at: Location;
  /** One resource of the block, with its installation, where values of its own went into the text. */
  readonly creator?: string;
  readonly facts: readonly Fact[];
}
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
