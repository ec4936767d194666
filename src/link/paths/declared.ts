// Hops stated in hoplint.yaml: which stand in front, and which is the server that answers in the end.
import { product } from '../../knowledge/lookup.js';
import { type DeclaredHop, declaredNamesOf } from '../../model/declarations.js';
import type { WorkloadFact } from '../../model/facts.js';
import { declaredHop, type PathEnd } from './paths.js';

/** It names this workload, and not every one. */
export function isDeclaredFor({ workload }: DeclaredHop, fact: WorkloadFact): boolean {
  return workload !== undefined && declaredNamesOf(fact).includes(workload.toLowerCase());
}

export interface DeclaredParts {
  /** Client first. */
  readonly fronts: readonly DeclaredHop[];
  /** What the workload runs, where the last of them is a server and not a proxy. */
  readonly server?: DeclaredHop;
}
export function splitDeclared(hops: readonly DeclaredHop[]): DeclaredParts {
  const last = hops.at(-1);
  return last !== undefined && isServer(last) ? { fronts: hops.slice(0, -1), server: last } : { fronts: hops };
}
/** A server product, or a hop of which only the accepting face is stated: it sends to nobody. */
function isServer({ product: id, settings, workload }: DeclaredHop): boolean {
  if (product(id)?.kind === 'server') return true;
  const names = [...settings.keys()];
  return (
    id === 'generic' && workload !== undefined && names.length > 0 && names.every((name) => name.startsWith('inbound.'))
  );
}

/** The end of a path of which no file shows anything: the last stated hop. */
export function declaredEnd(hops: readonly DeclaredHop[]): PathEnd | undefined {
  const last = hops.at(-1);
  if (last === undefined) return undefined;
  const process = declaredHop(last);
  return { id: process.id, name: process.name, at: process.at, process, links: [], hosts: [] };
}
