// Which controllers workloads run, and in which version.
import { product, productsOfImage } from '../../knowledge/lookup.js';
import { perObject } from '../../knowledge/memo.js';
import type { ContainerFact } from '../../model/facts.js';
import { type Groups, groupBy } from '../../model/group-by.js';
import type { Location } from '../../model/location.js';
import { known, type Setting, unknown } from '../../model/setting.js';
import type { FactIndex } from '../../model/topology.js';
import { imageTag, referenceText } from '../image/image-names.js';

const kinds = new Set(['ingress', 'gateway', 'mesh']);

/** Products of the table that a container runs as a controller or proxy of a cluster. */
export function controllersIn({ image }: ContainerFact): readonly string[] {
  return image?.kind === 'literal' && typeof image.value === 'string'
    ? productsOfImage(image.value).filter((id) => kinds.has(product(id)?.kind ?? ''))
    : [];
}

interface Tag {
  readonly tag: string;
  readonly at: Location;
}
const tagsOf = perObject((facts: FactIndex): Groups<Tag & { readonly id: string }> => {
  const tags = facts.of('workload').flatMap(({ containers }) =>
    containers.flatMap((container) => {
      const { image } = container;
      const tag = image === undefined ? undefined : imageTag(referenceText(image));
      if (image === undefined || tag === undefined) return [];
      return controllersIn(container).map((id) => ({ id, tag: plain(tag), at: image.at }));
    }),
  );
  const stated = facts
    .of('policy')
    .flatMap(({ product: id, installs }) =>
      installs === undefined ? [] : [{ id, tag: plain(installs.text), at: installs.at }],
    );
  return groupBy([...tags, ...stated], ({ id }) => id);
});

const plain = (tag: string): string => tag.replace(/^v(?=\d)/, '');

/** The version that the tag of its image, or the object that installs it, names, where all workloads of the scan that run it agree. */
export function controllerVersion(id: string, facts: FactIndex, otherwise: Setting<string>): Setting<string> {
  const tags = tagsOf(facts).get(id) ?? [];
  const [first] = tags;
  if (first === undefined || !/^\d/.test(first.tag)) return otherwise;
  return tags.every(({ tag }) => tag === first.tag)
    ? known(first.tag, { kind: 'written', at: first.at })
    : unknown({ kind: 'ambiguous', text: 'it runs in several versions here', at: first.at });
}
