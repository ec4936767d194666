// Registers the reader of Kubernetes objects and of the files of the tools around them.
import type { ParserEntry, SourceText } from '../parser.js';

const name =
  /\.(?:ya?ml|json)$|(?:^|\/)Kustomization$|^<stdin>$|\.ya?ml\.(?:j2|jinja2?|erb|tmpl|tpl|gotmpl|template|envsubst)$|\.j2$/;
/** Templates whose name does not say what of: only what stands there like an object counts. A leading `_` is Helm's own. */
const unnamed = /(?:^|\/)[^_/][^/]*\.(?:tmpl|tpl|gotmpl|template|in|dist|sample)$/;
const longestScript = 256 * 1024;
/** Files that need not say `apiVersion` and `kind` to be what they are. */
const known =
  /(?:^|\/)(?:kustomization\.ya?ml|Kustomization|Chart\.ya?ml|Chart[-._](?:template|tmpl|tpl|in|ya?ml)\.\w+)$/;

export const entry: ParserEntry = {
  name: 'kubernetes',
  endings: ['', ...'yaml yml json j2 jinja jinja2 erb tmpl tpl gotmpl template envsubst in dist sample'.split(' ')],
  version: 10,
  accepts: (path) => name.test(path) || unnamed.test(path),
  gate: ({ path, text }: SourceText) =>
    known.test(path) ||
    (text.includes('apiVersion') &&
      text.includes('kind') &&
      (name.test(path) || (/^apiVersion:/m.test(text) && /^kind:/m.test(text)))),
  load: async () => ({ parse: (await import('./parse.js')).parse }),
};

/** Manifests that a script pipes into kubectl. */
export const heredocs: ParserEntry = {
  name: 'kubernetes-heredocs',
  endings: ['sh', 'bash'],
  version: 1,
  accepts: (path) => /\.(?:sh|bash)$/.test(path),
  gate: ({ text }) =>
    text.length <= longestScript && text.includes('kubectl') && holdsInOrder(text, '<<', 'apiVersion'),
  load: async () => ({ parse: (await import('./parse.js')).parseScript }),
};
function holdsInOrder(text: string, first: string, second: string): boolean {
  const at = text.indexOf(first);
  return at >= 0 && text.includes(second, at);
}
