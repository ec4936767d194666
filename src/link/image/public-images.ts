// Images that nobody builds here: products everybody pulls.
import { factList, imageRow, productsOfImage } from '../../knowledge/lookup.js';
import { perObject } from '../../knowledge/memo.js';
import type { ContainerFact, StageFact } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import type { FactIndex } from '../../model/topology.js';
import { containerImage, imageName, referenceText } from './image-names.js';

/** An image everybody can pull, which no Dockerfile here makes: a product we know, or one of Docker's official images with a tag. */
export function isPublicImage(container: ContainerFact): boolean {
  if (container.build !== undefined || container.image === undefined) return false;
  const reference = referenceText(container.image);
  if (reference === '' || /[${]/.test(reference.replace(/[:@].*$/, ''))) return false;
  return imageRow(reference) !== undefined || productsOfImage(reference).length > 0 || isThirdParty(container);
}
/** A product that projects run but do not build: a datastore, a broker, a dashboard. */
export function isThirdParty(container: ContainerFact): boolean {
  if (container.build !== undefined || container.image === undefined) return false;
  const reference = referenceText(container.image);
  const injected = factList('istio', 'injected-image', undefined, container.at);
  if (injected.state === 'known' && injected.value.includes(reference)) return true;
  return isThirdPartyName(reference, container.at);
}
/** The same with files of our own in it: a Dockerfile that starts from it, and leaves what it starts alone. */
export function isBasedOnThirdParty(stages: readonly StageFact[]): boolean {
  const last = stages.at(-1);
  const changed = stages.some(({ cmd, entrypoint }) => cmd !== undefined || entrypoint !== undefined);
  return last !== undefined && !changed && isThirdPartyName(last.from.text, last.at);
}
function isThirdPartyName(reference: string, at: Location): boolean {
  const names = factList('images', 'third-party-names', undefined, at);
  const base = imageName(reference)?.base;
  return base !== undefined && names.state === 'known' && names.value.includes(base);
}

/** Containers of the scan whose image may be built in it. */
export const ownContainers = perObject((facts: FactIndex): readonly ContainerFact[] =>
  facts
    .of('workload')
    .filter((each) => each.workloadKind !== 'Job' && each.workloadKind !== 'CronJob')
    .flatMap((each) => each.containers)
    .filter((each) => !isPublicImage(each)),
);
/** What their images are called: last segment, whichever registry, or the container's name where no image is named. */
export const ownImages = perObject(
  (facts: FactIndex): ReadonlySet<string> => new Set(ownContainers(facts).map(calledImage)),
);
export const calledImage = (container: ContainerFact): string => containerImage(container)?.base ?? container.name;
