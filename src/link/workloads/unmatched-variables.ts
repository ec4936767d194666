// Variables of containers whose source nobody found: each of them may run a server that no container was linked to.
import type { WorkloadFact } from '../../model/facts.js';
import { isPublicImage } from '../image/public-images.js';
import type { HiddenVariables } from '../names/hidden-variables.js';

/** `workloads`: those that were linked to no source. Undefined where none of them can run what is built here. */
export function unmatchedVariables(workloads: readonly WorkloadFact[]): HiddenVariables | undefined {
  const open = workloads.flatMap(({ name, containers }) =>
    containers.flatMap((container) => (isPublicImage(container) ? [] : [{ owner: name, container }])),
  );
  if (open.length === 0) return undefined;
  return (variable) => {
    for (const { owner, container } of open) {
      const set = container.env.find(({ name }) => name === variable);
      if (set === undefined) continue;
      const who = container.name === owner ? owner : `container ${container.name} of ${owner}`;
      return {
        kind: 'ambiguous',
        text: `${who} is given ${variable}, and no file tells whether that is this server`,
        settle: `Name the source of ${owner} under services: in hoplint.yaml.`,
        at: set.at,
      };
    }
    return undefined;
  };
}
