// Images that nobody builds here: products everybody pulls.
import { factList, imageRow, productsOfImage } from '../../knowledge/lookup.js';
import { perObject } from '../../knowledge/memo.js';
import type { ContainerFact } from '../../model/facts.js';
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
  const names = factList('images', 'third-party-names', undefined, container.at);
  const base = imageName(referenceText(container.image))?.base;
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
