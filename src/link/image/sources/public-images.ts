// Images that nobody builds here: products everybody pulls.
import { factList, imageRow, productsOfImage } from '../../../knowledge/lookup.js';
import { once, perName, perObject } from '../../../knowledge/memo.js';
import type { ContainerFact, StageFact, WorkloadFact } from '../../../model/facts.js';
import { pointAt } from '../../../model/location.js';
import type { FactIndex } from '../../../model/topology.js';
import { containerImage, imageName, referenceText } from '../image-names.js';

/** An image everybody can pull, which no Dockerfile here makes: a product we know, or one of Docker's official images with a tag. */
export function isPublicImage({ build, image }: ContainerFact): boolean {
  return build === undefined && image !== undefined && isPublicReference(referenceText(image));
}
const isPublicReference = perName((reference): boolean => {
  if (reference === '' || /[${]/.test(reference.replace(/[:@].*/s, ''))) return false;
  return imageRow(reference) !== undefined || productsOfImage(reference).length > 0 || isThirdPartyReference(reference);
});
/** A registry that only its owners push to, also one that is created with the rest: what lies there is built, or copied, by them. */
const ownRegistry =
  /^(?:(?:\d{12})?\.dkr\.ecr\.[\w.-]+|[\w-]+\.azurecr\.io|[\w-]+-docker\.pkg\.dev|registry\.gitlab\.com)?\//;
export function isOfOwnRegistry({ image }: ContainerFact): boolean {
  return image !== undefined && ownRegistry.test(referenceText(image));
}
/** A product that projects run but do not build: a datastore, a broker, a dashboard. */
export function isThirdParty({ build, image }: ContainerFact): boolean {
  return build === undefined && image !== undefined && isThirdPartyReference(referenceText(image));
}
const isThirdPartyReference = (reference: string): boolean =>
  injectedImages().has(reference) || isThirdPartyName(reference);
/** The same with files of our own in it: a Dockerfile that starts from it, and leaves what it starts alone. */
export function isBasedOnThirdParty(stages: readonly StageFact[]): boolean {
  const last = stages.at(-1);
  const changed = stages.some(({ cmd, entrypoint }) => cmd !== undefined || entrypoint !== undefined);
  return last !== undefined && !changed && isThirdPartyName(last.from.text);
}
function isThirdPartyName(reference: string): boolean {
  const base = imageName(reference)?.base;
  return base !== undefined && thirdPartyNames().has(base);
}
/**
 * An image of first steps that infrastructure names until a pipeline deploys the program itself; who runs it in a cluster or on his own
 * machine means it.
 */
export function isPlaceholder({ platform }: WorkloadFact, { build, image }: ContainerFact): boolean {
  if (build !== undefined || image === undefined || platform === 'kubernetes' || platform === 'compose') return false;
  const name = referenceText(image).replace(/[:@](?!.*\/).*/s, '');
  return placeholderImages().has(name.replace(/^(?:docker\.io\/)?(?:library\/)?(?=[^/]+$)/, ''));
}
const placeholderImages = once(() => documented('images', 'placeholder-images'));
const injectedImages = once(() => documented('istio', 'injected-image'));
const thirdPartyNames = once(() => documented('images', 'third-party-names'));
function documented(product: string, key: string): ReadonlySet<string> {
  const names = factList(product, key, undefined, pointAt('.', 1));
  return new Set(names.state === 'known' ? names.value : []);
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
export const calledImage = perObject(
  (container: ContainerFact): string => containerImage(container)?.base ?? variableOf(container) ?? container.name,
);
/** `${APP_IMAGE:?}` of several services is one image. */
function variableOf({ image }: ContainerFact): string | undefined {
  const found = image === undefined ? null : /^\$\{([A-Z_][A-Z0-9_]*)(?:[:?+-][^{}]*)?\}$/.exec(referenceText(image));
  return found?.[1] === undefined ? undefined : `$${found[1]}`;
}
