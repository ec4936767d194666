// The labels of a corpus file: real repositories read by people, with what must and what must not be reported.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface Place {
  readonly file: string;
  readonly line: number;
}
export interface LabelledFact extends Place {
  readonly key: string;
  readonly value: string;
  readonly how?: string;
}
export interface LabelledDefect extends Place {
  readonly category: string;
  readonly certainty: 'definite' | 'likely' | 'debatable';
  readonly why: string;
}
export interface LabelledTrap extends Place {
  readonly what: string;
  readonly why: string;
}
export interface LabelledRepository {
  readonly repo: string;
  readonly commit: string;
  readonly facts: readonly LabelledFact[];
  readonly defects: readonly LabelledDefect[];
  readonly traps: readonly LabelledTrap[];
}
export interface Labels {
  /** Category to the rules that may answer it. */
  readonly categories: ReadonlyMap<string, readonly string[]>;
  readonly repositories: readonly LabelledRepository[];
}

interface RawRepository {
  repo: string;
  commit: string;
  facts?: readonly { key: string; value: unknown; how?: string; file: string; line: number }[];
  defects?: readonly LabelledDefect[];
  fp_traps?: readonly LabelledTrap[];
}

export function readLabels(path: string): Labels {
  const raw = parse(readFileSync(path, 'utf8')) as {
    categories: Record<string, readonly string[]>;
    repos: readonly RawRepository[];
  };
  return {
    categories: new Map(Object.entries(raw.categories)),
    repositories: raw.repos.map((each) => ({
      repo: each.repo,
      commit: each.commit,
      facts: (each.facts ?? []).map((fact) => ({ ...fact, value: String(fact.value) })),
      defects: each.defects ?? [],
      traps: each.fp_traps ?? [],
    })),
  };
}

/** How far a place may lie from its label and still be the same place. */
export const tolerance = 15;
export function isNear(place: Place, label: Place): boolean {
  return place.file === label.file && Math.abs(place.line - label.line) <= tolerance;
}
