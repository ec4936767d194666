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
/** One chain from source to what stands in front. */
export interface LabelledLink {
  readonly source?: string;
  readonly entry?: string;
  readonly dockerfile?: string;
  readonly workload?: string;
  readonly manifest?: string;
  readonly front?: string;
  /** The label says that the image is a public one. */
  readonly isPublic: boolean;
}
export interface LabelledRepository {
  readonly repo: string;
  readonly commit: string;
  readonly linkage: readonly LabelledLink[];
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
  linkage?: readonly Readonly<Record<string, unknown>>[];
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
      linkage: (each.linkage ?? []).map(readLink),
      facts: (each.facts ?? []).map((fact) => ({ ...fact, value: String(fact.value) })),
      defects: each.defects ?? [],
      traps: each.fp_traps ?? [],
    })),
  };
}

function readLink(raw: Readonly<Record<string, unknown>>): LabelledLink {
  const text = (key: string): string | undefined => {
    const value = raw[key];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  // `Deployment/emoji (gRPC 8080` with a comma behind it is a key of its own in YAML.
  const workload = text('workload') ?? Object.keys(raw).find((key) => /^(?:Deployment|StatefulSet)\//.test(key));
  const [path] = (text('dockerfile') ?? '').split(' ');
  return {
    isPublic: /\bpublic image/.test(text('image') ?? ''),
    ...optional('source', text('source')),
    ...optional('entry', text('entry')),
    ...optional('dockerfile', path),
    ...optional('workload', workload),
    ...optional('manifest', text('manifest')?.split(' ')[0]),
    ...optional('front', text('front')),
  };
}
function optional<K extends keyof LabelledLink>(key: K, value: string | undefined): Partial<LabelledLink> {
  return value === undefined || value === '' ? {} : { [key]: value };
}

/** How far a place may lie from its label and still be the same place. */
const tolerance = 15;
export function isNear(place: Place, label: Place): boolean {
  return place.file === label.file && Math.abs(place.line - label.line) <= tolerance;
}
