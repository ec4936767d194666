// Workloads that hoplint.yaml names and no file shows: without a word, a misspelt one would change nothing.
import { type Declarations, declaredNamesOf } from '../model/declarations.js';
import type { RunNote } from '../model/report.js';
import type { Model } from '../model/topology.js';

/** More names than this help nobody to find the right one. */
const mostNames = 5;

export function unmetDeclarations(
  { hops, services }: Pick<Declarations, 'hops' | 'services'>,
  { workloads }: Pick<Model, 'workloads'>,
): readonly RunNote[] {
  // A scan of something else than the deployment says nothing about it.
  if (workloads.length === 0) return [];
  const names = new Map(workloads.map(({ fact }) => [fact, declaredNamesOf(fact)]));
  const known = new Set([...names.values()].flat());
  const stated = [
    ...hops.map(({ name, workload, at }) => ({ what: `The hop ${name}`, workload, at })),
    ...services.map(({ source, workload, at }) => ({ what: `The source ${source}`, workload, at })),
  ];
  return stated.flatMap(({ what, workload, at }): readonly RunNote[] => {
    if (workload === undefined || known.has(workload.toLowerCase())) return [];
    const wanted = workload.toLowerCase().split('/').at(-1);
    const alike = [...names].filter(([fact]) => fact.name.toLowerCase() === wanted);
    const offered = (alike.length > 0 ? alike : [...names]).map(([, each]) => each[0] ?? '').sort();
    const more = offered.length > mostNames ? `, and ${offered.length - mostNames} more` : '';
    return [
      {
        code: 'declaration-unmet',
        message: `${what} is stated for ${workload}, and no workload here is called that, so it stands on no path.`,
        settle: `Workloads here: ${offered.slice(0, mostNames).join(', ')}${more}.`,
        at,
      },
    ];
  });
}
