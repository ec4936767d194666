// Services that Flagger makes for a workload: they lead to its pods, and a Service of that name in the files is the one that it takes over.
import type { FileFacts, ServiceFact, WorkloadFact } from '../../model/facts.js';
import { nearest } from '../names/proximity.js';

export function settleCanaries(files: readonly FileFacts[]): readonly FileFacts[] {
  if (!files.some(({ facts }) => facts.some(isMade))) return files;
  const all = files.flatMap(({ facts }) => facts);
  const workloads = all.filter((fact): fact is WorkloadFact => fact.kind === 'workload' && fact.complete);
  const written = all.filter((fact): fact is ServiceFact => fact.kind === 'service' && fact.ofWorkload === undefined);
  return files.map((file) => {
    if (!file.facts.some(isMade)) return file;
    const facts = file.facts.flatMap((fact) => {
      if (!isMade(fact)) return [fact];
      const { ofWorkload, ...service } = fact;
      const named = workloads.filter(
        ({ name, workloadKind }) =>
          name === ofWorkload.name && (ofWorkload.kind === undefined || ofWorkload.kind === workloadKind),
      );
      const [target] = nearest(fact, named);
      const taken = nearest(
        fact,
        written.filter(({ name }) => name === fact.name),
      );
      return target === undefined || taken.length > 0 ? [] : [{ ...service, selector: target.podLabels }];
    });
    return { ...file, facts };
  });
}
type MadeService = ServiceFact & { readonly ofWorkload: NonNullable<ServiceFact['ofWorkload']> };
const isMade = (fact: FileFacts['facts'][number]): fact is MadeService =>
  fact.kind === 'service' && fact.ofWorkload !== undefined;
