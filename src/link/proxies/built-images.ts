// Which image of the repository has a proxy configuration, where no file shows what runs the image.
import { productsOfImage } from '../../knowledge/lookup.js';
import { perName, perObject } from '../../knowledge/memo.js';
import type { DockerfileFact, ProxyFact, StageFact, Text } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { imageTag } from '../image/image-names.js';
import { copies } from './proxy-hosts.js';

export interface BuiltImage {
  /** Final stage first, then those it builds on. */
  readonly stages: readonly StageFact[];
  /** The product's own image below them. */
  readonly image: Text;
}

/** Undefined where none has it, and where several have it that differ. */
export function imageWith(proxy: ProxyFact, dockerfiles: readonly DockerfileFact[]): BuiltImage | undefined {
  if (proxy.runsIn !== 'file') return undefined;
  const found = imagesWith(dockerfiles)(proxy.at.file).filter(({ image }) =>
    productsOfImage(image.text).includes(proxy.product),
  );
  const [first, ...others] = found;
  const isOne = others.every(({ image }) => imageTag(image.text) === imageTag(first?.image.text ?? ''));
  return isOne ? first : undefined;
}

/** By the path of the configuration: one file may make thousands of proxies. */
const imagesWith = perObject((dockerfiles: readonly DockerfileFact[]) =>
  perName((file: string) =>
    dockerfiles.flatMap((dockerfile): readonly BuiltImage[] => {
      const stages = finalStages(dockerfile);
      const image = stages.at(-1)?.from;
      const contexts = [folderOf(dockerfile.at.file), ''];
      const has = contexts.some((context) => stages.some((stage) => copies(stage, context, file).length > 0));
      return has && image !== undefined ? [{ stages, image }] : [];
    }),
  ),
);
const finalStages = perObject(({ stages }: DockerfileFact): readonly StageFact[] => {
  const chain: StageFact[] = [];
  // A stage builds on one that stands above it.
  let wanted: string | undefined;
  for (let at = stages.length - 1; at >= 0; at -= 1) {
    const stage = stages[at];
    if (stage === undefined || (chain.length > 0 && stage.name !== wanted)) continue;
    chain.push(stage);
    wanted = stage.from.text;
  }
  return chain;
});
