// The result of one run, as every reporter receives it: sorted, relative paths, no clock.
import type { Finding, NotEvaluated, Severity } from './finding.js';
import type { Location } from './location.js';
import type { Model } from './topology.js';

/** A rule as reporters list it. */
export interface RuleInfo {
  readonly id: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly cause: string;
  readonly hygiene: boolean;
  readonly docsUrl: string;
  /** Markdown of the rule page, for SARIF `help`. Absent where pages are not bundled. */
  readonly page?: string;
}
/** Something left alone or not read, said once: templated documents, files too large, folders skipped. */
export interface RunNote {
  /** `templated`, `too-large`, `no-renderer`, `left-alone`, `cache`, … */
  readonly code: string;
  readonly message: string;
  readonly settle?: string;
  readonly at?: Location;
  readonly count?: number;
}
/** A crash in a rule or parser: the run exits 3 and still shows everything else. */
export interface InternalError {
  /** `rule keepalive-race`, `parser kubernetes (deploy/api.yaml)`. */
  readonly where: string;
  readonly message: string;
  readonly stack?: string;
}
export interface LintResult {
  readonly version: string;
  /** Suppressed ones included, marked. */
  readonly findings: readonly Finding[];
  readonly notEvaluated: readonly NotEvaluated[];
  readonly notes: readonly RunNote[];
  readonly errors: readonly InternalError[];
  readonly rules: readonly RuleInfo[];
  readonly model: Model;
  /** Every file of the scan, read or not, by shown path. */
  readonly files: readonly string[];
  readonly stats: {
    readonly filesListed: number;
    readonly filesRead: number;
    readonly filesParsed: number;
    readonly fromCache: number;
  };
  /** Set where a baseline was given: how many findings it knows, and its entries that are settled. */
  readonly baseline?: {
    readonly known: number;
    readonly settled: readonly { readonly ruleId: string; readonly file: string; readonly text: string }[];
  };
}
