// A Dockerfile that stands in the compose file: it takes the place of the one in the build's folder.
// https://docs.docker.com/reference/compose-file/build/#dockerfile_inline
import { productsOfImage } from '../../knowledge/lookup.js';
import type { Text } from '../../model/facts.js';
import { type NodeReader, presentScalar } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';

/** What no file of the scan is called. */
export const inlineName = 'dockerfile_inline';

/** The image that its last stage is built on, where that is a product that we know: the service runs it. */
export function inlineProduct(reader: NodeReader, build: YamlNode | undefined): Text | undefined {
  const inline = presentScalar(get(build, inlineName));
  if (inline === undefined) return undefined;
  const stages = [...inline.text.matchAll(/^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)?(\S+)/gim)];
  const base = stages.at(-1)?.[1];
  return base === undefined || productsOfImage(base).length === 0 ? undefined : { text: base, at: reader.at(inline) };
}
