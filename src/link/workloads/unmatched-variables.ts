// Variables of containers whose source nobody found: each of them may run a server that no container was linked to.
import type { DeploymentFact, WorkloadFact } from '../../model/facts.js';
import { isPublicImage } from '../image/sources/public-images.js';
import type { HiddenVariables } from '../names/hidden-variables.js';

/** `workloads`: those that were linked to no source; `deployments`: those for which there is no workload. Undefined where none of them can run what is built here. */
export function unmatchedVariables(
  workloads: readonly WorkloadFact[],
  deployments: readonly DeploymentFact[],
): HiddenVariables | undefined {
  const open = workloads.flatMap(({ name, containers }) =>
    containers.flatMap((container) => (isPublicImage(container) ? [] : [{ owner: name, container }])),
  );
  const loose = deployments.filter(({ container }) => !isPublicImage(container));
  if (open.length + loose.length === 0) return undefined;
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
    return looseVariable(variable, loose);
  };
}

/** Commands say what they give, and not always to whom. */
function looseVariable(variable: string, loose: readonly DeploymentFact[]): ReturnType<HiddenVariables> {
  const settle = `Say what ${variable} is under services: in hoplint.yaml (env:), null where nothing sets it.`;
  for (const { by, name, container } of loose) {
    const set = container.env.find((each) => each.name === variable);
    const whom = name === undefined ? '' : ` to ${name.text}`;
    const text = `${by} gives ${variable}${whom}, and no file tells whether that is this server`;
    if (set !== undefined) return { kind: 'ambiguous', text, settle, at: set.at };
    const more = container.envOpen ?? container.envFrom[0];
    if (more === undefined) continue;
    const may = `${by} gives variables${whom} that no file shows, and ${variable} may be one of them`;
    return { kind: 'ambiguous', text: may, settle, at: more.at };
  }
  return undefined;
}
