// Which image of the repository has a proxy configuration, where no file shows what runs the image.
import { productsOfImage } from '../../knowledge/lookup.js';
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
  const found = dockerfiles.flatMap((dockerfile): readonly BuiltImage[] => {
    const stages = finalStages(dockerfile);
    const image = stages.at(-1)?.from;
    if (image === undefined || !productsOfImage(image.text).includes(proxy.product)) return [];
    const contexts = [folderOf(dockerfile.at.file), ''];
    const has = contexts.some((context) => stages.some((stage) => copies(stage, context, proxy.at.file).length > 0));
    return has ? [{ stages, image }] : [];
  });
  const [first, ...others] = found;
  const isOne = others.every(({ image }) => imageTag(image.text) === imageTag(first?.image.text ?? ''));
  return isOne ? first : undefined;
}

function finalStages({ stages }: DockerfileFact): readonly StageFact[] {
  const chain: StageFact[] = [];
  for (let stage = stages.at(-1); stage !== undefined; ) {
    const { from } = stage;
    chain.push(stage);
    stage = stages.slice(0, stages.indexOf(stage)).find(({ name }) => name === from.text);
  }
  return chain;
}
