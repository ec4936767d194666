// A container with the variables that deployments give it: over what its own file says, which the next deployment may set again.
import type { Expression } from '../../../model/expression.js';
import type { ContainerFact, DeploymentFact, EnvFact } from '../../../model/facts.js';
import { groupBy } from '../../../model/group-by.js';
import type { Location } from '../../../model/location.js';
import { containerImage } from '../../image/image-names.js';
import { isPublicImage } from '../../image/sources/public-images.js';

export function givenTo(
  container: ContainerFact,
  all: readonly DeploymentFact[],
  isCertain: (deployment: DeploymentFact) => boolean,
): ContainerFact {
  const given = groupBy(
    all.flatMap((deployment) => deployment.container.env.map((variable) => ({ variable, deployment }))),
    ({ variable }) => variable.name,
  );
  const env = container.env
    .filter(({ name }) => !given.has(name))
    .map((each) =>
      taken(
        each,
        all.find((other) => takes(other, each)),
        each,
      ),
    );
  for (const [name, parts] of given) {
    const own = container.env.findLast((each) => each.name === name);
    const sure = parts.filter(({ deployment }) => isCertain(deployment));
    const set = [...(own === undefined ? [] : [own]), ...parts.map(({ variable }) => variable)];
    const last = parts.at(-1)?.variable;
    const chosen = taken(settled(set), last && all.find((other) => takes(other, last)), last);
    const [first] = parts;
    // One of several applications gets it.
    env.push(sure.length === parts.length || first === undefined ? chosen : doubtful(chosen, first.deployment));
  }
  const open = all.find((each) => each.container.envOpen !== undefined)?.container.envOpen;
  const image = all.find((each) => each.container.image !== undefined && !saysLess(each, container))?.container.image;
  return {
    ...container,
    env,
    envFrom: [...container.envFrom, ...all.flatMap((each) => each.container.envFrom)],
    ...(open === undefined || container.envOpen !== undefined ? {} : { envOpen: open }),
    ...(image === undefined || container.build !== undefined || container.mounts !== undefined ? {} : { image }),
  };
}

/** What a pipeline hands to a service may be all variables, where the infrastructure names the image. */
function saysLess({ kinds, container }: DeploymentFact, own: ContainerFact): boolean {
  const isOfService = kinds.length === 1 && kinds[0] === 'EcsService';
  if (!isOfService || container.image === undefined || containerImage(container) !== undefined) return false;
  return containerImage(own) !== undefined && !isPublicImage(own);
}

/** All that set it agree, or nobody can tell which was last. */
function settled(all: readonly EnvFact[]): EnvFact {
  const last = all.at(-1);
  const [first] = all;
  if (last === undefined || first === undefined) throw new TypeError('nothing sets the variable');
  const texts = new Set(
    all.map(({ value, from }) => (value?.kind === 'literal' ? `=${value.value}` : JSON.stringify(from ?? value))),
  );
  if (texts.size === 1) return last;
  const places = all.map(place).join(' and ');
  const why = `${last.name} is set differently in ${places}`;
  const options = all.flatMap(({ value }): Expression[] => (value === undefined ? [] : [value]));
  if (options.length < all.length) return { name: last.name, at: last.at, value: unseen(why, last) };
  return { name: last.name, at: last.at, value: { kind: 'either', options, why, at: last.at } };
}
const unseen = (text: string, { at }: EnvFact): Expression => ({ kind: 'unknown', reason: 'ambiguous', text, at });

function doubtful(variable: EnvFact, { by }: DeploymentFact): EnvFact {
  const text = `${by} gives ${variable.name} to an application whose name no file tells`;
  return { name: variable.name, at: variable.at, value: unseen(text, variable) };
}

/** Whether a deployment takes away what was set at another place: behind it in the same file, it is set again. */
function takes({ takes: gone, container, at }: DeploymentFact, { name, at: place, from }: EnvFact): boolean {
  if (gone === undefined || (at.file === place.file && at.line <= place.line)) return false;
  if (gone.names.includes(name)) return true;
  return gone.others && from === undefined && !container.env.some((each) => each.name === name);
}
/** Nobody can tell whether it was set or taken away last. */
function taken(variable: EnvFact, by: DeploymentFact | undefined, set: EnvFact | undefined): EnvFact {
  if (by === undefined || set === undefined) return variable;
  const text = `${variable.name} is set in ${place(set)}, and ${place(by)} takes it away`;
  return { name: variable.name, at: variable.at, value: unseen(text, variable) };
}
const place = ({ at }: { readonly at: Location }): string => `${at.file}:${at.line}`;
