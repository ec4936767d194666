// The shape of a rule: who I am, what I look at, what must hold, what I tell the user.
import type { Confidence, Fix, RelatedLocation, Severity } from '../../model/finding.js';
import type { Location } from '../../model/location.js';
import type { Remedy } from '../../model/remedy.js';
import type { Setting } from '../../model/setting.js';
import type { Model, RequestPath } from '../../model/topology.js';
import type { Verdict } from '../../model/verdict.js';

export interface RuleMeta {
  readonly id: string;
  readonly severity: Severity;
  /** What must hold, one sentence without a final stop. */
  readonly summary: string;
  /** Row of the 502 playbook it answers: `keep-alive-mismatch`, `graceful-shutdown`, … */
  readonly cause: Cause;
  /** Notes unless the profile is `strict`. */
  readonly hygiene?: boolean;
  /** Setting or fact names it depends on, for the catalogue. */
  readonly reads: readonly string[];
  /** Why it never has to leave a subject unevaluated, for the few rules that only repeat what a reader is sure of. */
  readonly decides?: string;
  readonly aliases?: readonly string[];
  /** JSON schema of its options, when it has any. */
  readonly options?: Readonly<Record<string, unknown>>;
}
export const causes = [
  'graceful-shutdown',
  'keep-alive-mismatch',
  'pod-not-ready',
  'upstream-timeout',
  'autoscaling-slow',
  'health-check',
  'dns',
  'pool-exhaustion',
  'oom-crash',
  'connection-draining',
  'disruption-budget',
  'single-pod-failure',
  'retry-idempotency',
  'misconfiguration',
  'alerting',
] as const;
export type Cause = (typeof causes)[number];

export interface RuleContext {
  readonly profile: 'recommended' | 'strict';
  readonly options: Readonly<Record<string, unknown>>;
}
/** What a rule tells about one subject whose verdict is `no`. */
export interface Tale {
  readonly message: string;
  readonly help: string;
  /** The place to edit: a setting (its origin's place) or a location. */
  readonly at: Location | Setting<unknown>;
  readonly related: readonly RelatedLocation[];
  /** Stable identity: components and settings, never line numbers. */
  readonly key: readonly string[];
  readonly path?: RequestPath;
  readonly fixes?: readonly Fix[];
  /** What would mend it, best first; `fixes` turns them into edits where the texts allow. */
  readonly remedies?: readonly Remedy[];
  /** Lowers (never raises) the rule's severity for this case, or raises it where the rule documents so. */
  readonly severity?: Severity;
  /** Overrides the confidence computed from origins. */
  readonly confidence?: Confidence;
}
export interface Rule<Subject> extends RuleMeta {
  /** The subjects, sorted. The engine owns the loop. */
  each(model: Model, context: RuleContext): Iterable<Subject>;
  requires(subject: Subject, context: RuleContext): Verdict;
  tell(subject: Subject, context: RuleContext): Tale;
  /** Names the subject of a *not evaluated* note: "keep-alive between the ALB shop and api". */
  subject(subject: Subject): NamedSubject;
}
export interface NamedSubject {
  readonly name: string;
  readonly at: Location;
  /** What it is about, where no path says which installation that is part of. */
  readonly of?: { readonly scope?: string };
}

export function defineRule<Subject>(rule: Rule<Subject>): Rule<Subject> {
  return rule;
}
/** A rule among others: each looks at subjects of its own type, and who opens it takes any. */
export interface AnyRule extends RuleMeta {
  open<T>(use: <Subject>(rule: Rule<Subject>) => T): T;
}
export function oneOfMany<Subject>(rule: Rule<Subject>): AnyRule {
  return { ...rule, open: (use) => use(rule) };
}
