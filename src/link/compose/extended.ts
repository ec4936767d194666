// `extends`: services of compose that start from another one, of their own file or of another.
import type { FileFacts, WorkloadFact } from '../../model/facts.js';
import { layOver } from './lay-over.js';

/** Longer rows of services that extend each other are a circle. */
const longest = 8;

/** Every service with what it extends; one whose base is out of sight is not wholly visible. */
export function withExtended(files: readonly FileFacts[]): readonly FileFacts[] {
  const services = new Map<string, WorkloadFact>();
  const bases = new Set<string>();
  for (const { file, facts } of files) {
    for (const fact of facts) {
      if (fact.kind !== 'workload' || fact.platform !== 'compose') continue;
      services.set(`${file} ${fact.name}`, fact);
      const from = fact.compose?.extends?.file;
      if (from !== undefined && from !== file) bases.add(from);
    }
  }
  const settle = (fact: WorkloadFact, depth: number): WorkloadFact => {
    const { extends: wanted, ...traits } = fact.compose ?? {};
    if (wanted === undefined) return fact;
    const found = services.get(`${wanted.file ?? fact.at.file} ${wanted.service}`);
    if (found === undefined || found === fact || depth > longest) return { ...fact, complete: false };
    const below = settle(found, depth + 1);
    const { at, name, nameAt, scope, podSpecAt } = fact;
    const merged = layOver(below, { ...fact, compose: traits });
    return {
      ...merged,
      ...{ at, name, nameAt, podSpecAt },
      ...(scope === undefined ? {} : { scope }),
      complete: fact.complete || (isRunnable(merged) && !isOverride(fact.at.file)),
      containers: merged.containers.map((container) => ({ ...container, at })),
    };
  };
  return files.map((file) => {
    if (
      !file.facts.some(
        (fact) => fact.kind === 'workload' && (fact.compose?.extends !== undefined || bases.has(file.file)),
      )
    )
      return file;
    // What is only there to be extended is no project.
    const isTemplate = bases.has(file.file) && !isUsual(file.file);
    const facts = file.facts.map((fact) => {
      if (fact.kind !== 'workload' || fact.platform !== 'compose') return fact;
      const settled = settle(fact, 0);
      return isTemplate ? { ...settled, complete: false } : settled;
    });
    return { ...file, facts };
  });
}

export const isRunnable = ({ containers: [container] }: WorkloadFact): boolean =>
  container?.image !== undefined || container?.build !== undefined;
export const isOverride = (path: string): boolean => /[._-]override\.ya?ml$/i.test(path);
/** The files that compose looks for by itself. */
export const isUsual = (path: string): boolean => /(?:^|\/)(?:docker-|podman-)?compose\.ya?ml$/i.test(path);
