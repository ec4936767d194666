// Registers the reader of Kubernetes objects and of the files of the tools around them.
import type { ParserEntry, SourceText } from '../parser.js';

const name = /\.(?:ya?ml|json)$|(?:^|\/)Kustomization$|^<stdin>$/;
/** Files that need not say `apiVersion` and `kind` to be what they are. */
const known = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization|Chart\.ya?ml)$/;

export const entry: ParserEntry = {
  name: 'kubernetes',
  version: 1,
  accepts: (path) => name.test(path),
  gate: ({ path, text }: SourceText) => known.test(path) || (text.includes('apiVersion') && text.includes('kind')),
  load: async () => ({ parse: (await import('./parse.js')).parse }),
};
