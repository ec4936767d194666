// What a rule says: findings with both ends, notes on what could not be evaluated, and the edits that would mend it.
import type { Location } from './location.js';
import type { UnknownReason } from './setting.js';

export const severities = ['error', 'warning', 'note'] as const;
export type Severity = (typeof severities)[number];
export type Confidence = 'high' | 'medium' | 'low';

export interface RelatedLocation {
  readonly message: string;
  readonly location: Location;
}
export interface TextEdit {
  readonly location: Location;
  readonly newText: string;
}
/** Edits belong together: all or none are applied. */
export interface Fix {
  readonly title: string;
  /** A safe fix cannot change meaning beyond the finding. */
  readonly safe: boolean;
  readonly edits: readonly TextEdit[];
}
/** One hop as a finding shows it, client first. */
export interface PathStep {
  readonly hop: string;
  readonly detail: string;
  readonly location?: Location;
  /** Its two idle clocks in words, where they are known: "5 s". */
  readonly keepsIdle?: string;
  readonly reusesIdle?: string;
  /** False where it opens a new connection for every request. */
  readonly pools?: boolean;
  /** It passes connections on, and opens none for requests. */
  readonly carries?: true;
}

export interface Finding {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** One sentence: what was compared, both values with origins, what breaks. */
  readonly message: string;
  /** The remedy, a separate sentence or two. */
  readonly help: string;
  readonly location: Location;
  readonly related: readonly RelatedLocation[];
  readonly path: readonly PathStep[];
  readonly fixes: readonly Fix[];
  readonly docsUrl: string;
  /** Made of rule, components and settings, never of line numbers. */
  readonly fingerprint: string;
  /** How many more places have the same defect: they are among the related ones. */
  readonly copies?: number;
  /** Until findings are merged: the installation that it was found in, where a chart or a kustomization makes what it is about. */
  readonly scope?: string;
  /** Where several overlays or values files make installations of one thing: those that show it, production first. */
  readonly holdsIn?: readonly string[];
  /** The others of these, in which it was not found: it does not hold there, or less is known. */
  readonly notSeenIn?: readonly string[];
  readonly suppressed?: { readonly reason: string; readonly at: Location };
}
/** A rule had a subject but not the facts: said, never guessed. */
export interface NotEvaluated {
  readonly ruleId: string;
  /** Completes "not evaluated: …" and names what is missing. */
  readonly reason: string;
  readonly settle?: string;
  readonly subject: string;
  readonly location: Location;
  readonly because: readonly UnknownReason[];
}
