// What is deployed, as far as the files of proxies are concerned.
import { perName, perObject } from '../../knowledge/memo.js';
import type { ProxyFact, StageFact, WorkloadFact } from '../../model/facts.js';

/** What is known of one container's image: the folder its build starts in and its stages, final first. */
export interface BuiltFrom {
  readonly context: string;
  readonly stages: readonly StageFact[];
}
/** Containers of the same image share it. */
export const builtWith = perObject((stages: BuiltFrom['stages']) =>
  perName((context): BuiltFrom => ({ context, stages })),
);
export interface Deployed {
  readonly workloads: readonly WorkloadFact[];
  readonly builtFrom: Builds;
  /** By file, the containers whose proxies are known by what is mounted: `claimsOf`. */
  readonly claimed: Claims;
}
type Claims = ReadonlyMap<string, ReadonlySet<string>>;
/** What mounted files and the image of a container come to together is said once, by the former. */
export function claimsOf(proxies: readonly ProxyFact[]): Claims {
  const claims = new Map<string, Set<string>>();
  for (const { mounted, at } of proxies)
    if (mounted !== undefined) claims.set(at.file, (claims.get(at.file) ?? new Set()).add(mounted.in));
  return claims;
}
export type Builds = (workload: WorkloadFact, container: number) => BuiltFrom | undefined;
