// `acme/gate` beside `shop/gate` in one file: two programs of one name, of which the one that is built here has the owner of the others.
import { perObject } from '../../../knowledge/memo.js';
import type { FactIndex } from '../../../model/topology.js';
import { containerImage, type ImageName } from '../image-names.js';
import type { ImageSubject } from './image-subject.js';
import { isPublicImage } from './public-images.js';

/** Whether what is called like the image is rather the program of another image beside it. */
export function isNamesake({ facts, image, workload }: ImageSubject): boolean {
  if (image === undefined || image.open) return false;
  const beside = imagesByFile(facts).get(workload.at.file);
  const alike = [...(beside?.get(image.base) ?? [])].filter((owner) => owner !== '');
  const own = ownerOf(image);
  if (beside === undefined || own === '' || alike.length < 2) return false;
  const share = sharesOf(beside);
  return alike.some((owner) => (share.get(owner) ?? 0) > (share.get(own) ?? 0));
}
const ownerOf = ({ path, base }: ImageName): string =>
  path.endsWith(`/${base}`) ? path.slice(0, -base.length - 1) : '';

/** How many names each owner has. */
const sharesOf = perObject((names: Owners): ReadonlyMap<string, number> => {
  const shares = new Map<string, number>();
  for (const owners of names.values()) for (const owner of owners) shares.set(owner, (shares.get(owner) ?? 0) + 1);
  return shares;
});
type Owners = ReadonlyMap<string, ReadonlySet<string>>;
/** The owners of each name. */
const imagesByFile = perObject((facts: FactIndex) => {
  const files = new Map<string, Map<string, Set<string>>>();
  for (const { at, containers } of facts.of('workload')) {
    const names = files.get(at.file) ?? new Map<string, Set<string>>();
    files.set(at.file, names);
    for (const container of containers) {
      const image = containerImage(container);
      if (image === undefined || image.open || isPublicImage(container)) continue;
      names.set(image.base, (names.get(image.base) ?? new Set()).add(ownerOf(image)));
    }
  }
  return files;
});
